"""Proposed changes: scaffold, diff, summary, ownership, policy changes, staleness, contracts."""
