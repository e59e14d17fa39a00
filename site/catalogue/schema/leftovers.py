"""What is left of the demonstration in a municipality's own files: addresses, numbers and names that are invented.

Nobody can be reached at any of them, so each is an error where a site is not a demonstration (`demo: false`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from catalogue.schema.containers import Fault
from catalogue.schema.todo import question
from catalogue.schema.yaml_reader import KeyPath

_RESERVED_HOST = re.compile(
    r"(?:[\wåäö-]+\.)+(?:example|test|invalid|localhost)(?![\w.-]*\w)|\bexample\.(?:com|net|org)\b", re.IGNORECASE
)
"""Domains that nobody can own (RFC 2606)."""
_TELEPHONE = re.compile(r"(?:\+46[ -]?)?[0-9][0-9 -]{6,14}\Z")
_FICTION = re.compile(r"0?(?:8465004|3139006|4062804|9803192)[0-9]{2}\Z|0?7017406(?:0[5-9]|[1-9][0-9])\Z")
"""The series that the Swedish Post and Telecom Authority reserves for books and films."""
_INVENTED_NUMBER = re.compile(r"(?:559999|802999|969999)-[0-9]{4}\Z")
"""The demonstration's organisation numbers."""
CODES: Final = ("demo_address", "demo_phone", "demo_organisation_number", "demo_provider", "demo_seed")
SEED: Final = "kundval-demonstration-2026"
SOLE_TRADERS: Final = frozenset(
    (
        "exempelhuset-i-kista",
        "fiktelius-samtalsmottagning",
        "modellmark-samtal",
        "pahittmark-samtal",
        "pahittsberg-samtal",
        "utkastet-samtal",
    )
)
"""The demonstration's providers without an organisation number."""


def leftovers(value: Any, path: KeyPath = ()) -> Iterator[Fault]:  # noqa: ANN401 - whatever a file says
    """Yield a fault for each value that is left of the demonstration."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leftovers(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leftovers(item, (*path, index))
    elif isinstance(value, str) and question(value) is None and (code := _code(value, path)):
        yield Fault(path, code, {"value": value})


def _code(text: str, path: KeyPath) -> str | None:
    """Return the code of the leftover that a text is or holds; None if it is none."""
    if "." in text and _RESERVED_HOST.search(text):
        return "demo_address"
    if (
        text[:1] in ("0", "+")
        and _TELEPHONE.match(text)
        and _FICTION.match(re.sub(r"\D", "", text.removeprefix("+46")))
    ):
        return "demo_phone"
    if _INVENTED_NUMBER.match(text):
        return "demo_organisation_number"
    if path[-1:] == ("id",) and text in SOLE_TRADERS:
        return "demo_provider"
    return "demo_seed" if path[-1:] == ("seed",) and text == SEED else None
