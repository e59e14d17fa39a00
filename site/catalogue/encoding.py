"""Compact JSON, of which a large catalogue has most of its data: `orjson` writes it eight times as fast as `json`.

What people read as well stays with the standard library's `json`, which can indent by one.
"""

from __future__ import annotations

from typing import Any

import orjson


def dumps(value: object) -> bytes:
    """Write a value in UTF-8 without needless spaces; the same value gives the same bytes.

    >>> dumps({"a": ["å", 59.3, None]}).decode()
    '{"a":["å",59.3,null]}'
    """
    return orjson.dumps(value, default=_plain)


def loads(data: bytes | bytearray | str) -> Any:  # noqa: ANN401 - whatever stands there
    """Read what `written` wrote."""
    return orjson.loads(data)


def _plain(value: object) -> object:
    if isinstance(value, tuple):  # a named one
        return tuple(value)
    raise TypeError
