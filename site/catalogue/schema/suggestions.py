"""What was meant: the nearest word to one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

NEAR_MAX_CHARACTERS = 40  # a longer word is no slip of the pen, and comparing it costs


def near(word: str, options: Iterable[str]) -> str | None:
    """Suggest the option that is spelt most like `word`.

    >>> near("adress", ["address", "area"])
    'address'
    """
    if len(word) > NEAR_MAX_CHARACTERS:
        return None
    close = difflib.get_close_matches(word.casefold().replace("-", "_"), list(options), n=1, cutoff=0.6)
    return close[0] if close else None


def near_label(word: str, options: Mapping[str, Mapping[str, str]]) -> str | None:
    """Suggest the key whose label, in any language, or whose own spelling is most like `word`."""
    if len(word) > NEAR_MAX_CHARACTERS:
        return None
    labels = {label.casefold(): key for key, texts in options.items() for label in texts.values()}
    wanted = word.casefold()
    exact = labels.get(wanted) or next((key for label, key in labels.items() if label.startswith(wanted + " ")), None)
    if exact or (spelt := near(word, options)):
        return exact or spelt
    close = difflib.get_close_matches(wanted, list(labels), n=1, cutoff=0.75)
    return labels[close[0]] if close else None
