"""Scalar field types: texts, numbers, addresses."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from catalogue.schema import suggestions
from catalogue.schema.containers import Context, FieldType, Json, Validation
from catalogue.schema.yaml_reader import KeyPath
from chalicelib.pasted_text import QUOTES, describe, fold_words, strip_marks, without_quotes


def compile_full_match(pattern: str) -> re.Pattern[str]:
    """Compile a JSON Schema pattern; a final `$` matches only the end of the text, never before a line end."""
    return re.compile(pattern.removesuffix("$") + r"\Z", re.ASCII)


@dataclass(frozen=True)
class Text(FieldType):
    """Text of at most `at_most` characters; neutrality rules read `prose`, the Latin-script rule reads `name`."""

    at_most: int
    prose: bool = False
    name: bool = False
    lines: bool = False

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not str:
            seen.fault(path, "type_text", in_quotes(value), got=value)
            return
        if not value or value.isspace():
            seen.fault(path, "text_empty")
        elif len(value) > self.at_most:
            seen.fault(path, "text_long", length=len(value), at_most=self.at_most)
        elif not self.lines and "\n" in value.rstrip("\n"):
            seen.fault(path, "text_lines")
        else:
            self._check_marks(value, path, seen)
        if self.prose:
            seen.prose.append((path, value[: self.at_most]))
        elif self.name:
            seen.names.append((path, value[: self.at_most]))

    def _check_marks(self, value: str, path: KeyPath, seen: Validation) -> None:
        """Warn of quotation marks around the whole text, and of spaces and hyphens in a name that are not plain."""
        if value[0] in QUOTES and (meant := without_quotes(value)) != value:
            seen.fault(path, "text_quotes", suggestions.name(meant) if self.name else meant)
        elif self.name and (odd := _ODD_IN_NAME.search(value.rstrip("\n"))):
            seen.fault(path, "name_character", suggestions.name(value), character=named(odd[0]), place=odd.start() + 1)

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        one_line = {} if self.lines else {"pattern": r"^[^\n]*\n*$"}
        return {"type": "string", "minLength": 1, "maxLength": self.at_most} | one_line


_ODD_IN_NAME = re.compile(r"[^\S ]|\N{NON-BREAKING HYPHEN}")  # what `suggestions.name` replaces within a line


@dataclass(frozen=True)
class PatternText(FieldType):
    """Text that matches a pattern; of a text that does not, `suggest` returns the value that it may stand for.

    `taken` matches a text up to its first character that cannot be part of such a value where it stands.
    """

    pattern: str
    code: str
    suggest: Callable[[str], str | None] = lambda _: None
    json_format: str = ""
    taken: str = r"[\s\S]*"
    match: Callable[[str], object] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "match", compile_full_match(self.pattern).match)

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not str:
            seen.fault(path, "type_text", in_quotes(self.suggestion(str(value)) or value), got=value)
        elif not self.match(value):
            seen.fault(path, self.code, self.suggestion(value), **self.refused_character(value))

    def suggestion(self, value: str) -> str | None:
        """Return what `suggest` makes of a value if it matches the pattern, else None."""
        meant = self.suggest(value)
        return meant if meant and self.match(meant) else None

    def refused_character(self, value: str) -> dict[str, object]:
        """Return the first character of a value that is not taken, and its place from 1, as facts of a problem."""
        match = re.match(self.taken, value, re.ASCII)
        end = match.end() if match else 0
        return {"character": named(value[end]), "place": end + 1} if end < len(value) else {}

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        schema: Json = {"type": "string", "pattern": self.pattern}
        return schema | ({"format": self.json_format} if self.json_format else {})


def named(character: str) -> str:
    r"""Return a character with its name in Unicode, or its name alone where there is nothing to see.

    >>> named("~"), named("\u00a0")
    ('`~`, TILDE (U+007E)', 'NO-BREAK SPACE (U+00A0)')
    """
    name = describe(character)
    return f"`{character}`, {name}" if character.isprintable() and not character.isspace() else name


class Url(PatternText):
    """An https URL; any other scheme (`http:`, `javascript:`, `data:`) is refused and named."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is str and not value.startswith("https://"):
            scheme = value.partition(":")[0] if ":" in value else ""
            seen.fault(path, "url_scheme", self.suggestion(value), scheme=scheme, **self.refused_character(value))
        else:
            super().check(value, path, seen)

    def refused_character(self, value: str) -> dict[str, object]:
        """Return the character that is not taken, else the first one after the host that `suggest` percent-encodes."""
        beyond = re.search(r"[^\x00-\x7f]", value.partition("://")[2].partition("/")[2])
        return super().refused_character(value) or (
            {"character": named(beyond[0]), "place": value.rindex(beyond.string) + beyond.start() + 1} if beyond else {}
        )


@dataclass(frozen=True)
class YesNo(FieldType):
    """`yes` or `no`; an absent key means not stated."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if value not in ("yes", "no"):
            seen.fault(path, "flag_format", _YES_NO.get(fold_words(str(value))))

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        return {"enum": ["yes", "no"]}


_YES_NO = dict.fromkeys(("yes", "true", "ja", "on", "y", "j", "1"), "yes") | dict.fromkeys(
    ("no", "false", "nej", "off", "n", "0"), "no"
)


@dataclass(frozen=True)
class Bool(FieldType):
    """`true` or `false`: a switch in policy, which always has a value."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not bool:
            meant = _YES_NO.get(fold_words(str(value)))
            seen.fault(path, "bool_format", meant and {"yes": "true", "no": "false"}[meant])

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        return {"type": "boolean"}


