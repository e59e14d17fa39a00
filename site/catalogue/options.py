"""Choices among everyone: as long as the list itself, and the same on the page of every language."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache

from markupsafe import Markup, escape

NOBODY: AbstractSet[str] = frozenset()


@lru_cache(maxsize=4)
def of(choices: tuple[tuple[str, str], ...], with_profile: AbstractSet[str] = NOBODY) -> Markup:
    """Write the options of (id, name), once a build.

    >>> print(of((("a", "Å & B"),), frozenset("a")))
    <BLANKLINE>
    <option value="a" data-profile="yes">Å &amp; B</option>
    """
    told = [
        f'\n<option value="{escape(id_)}"{MARK if id_ in with_profile else ""}>{escape(name)}</option>'
        for id_, name in choices
    ]
    return Markup("".join(told))  # noqa: S704 - every part is escaped


MARK = ' data-profile="yes"'
