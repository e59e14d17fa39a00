"""Suggestions ("did you mean"): the closest known word to an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

NEAR_MAX_CHARACTERS = 40  # a longer word is not a typo, and comparing it is slow


def closest_match(word: str, options: Iterable[str]) -> str | None:
    """Return the option closest to `word` in spelling, or None.

    >>> closest_match("adress", ["address", "area"])
    'address'
    """
    if len(word) > NEAR_MAX_CHARACTERS:
        return None
    close = difflib.get_close_matches(word.casefold().replace("-", "_"), list(options), n=1, cutoff=0.6)
    return close[0] if close else None


def closest_by_label(word: str, options: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the key that is closest to `word` by its label in any language or by its own spelling, or None."""
    if len(word) > NEAR_MAX_CHARACTERS:
        return None
    labels = {label.casefold(): key for key, texts in options.items() for label in texts.values()}
    folded = word.casefold()
    exact = labels.get(folded) or next((key for label, key in labels.items() if label.startswith(folded + " ")), None)
    if exact or (spelt := closest_match(word, options)):
        return exact or spelt
    close = difflib.get_close_matches(folded, list(labels), n=1, cutoff=0.75)
    return labels[close[0]] if close else None
