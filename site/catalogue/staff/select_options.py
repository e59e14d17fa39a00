"""HTML options of a select element with all providers."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from markupsafe import Markup, escape

NOBODY: AbstractSet[str] = frozenset()
MARK = ' data-profile="yes"'


def option_elements(choices: Sequence[tuple[str, str]], with_profile: AbstractSet[str] = NOBODY) -> Markup:
    """Return the option elements of (id, name) pairs; those in `with_profile` are marked.

    >>> print(option_elements((("a", "Å & B"),), frozenset("a")))
    <BLANKLINE>
    <option value="a" data-profile="yes">Å &amp; B</option>
    """
    elements = [
        f'\n<option value="{escape(id_)}"{MARK if id_ in with_profile else ""}>{escape(name)}</option>'
        for id_, name in choices
    ]
    return Markup("".join(elements))  # noqa: S704 - every part is escaped
