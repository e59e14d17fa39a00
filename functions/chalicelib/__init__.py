"""The money: control numbers, claims, prices and the ledger, on the standard library alone."""
