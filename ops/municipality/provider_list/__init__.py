"""The list of providers that a municipality has: a table, its headings, its cells, and the providers in its rows."""
