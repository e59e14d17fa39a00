"""The words that people search with: rules of the vocabulary and its synonyms, and names of languages."""
