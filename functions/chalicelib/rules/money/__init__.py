"""The rules of requests: pure decisions, without a ledger or a clock."""
