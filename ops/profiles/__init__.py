"""What is done with a provider's file from outside: new, apply, review, stale."""
