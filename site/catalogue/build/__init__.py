"""Read, check, render, write: the only package of the catalogue that writes files."""
