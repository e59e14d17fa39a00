"""The rules of a profile as data for the form's script, with the message of every problem.

Everything here is derived from the schema, the rules and their tables. `DETECTED` lists the problems that the script
detects; `check` alone detects the others (prices, repeated words, conflicts with other profiles).
"""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from catalogue.profiles import field_docs, neutrality, phrases
from catalogue.profiles import rules as profile_rules
from catalogue.profiles.schema import PROFILE
from catalogue.schema import yaml_writer
from catalogue.schema.containers import Choice, Context, FieldType, Group, Json, LangText, ListOf, MapOfChoices
from catalogue.schema.dates import DAY, SPAN, Date, Hours
from catalogue.schema.decoding import INVISIBLE
from catalogue.schema.problem import message_templates
from catalogue.schema.scalars import Decimal, Integer, PatternText, Text, Url, YesNo
from catalogue.schema.suggestions import AREA_CODE

if TYPE_CHECKING:
    from catalogue.policy.model import Policy

ADDRESS = "schema/v1/form.json"
DETECTED = (
    *("choice_unknown", "contact_missing", "date_format", "date_to_come", "dates_order", "email_format"),
    *("empty_value", "flag_format", "hours_format", "hours_order", "hours_overlap", "invisible_character"),
    *("language_missing", "list_long", "list_repeated", "list_short", "missing_key", "name_character"),
    *("name_script", "name_sign", "neutral_price", "neutral_sales", "neutral_superlative", "number_range"),
    *("personal_identity_number", "phone_format", "phone_personal", "postcode_format", "text_emoji"),
    *("text_empty", "text_lines", "text_link", "text_long", "text_markup", "text_quotes", "text_shouting"),
    *("todo", "type_group", "type_languages", "type_list", "type_number", "type_text", "type_whole"),
    *("unknown_key", "url_format", "url_scheme", "works_with_itself"),
)
"""The codes of the problems that the script detects, by the same rules as the check."""


def rules(policy: Policy) -> Json:
    """Build the data with which the form's script renders, checks and writes a profile of this municipality."""
    context = policy.context
    messages = message_templates()
    first, last = profile_rules.CLOSED
    return {
        "schema": 1,
        "languages": list(context.languages),
        "profile": _kind(PROFILE, "", context),
        "fields": {
            path: {"label": field.label, "meaning": field.meaning, "one": field.one or field.label}
            for path, field in field_docs.table().items()
        },
        "problems": {code: dict(messages[code]) for code in DETECTED},
        "sign": dict(messages["character_refused"]),
        "texts": _texts(),
        "names": {"beyond": profile_rules.BEYOND_LATIN, "code": "name_script", "begins": profile_rules.NAME_BEGINS},
        "invisible": INVISIBLE.pattern,
        "area_code": AREA_CODE.pattern,
        "reached": {"at": "contact", "by": list(profile_rules.REACHED_BY), "code": "contact_missing"},
        "ordered": {"at": "closed", "first": first, "last": last, "code": "dates_order"},
        "dated": {"services.*.waiting_time.working_days": "stated"},
        "words": _words(),
        "write": {
            "first": yaml_writer.SCHEMA_LINE,
            "plain": yaml_writer.PLAIN,
            "otherwise": yaml_writer.READ_OTHERWISE,
            "foldable": yaml_writer.FOLDABLE,
            "long": yaml_writer.LONG,
            "width": yaml_writer.WIDTH,
        },
        "authorised": {
            provider.id: sorted({period.service for period in provider.services})
            for provider in policy.authorisations.values()
        },
    }


def _texts() -> list[Json]:
    """Return the patterns that plain text must not match, in the order of the profile_rules."""
    patterns = (
        ("text_markup", neutrality.MARKUP),
        ("text_emoji", neutrality.EMOJI),
        ("text_link", neutrality.LINK),
        ("text_link", neutrality.DOMAIN),
        ("text_shouting", neutrality.SHOUT),
    )
    return [{"code": code, "pattern": pattern.source, "flags": pattern.flags} for code, pattern in patterns]


