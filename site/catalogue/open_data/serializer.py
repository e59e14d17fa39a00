"""Serialisation of declared data: the field types give both the published form and its JSON Schema.

Every key is always present. A value that was not stated is null, never false or omitted; an empty list was stated to
be empty. `yes` and `no` become true and false. Opening hours are an exception, as on the pages: once any are stated, a
day without hours is closed, and so an empty list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch
from typing import Any

from catalogue.schema.containers import Context, FieldType, Group, Json, ListOf, MapOfChoices
from catalogue.schema.dates import Hours
from catalogue.schema.scalars import Bool, YesNo

Writer = Callable[[Any], Any]

_FLAGS = {"yes": True, "no": False, None: None}


@singledispatch
def writer(kind: FieldType) -> Writer:
    """Return a function that converts a checked value of a type, or None, to its published form."""
    del kind
    return _as_it_is


def _as_it_is(value: object) -> object:
    return value


@writer.register
def _flag(kind: YesNo) -> Writer:
    del kind
    return _FLAGS.__getitem__


@writer.register
def _hours(kind: Hours) -> Writer:
    del kind
    return lambda spans: spans or []


@writer.register
def _list(kind: ListOf) -> Writer:
    each = writer(kind.kind)
    if each is _as_it_is:
        return _as_it_is
    return lambda items: None if items is None else [each(item) for item in items]


@writer.register
def _map(kind: MapOfChoices) -> Writer:
    each = writer(kind.kind)
    return lambda items: None if items is None else {key: each(item) for key, item in items.items()}


@writer.register
def _group(kind: Group) -> Writer:
    fields = [(key, writer(child)) for key, child in kind.fields.items()]

    def write(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
        return None if value is None else {key: each(value.get(key)) for key, each in fields}

    return write


@singledispatch
def schema(kind: FieldType, context: Context) -> Json:
    """Return the JSON Schema of a type's published form, for a value that was stated."""
    return kind.json_schema(context)


@schema.register
def _flag_schema(kind: YesNo, context: Context) -> Json:
    del kind, context
    return {"type": "boolean"}


@schema.register
def _list_schema(kind: ListOf, context: Context) -> Json:
    return kind.json_schema(context) | {"items": schema(kind.kind, context)}


@schema.register
def _map_schema(kind: MapOfChoices, context: Context) -> Json:
    each = schema(kind.kind, context)
    return kind.json_schema(context) | {"properties": dict.fromkeys(context.choices[kind.choice], each)}


@schema.register
def _group_schema(kind: Group, context: Context) -> Json:
    return obj({key: _field(key, child, kind, context) for key, child in kind.fields.items()})


def _field(key: str, child: FieldType, group: Group, context: Context) -> Json:
    stated = schema(child, context)
    always = key in group.required or isinstance(child, (Hours, Bool))
    return stated if always else or_null(stated)


def obj(properties: Mapping[str, Json]) -> Json:
    """Return the schema of an object that has exactly these keys."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def or_null(stated: Json) -> Json:
    """Return the schema of a value that may also be null (not stated)."""
    return {"anyOf": [stated, {"type": "null"}]}


def texts(languages: tuple[str, ...]) -> Json:
    """Return the schema of a text in the site's languages; only the first language is required."""
    return obj({lang: {"type": "string"} for lang in languages}) | {"required": list(languages[:1])}
