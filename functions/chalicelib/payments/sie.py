"""A payment run as a SIE 4I file: one verification per provider, in CP437 (PC8), with the format's own checksum.

The format is SIE-gruppen's, version 4B: fields in quotes, objects in braces, `#KSUMMA` a CRC-32 of labels and fields
without spaces, quotes and braces. A batch is posted to its accounts and, with the opposite sign, to a liability
account.
"""

import calendar
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from chalicelib.dates.periods import batch
from chalicelib.payments.lines import NotPayableError, PostingKey, Totals, service_name
from chalicelib.payments.sie_characters import ENCODING, as_field, transliterate
from chalicelib.register.accounts import DIMENSIONS, Dimension
from chalicelib.register.model import Register

SERIES = "KV"
PLAIN_SINCE = 4
"""The first of the run's layouts in which no text has a sign of the format's own."""
CHANGED_IN = (1, 2, PLAIN_SINCE)
"""The run's layouts that changed this file."""

Field = str | tuple[str, ...]
"""A field, or a list of objects, which is written in braces."""


def build_file(register: Register, month: str, totals: Totals, layout: int) -> bytes:
    """Return the file's bytes. They depend only on the run: the date is the month's last day, not today."""
    records = list(_records(register, month, totals.posted(), layout))
    if layout > 1:
        write = transliterate if layout < PLAIN_SINCE else as_field
        records = [(record[0], *(_written(field, write) for field in record[1:])) for record in records]
    checksum = 0
    for record in records:
        checksum = zlib.crc32(_content(record), checksum)
    file_records = [("#FLAGGA", "0"), ("#KSUMMA",), *records, ("#KSUMMA", str(checksum))]
    return b"".join(_line(record) for record in file_records)


def sealed_lines(register: Register, month: str, totals: Totals, layout: int) -> bytes:
    """Return what a seal holds of the file: all but the accounts' names and the dimensions, which policy may change.

    The transactions name the account of each amount, with its motpart, service and member in the first dimensions that
    there were. A seal of layout 1 holds the whole file.
    """
    data = build_file(replace(register, dimensions=DIMENSIONS), month, totals, layout)
    if layout == 1:
        return data
    return b"".join(line for line in data.splitlines(keepends=True) if not line.startswith((b"#KONTO ", b"#KSUMMA ")))


def _records(register: Register, month: str, totals: Totals, layout: int) -> Iterator[tuple[Field, ...]]:
    day = _last_day(month)
    municipality = register.municipality
    yield ("#PROGRAM", "Kundval", str(max(version for version in CHANGED_IN if version <= layout)))
    yield ("#FORMAT", "PC8")
    yield ("#GEN", day)
    yield ("#SIETYP", "4")
    if municipality.organisation_number:
        yield ("#ORGNR", municipality.organisation_number)
    yield ("#FNAMN", municipality.name)
    yield from _accounts(register, totals, layout)
    for dimension in register.dimensions:
        yield ("#DIM", dimension.number, dimension.name)
    for (number, code), name in _objects(register, totals, layout):
        yield ("#OBJEKT", number, code, name)
    for (provider,) in totals.by("provider"):
        yield from _verification(register, month, provider, totals)


def _accounts(register: Register, totals: Totals, layout: int) -> Iterator[tuple[Field, ...]]:
    """Yield an account record for each account: the policy's name, else that of the first service posted to it."""
    names: dict[str, str] = {}
    for key in sorted(totals.subtotals):
        names.setdefault(key.account, service_name(register, key.service, layout))
        names.setdefault(_credit(register, key), "Skuld till utförare")
    for account, name in sorted(names.items()):
        yield ("#KONTO", account, register.account_names.get(account, name) if layout > 1 else name)


def _objects(register: Register, totals: Totals, layout: int) -> list[tuple[tuple[str, str], str]]:
    """Return every object that a transaction refers to, as (number, code) and what it is called.

    A municipality's own code of a service has the name of the first service that it stands for.
    """
    names: dict[tuple[str, str], str] = {}
    for key in sorted(totals.subtotals):
        for dimension, pair in _objects_of(register, key):
            is_own = dimension.of == "service" and bool(dimension.objects)
            names.setdefault(pair, service_name(register, key.service, layout) if is_own else pair[1])
    return sorted(names.items())


def _objects_of(register: Register, key: PostingKey) -> Iterator[tuple[Dimension, tuple[str, str]]]:
    """Yield each dimension that the posting has something in, with its number and what stands there."""
    for dimension in register.dimensions:
        if value := getattr(key, dimension.of):
            yield dimension, (dimension.number, dimension.objects.get(value, value))


def _verification(register: Register, month: str, provider: str, totals: Totals) -> Iterator[tuple[Field, ...]]:
    """Yield one provider's verification: its postings and the liability that balances them; the receiver numbers it."""
    day, text = _last_day(month), batch(month, provider)
    postings = [
        (key, subtotal.amount_ore) for key, subtotal in sorted(totals.subtotals.items()) if key.provider == provider
    ]
    liabilities: dict[str, int] = {}
    yield ("#VER", SERIES, "", day, text)
    yield ("{",)
    for key, amount_ore in postings:
        credit = _credit(register, key)
        liabilities[credit] = liabilities.get(credit, 0) - amount_ore
        objects = tuple(part for _, pair in _objects_of(register, key) for part in pair)
        yield ("#TRANS", key.account, objects, _amount(amount_ore), day, text)
    for credit, amount_ore in sorted(liabilities.items()):
        yield ("#TRANS", credit, (), _amount(amount_ore), day, text)
    yield ("}",)


def _credit(register: Register, key: PostingKey) -> str:
    """Return the liability account; raise NotPayableError without one, since the verification must balance."""
    for account in register.accounts:
        matches = (account.service, account.account, account.motpart) == (key.service, key.account, key.motpart)
        if matches and account.credit:
            return account.credit
    raise NotPayableError(
        f"There is no account for the debt of {key.service} on account {key.account}:"
        " add `credit` to its entry in policy/accounts.yaml."
    )


def _last_day(month: str) -> str:
    year, month_number = (int(part) for part in month.split("-"))
    return f"{year}{month_number:02}{calendar.monthrange(year, month_number)[1]:02}"


def _amount(ore: int) -> str:
    """Format öre as kronor with a decimal point."""
    whole, part = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{whole}.{part:02}"


def _line(record: Sequence[Field]) -> bytes:
    """Encode one record; a character that CP437 lacks becomes a question mark, as the format's readers expect."""
    parts = [record[0], *(_field(field) for field in record[1:])]
    return (" ".join(str(part) for part in parts) + "\r\n").encode(ENCODING, "replace")


def _written(field: Field, write: Callable[[str], str]) -> Field:
    """Return a field with each of its texts as it is written."""
    return tuple(map(write, field)) if isinstance(field, tuple) else write(field)


def _field(field: Field) -> str:
    if isinstance(field, tuple):
        return "{" + " ".join(_quoted(part) for part in field) + "}"
    return _quoted(field)


def _quoted(text: str) -> str:
    """Quote a text if it needs quotes, with control characters replaced by spaces."""
    clean = "".join(" " if ord(char) < ord(" ") else char for char in text)
    plain = clean and all(char not in ' "{}\t' for char in clean)
    return clean if plain else '"' + clean.replace('"', '\\"') + '"'


def _content(record: Sequence[Field]) -> bytes:
    """Return the bytes that the checksum is computed over."""
    flat = [part for field in record for part in (field if isinstance(field, tuple) else (field,))]
    return "".join("" if part in ("{", "}") else part for part in flat).encode(ENCODING, "replace")
