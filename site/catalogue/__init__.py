"""The public catalogue: policy and profiles in, files out."""
