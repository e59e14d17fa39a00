"""Views: plain data for templates, in one language."""
