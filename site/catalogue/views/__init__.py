"""Views: plain data for templates, in one language."""

TemplateContext = dict[str, object]
"""The variables of a template, or an item of theirs: only templates read it by key."""
