"""Personal identity numbers never come further than the door: they are found before anything is logged or stored.

A personnummer or samordningsnummer is found in ten or twelve digits, with or without the usual hyphen or plus, when its
date can exist and its check digit is right. Organisation numbers (third digit at least 2), control numbers, dates,
amounts and phone numbers written in the usual way are let through; ten digits in one piece that could be either a phone
number or a person are taken for a person.

>>> holds_personal_identity_number({"reference": ["samtal 9", "19121212+1212"]})
True
>>> holds_personal_identity_number({"number": "7K3M-9RT4-WXC6", "organisation": "212000-0142", "date": "2026-11-09"})
False
"""

import datetime as dt
import re
import unicodedata

_GAP = r"[ .\-/\u2010-\u2015\u2212]?"
NUMBER = re.compile(
    rf"(?<!\d)(?P<century>18|19|20)?(?P<year>\d\d){_GAP}(?P<month>\d\d){_GAP}(?P<day>\d\d)"
    r" ?[\-+\u2010-\u2015\u2212]? ?(?P<serial>\d{4})(?!\d)",
)
_COORDINATION_DAYS = 60  # a samordningsnummer adds 60 to the day
_LEAP_CENTURY = "20"  # any date of a two-digit year can exist when it exists in 1900 or 2000; 2000 had a 29 February
_DIGITS = 10  # a text with fewer cannot hold a number


def holds_personal_identity_number(value: object) -> bool:
    """Whether any string or whole number in a decoded JSON value, keys included, holds a personal identity number.

    Nothing recurses, so no depth is too deep.
    """
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if len(one) >= _DIGITS and _found_in(one):
                return True
        elif isinstance(one, dict):
            waiting += one
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one
        elif isinstance(one, int | float) and _found_in(str(one) if isinstance(one, int) else f"{one:.0f}"):
            return True
    return False


def _found_in(text: str) -> bool:
    if sum(map(str.isdigit, text)) < _DIGITS:
        return False
    folded = unicodedata.normalize("NFKC", text)
    visible = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    return any(_is_person(match) for match in NUMBER.finditer(visible))


def _is_person(match: re.Match[str]) -> bool:
    year, month, day, serial = (match[part] for part in ("year", "month", "day", "serial"))
    return _date_exists(match["century"], year, month, day) and luhn_is_right(year + month + day + serial)


def _date_exists(century: str | None, year: str, month: str, day: str) -> bool:
    days = int(day) - _COORDINATION_DAYS if int(day) > _COORDINATION_DAYS else int(day)
    try:
        dt.date(int((century or _LEAP_CENTURY) + year), int(month), days)
    except ValueError:
        return False
    return True


def luhn_is_right(ten_digits: str) -> bool:
    """Luhn's check over all ten digits, as for every personnummer (Folkbokföringslagen 18 §)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten_digits))
    return sum(product // 10 + product % 10 for product in doubled) % 10 == 0