@dataclass(frozen=True)
class Integer(FieldType):
    """A whole number within bounds."""

    at_least: int
    at_most: int

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not int:
            meant = strip_marks(value) if isinstance(value, str) else ""
            seen.fault(path, "type_whole", meant if meant.isdecimal() else None)
        elif not self.at_least <= value <= self.at_most:
            seen.fault(path, "number_range", got=value, at_least=self.at_least, at_most=self.at_most)

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        return {"type": "integer", "minimum": self.at_least, "maximum": self.at_most}


@dataclass(frozen=True)
class Decimal(FieldType):
    """A decimal number within bounds, written with a point."""

    at_least: float
    at_most: float

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) not in (int, float) or math.isnan(value):
            meant = strip_marks(value).replace(",", ".") if isinstance(value, str) else None
            seen.fault(path, "type_number", meant if meant and _NUMBER.match(meant) else None)
        elif not self.at_least <= value <= self.at_most:
            seen.fault(path, "number_range", got=value, at_least=self.at_least, at_most=self.at_most)

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        return {"type": "number", "minimum": self.at_least, "maximum": self.at_most}


_NUMBER = re.compile(r"[0-9]+\.[0-9]+\Z", re.ASCII)


def in_quotes(value: object) -> str | None:
    """Return the value in quotation marks, as a suggestion for a number that should be text."""
    return f'"{value}"' if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None


_LETTER = "A-Za-z0-9åäöéüÅÄÖÉÜ"
_HOST = rf"(?:[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?\.)+[A-Za-z]{{2,24}}"
PORT = r"(?::(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}))?"
_PATH = r"A-Za-z0-9/?#%&=+,.:;@!$()*~_-"
_MENDED = "À-ÖØ-öø-ɏ"  # in a path: letters that `suggestions.web` writes with percent signs
_PATH_END = r"A-Za-z0-9/?#%&=+@$()*~_-"  # a full stop or a comma at the end is of the sentence around an address
_ONLY_CLOSED = r"(?![^(]*\)$)"  # and so is a bracket that it does not open
URL = Url(
    rf"^{_ONLY_CLOSED}https://{_HOST}{PORT}(?:[/?#](?:[{_PATH}]{{0,199}}[{_PATH_END}])?)?$",
    "url_format",
    suggestions.web,
    taken=rf"(?:https://)?[{_LETTER}.-]*(?::[0-9]*)?(?:[/?#][{_MENDED}{_PATH}]*)?",
)
_PLACEHOLDER = r"\{(?:address|lat|lon)\}"
_A_PLACE = r"(?=.*\{address\}|.*\{lat\}.*\{lon\}|.*\{lon\}.*\{lat\})"
MAP = Url(
    rf"^https://{_HOST}{PORT}/{_A_PLACE}(?:[{_PATH}]|{_PLACEHOLDER}){{1,200}}$",
    "map_format",
    suggestions.web,
    taken=rf"(?:https://)?[{_LETTER}.-]*(?::[0-9]*)?(?:/(?:[{_MENDED}{_PATH}]|{_PLACEHOLDER})*)?",
)
"""The address of a map service, with a placeholder for an address, or one each for latitude and longitude."""
PHONE = PatternText(
    r"^(?:0|\+46[ -]?)[1-9](?:[ -]?[0-9]){6,8}$", "phone_format", suggestions.phone, taken=r"\+?[0-9 -]*"
)
EMAIL = PatternText(
    rf"^[A-Za-z0-9](?:[A-Za-z0-9._%+-]{{0,62}}[A-Za-z0-9])?@{_HOST}$",
    "email_format",
    suggestions.email,
    json_format="idn-email",
    taken=rf"[A-Za-z0-9._%+-]*(?:@[{_LETTER}.-]*)?",
)
POSTCODE = PatternText(r"^[1-9][0-9]{2} [0-9]{2}$", "postcode_format", suggestions.postcode, taken="[0-9 ]*")
_AMOUNT_TAKEN = r"[0-9]*\.?[0-9]*"
AMOUNT = PatternText(
    r"^(?:0|[1-9][0-9]{0,6})(?:\.[0-9]{2})?$", "amount_format", suggestions.amount, taken=_AMOUNT_TAKEN
)
LARGE_AMOUNT = PatternText(  # of a year
    r"^(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{2})?$", "amount_format", suggestions.amount, taken=_AMOUNT_TAKEN
)
SIGNED_AMOUNT = PatternText(  # below zero: paid back
    r"^(?:0|-?[1-9][0-9]{0,9})(?:\.[0-9]{2})?$", "amount_format", suggestions.amount, taken=rf"-?{_AMOUNT_TAKEN}"
)
LATITUDE = Decimal(55.3, 69.1)  # Smygehuk 55.3 to Treriksröset 69.1
LONGITUDE = Decimal(10.9, 24.2)  # Stora Drammen 10.9 to Haparanda skärgård 24.2
