"""Provider profiles: schema, rules, neutrality, JSON Schema and form rules."""
