"""Control numbers, presence codes, and the secrets that they are derived from."""
