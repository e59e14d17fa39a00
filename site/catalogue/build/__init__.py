"""The build: read, check, render and write. The package of the catalogue that writes files."""
