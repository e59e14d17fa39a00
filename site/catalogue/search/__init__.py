"""Cards, facets and the search index: data without words."""
