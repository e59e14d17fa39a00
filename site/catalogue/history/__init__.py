"""What git knows: revisions, edits, changes and the date a fact was last changed."""
