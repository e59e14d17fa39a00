"""The reference of the policy files: every key of the schema, with what is said of it in `policy_reference.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.policy.schema import EVERY_FILE
from catalogue.profiles import field_docs
from catalogue.schema import yaml_reader
from catalogue.schema.containers import Choice, FieldType, Group, ListOf

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
    return tuple(_file(name, group) for name, group in EVERY_FILE.items())


@cache
def texts() -> Mapping[str, Any]:
    """Read the texts (cached): file → about and keys."""
    document: Mapping[str, Any] = yaml_reader.load_own(Path(__file__).with_suffix(".yaml"))
    return document


def _file(name: str, group: Group) -> PolicyFile:
    own = texts()[name]
    keys = (_key(path, kind, own["keys"][path], required=required) for path, kind, required in field_docs.paths(group))
    return PolicyFile(f"policy/{name}.yaml", own["about"], tuple(keys))


def _key(path: str, kind: FieldType, text: Mapping[str, str], *, required: bool) -> Key:
    inner = kind.kind if isinstance(kind, ListOf) else kind
    options = inner.options if isinstance(inner, Choice) else ()
    return Key(path=path, required=required, options=options, **{name: text.get(name, "") for name in _TEXTS})
