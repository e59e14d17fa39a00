"""Schemas of `openapi.yaml` as rows of fields, each with its type in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from catalogue import SITE

DOCUMENT: Final = SITE.parent / "functions" / "chalicelib" / "data" / "openapi.yaml"
_LIMITS: Final = {
    ("minimum", "maximum"): "",
    ("minLength", "maxLength"): " characters",
    ("minItems", "maxItems"): " of them",
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a request or an answer: its path, its type with limits, whether it is always there, what it is."""

    path: str
    type: str
    required: bool
    text: str


@cache
def document() -> Mapping[str, Any]:
    """Read the API's description (cached)."""
    description: Mapping[str, Any] = yaml.load(DOCUMENT.read_bytes(), yaml.CSafeLoader)
    return description


def fields_of(schema: Mapping[str, Any], prefix: str = "") -> Iterator[FieldRow]:
    """Yield the fields of an object, and of the objects in it, by their paths."""
    required = schema.get("required", ())
    for name, entry in schema.get("properties", {}).items():
        field = resolved(entry)
        path = f"{prefix}{name}"
        yield FieldRow(path, type_of(field), name in required, table_cell(field.get("description", "")))
        yield from _inner(field, path)


def _inner(field: Mapping[str, Any], path: str) -> Iterator[FieldRow]:
    """Yield the fields within a field: of an object, of each object in a list, or of each value of a map."""
    if "items" in field:
        yield from _inner(resolved(field["items"]), f"{path}[]")
        return
    yield from fields_of(field, f"{path}.")
    values = field.get("additionalProperties")
    if isinstance(values, dict):
        value = resolved(values)
        yield FieldRow(f"{path}.*", type_of(value), required=False, text=table_cell(value.get("description", "")))
        yield from _inner(value, f"{path}.*")


def resolved(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands at a reference, with what stands beside it; parts of `allOf` and the first choice as one."""
    merged_entry: dict[str, Any] = {}
    if "$ref" in entry:
        place: Any = document()
        for name in entry["$ref"].removeprefix("#/").split("/"):
            place = place[name]
        merged_entry = resolved(place)
    parts = [*entry.get("allOf", ()), *entry.get("anyOf", ())[:1]]
    for part in map(resolved, parts):
        merged = {**merged_entry.get("properties", {}), **part.get("properties", {})}
        required = [*merged_entry.get("required", ()), *part.get("required", ())]
        merged_entry |= part | {"properties": merged, "required": required}
    own = {name: value for name, value in entry.items() if name not in {"$ref", "allOf", "anyOf"}}
    return merged_entry | own


def type_of(field: Mapping[str, Any]) -> str:
    """Describe a type and its limits; null is not said, since it means that a field is absent or has no value."""
    parts = [_kind(field)]
    for (least, most), unit in _LIMITS.items():
        if least in field and most in field:
            parts.append(f"{field[least]} to {field[most]}{unit}")
        elif least in field or most in field:
            parts.append(f"at {'least' if least in field else 'most'} {field.get(least, field.get(most))}{unit}")
    if "pattern" in field:
        parts.append(f"matches `{field['pattern']}`")
    if "default" in field:
        parts.append(f"`{_plain(field['default'])}` if left out")
    return "; ".join(parts)


def _kind(field: Mapping[str, Any]) -> str:
    if "const" in field:
        return f"`{_plain(field['const'])}`"
    if "enum" in field:
        return "one of " + ", ".join(f"`{_plain(word)}`" for word in field["enum"] if word is not None)
    kinds = field.get("type", "object")
    names = [name for name in (kinds if isinstance(kinds, list) else [kinds]) if name != "null"]
    if names == ["array"]:
        return f"list of {_kind(resolved(field['items']))}"
    formats = {"date": "date", "date-time": "date and time", "uri": "address", "uri-reference": "address"}
    return str(formats.get(field.get("format", ""), names[0]))


def _plain(value: object) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def table_cell(text: str) -> str:
    """Return a text on one line, as a cell of a Markdown table takes it."""
    return " ".join(text.split()).replace("|", "\\|")
