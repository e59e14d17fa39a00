"""Use cases over the ledger, the caller, the token verifier, and how all of it is wired."""
