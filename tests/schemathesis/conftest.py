"""Hooks are schemathesis' to import, in its own process."""

collect_ignore = ["hooks.py"]
