"""Plain data for templates, in one language."""
