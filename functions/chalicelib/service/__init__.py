"""The use cases, the caller and its token verifier, and the wiring of all of it."""
