"""What the pages of the staff tools hold."""
