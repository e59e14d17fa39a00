"""The commands of `build.py`: each parses, calls, prints and returns an exit code."""
