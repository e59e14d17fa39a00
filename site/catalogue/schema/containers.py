"""Container field types; each field type both checks a value and writes its JSON Schema.

A schema is a tree of field types. `check` appends every fault of a value to a `Validation`, with the key path, a code
and, when there is a close match, a suggested fix; a valid value costs no allocation. `json_schema` returns the same
rule as JSON Schema draft 2020-12. Whatever depends on the municipality (languages, vocabulary, ids) is looked up in a
`Context` when the check runs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from catalogue.schema.problem import Problem, dotted, make_problem, message_templates
from catalogue.schema.suggestions import closest_by_label, closest_match
from catalogue.schema.todo import CODE, question
from catalogue.schema.yaml_reader import MAX_FAULTS, KeyPath, Positions

Json = dict[str, Any]


class Fault(NamedTuple):
    """A broken rule at a key path; `at_key` points to the key instead of the value."""

    key_path: KeyPath
    code: str
    facts: Mapping[str, object] = {}
    meant: str | None = None
    at_key: bool = False

    @property
    def is_error(self) -> bool:
        """Return whether it is an error, not a warning."""
        return message_templates()[self.code]["severity"] == "error"

    def problem(self, path: str, positions: Positions) -> Problem:
        """Return the problem, with its line and column in the file."""
        line, column = (positions.key if self.at_key else positions.value)(self.key_path)
        key = dotted(self.key_path)
        return make_problem(self.code, path, line=line, column=column, key=key, meant=self.meant, **self.facts)


class TooMany(Exception):  # noqa: N818 - a full stop, not a failure
    """Raised when a file has reached `MAX_FAULTS`."""


@dataclass(frozen=True, slots=True)
class Context:
    """The municipality's part of a schema: its languages, and the permitted keys (with labels) of each choice."""

    languages: tuple[str, ...] = ("sv", "en")
    choices: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(slots=True)
class Validation:
    """The result of checking one file: its faults, and the texts and names that later rules read."""

    context: Context
    faults: list[Fault] = field(default_factory=list)
    prose: list[tuple[KeyPath, str]] = field(default_factory=list)
    names: list[tuple[KeyPath, str]] = field(default_factory=list)
    labels: list[tuple[KeyPath, Collection[str]]] = field(default_factory=list)  # texts and their languages
    questions: int = 0  # faults that are values not known yet

    def check(self, kind: FieldType, value: Any, path: KeyPath) -> None:  # noqa: ANN401 - whatever a file says
        """Check a value by its type; one that is not known yet is a fault of its own instead."""
        if not self.is_unknown(value, path):
            kind.check(value, path, self)

    def is_unknown(self, value: object, path: KeyPath) -> bool:
        """Return whether a value is not known yet, and add that as a fault."""
        asked = question(value)
        if asked is not None:
            self.faults.append(Fault(path, CODE, {"question": f": {asked}" if asked else ""}))
            self.questions += 1
        return asked is not None

    def fault(self, path: KeyPath, code: str, meant: str | None = None, **facts: object) -> None:
        """Add a fault of a value."""
        self.note(Fault(path, code, facts, meant))

    def key_fault(self, path: KeyPath, code: str, meant: str | None = None, **facts: object) -> None:
        """Add a fault of a key, or of a key that is missing below it."""
        self.note(Fault(path, code, facts, meant, at_key=True))

    def note(self, fault: Fault) -> None:
        """Add a fault; raise `TooMany` when the file already has `MAX_FAULTS` besides its questions."""
        if len(self.faults) - self.questions == MAX_FAULTS:
            raise TooMany
        self.faults.append(fault)


class FieldType(ABC):
    """A type of field: checks a value, and writes its rule as JSON Schema."""

    @abstractmethod
    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401 - whatever a file says
        """Add every fault of `value` to `seen`."""

    @abstractmethod
    def json_schema(self, context: Context) -> Json:
        """Return the same rule as JSON Schema."""


def can_be_stated(kind: FieldType, context: Context) -> bool:
    """Return whether any value of a type is valid: none is for a choice from an empty list, such as no `methods`."""
    item = kind.kind if isinstance(kind, ListOf) else kind
    return not isinstance(item, Choice) or bool(item.options or context.choices.get(item.choice, True))


@dataclass(frozen=True)
class Group(FieldType):
    """A mapping with fixed keys; an unknown key is a fault, with the closest key suggested."""

    fields: Mapping[str, FieldType]
    required: frozenset[str] = frozenset()

    def usable(self, context: Context) -> dict[str, FieldType]:
        """Return the fields that a municipality has choices for."""
        return {key: kind for key, kind in self.fields.items() if can_be_stated(kind, context)}

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not dict:
            seen.fault(path, "type_group", keys=", ".join(self.fields))
            return
        fields = self.fields
        for key, item in value.items():
            kind = fields.get(key)
            if kind is None:
                seen.key_fault((*path, key), "unknown_key", closest_match(key, fields), unknown=key)
            elif item is None:
                seen.key_fault((*path, key), "empty_value", empty=key)
            else:
                seen.check(kind, item, (*path, key))
        if not value.keys() >= self.required:
            for key in self.usable(seen.context):
                if key in self.required and key not in value:
                    seen.key_fault(path, "missing_key", missing=key)

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see FieldType
        properties = {key: kind.json_schema(context) for key, kind in self.usable(context).items()}
        schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required:
            schema["required"] = [key for key in properties if key in self.required]
        return schema


