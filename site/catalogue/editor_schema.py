"""The JSON Schema of a profile, for editors: the same rules as the check, and what each field means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from catalogue import yamlfile
from catalogue.profile import PROFILE
from catalogue.schema import Group, Json, Kind, ListOf, MapOf

if TYPE_CHECKING:
    from catalogue.policy import Policy

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(policy: Policy) -> Json:
    """Give the schema of this municipality's profiles; each field is explained in Swedish and English."""
    schema = PROFILE.json_schema(policy.context)
    _describe(PROFILE, schema, "")
    return {"$schema": DRAFT, "title": "Profil / Profile"} | schema


@cache
def meanings() -> Mapping[str, Mapping[str, str]]:
    """Read what each field means, once: field path → language → text."""
    table = Path(__file__).with_name("data") / "fields.yaml"
    value, problems = yamlfile.load(table.read_bytes(), table.name)
    if problems:
        raise ValueError(problems)
    texts: dict[str, dict[str, str]] = value
    return texts


def field_paths(kind: Kind = PROFILE, path: str = "") -> Iterator[str]:
    """List every field of a profile; `[]` is not written for lists, and `*` stands for the id of a service."""
    if isinstance(kind, Group):
        for key, child in kind.fields.items():
            yield _joined(path, key)
            yield from field_paths(child, _joined(path, key))
    elif isinstance(kind, ListOf):
        yield from field_paths(kind.kind, path)
    elif isinstance(kind, MapOf):
        yield from field_paths(kind.kind, _joined(path, "*"))


def _describe(kind: Kind, schema: Json, path: str) -> None:
    if isinstance(kind, Group):
        for key, child in kind.fields.items():
            meaning = meanings()[_joined(path, key)]
            schema["properties"][key]["description"] = f"{meaning['sv']}\n\n{meaning['en']}"
            _describe(child, schema["properties"][key], _joined(path, key))
    elif isinstance(kind, ListOf):
        _describe(kind.kind, schema["items"], path)
    elif isinstance(kind, MapOf):
        for child in schema["properties"].values():
            _describe(kind.kind, child, _joined(path, "*"))


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
