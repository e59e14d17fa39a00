"""Declaring, reading and checking data files: field types, YAML, problems."""
