"""The register that policy exports: its model, parser and consistency checks."""
