"""YAML writer for profiles: the text parses back to an equal value, and ambiguous scalars are quoted.

The patterns are data, so that the form's script uses the same ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

SCHEMA_LINE = "# yaml-language-server: $schema=../dist/schema/v1/provider.schema.json"
"""The first line of every profile; editors use the schema it names to complete and explain fields."""

_L = "0-9A-Za-zÀ-ÖØ-öø-ɏ"
PLAIN = rf"^[{_L}](?:(?:[{_L} .,;()/+_%@!?&'=–\-]|:(?=[^\s]))*[{_L}.,;()/+_%@!?&'=–\-])?$"
READ_OTHERWISE = (
    r"^(?:[0-9]+(?:\.[0-9]*)?(?:[eE][+\-]?[0-9]+)?|0[xXoObB].*|null|Null|NULL|[Tt]rue|TRUE|[Ff]alse|FALSE)$"
)
_SOLID = r"[^ \t-\r\x1c-\x1f\x85\u2028\u2029]"  # neither a plain space nor what a reader of YAML may end a line at
FOLDABLE = rf"^{_SOLID}(?:{_SOLID}| +(?={_SOLID})|\n+(?={_SOLID}))*$"
LONG = 80  # a longer text is folded over several lines
WIDTH = 100

_WORDS = re.compile("[^ ]+(?: {2,}[^ ]+)*")  # a line may end at a single space only, which reads back as one

_plain, _otherwise, _foldable = (
    re.compile(pattern.removesuffix("$") + r"\Z") for pattern in (PLAIN, READ_OTHERWISE, FOLDABLE)
)


def dump(value: Mapping[str, Any], depth: int = 0) -> str:
    """Format a mapping in block style; short lists are in flow style (brackets).

    >>> print(dump({"name": "Vera: samtal", "hours": {"monday": ["08:00-12:00"]}, "staff": [{"title": "x"}]}), end="")
    name: "Vera: samtal"
    hours:
      monday: [08:00-12:00]
    staff:
      - title: x
    """
    return "".join([f"{'  ' * depth}{_key(key)}:{_after_key(item, depth)}" for key, item in value.items()])


def _key(key: str) -> str:
    return key if _plain.match(key) and not _otherwise.match(key) else json.dumps(key, ensure_ascii=False)


def _after_key(value: Any, depth: int) -> str:  # noqa: ANN401 - whatever a profile holds
    if isinstance(value, dict) and value:
        return "\n" + dump(value, depth + 1)
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return "\n" + "".join([_item(item, depth + 1) for item in value])
    if isinstance(value, str) and (len(value) > LONG or "\n" in value) and _foldable.match(value):
        return _folded(value, "  " * (depth + 1))
    return f" {_inline(value, plain_commas=True)}\n"


def _item(value: Any, depth: int) -> str:  # noqa: ANN401 - the same
    if isinstance(value, dict) and value:
        return f"{'  ' * depth}- {dump(value, depth + 1)[2 * depth + 2 :]}"
    return f"{'  ' * depth}- {_inline(value, plain_commas=True)}\n"


def _inline(value: Any, *, plain_commas: bool = False) -> str:  # noqa: ANN401 - the same
    if isinstance(value, str):
        plain = _plain.match(value) and not _otherwise.match(value) and (plain_commas or "," not in value)
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join([_inline(item) for item in value])}]"
    if isinstance(value, dict):
        return f"{{{', '.join([f'{_inline(key)}: {_inline(item)}' for key, item in value.items()])}}}"
    return json.dumps(value)


def _folded(text: str, indent: str) -> str:
    r"""Format a text as a folded block scalar: as many line ends in a row as the text has, as many empty lines.

    >>> _folded("a b\n\nc", "  ")
    ' >-\n  a b\n\n\n  c\n'
    """
    rows = []
    for paragraph in text.split("\n"):
        row = ""
        for word in _WORDS.findall(paragraph):
            if row and len(indent) + len(row) + 1 + len(word) > WIDTH:
                rows.append(indent + row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        rows += [indent + row, ""] if row else [""]
    return " >-\n" + "\n".join(rows[:-1]) + "\n"
