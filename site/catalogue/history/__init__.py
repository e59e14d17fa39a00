"""Git history: revisions, edits, catalogue changes and the date each part was last changed."""
