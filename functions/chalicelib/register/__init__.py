"""The register that policy exports: its model, parser, consistency checks and code lists."""
