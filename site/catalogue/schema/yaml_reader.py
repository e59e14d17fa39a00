"""YAML 1.2 core reader for all policy and provider files: fast on valid files, exact positions for faults.

It consumes libyaml's events directly: a profile takes half the time of `yaml.load(…, CSafeLoader)`, and only text,
numbers, true/false, null, lists and mappings are ever constructed. Positions (line and column) are found by parsing the
same bytes again, only when a problem needs them.

Two deviations from the core schema, both read as text: a number with a leading zero (`0556677`), and `.inf` and `.nan`.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from sys import intern
from typing import Any, TypeAlias

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined] # it exists; the stubs do not export it
from yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from catalogue.schema.decoding import (
    INVISIBLE,
    Position,
    Unreadable,
    decode,
    position_at,
    syntax_fault,
    with_plain_spaces,
)
from catalogue.schema.problem import Problem, dotted, make_problem
from chalicelib.pasted_text import describe

Value: TypeAlias = Any  # text, integer, decimal, true/false, null, list or mapping
KeyPath: TypeAlias = tuple[str | int, ...]

PROFILE_MAX_BYTES = 64 * 1024
POLICY_MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 16
MAX_FAULTS = 100  # per file

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{0,17}(?:[eE][-+]?[0-9]{1,2})?\Z", re.ASCII)
_NUMBER_STARTS = frozenset("0123456789+-")
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class Positions:
    """The positions where each key and each value of a file begins; line and column count from 1."""

    def __init__(self, last: Position) -> None:
        self.last = last  # end of the file: libyaml marks a missing value on the line after it
        self.values: dict[KeyPath, Position] = {}
        self.keys: dict[KeyPath, Position] = {}
        self.comments: dict[KeyPath, tuple[str, str]] = {}  # an unquoted value, and the comment after it on its line

    def value(self, key_path: KeyPath) -> Position:
        """Return the position of a value, or of the closest enclosing value that exists."""
        while key_path and key_path not in self.values:
            key_path = key_path[:-1]
        return min(self.values.get(key_path, (1, 1)), self.last)

    def key(self, key_path: KeyPath) -> Position:
        """Return the position of a key, or of the value for a list item or the whole file, which have no key."""
        return self.keys.get(key_path) or self.value(key_path)


def read(file: Path | str, path: str, limit: int = PROFILE_MAX_BYTES) -> tuple[bytes | None, list[Problem]]:
    """Read a regular file of at most `limit` bytes; refuse links, folders, pipes and devices without reading them."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None, [make_problem("file_missing", path)]
    except OSError:
        return None, [make_problem("file_symlink" if Path(file).is_symlink() else "file_unreadable", path)]
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None, [make_problem("file_not_regular", path)]
        with open(descriptor, "rb", closefd=False) as stream:
            data = stream.read(limit + 1)
    finally:
        os.close(descriptor)
    if len(data) > limit:
        return None, [make_problem("file_too_big", path, limit=limit // 1024)]
    return data, []


def load(data: bytes, path: str, limit: int = PROFILE_MAX_BYTES) -> tuple[Value, list[Problem]]:
    """Parse the bytes of a file into plain data and problems; the value is None if it cannot be parsed."""
    if len(data) > limit:
        return None, [make_problem("file_too_big", path, limit=limit // 1024)]
    try:
        _, value, faults = _parse(decode(data))
    except Unreadable as fault:
        value, faults = None, [_as_fault(fault)]
    return value, [_problem(path, *fault) for fault in faults]


def load_own(file: Path) -> Any:  # noqa: ANN401 - the content of a YAML file
    """Return the content of a YAML file of the product's own; one with a problem is a bug and raises ValueError."""
    value, problems = load(file.read_bytes(), file.name)
    if problems:
        raise ValueError(problems)
    return value


def locate(data: bytes) -> Positions:
    """Parse a file that `load` has accepted again, and return the position of every key and value."""
    text = decode(data)
    if with_plain_spaces(text)[1]:
        text, _, _ = _parse(text)
    noted = Positions(position_at(text, len(text)))
    _Reader(text, noted).read()
    return noted


_Fault: TypeAlias = tuple[str, Position, KeyPath, dict[str, Any]]


def _parse(text: str) -> tuple[str, Value, list[_Fault]]:
    """Return a text with the spaces that were meant, its value (None if it cannot be parsed), and its faults.

    A no-break space before or after a key is read as a plain one if the file says something else without it.
    """
    value, faults = _attempt(text)
    plain, odd_spaces = with_plain_spaces(text)
    if odd_spaces:
        meant, others = _attempt(plain)
        if meant is not None and _unspaced(meant) != _unspaced(value):
            return plain, meant, [*map(_as_fault, odd_spaces), *others]
    return text, value, faults


def _attempt(text: str) -> tuple[Value, list[_Fault]]:
    reader = _Reader(text)
    try:
        return reader.read(), reader.faults
    except Unreadable as fault:
        return None, [*reader.faults, _as_fault(fault)]


def _as_fault(fault: Unreadable) -> _Fault:
    return fault.code, fault.position, (), fault.facts


def _unspaced(value: Value) -> Value:
    """Return a value with one kind of space in its texts."""
    if isinstance(value, dict):
        return {key: _unspaced(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unspaced(item) for item in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def _problem(path: str, code: str, position: Position, key_path: KeyPath, facts: dict[str, Any]) -> Problem:
    return make_problem(code, path, *position, key=dotted(key_path), **facts)


class _Reader:
    """Parser of one document; faults that do not stop it are collected in `faults`."""

    def __init__(self, text: str, noted: Positions | None = None) -> None:
        self.text = text
        self.lines = text.split("\n") if noted else []
        self.next = CParser(text).get_event
        self.noted = noted
        self.escapes = "\\" in text
        self.faults: list[_Fault] = []

    def read(self) -> Value:
        """Read the file; raise `Unreadable` for a syntax error."""
        try:
            return self.document()
        except yaml.MarkedYAMLError as error:
            raise syntax_fault(error, self.text) from None
        except yaml.YAMLError as error:
            raise Unreadable("yaml_syntax", reason=str(error)) from None

    def document(self) -> Value:
        """Read exactly one document."""
        self.next()  # stream start
        start = self.next()
        if type(start) is not DocumentStartEvent:
            raise Unreadable("file_empty")
        if start.version or start.tags:
            raise Unreadable("yaml_directive", _mark(start))
        value = self.value(self.next(), ())
        self.next()  # document end
        extra = self.next()
        if type(extra) is DocumentStartEvent:
            raise Unreadable("yaml_documents", _mark(extra))
        return value

    def value(self, event: Any, path: KeyPath) -> Value:  # noqa: ANN401 - as above
        """Read the value that begins with `event`."""
        if self.noted is not None:
            self.noted.values.setdefault(path, _mark(event))
        kind = type(event)
        if kind is ScalarEvent:
            if event.tag is not None or event.anchor is not None:
                self.refuse(event, path)
            if event.implicit[0]:
                if self.noted is not None and event.value:
                    self.note_comment(self.noted, event, path)
                return _resolved(event.value)
            return self.quoted(event, path)
        if kind is not MappingStartEvent and kind is not SequenceStartEvent:
            raise Unreadable("yaml_alias", _mark(event))
        if event.tag is not None or event.anchor is not None:
            self.refuse(event, path)
        if len(path) == MAX_DEPTH:
            raise Unreadable("yaml_too_deep", _mark(event), limit=MAX_DEPTH)
        return self.mapping(path) if kind is MappingStartEvent else self.sequence(path)

    def mapping(self, path: KeyPath) -> dict[str, Value]:
        """Read keys and values to the end of the mapping; keys are always text, and a duplicate key is ignored."""
        values: dict[str, Value] = {}
        while type(event := self.next()) is not MappingEndEvent:
            if type(event) is not ScalarEvent:
                raise Unreadable("key_not_text", _mark(event))
            key = intern(event.value if event.implicit[0] else self.quoted(event, path))
            if event.tag is not None or event.anchor is not None:
                self.refuse(event, (*path, key))
            if self.noted is not None:
                self.noted.keys.setdefault((*path, key), _mark(event))
            if key in values:
                self.note("duplicate_key", event, (*path, key), key_=key)
                self.value(self.next(), (*path, key))
            else:
                values[key] = self.value(self.next(), (*path, key))
        return values

    def sequence(self, path: KeyPath) -> list[Value]:
        """Read items to the end of the list."""
        values: list[Value] = []
        while type(event := self.next()) is not SequenceEndEvent:
            values.append(self.value(event, (*path, len(values))))
        return values

    def quoted(self, event: Any, path: KeyPath) -> str:  # noqa: ANN401 - as above
        """Return quoted or block text unchanged; add a fault if an escape has produced an invisible character."""
        text: str = event.value
        if self.escapes and (hidden := INVISIBLE.search(text)):
            self.note("invisible_character", event, path, character=describe(hidden[0]))
        return text

    def note_comment(self, noted: Positions, event: Any, path: KeyPath) -> None:  # noqa: ANN401 - as above
        """Note the comment that follows an unquoted value on its line, if there is one."""
        end = event.end_mark
        rest = self.lines[end.line][end.column :].strip() if end.line < len(self.lines) else ""
        if rest.startswith("#"):
            noted.comments[path] = event.value, rest

    def refuse(self, event: Any, path: KeyPath) -> None:  # noqa: ANN401 - as above
        """Add a fault for a tag or an anchor; neither is ever resolved."""
        self.note("yaml_tag" if event.tag else "yaml_anchor", event, path)

    def note(self, code: str, event: Any, path: KeyPath, **facts: object) -> None:  # noqa: ANN401 - as above
        """Add a fault and read on; raise `Unreadable` when the file already has `MAX_FAULTS`."""
        if len(self.faults) == MAX_FAULTS:
            raise Unreadable("too_many_faults", _mark(event))
        self.faults.append((code, _mark(event), path, facts))


def _mark(event: Any) -> Position:  # noqa: ANN401 - as above
    return event.start_mark.line + 1, event.start_mark.column + 1


def _resolved(text: str) -> Value:
    """Resolve a plain scalar by the core schema.

    >>> [_resolved(text) for text in ("no", "12:30", "0556677", "59.314", "14", "true", "~")]
    ['no', '12:30', '0556677', 59.314, 14, True, None]
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMBER_STARTS:
        if _INTEGER.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return float(text)
    return intern(text)  # most texts occur many times
