"""Whom residents can turn to besides the providers: help lines in danger, and other places."""
