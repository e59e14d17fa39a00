"""Yearly counts, published tables and their suppression, follow-up and case reports."""
