"""Rows of label and value: of any field, and of premises."""
