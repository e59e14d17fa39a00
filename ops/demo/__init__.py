"""`build.py demo`: every step from a number to a statement, in the terminal."""
