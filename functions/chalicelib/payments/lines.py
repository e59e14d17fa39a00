"""A payment run: what a booking month's rows add up to, for whom and on which account; pure, and the same every time.

A month can be paid an hour after it has ended, for no row lands in it then. What is corrected later lands in a later
month, and so in a later run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.dates import clock, periods
from chalicelib.ledger.port import AdjustmentRow, ClaimRow, Ledger, LedgerEntry
from chalicelib.register.parser import Account, Register

LAYOUT = 2
"""How a run's files are written. A sealed month keeps the layout that it was sealed in, whatever comes after.

1. Accounts and statements name a service in the first of its languages, by the alphabet.
2. They name it in Swedish, accounts have the names that policy gives them, and what CP437 lacks is written near it.
"""
PAGE_ROWS = 1_000
AFTER_MONTH_ENDS = timedelta(hours=1)


class NotPayableError(Exception):
    """The month cannot be paid as things stand, in one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One row of the ledger as it is paid: where it is booked, and the batch to quote on the invoice.

    `amount_ore` is what the municipality pays (or takes back), `fee_ore` what the resident owed; they are not added.
    """

    batch: str
    provider: str
    kind: str
    service: str
    member: str | None
    date: str
    event: str
    nth: int
    minutes: int | None
    exempt: bool | None
    amount_ore: int
    fee_ore: int
    tariff: str
    account: str
    motpart: str
    claim_id: str
    reference: str | None
    reason: str | None
    recorded_at: str


@dataclass(frozen=True, slots=True, order=True)
class PostingKey:
    """What one sum of a run is kept by."""

    provider: str
    service: str
    account: str
    motpart: str
    member: str


@dataclass(slots=True)
class Subtotal:
    """What so many rows add up to; `claims` counts claims less reversals."""

    rows: int = 0
    claims: int = 0
    amount_ore: int = 0
    fee_ore: int = 0

    def add(self, line: PaymentLine) -> None:
        """Add one line."""
        self.rows += 1
        self.claims += {"claim": 1, "reversal": -1}.get(line.kind, 0)
        self.amount_ore += line.amount_ore
        self.fee_ore += line.fee_ore


@dataclass(slots=True)
class Totals:
    """The sums of a run, by post; there are few posts, however many rows there are."""

    posts: dict[PostingKey, Subtotal] = field(default_factory=dict)

    def add(self, line: PaymentLine) -> None:
        """Add one line to its post."""
        post = PostingKey(line.provider, line.service, line.account, line.motpart, line.member or "")
        self.posts.setdefault(post, Subtotal()).add(line)

    def by(self, *names: str) -> dict[tuple[str, ...], Subtotal]:
        """Add the posts up by some of their names, in order; by none of them gives the whole run."""
        found: dict[tuple[str, ...], Subtotal] = {}
        for post, part in sorted(self.posts.items()):
            whole = found.setdefault(tuple(getattr(post, name) for name in names), Subtotal())
            whole.rows += part.rows
            whole.claims += part.claims
            whole.amount_ore += part.amount_ore
            whole.fee_ore += part.fee_ore
        return found

    @property
    def whole(self) -> Subtotal:
        """Give the sum of everything."""
        return self.by().get((), Subtotal())


def payable_from(month: str) -> datetime:
    """Give the moment from which a month's rows are final: an hour after it ends in Stockholm.

    >>> payable_from("2026-10").isoformat()
    '2026-11-01T01:00:00+01:00'
    """
    year, of_year = (int(part) for part in month.split("-"))
    after = datetime(year + of_year // 12, of_year % 12 + 1, 1, tzinfo=clock.STOCKHOLM)
    return after + AFTER_MONTH_ENDS


def refuse_early(month: str, now: datetime) -> None:
    """Raise if rows may still land in the month."""
    first = payable_from(month)
    if now < first:
        raise NotPayableError(f"{month} is not over: it can be paid from {first:%Y-%m-%d %H:%M}, Swedish time.")


def service_name(register: Register, service: str, layout: int) -> str:
    """Name a service in Swedish; in the first layout, in the first of its languages."""
    known = register.service(service)
    if known is None:
        return service
    return known.swedish if layout > 1 else next(iter(known.name.values()))


def lines(ledger: Ledger, register: Register, month: str) -> Iterator[PaymentLine]:
    """Give a month's lines, provider by provider in the order of their ids, in the order in which they were booked."""
    return (line(register, month, row) for row in rows(ledger, month))


def rows(ledger: Ledger, month: str, page_rows: int = PAGE_ROWS) -> Iterator[LedgerEntry]:
    """Read a month page by page, so that any number of rows takes the same memory."""
    after = ""
    while page := ledger.entries(None, month, after, page_rows):
        yield from page
        if len(page) < page_rows:
            return
        after = page[-1].sequence


def line(register: Register, month: str, row: LedgerEntry) -> PaymentLine:
    """Write a row of the ledger as a line of the run."""
    account = account_of(register, row)
    claimed = isinstance(row, ClaimRow)
    return PaymentLine(
        batch=periods.batch(month, row.provider),
        provider=row.provider,
        kind="claim" if claimed else "adjustment" if isinstance(row, AdjustmentRow) else "reversal",
        service=row.service,
        member=row.member,
        date=row.date,
        event=row.event,
        nth=row.nth,
        minutes=row.minutes if isinstance(row, ClaimRow) else None,
        exempt=row.exempt if isinstance(row, ClaimRow) else None,
        amount_ore=row.amount_ore,
        fee_ore=row.fee_ore,
        tariff=row.tariff,
        account=account.account,
        motpart=account.motpart,
        claim_id=row.claim_id,
        reference=row.reference,
        reason=None if isinstance(row, ClaimRow) else row.reason,
        recorded_at=row.recorded_at,
    )


def account_of(register: Register, row: LedgerEntry) -> Account:
    """Give where a row is booked: by its service and the provider's type (D60)."""
    provider = register.provider(row.provider)
    if provider is None:
        raise NotPayableError(f"The provider {row.provider} is not in the register: put it back into policy/.")
    for account in register.accounts:
        if (account.service, account.type) == (row.service, provider.type):
            return account
    raise NotPayableError(
        f"There is no account for {row.service} by a provider of type {provider.type}: add it to policy/accounts.yaml."
    )
