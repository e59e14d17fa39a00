"""What programs read: JSON, CSV, HSDS, DCAT, Atom and JSON-LD."""
