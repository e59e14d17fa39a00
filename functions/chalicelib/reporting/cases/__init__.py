"""Reports of closed cases, and how many cases go on: in classes, tied to nobody (D48)."""
