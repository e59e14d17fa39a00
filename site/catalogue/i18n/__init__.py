"""Interface messages, locale formats, fallback languages and page addresses."""
