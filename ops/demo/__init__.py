"""The whole loop told in the terminal."""
