"""Scalar field types: texts, numbers, addresses."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from catalogue.schema.containers import Context, FieldType, Json, Validation
from catalogue.schema.yaml_reader import KeyPath
from chalicelib.pasted_text import MARKS, normalize


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
        if self.prose:
            seen.prose.append((path, value[: self.at_most]))
        elif self.name:
            seen.names.append((path, value[: self.at_most]))

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        one_line = {} if self.lines else {"pattern": r"^[^\n]*\n*$"}
        return {"type": "string", "minLength": 1, "maxLength": self.at_most} | one_line


@dataclass(frozen=True)
class PatternText(FieldType):
    """Text that matches a pattern; `mend` may suggest a fix for text that does not."""

    pattern: str
    code: str
    suggest: Callable[[str], str | None] = lambda _: None
    json_format: str = ""
    match: Callable[[str], object] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "match", compile_full_match(self.pattern).match)

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not str:
            seen.fault(path, "type_text", in_quotes(self.suggestion(str(value)) or value), got=value)
        elif not self.match(value):
            seen.fault(path, self.code, self.suggestion(value))

    def suggestion(self, value: str) -> str | None:
        """Return the suggestion of `mend` if it matches the pattern, else None."""
        meant = self.suggest(value)
        return meant if meant and self.match(meant) else None

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        schema: Json = {"type": "string", "pattern": self.pattern}
        return schema | ({"format": self.json_format} if self.json_format else {})


class Url(PatternText):
    """An https URL; any other scheme (`http:`, `javascript:`, `data:`) is refused and named."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is str and not value.startswith("https://"):
            scheme = value.partition(":")[0] if ":" in value else ""
            seen.fault(path, "url_scheme", self.suggestion(value), scheme=scheme)
        else:
            super().check(value, path, seen)


@dataclass(frozen=True)
class YesNo(FieldType):
    """`yes` or `no`; an absent key means not stated."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if value not in ("yes", "no"):
            seen.fault(path, "flag_format", _YES_NO.get(str(value).casefold()))

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        return {"enum": ["yes", "no"]}


_YES_NO = dict.fromkeys(("true", "ja", "on", "y", "j", "1"), "yes") | dict.fromkeys(
    ("false", "nej", "off", "n", "0"), "no"
)


@dataclass(frozen=True)
class Bool(FieldType):
    """`true` or `false`: a switch in policy, which always has a value."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not bool:
            seen.fault(path, "bool_format", {"yes": "true", "no": "false"}.get(str(value)))

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        return {"type": "boolean"}


@dataclass(frozen=True)
class Integer(FieldType):
    """A whole number within bounds."""

    at_least: int
    at_most: int

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not int:
            meant = value.strip() if isinstance(value, str) and value.strip().isdecimal() else None
            seen.fault(path, "type_whole", meant)
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
            meant = value.replace(",", ".") if isinstance(value, str) else None
            seen.fault(path, "type_number", meant if meant and _NUMBER.match(meant) else None)
        elif not self.at_least <= value <= self.at_most:
            seen.fault(path, "number_range", got=value, at_least=self.at_least, at_most=self.at_most)

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        return {"type": "number", "minimum": self.at_least, "maximum": self.at_most}


_NUMBER = re.compile(r"[0-9]+\.[0-9]+\Z", re.ASCII)


def in_quotes(value: object) -> str | None:
    """Return the value in quotation marks, as a suggestion for a number that should be text."""
    return f'"{value}"' if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None


def _suggest_phone(text: str) -> str | None:
    bare = re.sub(r"\(0\)|[().]", "", text).replace("/", "-").replace("–", "-")
    bare = re.sub(r"^(?:\+|00)46[ -]?0?", "+46 ", bare)
    return re.sub(r"[ -]{2,}", " ", bare.strip())


def _suggest_url(text: str) -> str | None:
    bare = text.removeprefix("http://")
    return None if re.search(r":(?![0-9])", bare) or not bare else f"https://{bare}"


