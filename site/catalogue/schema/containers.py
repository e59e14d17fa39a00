"""One way to declare the fields of a file: what checks a value also writes its JSON Schema.

A schema is a tree of kinds. `check` appends every fault of a value to `Seen`, with the key path, a code and, where one
is near, the fix; it makes nothing when all is well. `json_schema` gives the same rule as JSON Schema draft 2020-12.
What depends on the municipality (its languages, vocabulary and ids) is looked up in a `Context` at the time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalogue.schema.problem import Problem, dotted, make_problem
from catalogue.schema.suggestions import near, near_label
from catalogue.schema.yaml_reader import MAX_FAULTS, KeyPath, Places

Json = dict[str, Any]


class Fault(NamedTuple):
    """One broken rule at one key path; `at_key` points at the key instead of the value."""

    key_path: KeyPath
    code: str
    facts: Mapping[str, object] = {}
    meant: str | None = None
    at_key: bool = False

    def problem(self, path: str, places: Places) -> Problem:
        """Place the fault in its file."""
        line, column = (places.key if self.at_key else places.value)(self.key_path)
        key = dotted(self.key_path)
        return make_problem(self.code, path, line=line, column=column, key=key, meant=self.meant, **self.facts)


class TooMany(Exception):  # noqa: N818 - a full stop, not a failure
    """Enough faults of one file."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a schema takes from the municipality: languages, and the keys (with labels) that each choice may take."""

    languages: tuple[str, ...] = ("sv", "en")
    choices: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(slots=True)
class Validation:
    """What one check has seen: faults, and the texts and names that later rules read."""

    context: Context
    faults: list[Fault] = field(default_factory=list)
    prose: list[tuple[KeyPath, str]] = field(default_factory=list)
    names: list[tuple[KeyPath, str]] = field(default_factory=list)
    labels: list[tuple[KeyPath, Collection[str]]] = field(default_factory=list)  # texts and their languages

    def fault(self, path: KeyPath, code: str, meant: str | None = None, **facts: object) -> None:
        """Note a fault of a value."""
        self.note(Fault(path, code, facts, meant))

    def key_fault(self, path: KeyPath, code: str, meant: str | None = None, **facts: object) -> None:
        """Note a fault of a key, or of what should stand under it."""
        self.note(Fault(path, code, facts, meant, at_key=True))

    def note(self, fault: Fault) -> None:
        """Keep the fault; a file with a hundred faults is not read further."""
        if len(self.faults) == MAX_FAULTS:
            raise TooMany
        self.faults.append(fault)


class FieldType(ABC):
    """A kind of value: checks it, and writes itself as JSON Schema."""

    @abstractmethod
    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401 - whatever a file says
        """Append every fault of `value` to `seen`."""

    @abstractmethod
    def json_schema(self, context: Context) -> Json:
        """Give the same rule as JSON Schema."""


@dataclass(frozen=True)
class Group(FieldType):
    """A mapping with known keys; an unknown key is a fault, with the near one suggested."""

    fields: Mapping[str, FieldType]
    required: frozenset[str] = frozenset()

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see Kind
        if type(value) is not dict:
            seen.fault(path, "type_group", keys=", ".join(self.fields))
            return
        fields = self.fields
        for key, item in value.items():
            kind = fields.get(key)
            if kind is None:
                seen.key_fault((*path, key), "unknown_key", near(key, fields), unknown=key)
            elif item is None:
                seen.key_fault((*path, key), "empty_value", empty=key)
            else:
                kind.check(item, (*path, key), seen)
        if not value.keys() >= self.required:
            for key in fields:
                if key in self.required and key not in value:
                    seen.key_fault(path, "missing_key", missing=key)

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see Kind
        properties = {key: kind.json_schema(context) for key, kind in self.fields.items()}
        schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required:
            schema["required"] = [key for key in self.fields if key in self.required]
        return schema


