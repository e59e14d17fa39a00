"""Rendering of views: HTML pages, prose pages and the brochure."""
