"""What a request may do: pure decisions, without a ledger or a clock."""
