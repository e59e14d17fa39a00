"""A proposed change: scaffold, diff, summary, ownership, policy changes, staleness."""
