"""The reference of the policy files: every key of the schema, with what is said of it in `policy_reference.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.policy.schema import FILES
from catalogue.profiles.field_docs import below
from catalogue.schema import yaml_reader
from catalogue.schema.containers import Choice, FieldType, Group, ListOf, MapOf

FREE_KEY = "<nyckel>"
"""Stands for a key that the municipality chooses itself, in the vocabulary."""
_TEXTS = ("what", "example", "unit", "default", "effect")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a file: its path, whether it is required, its allowed values, and the Swedish texts."""

    path: str
    required: bool
    options: tuple[str, ...]
    what: str
    example: str
    unit: str
    default: str
    effect: str


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One file of `policy/`: what it is for, and its keys in the order of the schema."""

    name: str
    about: str
    keys: tuple[Key, ...]


def files() -> tuple[PolicyFile, ...]:
    """Return every policy file with its keys; raises KeyError for a key without a text."""
    return tuple(_file(name, group) for name, group in FILES.items())


@cache
def texts() -> Mapping[str, Any]:
    """Read the texts (cached): file → about and keys."""
    file = Path(__file__).with_suffix(".yaml")
    value, problems = yaml_reader.load(file.read_bytes(), file.name)
    if problems:
        raise ValueError(problems)
    return dict(value)


def paths(kind: FieldType, path: str = "") -> Iterator[tuple[str, FieldType, bool]]:
    """Yield the path and type of every key below a type, and whether it is required."""
    if isinstance(kind, Group):
        for key, child in kind.fields.items():
            yield below(path, key), child, key in kind.required
            yield from paths(child, below(path, key))
    elif isinstance(kind, ListOf):
        yield from paths(kind.kind, path)
    elif isinstance(kind, MapOf):
        yield below(path, FREE_KEY), kind.kind, False
        yield from paths(kind.kind, below(path, FREE_KEY))


def _file(name: str, group: Group) -> PolicyFile:
    own = texts()[name]
    keys = (_key(path, kind, own["keys"][path], required=required) for path, kind, required in paths(group))
    return PolicyFile(f"policy/{name}.yaml", own["about"], tuple(keys))


def _key(path: str, kind: FieldType, text: Mapping[str, str], *, required: bool) -> Key:
    inner = kind.kind if isinstance(kind, ListOf) else kind
    options = inner.options if isinstance(inner, Choice) else ()
    return Key(path=path, required=required, options=options, **{name: text.get(name, "") for name in _TEXTS})
