"""The build: read, check, render and write. The only package of the catalogue that writes files."""
