"""Decoding of a data file: UTF-8 in normal form C, with no character that a reviewer cannot see."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeAlias

Position: TypeAlias = tuple[int, int]  # line and column, from 1

# Control characters except tab and line ends, soft hyphen, directional marks, zero-width characters, line and paragraph
# separators, interlinear annotations, tag characters and noncharacters: all that a reviewer of the change cannot see.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class Unreadable(Exception):  # noqa: N818 - a fault in the file, never raised outside the reader
    """The first fault that makes a file unreadable."""

    def __init__(self, code: str, position: Position = (1, 1), **facts: object) -> None:
        super().__init__(code)
        self.code, self.position, self.facts = code, position, facts


def decode(data: bytes) -> str:
    """Return the text of a file; raise Unreadable if its encoding or a character of it is refused."""
    if data.startswith(_BYTE_ORDER_MARKS):
        raise Unreadable("byte_order_mark")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise Unreadable("not_utf8", position_at(before, len(before))) from None
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if hidden := INVISIBLE.search(text):
        position = position_at(text, hidden.start())
        raise Unreadable("invisible_character", position, character=f"U+{ord(hidden[0]):04X}")
    return text


def position_at(text: str, offset: int) -> Position:
    """Return the line and column of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
