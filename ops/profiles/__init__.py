"""Commands on providers' profiles: new, apply, stale, diff, review, owner."""
