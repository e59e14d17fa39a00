"""Problems: what is wrong in a file, where, and how to fix it, in Swedish and English.

Problems are collected, never raised: every file is read and every fault reported before anything is written. The
messages are in `problems.yaml`, one entry per code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

import yaml

from chalicelib.privacy import holds_personal_identity_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Severity = Literal["error", "warning"]
Language = Literal["sv", "en"]

SHOWN_MAX_CHARACTERS = 60  # of text quoted from a file
# of our own text
_SHOWN_MAX = dict.fromkeys(("reason", "keys", "other", "question", "choices"), 240) | {"character": 120}
CHARACTER_REFUSED = "character_refused"  # no problem of its own, but an addition to the message of one
PATH_MAX = 300  # characters of a path
_MEANT_MAX = 240  # of a value that is to be copied whole


class Message(NamedTuple):
    """The message of a problem in Swedish and English."""

    sv: str
    en: str


class MessageTemplate(TypedDict):
    """One entry of `problems.yaml`."""

    severity: Severity
    sv: str
    en: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault in a file; problems sort by path, line and column."""

    path: str
    line: int
    column: int
    key: str
    code: str
    severity: Severity
    message: Message

    def text(self, language: Language = "sv") -> str:
        """Format as `path:line:col: error: key: message [code]`, the compiler format that editors link."""
        key = f"{self.key}: " if self.key else ""
        position = f"{self.path}:{self.line}:{self.column}"
        return f"{position}: {self.severity}: {key}{getattr(self.message, language)} [{self.code}]"

    def github(self, language: Language = "sv") -> str:
        """Format as a GitHub workflow command, which annotates the line in the pull request."""
        properties = f"file={_property(self.path)},line={self.line},col={self.column},title={_property(self.code)}"
        key = f"{self.key}: " if self.key else ""
        return f"::{self.severity} {properties}::{_data(key + getattr(self.message, language))}"

    def plain(self, language: Language = "sv") -> dict[str, str | int]:
        """Return the problem as JSON-ready data."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "key": self.key,
            "code": self.code,
            "severity": self.severity,
            "message": getattr(self.message, language),
        }


def make_problem(  # noqa: PLR0913 - a problem has a position, a code and its facts
    code: str,
    path: str,
    line: int = 1,
    column: int = 1,
    *,
    key: str = "",
    meant: str | None = None,
    **facts: object,
) -> Problem:
    """Build the problem for `code`, its message filled in with `facts`; `meant` is a suggested fix, if any.

    The facts of a value that holds a `character` that is not taken say its `place`, counted from 1.
    """
    templates = message_templates()
    template = templates[code]
    shown = {name: sanitise(fact, _SHOWN_MAX.get(name, SHOWN_MAX_CHARACTERS)) for name, fact in facts.items()}
    sv, en = template["sv"].format(**shown), template["en"].format(**shown)
    if "place" in facts:
        which = templates[CHARACTER_REFUSED]
        sv, en = f"{sv} ({which['sv'].format(**shown)})", f"{en} ({which['en'].format(**shown)})"
    if meant is not None:
        fix = sanitise(meant, _MEANT_MAX)
        sv, en = f"{sv}; menade du `{fix}`?", f"{en}; did you mean `{fix}`?"
    return Problem(
        sanitise(path, PATH_MAX), line, column, sanitise(key, 200), code, template["severity"], Message(sv, en)
    )


def sanitise(fact: object, at_most: int = SHOWN_MAX_CHARACTERS) -> str:
    """Return a value safe for a terminal or log: short, no invisible characters, no personal identity number."""
    text = str(fact)
    if holds_personal_identity_number(text):
        return "…"
    if not text.isprintable():
        text = "".join([sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text])
    return text if len(text) <= at_most else text[: at_most - 1] + "…"


def dotted(key_path: Sequence[str | int]) -> str:
    """Format a key path with dots and indexes.

    >>> dotted(("locations", 0, "address", "postcode"))
    'locations[0].address.postcode'
    """
    text = ""
    for step in key_path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any problem blocks a build; warnings do not."""
    return any(problem.severity == "error" for problem in problems)


def report(problems: Iterable[Problem], form: str = "text", language: Language = "sv") -> str:
    """Format all problems, sorted by position, as `text`, `json` or `github`."""
    ordered = sorted(problems)
    if form == "json":
        return json.dumps([problem.plain(language) for problem in ordered], ensure_ascii=False, indent=2)
    return "\n".join(p.github(language) if form == "github" else p.text(language) for p in ordered)


@cache
def message_templates() -> dict[str, MessageTemplate]:
    """Read the message templates by code (cached)."""
    table = Path(__file__).with_name("problems.yaml")
    templates: dict[str, MessageTemplate] = yaml.load(table.read_bytes(), Loader=yaml.CSafeLoader)
    return templates


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
