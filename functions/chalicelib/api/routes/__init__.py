"""The routes of the API: each with its role, its fields and its handler."""
