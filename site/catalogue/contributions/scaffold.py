"""Scaffold of a new profile: name and services, and every other field as an explanatory comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from catalogue.i18n.messages import Messages
from catalogue.profiles import field_docs
from catalogue.profiles.schema import PROFILE
from catalogue.schema import yaml_writer
from catalogue.schema.containers import Context, FieldType, Group, ListOf, MapOfChoices

if TYPE_CHECKING:
    from catalogue.policy.model import Authorisation


def text(authorisation: Authorisation, context: Context, words: Messages) -> str:
    """Return the text of a new profile to fill in; `check` reports what is missing."""
    services = sorted({period.service for period in authorisation.services})
    values: Mapping[str, Any] = {"name": authorisation.legal_name, "services": {key: {} for key in services}}
    lines = [yaml_writer.SCHEMA_LINE, *(f"# {line}" for line in words["starter.how"].split("\n"))]
    for key, kind in PROFILE.usable(context).items():
        lines += ["", *_explained(kind, key, context, words)]
        if key in values:
            lines.append(yaml_writer.dump({key: values[key]}).rstrip("\n"))
        sample = yaml_writer.dump({key: field_docs.example(kind, key, context)}).splitlines()
        if key == "services":
            sample = sample[2:]
        if key != "name":
            lines += [f"# {line}" for line in sample]
    return "\n".join(lines) + "\n"


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
