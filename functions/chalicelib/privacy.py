"""Detection of personal identity numbers, so that they are refused before anything is logged or stored.

A personnummer or samordningsnummer is detected in ten or twelve digits of any script, with any signs between year,
month, day and serial, when its date can exist and its check digit is right; so is an interim number, whose serial
begins with a letter. A temporary number, whose serial is T and three digits or TF and two, has no check digit, so its
date is enough (IVO's instruction for persons without a personnummer: ivo.se, reporting of decisions). Organisation
numbers (third digit at least 2), control numbers, dates, amounts and phone numbers in their usual form are not matched;
ten consecutive digits that could be either a phone number or a personnummer count as a personnummer.

A reference is free text, so everything but digits, letters too, is first removed from it, and every run of ten or
twelve digits that begins and ends at the edge of a group of digits is tried. Of ten random digits 0.73 % match; of a
date followed by four digits, one in ten. A UUID or a hash in hexadecimal digits never matches.

>>> holds_personal_identity_number({"reference": ["samtal 9", "19121212+1212"]})
True
>>> holds_personal_identity_number({"reference": "K1-12.12x12/1212"})
True
>>> holds_personal_identity_number({"number": "7K3M-9RT4-WXC6", "organisation": "212000-0142", "date": "2026-11-09"})
False
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

_SIGN = r"[\x00-\x08\x0e-\x1f!-/:-@\[-`{-\x7f]"
_SPACES = r"[\t-\r ]{0,4}"
_GAP = rf"(?:{_SIGN}{{0,9}}|{_SPACES}(?:[-+/_*|=~]{{1,3}}{_SPACES})?)"  # a comma and a space separate two numbers
_INTERIM = "[JKLMNR-UWXjklmnr-uwx]"  # stands for 1 in the check (LADOK's interim personal identity numbers)
_NUMBER = re.compile(
    rf"(?<!\d)(?P<century>18|19|20)?(?P<year>\d\d){_GAP}(?P<month>\d\d){_GAP}(?P<day>\d\d)"
    rf"{_GAP}(?P<serial>(?:\d\d|{_INTERIM}\d|[Tt][Ff])\d\d)(?!\d)",
)
_SEPARATORS = r"[^0-9A-Za-z]{0,11}"
_SIEVE = re.compile(
    rf"\d\d{_SEPARATORS}\d\d{_SEPARATORS}\d\d{_SEPARATORS}[0-9A-Za-z]{{2}}\d\d"
)  # faster, and matches more
_GROUP = re.compile(rf"({_INTERIM}?)(\d+)")
_LETTER_AND_SIGNS = re.compile(rf"([Tt][Ff]|{_INTERIM})[^0-9A-Za-z]{{1,9}}(?=\d)")
_AFTER_LETTER = 3  # digits of an interim serial
_DIGITS_ONLY = re.compile(r"(?P<century>18|19|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<serial>\d{4})")
_HEXADECIMAL = re.compile(  # a UUID, or a hash as SHA-1 or SHA-256 has it
    r"(?=.*[a-f])(?:[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}|[0-9a-f]{40}|[0-9a-f]{64})",
    re.IGNORECASE,
)
_COORDINATION_DAYS = 60  # a samordningsnummer adds 60 to the day
_LEAP_CENTURY = "20"  # any date of a two-digit year can exist when it exists in 1900 or 2000; 2000 had a 29 February
_FOLDED = re.compile("[\x80-\xbf\xd7\xf7\u0100-\U0010ffff]")  # everything beyond ASCII except the letters of Latin-1
_FREE_TEXT_FIELD = "reference"  # the field whose text the provider chooses freely


def holds_personal_identity_number(value: object) -> bool:
    """Return whether any text or integer in a decoded JSON value, keys included, holds a personal identity number.

    It does not recurse, so nesting of any depth is safe.
    """
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            pending += item
            pending += item.values()
            if isinstance(reference := item.get(_FREE_TEXT_FIELD), str) and _in_free_text(reference):
                return True
        elif isinstance(item, list | tuple):
            pending += item
        elif any(find_personal_numbers(str(item))):
            return True
    return False


def may_contain_personal_number(text: str) -> bool:
    """Return whether a text of any length could hold a personal identity number: fast, with false positives."""
    return _SIEVE.search(fold(text)) is not None


def find_personal_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and ten digits of every personal identity number in a text: to compare, never to show."""
    folded = fold(text)
    if _SIEVE.search(folded) and not _HEXADECIMAL.fullmatch(folded):
        start = 0
        while match := _NUMBER.search(folded, start):
            digits = _valid_digits(match)
            start = match.end() if digits else match.start() + 1  # one may begin within what is none
            if digits:
                yield *match.span(), digits


def fold(text: str) -> str:
    r"""Return the text with digits of any script as 0-9, signs beyond ASCII as hyphens, and no invisible characters.

    >>> fold("１٢\u200b৩ – Å²")
    '123 - Å2'
    """
    if not _FOLDED.search(text):
        return text
    return _FOLDED.sub(_sign, unicodedata.normalize("NFKC", text))


def _sign(match: re.Match[str]) -> str:
    character = match[0]
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return {"M": "", "C": "", "L": character, "N": character, "Z": " "}.get(category[0], "-")


def _in_free_text(reference: str) -> bool:
    """Return whether the digits hold a personal identity number once everything between them is removed."""
    folded = _LETTER_AND_SIGNS.sub(r"\1", fold(reference))
    runs = () if _HEXADECIMAL.fullmatch(folded) else _runs(folded)
    return any(find_personal_numbers(folded)) or any(
        (match := _DIGITS_ONLY.fullmatch(run)) and _valid_digits(match) for run in runs
    )


def _runs(text: str) -> Iterator[str]:
    """Yield ten or twelve digits from the edge of a group to the edge of another; an interim letter is the digit 1."""
    groups: list[tuple[str, str]] = _GROUP.findall(text)
    digits = "".join(group for _, group in groups)
    starts: set[int] = set()
    end = 0
    for letter, group in groups:
        starts.add(end)
        end += len(group)
        yield from (digits[end - length : end] for length in (10, 12) if end - length in starts)
        if letter and len(group) == _AFTER_LETTER:
            yield from (digits[end - length : end - 3] + "1" + group for length in (9, 11) if end - length in starts)


def _valid_digits(match: re.Match[str]) -> str | None:
    """Return the ten digits, with 1 for a letter, or None where date or check digit rule a person out."""
    century, year, month, day, serial = match.group("century", "year", "month", "day", "serial")
    digits = year + month + day + re.sub("[A-Za-z]", "1", serial)
    return digits if _date_exists(century, year, month, day) and (serial[0] in "Tt" or luhn_is_right(digits)) else None


def _date_exists(century: str | None, year: str, month: str, day: str) -> bool:
    days = int(day) - _COORDINATION_DAYS if int(day) > _COORDINATION_DAYS else int(day)
    try:
        dt.date(int((century or _LEAP_CENTURY) + year), int(month), days)
    except ValueError:
        return False
    return True


def luhn_is_right(ten_digits: str) -> bool:
    """Check all ten digits by Luhn, as for every personnummer (Folkbokföringslagen 18 §)."""
    doubled = (int(digit) * (2 - position % 2) for position, digit in enumerate(ten_digits))
    return sum(product // 10 + product % 10 for product in doubled) % 10 == 0
