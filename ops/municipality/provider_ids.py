"""Ids of providers and areas, made from their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from catalogue.policy.schema import RESERVED_IDS

_ID_MAX, _CODE_MAX = 60, 40
_COMPANY_FORM = re.compile(
    r"[\s,]+(?:ab|aktiebolag|hb|handelsbolag|kb|kommanditbolag|ek\.? ?för\.?|ekonomisk förening|enskild firma)"
    r"(?:\s*\(publ\))?$"
)


def provider_id(name: str, taken: Collection[str]) -> str:
    """Return an id that no other provider has: the name in lower case without the form of the company.

    >>> provider_id("Påhittade Öar AB", ()), provider_id("Påhittade öar HB", ("pahittade-oar",))
    ('pahittade-oar', 'pahittade-oar-2')
    """
    stem = _ascii(_COMPANY_FORM.sub("", name.casefold().strip()), "-", _ID_MAX - 3)
    stem = stem if len(stem) > 1 else f"utforare-{stem}".strip("-")
    if stem in RESERVED_IDS:
        stem = f"{stem}-utforare"
    number, id_ = 1, stem
    while id_ in taken:
        number += 1
        id_ = f"{stem}-{number}"
    return id_


def area_code(name: str) -> str:
    """Return the key of an area in the vocabulary.

    >>> area_code("Saltsjöbaden Östra"), area_code("1:a distriktet")
    ('saltsjobaden_ostra', 'a_distriktet')
    """
    return _ascii(name.casefold(), "_", _CODE_MAX).lstrip("0123456789_") or "omrade"


def _ascii(text: str, separator: str, at_most: int) -> str:
    """Return the text with accents removed and everything but a-z and 0-9 replaced by one separator."""
    letters = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("æ", "ae").replace("ß", "ss"))
    ascii_ = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub("[^a-z0-9]+", separator, ascii_).strip(separator)[:at_most].strip(separator)
