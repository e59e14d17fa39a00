"""Payment runs and the statements of a month."""
