"""A payment run as a SIE 4I file: one verification a provider, in CP437 (PC8), sealed with the file's own checksum.

The format is SIE-gruppen's, version 4B: fields in quotes, objects in braces, `#KSUMMA` a CRC-32 of labels and fields
without spaces, quotes and braces. A batch is booked on its accounts and, with the opposite sign, as a debt.
"""

import calendar
import zlib
from collections.abc import Iterator, Sequence

from chalicelib.dates.periods import batch
from chalicelib.payments.lines import NotPayableError, PostingKey, Totals, service_name
from chalicelib.payments.sie_characters import ENCODING, near
from chalicelib.register.parser import Register

MOTPART, SERVICE, MEMBER = "20", "21", "22"
DIMENSIONS = {MOTPART: "Motpart", SERVICE: "Verksamhet", MEMBER: "Medlemskommun"}
SERIES = "KV"

Field = str | tuple[str, ...]
"""A field, or a list of objects, which stands in braces."""


def file(register: Register, month: str, totals: Totals, layout: int) -> bytes:
    """Write the file; the same run gives the same bytes, for its date is the month's last day and not today."""
    records = list(_records(register, month, totals, layout))
    if layout > 1:
        records = [tuple(map(_near, record)) for record in records]
    found = 0
    for record in records:
        found = zlib.crc32(_content(record), found)
    written = [("#FLAGGA", "0"), ("#KSUMMA",), *records, ("#KSUMMA", str(found))]
    return b"".join(_line(record) for record in written)


def _records(register: Register, month: str, totals: Totals, layout: int) -> Iterator[tuple[Field, ...]]:
    day = _last_day(month)
    town = register.municipality
    yield ("#PROGRAM", "Kundval", str(layout))
    yield ("#FORMAT", "PC8")
    yield ("#GEN", day)
    yield ("#SIETYP", "4")
    if town.organisation_number:
        yield ("#ORGNR", town.organisation_number)
    yield ("#FNAMN", town.name)
    yield from _accounts(register, totals, layout)
    for number, name in DIMENSIONS.items():
        yield ("#DIM", number, name)
    for number, code in _objects(totals):
        yield ("#OBJEKT", number, code, code)
    for (provider,) in totals.by("provider"):
        yield from _verification(register, month, provider, totals)


def _accounts(register: Register, totals: Totals, layout: int) -> Iterator[tuple[Field, ...]]:
    """Name each account as policy does, or by the first service that is booked on it, and the account of debts."""
    named: dict[str, str] = {}
    for post in sorted(totals.posts):
        named.setdefault(post.account, service_name(register, post.service, layout))
        named.setdefault(_credit(register, post), "Skuld till utförare")
    for account, name in sorted(named.items()):
        yield ("#KONTO", account, register.account_names.get(account, name) if layout > 1 else name)


def _objects(totals: Totals) -> list[tuple[str, str]]:
    """List every object that a transaction names."""
    return sorted({pair for post in totals.posts for pair in _of(post)})


def _of(post: PostingKey) -> list[tuple[str, str]]:
    pairs = [(MOTPART, post.motpart), (SERVICE, post.service)]
    return pairs + ([(MEMBER, post.member)] if post.member else [])


def _verification(register: Register, month: str, provider: str, totals: Totals) -> Iterator[tuple[Field, ...]]:
    """Write one provider's batch: its posts, and the debt that balances them; the receiver numbers it."""
    day, text = _last_day(month), batch(month, provider)
    posts = [(post, found.amount_ore) for post, found in sorted(totals.posts.items()) if post.provider == provider]
    debts: dict[str, int] = {}
    yield ("#VER", SERIES, "", day, text)
    yield ("{",)
    for post, amount_ore in posts:
        credit = _credit(register, post)
        debts[credit] = debts.get(credit, 0) - amount_ore
        objects = tuple(part for pair in _of(post) for part in pair)
        yield ("#TRANS", post.account, objects, _amount(amount_ore), day, text)
    for credit, amount_ore in sorted(debts.items()):
        yield ("#TRANS", credit, (), _amount(amount_ore), day, text)
    yield ("}",)


def _credit(register: Register, post: PostingKey) -> str:
    """Give the account of the debt, without which no verification balances."""
    for account in register.accounts:
        same = (account.service, account.account, account.motpart) == (post.service, post.account, post.motpart)
        if same and account.credit:
            return account.credit
    raise NotPayableError(
        f"There is no account for the debt of {post.service} on account {post.account}:"
        " add `credit` to its entry in policy/accounts.yaml."
    )


def _last_day(month: str) -> str:
    year, of_year = (int(part) for part in month.split("-"))
    return f"{year}{of_year:02}{calendar.monthrange(year, of_year)[1]:02}"


def _amount(ore: int) -> str:
    """Write öre as kronor with a point."""
    whole, part = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{whole}.{part:02}"


def _line(record: Sequence[Field]) -> bytes:
    """Write one record; what CP437 has no sign for becomes a question mark, as the format's readers expect."""
    parts = [record[0], *(_field(field) for field in record[1:])]
    return (" ".join(str(part) for part in parts) + "\r\n").encode(ENCODING, "replace")


def _near(field: Field) -> Field:
    """Write a field in the signs of CP437."""
    return tuple(map(near, field)) if isinstance(field, tuple) else near(field)


def _field(field: Field) -> str:
    if isinstance(field, tuple):
        return "{" + " ".join(_quoted(part) for part in field) + "}"
    return _quoted(field)


def _quoted(text: str) -> str:
    """Put quotes around what needs them; there are no control characters in a file."""
    clean = "".join(" " if ord(char) < ord(" ") else char for char in text)
    plain = clean and all(char not in ' "{}\t' for char in clean)
    return clean if plain else '"' + clean.replace('"', '\\"') + '"'


def _content(record: Sequence[Field]) -> bytes:
    """Give what the checksum is reckoned on."""
    flat = [part for field in record for part in (field if isinstance(field, tuple) else (field,))]
    return "".join("" if part in ("{", "}") else part for part in flat).encode(ENCODING, "replace")
