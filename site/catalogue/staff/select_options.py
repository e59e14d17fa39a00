"""Choices among everyone: as long as the list itself, and the same on the page of every language."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache

from markupsafe import Markup, escape

NOBODY: AbstractSet[str] = frozenset()


@lru_cache(maxsize=4)
def option_elements(choices: tuple[tuple[str, str], ...], with_profile: AbstractSet[str] = NOBODY) -> Markup:
    """Write the options of (id, name), once a build.

    >>> print(option_elements((("a", "Å & B"),), frozenset("a")))
    <BLANKLINE>
    <option value="a" data-profile="yes">Å &amp; B</option>
    """
    ids, names = escaped(choices)
    told = [
        f'\n<option value="{id_}"{MARK if id_ in with_profile else ""}>{name}</option>'
        for id_, name in zip(ids, names, strict=True)
    ]
    return Markup("".join(told))  # noqa: S704 - every part is escaped


@lru_cache(maxsize=4)
def escaped(choices: tuple[tuple[str, str], ...]) -> tuple[list[str], list[str]]:
    """Give ids and names as they stand in markup: many at once, for they are many on the page of every language.

    >>> escaped((("a", "Å & B"), ("b", "<c>")))
    (['a', 'b'], ['Å &amp; B', '&lt;c&gt;'])
    """
    return [f"{escape(id_)}" for id_, _ in choices], [f"{escape(name)}" for _, name in choices]


MARK = ' data-profile="yes"'
