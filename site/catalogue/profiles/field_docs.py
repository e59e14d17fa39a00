"""Label, meaning and example of each profile field: one table for schema, form and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from catalogue.profiles.schema import PROFILE
from catalogue.schema import yaml_reader
from catalogue.schema.containers import Choice, Context, FieldType, Group, LangText, ListOf, MapOf, MapOfChoices
from catalogue.schema.scalars import YesNo

Texts = Mapping[str, str]
FREE_KEY = "<nyckel>"
"""Stands for a key that the municipality chooses itself, in the vocabulary."""
SHOWN_MAX = 2  # number of choices in an example


class Field(NamedTuple):
    """One entry of `fields.yaml`."""

    label: Texts
    meaning: Texts
    example: Any = None
    one: Texts | None = None  # singular label of a list's items


@cache
def table() -> Mapping[str, Field]:
    """Read the documentation of every field (cached): field path → field."""
    fields = yaml_reader.load_own(Path(__file__).with_name("fields.yaml"))
    documented = {path: Field(**entry) for path, entry in fields.items()}
    days = {path: field for path, field in documented.items() if path.startswith("hours.")}
    return documented | {f"locations.{path}": field for path, field in days.items()}


def paths(
    kind: FieldType = PROFILE, path: str = "", context: Context | None = None
) -> Iterator[tuple[str, FieldType, bool]]:
    """Yield the path and type of every field of a schema, and whether it is required; `*` stands for a service's id.

    With `context`, the fields that this municipality has no choices for are left out.
    """
    if isinstance(kind, Group):
        for key, child in (kind.usable(context) if context else kind.fields).items():
            yield below(path, key), child, key in kind.required
            yield from paths(child, below(path, key), context)
    elif isinstance(kind, ListOf):
        yield from paths(kind.kind, path, context)
    elif isinstance(kind, MapOfChoices):
        yield from paths(kind.kind, below(path, "*"), context)
    elif isinstance(kind, MapOf):
        yield below(path, FREE_KEY), kind.kind, False
        yield from paths(kind.kind, below(path, FREE_KEY), context)


def below(path: str, key: str) -> str:
    """Return the path of a field inside a group."""
    return f"{path}.{key}" if path else key


def example(kind: FieldType, path: str, context: Context) -> Any:  # noqa: ANN401 - depends on the field type
    """Return a valid example value, from the field type if that is enough, else from the table."""
    if isinstance(kind, Group):
        return {key: example(child, below(path, key), context) for key, child in kind.usable(context).items()}
    if isinstance(kind, MapOfChoices):
        first = next(iter(context.choices[kind.choice]))
        return {first: example(kind.kind, below(path, "*"), context)}
    if isinstance(kind, ListOf):
        inner = kind.kind
        several = isinstance(inner, Choice) and options(inner, context)[:SHOWN_MAX]
        return several or [example(inner, path, context)]
    return _leaf(kind, path, context)


def _leaf(kind: FieldType, path: str, context: Context) -> Any:  # noqa: ANN401 - the same
    if isinstance(kind, LangText):
        return {context.languages[0]: table()[path].example}
    if isinstance(kind, Choice):
        return options(kind, context)[0]
    return "yes" if isinstance(kind, YesNo) else table()[path].example


def options(kind: Choice, context: Context) -> list[str]:
    """Return the keys that a choice may take."""
    return list(kind.options or context.choices[kind.choice])


def localised(texts: Texts, lang: str) -> tuple[str, str]:
    """Return the text in `lang` and "", else the first text and its language tag, which a page must declare."""
    if lang in texts:
        return texts[lang], ""
    first = next(iter(texts))
    return texts[first], first
