"""References as providers have them in their own systems, and personal identity numbers as people write them."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from itertools import pairwise

PERSONS = ("1212121212", "191212121212", "9006022397", "199006022397", "1212721219", "121212T220", "19121212R220")
"""Published by Skatteverket for tests or derived from those; the letter of the last two makes them interim."""
TEMPORARY = ("19121212T123", "121212TF12", "20121212TF10")
"""As IVO asks for persons without a personnummer: no check digit."""
SIGNS = "./_-"
DIGITS = "".join(map(str, range(10)))
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def usual(kind: str, dice: random.Random) -> str:
    """Return a reference of a kind in `USUAL`."""
    return USUAL[kind](dice)


def _day(dice: random.Random) -> dt.date:
    return dt.date(2026, 1, 1) + dt.timedelta(dice.randrange(1000))


def _digits(dice: random.Random, fewest: int, most: int) -> str:
    return "".join(dice.choices(DIGITS, k=dice.randint(fewest, most)))


def _letters(dice: random.Random, fewest: int, most: int) -> str:
    return "".join(dice.choices(LETTERS, k=dice.randint(fewest, most)))


def _giro(dice: random.Random) -> str:
    return f"{_digits(dice, 3, 4)}-{_digits(dice, 4, 4)}"


USUAL: dict[str, Callable[[random.Random], str]] = {
    "invoice number of at most nine digits": lambda dice: _digits(dice, 1, 9),
    "invoice number with a year": lambda dice: f"{dice.randint(2020, 2030)}-{_digits(dice, 1, 5)}",
    "invoice number with letters": lambda dice: f"{_letters(dice, 1, 4)}{_digits(dice, 1, 9)}",
    "day and initials": lambda dice: f"{_day(dice):%Y%m%d}-{_letters(dice, 2, 3)}",
    "day, initials and one digit": lambda dice: f"{_day(dice):%y%m%d}{_letters(dice, 2, 2)}{_digits(dice, 1, 1)}",
    "day and a number": lambda dice: f"{_day(dice)}/{dice.randint(1, 9)}",
    "room and number": lambda dice: f"K{dice.randint(1, 9)}-{dice.randint(1, 99)}",
    "UUID": lambda dice: str(uuid.UUID(int=dice.getrandbits(128), version=4)),
    "amount": lambda dice: f"{dice.randint(1, 9999)}.{_digits(dice, 2, 2)}",
    "postcode": lambda dice: f"{dice.randint(100, 984)}_{_digits(dice, 2, 2)}",
    "bankgiro": _giro,
    "plusgiro": lambda dice: f"{_digits(dice, 1, 7)}-{_digits(dice, 1, 1)}",
}
"""Each has at most nine digits, or is a UUID."""

LONG: dict[str, Callable[[random.Random], str]] = {
    "ten digits": lambda dice: _digits(dice, 10, 10),
    "twelve digits": lambda dice: _digits(dice, 12, 12),
    "day and two digits": lambda dice: f"{_day(dice):%Y%m%d}-{_digits(dice, 2, 2)}",
    "short day and four digits": lambda dice: f"{_day(dice):%y%m%d}-{_digits(dice, 4, 4)}",
    "day and time": lambda dice: f"{_day(dice):%Y%m%d}T{dice.randint(8, 18):02}{dice.randrange(0, 60, 5):02}00",
    "mobile number": lambda dice: f"07{dice.choice('02369')}{_digits(dice, 7, 7)}",
}
"""Each has ten digits or more."""


def spellings(count: int, seed: int = 7) -> Iterator[str]:
    """Yield personal identity numbers as a reference can hold them: signs and letters between and beside the digits."""
    dice = random.Random(seed)
    for _ in range(count):
        if dice.random() < 0.2:
            yield _beside(_parted(dice.choice(TEMPORARY), dice), dice)
            continue
        number = dice.choice(PERSONS)
        gaps = ["".join(dice.choices("ABEFHabef" + SIGNS, k=dice.choice([0, 0, 0, 1, 2]))) for _ in number[1:]]
        if not number.isdigit():  # between a letter and the last three digits stand signs at most
            gaps[-3:] = ["".join(dice.choices(SIGNS, k=dice.choice([0, 0, 1, 2]))), "", ""]
        yield _beside("".join(sign + gap for sign, gap in zip(number, [*gaps, ""], strict=True)), dice)


def _parted(number: str, dice: random.Random) -> str:
    """Return a temporary number with signs where its parts meet, in capitals or not."""
    start = number.index("T")
    end = start + len(number[start:].rstrip("0123456789"))
    bounds = [0, start - 4, start - 2, start, end, len(number)]
    parts = [number[begin:until] for begin, until in pairwise(bounds)]
    text = "".join(part + "".join(dice.choices(SIGNS, k=dice.choice([0, 0, 1, 2]))) for part in parts[:-1]) + parts[-1]
    return dice.choice([text, text.lower()])


def _beside(text: str, dice: random.Random) -> str:
    return dice.choice(["", "A", "nr", "K7-", "x_", "kl"]) + text + dice.choice(["", "", "x", "/3", "-A", "b"])
