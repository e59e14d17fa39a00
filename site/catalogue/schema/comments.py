"""Words that a comment has swallowed: ` #` inside a value without quotation marks begins a comment in YAML."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.schema import yaml_reader
from catalogue.schema.containers import Fault, FieldType, Group, LangText, ListOf, MapOf, MapOfChoices
from catalogue.schema.scalars import Text
from catalogue.schema.todo import question
from catalogue.schema.yaml_reader import KeyPath


def swallowed(data: bytes, kind: FieldType) -> Iterator[Fault]:
    """Yield a warning for each comment after a value, on its line, that may be a part of it.

    After a free text it always may; after another value only if its words follow the sign without a space.
    """
    if b" #" not in data and b"\t#" not in data:  # as in most files
        return
    for path, (written, comment) in yaml_reader.locate(data).comments.items():
        if question(written) is not None:
            continue
        if isinstance(_kind_at(kind, path), Text) or comment[1:2].strip():
            whole = f"{written} {comment}"
            yield Fault(path, "comment_swallows", {"lost": comment}, None if '"' in whole else f'"{whole}"')


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
