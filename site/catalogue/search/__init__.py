"""Cards, facets and the search index: data without interface texts."""