@dataclass(frozen=True)
class MapOfChoices(FieldType):
    """A mapping whose keys come from a list of choices, and whose values are all of one kind."""

    choice: str
    kind: FieldType
    at_least: int = 0

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see Kind
        options = seen.context.choices[self.choice]
        if type(value) is not dict:
            seen.fault(path, "type_group", keys=", ".join(options))
            return
        if len(value) < self.at_least:
            seen.fault(path, "list_short", at_least=self.at_least)
        for key, item in value.items():
            if key not in options:
                seen.key_fault((*path, key), "choice_unknown", near_label(key, options), unknown=key)
            elif item is None:
                seen.key_fault((*path, key), "empty_value", empty=key)
            else:
                self.kind.check(item, (*path, key), seen)

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see Kind
        kind = self.kind.json_schema(context)
        properties = dict.fromkeys(context.choices[self.choice], kind)
        schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        return schema | ({"minProperties": self.at_least} if self.at_least else {})


@dataclass(frozen=True)
class MapOf(FieldType):
    """A mapping whose keys are the file's own, all written in one way, and whose values are all of one kind."""

    key: FieldType
    kind: FieldType

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see Kind
        if type(value) is not dict:
            seen.fault(path, "type_group", keys="…")
            return
        for key, item in value.items():
            self.key.check(key, (*path, key), seen)
            if item is None:
                seen.key_fault((*path, key), "empty_value", empty=key)
            else:
                self.kind.check(item, (*path, key), seen)

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see Kind
        keys, values = self.key.json_schema(context), self.kind.json_schema(context)
        return {"type": "object", "propertyNames": keys, "additionalProperties": values}


@dataclass(frozen=True)
class ListOf(FieldType):
    """A list of one kind of value, each once."""

    kind: FieldType
    at_least: int = 0
    at_most: int = 40
    unique: bool = True

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see Kind
        if type(value) is not list:
            seen.fault(path, "type_list")
            return
        if len(value) < self.at_least:
            seen.fault(path, "list_short", at_least=self.at_least)
        elif len(value) > self.at_most:
            seen.fault((*path, self.at_most), "list_long", at_most=self.at_most)
            return
        for place, item in enumerate(value):
            if item is None:
                seen.fault((*path, place), "empty_value", empty="-")
            elif self.unique and item in value[:place]:
                seen.fault((*path, place), "list_repeated")
            else:
                self.kind.check(item, (*path, place), seen)

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see Kind
        schema: Json = {"type": "array", "items": self.kind.json_schema(context)}
        return schema | {"uniqueItems": self.unique, "minItems": self.at_least, "maxItems": self.at_most}


@dataclass(frozen=True)
class LangText(FieldType):
    """One text a language; the site's first language is never missing, the others may be."""

    kind: FieldType
    every: bool = False  # policy speaks every language of the site (see policy_context), a provider perhaps one

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see Kind
        languages = seen.context.languages
        if type(value) is not dict:
            seen.fault(path, "type_languages", keys=", ".join(languages))
            return
        for key, item in value.items():
            if key not in languages and not self.every:
                seen.key_fault((*path, key), "unknown_key", near(key, languages), unknown=key)
            elif item is None:
                seen.key_fault((*path, key), "empty_value", empty=key)
            else:
                self.kind.check(item, (*path, key), seen)
        if self.every:
            seen.labels.append((path, value.keys()))
        elif languages[0] not in value:
            seen.key_fault(path, "language_missing", missing=languages[0])

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see Kind
        needed = context.languages if self.every else context.languages[:1]
        properties = {language: self.kind.json_schema(context) for language in context.languages}
        schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        return schema | {"required": list(needed)}


@dataclass(frozen=True)
class Choice(FieldType):
    """One key out of a list that policy names (`methods`; none where it is unreadable), or out of fixed `options`."""

    choice: str = ""
    options: tuple[str, ...] = ()

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see Kind
        labelled = seen.context.choices.get(self.choice)
        options: Collection[str] | None = self.options or labelled
        if type(value) is not str:
            meant = {True: "yes", False: "no"}.get(value) if type(value) is bool else None
            seen.fault(path, "choice_unknown", meant if options and meant in options else None, unknown=value)
        elif options is not None and value not in options:
            meant = near_label(value, labelled) if labelled else near(value, options)
            seen.fault(path, "choice_unknown", meant, unknown=value)

    def json_schema(self, context: Context) -> Json:  # noqa: D102 - see Kind
        return {"enum": list(self.options or context.choices[self.choice])}
