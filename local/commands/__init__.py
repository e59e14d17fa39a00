"""The commands of `build.py`, by who gives them: each parses, calls, prints and gives an exit code."""