@dataclass(frozen=True)
class MapOfChoices(FieldType):
    """A mapping whose keys come from a list of choices and whose values share one type."""

    choice: str
    kind: FieldType
    at_least: int = 0

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        options = seen.context.choices[self.choice]
        if type(value) is not dict:
            seen.fault(path, "type_group", keys=", ".join(options))
            return
        if len(value) < self.at_least:
            seen.fault(path, "list_short", at_least=self.at_least)
        for key, item in value.items():
            if key not in options:
                meant = closest_by_label(key, options)
                seen.key_fault((*path, key), "choice_unknown", meant, unknown=key, choices=_listed(options))
            elif item is None:
                seen.key_fault((*path, key), "empty_value", empty=key)
            else:
                seen.check(self.kind, item, (*path, key))

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see FieldType
        kind = self.kind.json_schema(context)
        properties = dict.fromkeys(context.choices[self.choice], kind)
        schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        return schema | ({"minProperties": self.at_least} if self.at_least else {})


@dataclass(frozen=True)
class MapOf(FieldType):
    """A mapping whose keys are free but share one format, and whose values share one type."""

    key: FieldType
    kind: FieldType

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not dict:
            seen.fault(path, "type_group", keys="…")
            return
        for key, item in value.items():
            self.key.check(key, (*path, key), seen)
            if item is None:
                seen.key_fault((*path, key), "empty_value", empty=key)
            else:
                seen.check(self.kind, item, (*path, key))

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see FieldType
        keys, values = self.key.json_schema(context), self.kind.json_schema(context)
        return {"type": "object", "propertyNames": keys, "additionalProperties": values}


@dataclass(frozen=True)
class ListOf(FieldType):
    """A list whose items share one type; no item twice when `unique`."""

    kind: FieldType
    at_least: int = 0
    at_most: int = 40
    unique: bool = True

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not list:
            seen.fault(path, "type_list")
            return
        if len(value) < self.at_least:
            seen.fault(path, "list_short", at_least=self.at_least)
        elif len(value) > self.at_most:
            seen.fault((*path, self.at_most), "list_long", at_most=self.at_most)
            return
        for index, item in enumerate(value):
            if item is None:
                seen.fault((*path, index), "empty_value", empty="-")
            elif self.unique and item in value[:index] and question(item) is None:
                seen.fault((*path, index), "list_repeated")
            else:
                seen.check(self.kind, item, (*path, index))

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see FieldType
        schema: Json = {"type": "array", "items": self.kind.json_schema(context)}
        return schema | {"uniqueItems": self.unique, "minItems": self.at_least, "maxItems": self.at_most}


@dataclass(frozen=True)
class LangText(FieldType):
    """One text per language; the site's first language is required, the others are optional unless `every`."""

    kind: FieldType
    every: bool = False  # policy needs all of the site's languages (see policy/references.py), a provider may have one

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        languages = seen.context.languages
        if type(value) is not dict:
            seen.fault(path, "type_languages", keys=", ".join(languages))
            return
        for key, item in value.items():
            if key not in languages and not self.every:
                seen.key_fault((*path, key), "unknown_key", closest_match(key, languages), unknown=key)
            elif item is None:
                seen.key_fault((*path, key), "empty_value", empty=key)
            else:
                seen.check(self.kind, item, (*path, key))
        if self.every:
            seen.labels.append((path, value.keys()))
        elif languages[0] not in value:
            seen.key_fault(path, "language_missing", missing=languages[0])

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see FieldType
        needed = context.languages if self.every else context.languages[:1]
        properties = {language: self.kind.json_schema(context) for language in context.languages}
        schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        return schema | {"required": list(needed)}


LISTED_MAX = 40  # choices in a message


def _listed(options: Collection[str]) -> str:
    """Format the choices that there are, for a message."""
    return ", ".join(islice(options, LISTED_MAX)) or "–"


@dataclass(frozen=True)
class Choice(FieldType):
    """A key from a list in policy (such as `methods`; absent if that is unreadable), or from fixed `options`."""

    choice: str = ""
    options: tuple[str, ...] = ()

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        labelled = seen.context.choices.get(self.choice)
        options: Collection[str] | None = self.options or labelled
        meant = None
        if type(value) is not str:
            meant = {True: "yes", False: "no"}.get(value) if type(value) is bool else None
            meant = meant if options and meant in options else None
        elif options is None or value in options:
            return
        else:
            meant = closest_by_label(value, labelled) if labelled else closest_match(value, options)
        seen.fault(path, "choice_unknown", meant, unknown=value, choices=_listed(options or ()))

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see FieldType
        return {"enum": list(self.options or context.choices[self.choice])}
