"""Machine-readable output: JSON, CSV, HSDS, DCAT, Atom and JSON-LD."""
