"""The JSON Schema of a profile, for editors: the rules of the check, and the documentation of each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue.profiles.field_docs import below, example, options, table
from catalogue.profiles.schema import PROFILE
from catalogue.schema.containers import Choice, Context, FieldType, Group, Json, LangText, ListOf, MapOfChoices

if TYPE_CHECKING:
    from catalogue.policy.model import Policy

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(policy: Policy) -> Json:
    """Build the JSON Schema of this municipality's profiles; fields are documented in Swedish and English."""
    schema = PROFILE.json_schema(policy.context)
    _describe(PROFILE, schema, "", policy.context)
    return {"$schema": DRAFT, "title": "Profil / Profile"} | schema


def _describe(kind: FieldType, schema: Json, path: str, context: Context) -> None:
    if isinstance(kind, Group):
        for key, child in kind.usable(context).items():
            _explain(child, schema["properties"][key], below(path, key), context)
            _describe(child, schema["properties"][key], below(path, key), context)
    elif isinstance(kind, ListOf):
        _describe(kind.kind, schema["items"], path, context)
    elif isinstance(kind, MapOfChoices):
        for child in schema["properties"].values():
            _describe(kind.kind, child, below(path, "*"), context)
    elif isinstance(kind, Choice) and (labelled := context.choices.get(kind.choice)):
        schema["enumDescriptions"] = [" / ".join(labelled[key].values()) or key for key in options(kind, context)]


def _explain(kind: FieldType, schema: Json, path: str, context: Context) -> None:
    """Set the title, description and example of a field."""
    label, meaning = table()[path][:2]
    schema["title"] = f"{label['sv']} / {label['en']}"
    schema["description"] = f"{meaning['sv']}\n\n{meaning['en']}"
    if not isinstance(kind, Group | MapOfChoices | LangText):
        schema["examples"] = [example(kind, path, context)]
