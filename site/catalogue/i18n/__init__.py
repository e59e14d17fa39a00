"""Messages, formats, plural rules, fallback languages and page addresses."""
