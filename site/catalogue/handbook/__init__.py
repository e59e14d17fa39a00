"""The handbook's pages as Markdown: what people have written, and what is generated from our own data."""
