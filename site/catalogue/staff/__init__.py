"""Views of the staff tools' pages."""
