"""How a data file is declared, read and checked: field types, YAML, problems."""
