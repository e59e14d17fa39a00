"""JSON that has one meaning only: UTF-8, no member twice, no NaN or Infinity (RFC 8259)."""

import json
from typing import Any, Final

UNREADABLE: Final = (ValueError, RecursionError)
"""What `decode` raises for a text that is not such JSON, or that is nested too deeply."""


def decode(text: bytes) -> object:
    """Return the decoded value; raise one of UNREADABLE."""
    decoded: object = _DECODER.decode(text.decode("utf-8"))
    return decoded


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_constant(_name: str) -> object:
    raise ValueError("NaN and Infinity are not JSON")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
