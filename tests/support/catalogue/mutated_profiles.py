"""Profiles changed at random: a sign put into a text, a value of another type, a key taken out or added."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from catalogue.schema.decoding import INVISIBLE

SIGNS = (
    *(" ", "  ", "\t", "\n", "\n\n", "\r", "\v", "\f", "\x00", "\x1c", "\x1f", "\x7f", "\x85", "\xa0", "\xad"),
    *("\u1680", "\u180e", "\u2003", "\u200b", "\u200d", "\u2028", "\u2029", "\u202f", "\u2060", "\u3000", "\ufeff"),
    *("\ufffe", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d", "-", "_", "/", ".", ",", ":"),
    *(";", "!", "!!", "?", "#", " #", "`", "*", "**", "<b", "&amp;", "{{", "[a](b", "@", "@a.se", "www.a", "http://"),
    *("HTTPS://", "kö.se", "\u201d", "\u201c", "\u2019", '"', "'", "«", "å", "a\u030a", "É", "ß", "ẞ", "İ", "ı", "ſ"),
    *("ŉ", "ǆ", "ﬁ", "Ω", "К", "漢", "ع", "\U0001f600", "\u263a", "\U00010400", "\U0001d7d9", "0", "9", "１", "٣"),
    *("²", "½", "ABCDEFG", "AAA BBB CCC", "TODO", "TODO: ", "TODOå", "TODO_", "billigast", "bäst", "BÄST", "e", "E"),
    "x" * 90,
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 46, 12.5, -0.5, 59.3, 2026, "", " ", "\n", "TODO", "TODO?", "TODOR", "no", "yes"),
    *("true", "12", "12.0", "2026-11-20", "2026-02-29", "2028-02-29", "2026-11-20\n", "0000-01-01", "9999-12-31"),
    *("08:00-12:00", "24:00-24:00", "12:00-08:00", "08:00-12:00\n", "8:00-12:00", "https://", "https://a.se", "x"),
    *("http://a.se", "https://a.se\n", "https://å.se/", "a@b.se", "a@b.se\n", "08-465 004 10", "08-465 004 10\n"),
    *("127 00", "127 00\n", "”Lugn”", "«Lugn» och «ro»", "!A", "toString", "constructor", ["constructor"]),
    *([], {}, [[]], [{}], [None], ["sv", "sv"], ["08:00-12:00", "11:00-13:00"], {"sv": None}, {"sv": "a"}, {"xx": "a"}),
    *({"sv": "TODO"}, ["TODO", "TODO"], {"constructor": 1}, {"toString": {}}),
)
Place = tuple[Any, Any]  # what holds a value, and the key or index of it


def mutated(profiles: list[Any], count: int, seed: int) -> Iterator[Any]:
    """Yield `count` profiles, each one of `profiles` with one to three changes: the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(count):
        profile = copy.deepcopy(dice.choice(profiles))
        for _ in range(dice.choice((1, 1, 2, 3))):
            if places := list(_places(profile)):
                holder, key = dice.choice(places)
                dice.choice(CHANGES)(holder, key, dice)
        yield profile


def as_file(profile: Any) -> bytes:  # noqa: ANN401 - whatever was made of a profile
    """Return the profile as a YAML file, with escapes for its invisible characters, so that all of it is read."""
    text = json.dumps(profile, ensure_ascii=False)
    return INVISIBLE.sub(lambda hidden: f"\\U{ord(hidden[0]):08x}", text).encode()


def _places(value: Any) -> Iterator[Place]:  # noqa: ANN401 - as above
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _places(value[key])


def _another_value(holder: Any, key: Any, dice: random.Random) -> None:  # noqa: ANN401 - as above
    holder[key] = copy.deepcopy(dice.choice(VALUES))


def _a_sign(holder: Any, key: Any, dice: random.Random) -> None:  # noqa: ANN401 - as above
    if isinstance(text := holder[key], str):
        at = dice.choice((0, len(text), dice.randint(0, len(text))))
        holder[key] = text[:at] + dice.choice(SIGNS) + text[at + dice.choice((0, 0, 1)) :]


def _without(holder: Any, key: Any, dice: random.Random) -> None:  # noqa: ANN401, ARG001 - as above
    del holder[key]


def _twice(holder: Any, key: Any, dice: random.Random) -> None:  # noqa: ANN401 - as above
    if isinstance(holder, list):
        holder.insert(dice.randint(0, len(holder)), copy.deepcopy(holder[key]))
    else:
        holder[dice.choice(("fax", "name", "sv", "Name", "constructor", "toString", "café"))] = copy.deepcopy(
            holder[key]
        )


Change = Callable[[Any, Any, random.Random], None]
CHANGES: tuple[Change, ...] = (_a_sign, _a_sign, _a_sign, _another_value, _without, _twice)
