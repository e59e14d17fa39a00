"""Views become pages: templates, prose, brochure."""
