"""Decoding of a data file: UTF-8 in normal form C, with no character that a reviewer cannot see.

What people paste into YAML breaks it in ways of which a parser's message says nothing: these are named here.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TypeAlias

import yaml

from chalicelib.pasted_text import QUOTES, describe

Position: TypeAlias = tuple[int, int]  # line and column, from 1

# Control characters except tab and line ends, soft hyphen, directional marks, zero-width characters, line and paragraph
# separators, interlinear annotations, tag characters and noncharacters: all that a reviewer of the change cannot see.
# Not every format character, as in `pasted_text.normalize`: some of them are seen, in Arabic, and the zero-width
# non-joiner before an Arabic letter parts two letters of a Persian word.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200d-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
    "|\u200c(?![\u0620-\u06ff])"
)
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class Unreadable(Exception):  # noqa: N818 - a fault in the file, never raised outside the reader
    """The first fault that makes a file unreadable."""

    def __init__(self, code: str, position: Position = (1, 1), **facts: object) -> None:
        super().__init__(code)
        self.code, self.position, self.facts = code, position, facts


def decode(data: bytes) -> str:
    """Return the text of a file; raise Unreadable if its encoding or a character of it is refused."""
    if data.startswith(_WIDE_MARKS):
        raise Unreadable("byte_order_mark")
    data = data.removeprefix(codecs.BOM_UTF8)  # which Notepad writes and nobody sees
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise Unreadable("not_utf8", position_at(before, len(before))) from None
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if hidden := INVISIBLE.search(text):
        raise Unreadable("invisible_character", position_at(text, hidden.start()), character=describe(hidden[0]))
    return text


def position_at(text: str, offset: int) -> Position:
    """Return the line and column of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


_ODD_SPACE = re.compile(r"[^\S \t\r\n]")
_STRUCTURE = re.compile(
    r"^[^\S\r\n]*+(?:-[^\S\r\n]++)*+(?:[\w.-]++[^\S\r\n]*+:(?:[^\S\r\n]++|(?=\r?$)))?", re.MULTILINE
)
"""Indentation, the dashes of lists and a key with its colon: what spaces mean something to in YAML."""


def with_plain_spaces(text: str) -> tuple[str, list[Unreadable]]:
    """Return a text with plain spaces where spaces have a meaning, and a fault for each line that had others."""
    faults: list[Unreadable] = []
    if text.isascii() or not _ODD_SPACE.search(text):
        return text, faults

    def plain(match: re.Match[str]) -> str:
        if odd := _ODD_SPACE.search(match[0]):
            position = position_at(text, match.start() + odd.start())
            faults.append(Unreadable("yaml_space", position, character=describe(odd[0])))
        return _ODD_SPACE.sub(" ", match[0])

    return _STRUCTURE.sub(plain, text), faults


# libyaml's messages and our codes for them; the first two point to where the unclosed construct begins.
_SYNTAX = (
    ("while parsing a flow", "yaml_unclosed"),
    ("while scanning a quoted scalar", "yaml_unclosed"),
    ("mapping values are not allowed", "yaml_colon"),
    ("cannot start any token", "yaml_start"),
)
_TYPOGRAPHIC_QUOTE = re.compile(r" *(?:- +)*(?:[\w.-]+: +)?\[?([" + QUOTES.lstrip("\"'") + "])")  # where a value begins


def syntax_fault(error: yaml.MarkedYAMLError, text: str) -> Unreadable:
    """Return what a parser's error means in a text, at the place to look at."""
    message = f"{error.context or ''}: {error.problem or ''}"
    code = next((code for start, code in _SYNTAX if start in message), "yaml_syntax")
    mark = (error.context_mark if code == "yaml_unclosed" else None) or error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    line, column = min((line, column), position_at(text, len(text)))  # the end of a file is marked on the line after it
    written = text.split("\n")[line - 1]
    if "\t" in (indent := written[: len(written) - len(written.lstrip())]):
        return Unreadable("yaml_tab", (line, indent.index("\t") + 1))
    if quote := _TYPOGRAPHIC_QUOTE.match(written):
        return Unreadable("yaml_quotes", (line, quote.start(1) + 1), character=describe(quote[1]))
    return Unreadable(code, (line, column), reason=error.problem or "")
