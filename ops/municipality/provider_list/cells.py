"""Values of a spreadsheet's cells or a flag, as people write them, in the form that policy and profiles have."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

from catalogue.policy.field_types import OrganisationNumber
from catalogue.schema import suggestions
from catalogue.schema.containers import Context, FieldType, Validation
from catalogue.schema.scalars import EMAIL, PHONE, POSTCODE, URL, Text
from catalogue.schema.yaml_reader import Positions
from catalogue.written_day import Fault, fits_either_way, read_day
from chalicelib import privacy
from chalicelib.pasted_text import one_line

NOWHERE: Final = Positions((1, 1))
PERSONAL: Final = "personal"
"""What `organisation_number` returns for a number that is, or may be, a person's: the number itself goes no further."""
ORGANISATION_DIGITS, WITH_CENTURY = 10, 12
ORGANISATION_CENTURY = "16"  # what organisation numbers have in the place of a century
_NO_DAY: Mapping[Fault, str] = {
    "none": "skriv en dag som finns, med år, månad och dag: 2026-12-24",
    "month": "månaden kan vara flera; skriv datumet som 2026-12-24",
    "weekday": "veckodagen är inte den dagens; rätta den eller skriv bara datumet, som 2026-12-24",
    "month_first": "månaden står före dagen; skriv datumet som 2026-12-24, eller ge kolumnen formatet ÅÅÅÅ-MM-DD",
    "either": "det går inte att veta vad som är dag, månad och år; skriv datumet som 2026-12-24",
}
_CITY_WITH_POSTCODE = re.compile(r"(?:(.*?)[,;\s]+)?(?:SE?-? ?)?(\d{3}) ?(\d{2})[ ,]+(\D+)", re.DOTALL)


class CellError(Exception):
    """The value cannot be read; the message says what it should look like and never repeats it."""


def text(value: object) -> str:
    r"""Return a cell's value as one line of text, with no invisible characters.

    >>> text(" Påhittet\xa0AB\u200b "), text(846500400.0), text(dt.datetime(2019, 1, 2)), text(None)
    ('Påhittet AB', '846500400', '2019-01-02', '')
    """
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return one_line("" if value is None else str(value))


def checked(kind: FieldType, value: str) -> str:
    """Return a value of a field type, mended as the type suggests; raise with the type's message if it has none."""
    seen = Validation(Context())
    kind.check(value, (), seen)
    if not seen.faults:
        return value
    fault = seen.faults[0]
    if fault.meant:
        return fault.meant
    raise CellError(fault.problem("", NOWHERE).message.sv)


def phone(value: str) -> str:
    """Return a telephone number; one that a sheet has stored as a number gets its zero and its hyphen back.

    >>> phone("846500400"), phone("0701740605"), phone("08/465 004 00"), phone("+46 (0)8 465 004 00")
    ('08-465 004 00', '070-174 06 05', '08-465 004 00', '+46 8 465 004 00')
    """
    first = re.split(r"[;,]| eller | och | alt\.? |(?<=\d) ?/ ?(?=0\d)", value)[0]
    first = suggestions.PHONE_LABEL.sub("", first, count=1).strip(" .")
    digits = first.removeprefix("+")
    if not digits.isdecimal():
        return checked(PHONE, first)
    if first.startswith(("+", "00")) or (digits.startswith("46") and len(digits) > ORGANISATION_DIGITS):
        digits = digits.removeprefix("00").removeprefix("46")
    return checked(PHONE, suggestions.phone(digits if digits.startswith("0") else f"0{digits}"))


def email(value: str) -> str:
    """Return an e-mail address.

    >>> email("mailto:Info@Paahittet.example")
    'Info@Paahittet.example'
    """
    return checked(EMAIL, re.split(r"[;,]| eller ", value)[0].strip())


def website(value: str) -> str:
    """Return the address of a website, with https.

    >>> website("www.paahittet.example"), website("http://paahittet.example/")
    ('https://www.paahittet.example', 'https://paahittet.example/')
    """
    return checked(URL, value)


def postcode(value: str) -> str:
    """Return a postcode.

    >>> postcode("13130"), postcode("SE-131 30")
    ('131 30', '131 30')
    """
    return checked(POSTCODE, value)


def address(value: str) -> tuple[str, str | None, str | None]:
    """Return street, postcode and city of an address that may have all three in one cell.

    >>> address("Exempelgatan 3 B"), address("Exempelgatan 3, 131 30 Nacka"), address("131 30  Nacka")
    (('Exempelgatan 3 B', None, None), ('Exempelgatan 3', '131 30', 'Nacka'), ('', '131 30', 'Nacka'))
    """
    match = _CITY_WITH_POSTCODE.fullmatch(value)
    if match is None:
        return value, None, None
    street, first, last, city = match.groups()
    return (street or "").strip(" ,;"), f"{first} {last}", city.strip()


def date(value: str) -> dt.date:
    """Return a date, also one that a sheet has stored as a number of days.

    >>> [date(text).isoformat() for text in ("2019-01-02", "20190102", "43467", "2 januari 2019")]
    ['2019-01-02', '2019-01-02', '2019-01-02', '2019-01-02']
    """
    day = "either" if fits_either_way(value) else read_day(value)
    if not isinstance(day, dt.date):
        raise CellError(_NO_DAY[day])
    return day


def organisation_number(value: str) -> str:
    """Return an organisation number, or `PERSONAL` for a number that is or may be a person's.

    >>> organisation_number("5599990016"), organisation_number("SE559999001601"), organisation_number("165599990016")
    ('559999-0016', '559999-0016', '559999-0016')
    >>> organisation_number("19900602-2397"), organisation_number("9006022397")
    ('personal', 'personal')
    """
    digits = re.sub(r"\D", "", privacy.fold(value))
    if value.casefold().startswith("se") and len(digits) == WITH_CENTURY and digits.endswith("01"):
        digits = digits.removesuffix("01")
    if len(digits) == WITH_CENTURY and digits.startswith(ORGANISATION_CENTURY):
        digits = digits.removeprefix(ORGANISATION_CENTURY)
    if is_personal(value) or _looks_personal(digits):
        return PERSONAL
    if len(digits) != ORGANISATION_DIGITS:
        raise CellError("skriv organisationsnumret med tio siffror, som 212000-0142; töm cellen för en enskild firma")
    return checked(OrganisationNumber(), f"{digits[:6]}-{digits[6:]}")


def is_personal(value: str) -> bool:
    """Return whether a text holds a personal identity number."""
    return any(privacy.find_personal_numbers(value))


def _looks_personal(digits: str) -> bool:
    """Return whether the third digit, the first of the month, is that of a person's number (lag 1974:174)."""
    if len(digits) == WITH_CENTURY:
        return digits.startswith(("18", "19", "20"))
    return len(digits) == ORGANISATION_DIGITS and int(digits[2]) < 2  # noqa: PLR2004


def name(value: str, at_most: int) -> str:
    """Return a name of at most so many characters.

    >>> name("”Påhittet AB”", 80)
    'Påhittet AB'
    """
    return checked(Text(at_most, name=True), value)
