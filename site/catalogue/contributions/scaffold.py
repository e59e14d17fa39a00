"""Scaffold of a new profile: name and services, and every other field as an explanatory comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from catalogue.i18n.messages import Messages
from catalogue.profiles import field_docs
from catalogue.profiles.schema import PROFILE
from catalogue.schema import yaml_writer
from catalogue.schema.containers import Context, FieldType, Group, ListOf, MapOfChoices

if TYPE_CHECKING:
    from catalogue.policy.model import Authorisation


def of_authorisation(authorisation: Authorisation, context: Context, words: Messages) -> str:
    """Return the text of a new profile of which only what the authorisation says is known."""
    services = unanswered(sorted({period.service for period in authorisation.services}), context)
    return text({"name": authorisation.legal_name, "services": services}, context, words)


def unanswered(services: Iterable[str], context: Context) -> dict[str, Any]:
    """Return services of which nothing is known; one that held no field at all could not be added to line by line."""
    return {service: {"formats": []} if context.choices.get("formats") else {} for service in services}


def text(values: Mapping[str, Any], context: Context, words: Messages) -> str:
    """Return the text of a new profile to fill in: fields that are known, the others as comments."""
    lines = [yaml_writer.SCHEMA_LINE, *(f"# {line}" for line in words["starter.how"].split("\n"))]
    for key, kind in PROFILE.usable(context).items():
        lines += ["", *_explained(kind, key, context, words)]
        if key in values:
            lines.append(yaml_writer.dump({key: values[key]}).rstrip("\n"))
        lines += [f"# {line}" for line in _sample(kind, key, values.get(key), context)]
    return "\n".join(lines) + "\n"


def _sample(kind: FieldType, key: str, value: Any, context: Context) -> list[str]:  # noqa: ANN401 - whatever is known
    """Return lines with an example of what is not known: of the field, or of what is missing in it."""
    example = field_docs.example(kind, key, context)
    if value is None:
        return yaml_writer.dump({key: example}).splitlines()
    if isinstance(kind, MapOfChoices):
        (service, fields), known = next(iter(example.items())), next(iter(value.values()))
        return yaml_writer.dump({key: {service: _without(fields, known)}}).splitlines()[2:]
    return yaml_writer.dump({key: _without(example, value)}).splitlines()[1:] if isinstance(value, dict) else []


def _without(example: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in example.items() if name not in known}


def _explained(kind: FieldType, path: str, context: Context, words: Messages, depth: int = 0) -> Iterator[str]:
    """Yield comment lines that explain a part and each field in it."""
    label, meaning = field_docs.table()[path][:2]
    name = path.rpartition(".")[2]
    yield f"# {'  ' * depth}{name}: {field_docs.localised(meaning if depth else label, words.lang)[0]}"
    if not depth:
        yield f"# {field_docs.localised(meaning, words.lang)[0]}"
    inner = kind.kind if isinstance(kind, ListOf | MapOfChoices) else kind
    below = f"{path}.*" if isinstance(kind, MapOfChoices) else path
    if isinstance(inner, Group):
        for key, child in inner.usable(context).items():
            yield from _explained(child, field_docs.below(below, key), context, words, depth + 1)
