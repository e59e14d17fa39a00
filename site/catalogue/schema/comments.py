"""Words that a comment has swallowed: ` #` inside a value without quotation marks begins a comment in YAML."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.schema import yaml_reader
from catalogue.schema.containers import Fault, FieldType, Group, LangText, ListOf, MapOf, MapOfChoices
from catalogue.schema.scalars import PatternText, Text
from catalogue.schema.todo import question
from catalogue.schema.yaml_reader import KeyPath


def swallowed(data: bytes, kind: FieldType) -> Iterator[Fault]:
    """Yield a warning for each comment after a value, on its line, that may be a part of it.

    After a free text it always may; after a number or an address, which can hold no such words even in quotation marks,
    only if they follow the sign without a space; and never after a choice.
    """
    if b" #" not in data and b"\t#" not in data:  # as in most files
        return
    for path, (written, comment) in yaml_reader.locate(data).comments.items():
        if question(written) is not None:
            continue
        cut = _kind_at(kind, path)
        whole = f'"{written} {comment}"' if isinstance(cut, Text) and '"' not in written + comment else None
        if isinstance(cut, Text) or (isinstance(cut, PatternText) and comment[1:2].strip()):
            yield Fault(path, "comment_swallows", {"lost": comment}, whole)


def _kind_at(kind: FieldType, path: KeyPath) -> FieldType | None:
    """Return the type of the value at a path; None if the schema has none there."""
    current: FieldType | None = kind
    for step in path:
        if isinstance(current, Group):
            current = current.fields.get(str(step))
        elif isinstance(current, LangText | ListOf | MapOf | MapOfChoices):
            current = current.kind
        else:
            return None
    return current
