"""The types of a profile name the fields that its schema declares, no more and no fewer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Required, get_args, get_origin, get_type_hints, is_typeddict

from catalogue.profiles.model import Profile
from catalogue.profiles.schema import PROFILE
from catalogue.schema.containers import FieldType, Group, ListOf, MapOfChoices


def declared(kind: FieldType, path: str = "") -> Iterator[str]:
    """Yield the path of every field that a field type declares."""
    if isinstance(kind, Group) and set(kind.fields) != WEEKDAYS:
        for key, child in kind.fields.items():
            yield f"{path}.{key}"
            yield from declared(child, f"{path}.{key}")
    elif isinstance(kind, ListOf | MapOfChoices):
        yield from declared(kind.kind, path)


def typed(hint: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - a type
    """Yield the path of every key of a typed dictionary, and of those inside it."""
    if get_origin(hint) is Required:
        (hint,) = get_args(hint)
    if is_typeddict(hint):
        for key, child in get_type_hints(hint).items():
            yield f"{path}.{key}"
            yield from typed(child, f"{path}.{key}")
    elif get_origin(hint) in {list, dict}:
        yield from typed(get_args(hint)[-1], path)


WEEKDAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
"""The keys of the opening hours, which are a mapping by weekday."""


def test_the_types_have_the_fields_of_the_schema() -> None:
    assert sorted(typed(Profile)) == sorted(declared(PROFILE))