def _suggest_issuer(text: str) -> str | None:
    """Suggest https, and a host with å, ä or ö as browsers send it."""
    bare = text.removeprefix("http://").removeprefix("https://")
    host = re.split(r"[/?#]", bare, maxsplit=1)[0]
    try:
        return f"https://{host.encode('idna').decode()}{bare[len(host) :]}"
    except UnicodeError:
        return None


def _suggest_origin(text: str) -> str | None:
    address = _suggest_issuer(text)
    return address and "/".join(address.split("/", 3)[:3])


def _suggest_postcode(text: str) -> str | None:
    digits = text.upper().removeprefix("SE-").replace(" ", "")
    return f"{digits[:3]} {digits[3:]}"


def _suggest_amount(text: str) -> str | None:
    """Suggest kronor without unit, öre with a point; nothing if a sign could part the thousands as well as the öre."""
    bare = _UNIT.sub("", normalize(text).strip(_QUOTES))
    match = _KRONOR.match(_NO_ORE.sub("", bare))
    return match and match["kronor"].replace(" ", "") + (f".{match['ore']:0<2}" if match["ore"] else "")


_QUOTES = "\"'" + "".join(mark for mark in MARKS if unicodedata.category(mark) in {"Pi", "Pf"})
_NO_ORE = re.compile(r"(?:[,.:]-{1,2}|\.)$")
_UNIT = re.compile(r"^(?:kr|sek) | ?(?:kr|kronor|sek)\.?$", re.IGNORECASE)
_KRONOR = compile_full_match("(?P<kronor>[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[,.:](?P<ore>[0-9]{1,2}))?$")
_HOST = r"(?:[A-Za-z0-9åäöéü](?:[A-Za-z0-9åäöéü-]{0,61}[A-Za-z0-9åäöéü])?\.)+[A-Za-z]{2,24}"
_PORT = r"(?::(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}))?"
URL = Url(rf"^https://{_HOST}{_PORT}(?:[/?#][A-Za-z0-9/?#%&=+,.:;@!$()*~_-]{{0,200}})?$", "url_format", _suggest_url)
_ASCII_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
_ISSUER = rf"(?:https://{_ASCII_HOST}|https?://(?:127\.0\.0\.1|localhost)){_PORT}"
_ISSUER_PATH = r"(?:/[A-Za-z0-9/%&=+,.:;@!$()*~_-]{0,200})?"
ORIGIN = PatternText(rf"^{_ISSUER}$", "origin_format", _suggest_origin)
"""An origin that a browser may talk to: of an issuer, so http on loopback is accepted."""
ISSUER_ADDRESS = PatternText(rf"^{_ISSUER}{_ISSUER_PATH}$", "issuer_format", _suggest_issuer)
"""An issuer has neither query nor fragment (OpenID Connect Discovery 1.0, 3)."""
JWKS_ADDRESS = PatternText(
    rf"^{_ISSUER}{_ISSUER_PATH}(?:\?[A-Za-z0-9/?%&=+,.:;@!$()*~_-]{{0,200}})?$", "issuer_format", _suggest_issuer
)
PHONE = PatternText(r"^(?:0|\+46[ -]?)[1-9](?:[ -]?[0-9]){6,8}$", "phone_format", _suggest_phone)
EMAIL = PatternText(
    r"^[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9])?@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}$",
    "email_format",
    lambda text: text.removeprefix("mailto:").replace(" ", ""),
    "email",
)
POSTCODE = PatternText(r"^[1-9][0-9]{2} [0-9]{2}$", "postcode_format", _suggest_postcode)
AMOUNT = PatternText(r"^(?:0|[1-9][0-9]{0,6})(?:\.[0-9]{2})?$", "amount_format", _suggest_amount)
LARGE_AMOUNT = PatternText(r"^(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{2})?$", "amount_format", _suggest_amount)  # of a year
LATITUDE = Decimal(55.3, 69.1)  # Smygehuk 55.3 to Treriksröset 69.1
LONGITUDE = Decimal(10.9, 24.2)  # Stora Drammen 10.9 to Haparanda skärgård 24.2
