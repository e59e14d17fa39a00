"""A provider's file: its schema, rules, neutrality, JSON Schema and form rules."""
