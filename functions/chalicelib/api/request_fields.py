"""The fields of a route's request, each of a type, and the strict parsing of them: values, or one refusal."""

import datetime as dt
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from chalicelib import strict_json
from chalicelib.privacy import holds_personal_identity_number
from chalicelib.rules.outcomes import Refused

_JSON: Final = "application/json"
MAX_BYTES: Final = 4_096
MAX_TEXT_CHARACTERS: Final = 64
MAX_CURSOR_CHARACTERS: Final = 400
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"20\d\d", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HALF = re.compile("[\ud800-\udfff]")  # JSON can hold lone surrogates, which cannot be encoded
_QUARTER = re.compile(r"20\d\dQ[1-4]", re.ASCII)


@dataclass(frozen=True)
class FieldType:
    """A type of value: `read` returns the parsed value or None, and `expected` describes it in words.

    `members` are the fields of each object in a list of them.
    """

    read: Callable[[Any], Any]
    expected: str
    members: "tuple[Field, ...]" = ()


@dataclass(frozen=True)
class Field:
    """One field of a route's request."""

    name: str
    type: FieldType
    required: bool = False
    default: Any = None


def _text(value: object) -> str | None:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT_CHARACTERS or _HALF.search(value):
        return None
    return value


def _code(value: object) -> str | None:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def _date(value: object) -> dt.date | None:
    if not (isinstance(value, str) and _ISO_DATE.fullmatch(value)):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _month(value: object) -> str | None:
    return value if isinstance(value, str) and _ISO_MONTH.fullmatch(value) else None


def _year(value: object) -> int | None:
    return int(value) if isinstance(value, str) and _YEAR.fullmatch(value) else None


def _quarter(value: object) -> str | None:
    return value if isinstance(value, str) and _QUARTER.fullmatch(value) else None


def _cursor(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= MAX_CURSOR_CHARACTERS else None


def _sha256(value: object) -> str | None:
    return value if isinstance(value, str) and _SHA256.fullmatch(value) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


TEXT: Final = FieldType(_text, f"text of 1-{MAX_TEXT_CHARACTERS} characters")
CODE: Final = FieldType(_code, "a code: lower-case letters, digits, - and _")
DATE: Final = FieldType(_date, "a date that exists, as 2026-11-09")
MONTH: Final = FieldType(_month, "a month, as 2026-11")
YEAR: Final = FieldType(_year, "a year, as 2026")
QUARTER: Final = FieldType(_quarter, "a quarter, as 2026Q4")
CURSOR: Final = FieldType(_cursor, "the cursor of the page before")
SHA256: Final = FieldType(_sha256, "the sha256 of the preview: 64 digits and letters a-f")
FLAG: Final = FieldType(_flag, "true or false")


def integer(minimum: int, maximum: int) -> FieldType:
    """Return the type of an integer within limits; true, false and 1.0 are refused."""

    def read(value: object) -> int | None:
        return value if type(value) is int and minimum <= value <= maximum else None

    return FieldType(read, f"a whole number from {minimum} to {maximum}")


def choice(*words: str) -> FieldType:
    """Return the type of a word from a fixed list."""
    return FieldType(
        lambda value: value if isinstance(value, str) and value in words else None, f"one of {', '.join(words)}"
    )


def either(first: FieldType, second: FieldType) -> FieldType:
    """Return the type of a value of one of two types."""

    def read(value: object) -> object:
        parsed = first.read(value)
        return second.read(value) if parsed is None else parsed

    return FieldType(read, f"{first.expected}, or {second.expected}")


def group(*fields: Field) -> FieldType:
    """Return the type of an object with fields of its own."""

    def take(value: object) -> dict[str, Any] | None:
        values = read(value, fields) if isinstance(value, dict) else None
        return None if isinstance(values, Refused) else values

    described = (f"{field.name} ({field.type.expected}{'' if field.required else ', optional'})" for field in fields)
    return FieldType(take, f"an object with {'; '.join(described)}")


def list_of(item_type: FieldType, minimum: int, maximum: int) -> FieldType:
    """Return the type of a list with a limited number of values of one type."""

    def take(value: object) -> tuple[Any, ...] | None:
        if not (isinstance(value, list) and minimum <= len(value) <= maximum):
            return None
        items = tuple(item_type.read(item) for item in value)
        return None if None in items else items

    return FieldType(take, f"a list of {minimum}-{maximum}, each {item_type.expected}")


def object_list(maximum: int, members: tuple[Field, ...]) -> FieldType:
    """Return the type of a list of objects, at least one; the handler parses each of them by these fields."""

    def take(value: object) -> list[dict[str, Any]] | None:
        if not (isinstance(value, list) and 0 < len(value) <= maximum):
            return None
        return value if all(isinstance(item, dict) for item in value) else None

    return FieldType(take, f"a list of 1-{maximum} objects", members)


def parse(
    raw: bytes, content_type: str, fields: tuple[Field, ...], max_bytes: int = MAX_BYTES
) -> dict[str, Any] | Refused:
    """Parse a JSON body: return the values by field name, with defaults, or a refusal for the first fault.

    A byte order mark before the body is left out (RFC 8259 §8.1 allows it).
    """
    if content_type != _JSON and content_type.partition(";")[0].strip().lower() != _JSON:
        return Refused("unsupported_media_type")
    if len(raw) > max_bytes:
        return Refused("too_large", {"max_bytes": max_bytes})
    try:
        decoded = strict_json.decode(raw.removeprefix(BOM_UTF8))
    except strict_json.UNREADABLE:
        return Refused("invalid_body")
    if holds_personal_identity_number(decoded):
        return Refused("personal_identity_number", _locate_personal_number(decoded, fields))
    if not isinstance(decoded, dict):
        return Refused("invalid_body")
    return read(decoded, fields)


def read(decoded: Mapping[str, Any], fields: tuple[Field, ...]) -> dict[str, Any] | Refused:
    """Return the values by field name, or a refusal for the first unknown, missing or invalid field.

    A field with the value null is read as if it were not sent.
    """
    names = [field.name for field in fields]
    for name in decoded:
        if name not in names:
            suggestions = get_close_matches(name, names, 1)
            return Refused(
                "unknown_field", {"known": names} | ({"did_you_mean": suggestions[0]} if suggestions else {})
            )
    values: dict[str, Any] = {}
    for field in fields:
        if decoded.get(field.name) is None:
            if field.required:
                return Refused("missing_field", {"field": field.name, "expected": field.type.expected})
            values[field.name] = field.default
            continue
        values[field.name] = field.type.read(decoded[field.name])
        if values[field.name] is None:
            return Refused("invalid_field", {"field": field.name, "expected": field.type.expected})
    return values


def _locate_personal_number(decoded: object, fields: tuple[Field, ...]) -> dict[str, Any]:
    """Return the field, or the lines of a list and their fields, that hold a personal identity number.

    Only names of our own fields are said: another name may be the number itself.
    """
    if not isinstance(decoded, dict):
        return {}
    for field in fields:
        value = decoded.get(field.name)
        if not holds_personal_identity_number({field.name: value}):
            continue
        if not (field.type.members and isinstance(value, list)):
            return {"field": field.name}
        members = field.type.members
        lines = [
            {"line": line, **_locate_personal_number(item, members)}
            for line, item in enumerate(value, 1)
            if holds_personal_identity_number(item)
        ]
        return {"field": field.name, "lines": lines}
    return {}