def _words() -> Json:
    listed, allowed = ([phrase for entries in index.values() for _, phrase in entries] for index in phrases.word_list())
    return {
        "between": phrases.BETWEEN_WORDS,
        "phrases": sorted({(" ".join(phrase.words), phrase.code) for phrase in listed}),
        "allowed": sorted({" ".join(phrase.words) for phrase in allowed}),
    }


@singledispatch
def _kind(kind: FieldType, path: str, context: Context) -> Json:  # noqa: ARG001 - the signature of every type
    raise TypeError(f"{path}: the form cannot hold a {type(kind).__name__}")


@_kind.register
def _(kind: Group, path: str, context: Context) -> Json:
    fields = {key: _kind(child, field_docs.below(path, key), context) for key, child in kind.usable(context).items()}
    return {
        "kind": "group",
        "path": path,
        "fields": fields,
        "required": [key for key in fields if key in kind.required],
    }


@_kind.register
def _(kind: MapOfChoices, path: str, context: Context) -> Json:
    item = _kind(kind.kind, field_docs.below(path, "*"), context)
    return {
        "kind": "map",
        "path": path,
        "options": _labelled(kind.choice, context),
        "of": item,
        "at_least": kind.at_least,
    }


@_kind.register
def _(kind: ListOf, path: str, context: Context) -> Json:
    bounds = {"at_least": kind.at_least, "at_most": kind.at_most, "unique": kind.unique}
    return {"kind": "list", "path": path, "of": _kind(kind.kind, path, context), **bounds}


@_kind.register
def _(kind: LangText, path: str, context: Context) -> Json:
    return {"kind": "languages", "path": path, "of": _kind(kind.kind, path, context)}


@_kind.register
def _(kind: Text, path: str, context: Context) -> Json:  # noqa: ARG001 - the same
    limits = {"at_most": kind.at_most, "lines": kind.lines, "prose": kind.prose, "name": kind.name}
    return {"kind": "text", "path": path, **limits}


@_kind.register
def _(kind: PatternText, path: str, context: Context) -> Json:  # noqa: ARG001 - the same
    name = "url" if isinstance(kind, Url) else "written"
    return {"kind": name, "path": path, "pattern": kind.pattern, "code": kind.code, "taken": kind.taken}


@_kind.register
def _(kind: YesNo, path: str, context: Context) -> Json:
    return {"kind": "flag", "path": path, "options": list(kind.json_schema(context)["enum"])}


@_kind.register
def _(kind: Integer, path: str, context: Context) -> Json:  # noqa: ARG001 - the same
    return {"kind": "whole", "path": path, "at_least": kind.at_least, "at_most": kind.at_most}


@_kind.register
def _(kind: Decimal, path: str, context: Context) -> Json:  # noqa: ARG001 - the same
    return {"kind": "decimal", "path": path, "at_least": kind.at_least, "at_most": kind.at_most}


@_kind.register
def _(kind: Date, path: str, context: Context) -> Json:  # noqa: ARG001 - the same
    return {"kind": "date", "path": path, "pattern": DAY}


@_kind.register
def _(kind: Hours, path: str, context: Context) -> Json:  # noqa: ARG001 - the same
    return {"kind": "hours", "path": path, "pattern": SPAN, "at_most": kind.at_most}


@_kind.register
def _(kind: Choice, path: str, context: Context) -> Json:
    if kind.choice:
        return {"kind": "choice", "path": path, "options": _labelled(kind.choice, context), "of_policy": kind.choice}
    return {"kind": "choice", "path": path, "options": {option: {} for option in kind.options}, "of_policy": ""}


def _labelled(choice: str, context: Context) -> dict[str, Any]:
    return {key: dict(texts) for key, texts in context.choices[choice].items()}
