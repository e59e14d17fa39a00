"""The clock, booking months, ISO weeks and public holidays."""
