"""The lines of a payment run: a posting period's ledger rows with their accounts, and their totals; pure.

A month can be paid an hour after it ends, because no row can be posted to it then. Later corrections are posted to a
later month, and so to a later run.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.dates import clock, periods
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import AdjustmentRow, ClaimRow, LedgerEntry
from chalicelib.register.accounts import Account
from chalicelib.register.model import Register

LAYOUT = 4
"""The version of a run's file layout. A sealed month keeps the layout that it was sealed with.

1. Accounts and statements name a service in the alphabetically first of its languages.
2. They name it in Swedish, accounts have the policy's names, which are not sealed, and characters outside CP437
   are transliterated.
3. The statement of a provider that owes the municipality is a credit note; CSV and SIE are as in 2.
4. In CSV an apostrophe stands before a code or a reference that a spreadsheet would change; in SIE names are on one
   line, without quotation marks, backslashes and braces.
"""
PAGE_ROWS = 1_000
AFTER_MONTH_ENDS = timedelta(hours=1)


class NotPayableError(Exception):
    """The month cannot be paid yet; the message says what to do."""


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One ledger row as it is paid: the account it is posted to, and the batch to quote on the invoice.

    `amount_ore` is what the municipality pays (or reclaims), `fee_ore` what the resident owed; never add them together.
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
    """The key of one subtotal of a run."""

    provider: str
    service: str
    account: str
    motpart: str
    member: str


@dataclass(slots=True)
class Subtotal:
    """The total of a number of rows; `claims` counts claims less reversals."""

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
    """The subtotals of a run by posting key; there are few keys, however many rows there are."""

    subtotals: dict[PostingKey, Subtotal] = field(default_factory=dict)

    def add(self, line: PaymentLine) -> None:
        """Add one line to its subtotal."""
        key = PostingKey(line.provider, line.service, line.account, line.motpart, line.member or "")
        self.subtotals.setdefault(key, Subtotal()).add(line)

    def by(self, *names: str) -> dict[tuple[str, ...], Subtotal]:
        """Return subtotals grouped by these fields of the posting key, sorted; one group without fields."""
        groups: dict[tuple[str, ...], Subtotal] = {}
        for key, part in sorted(self.subtotals.items()):
            group = groups.setdefault(tuple(getattr(key, name) for name in names), Subtotal())
            group.rows += part.rows
            group.claims += part.claims
            group.amount_ore += part.amount_ore
            group.fee_ore += part.fee_ore
        return groups

    def posted(self) -> "Totals":
        """Return the totals without what is posted to no account."""
        return Totals({key: subtotal for key, subtotal in self.subtotals.items() if key.account})

    @property
    def grand_total(self) -> Subtotal:
        """Return the total of all rows."""
        return self.by().get((), Subtotal())


def payable_from(month: str) -> datetime:
    """Return the time from which a month's rows are final: an hour after it ends in Stockholm.

    >>> payable_from("2026-10").isoformat()
    '2026-11-01T01:00:00+01:00'
    """
    first = datetime.fromisoformat(f"{periods.next_month(month)}-01")
    return first.replace(tzinfo=clock.STOCKHOLM) + AFTER_MONTH_ENDS


def refuse_early(month: str, now: datetime) -> None:
    """Raise NotPayableError if rows may still be posted to the month."""
    first = payable_from(month)
    if now < first:
        raise NotPayableError(f"{month} is not over: it can be paid from {first:%Y-%m-%d %H:%M}, Swedish time.")


def service_name(register: Register, service: str, layout: int) -> str:
    """Return a service's name in Swedish; in layout 1, in the first of its languages."""
    registered = register.service(service)
    if registered is None:
        return service
    return registered.swedish if layout > 1 else next(iter(registered.name.values()))


def payment_lines(
    ledger: Ledger, register: Register, month: str, on_row: Callable[[LedgerEntry], None] = lambda _row: None
) -> Iterator[PaymentLine]:
    """Yield a month's lines, sorted by provider id and then in the order in which they were posted.

    `on_row` is called with each row before its line.
    """
    for row in month_rows(ledger, month):
        on_row(row)
        yield payment_line(register, month, row)


def month_rows(
    ledger: Ledger, month: str, page_rows: int = PAGE_ROWS, *, provider: str | None = None
) -> Iterator[LedgerEntry]:
    """Yield a month's ledger rows, a provider's or all, reading page by page so that memory use is bounded."""
    after = ""
    while page := ledger.entries(provider, month, after, page_rows):
        yield from page
        if len(page) < page_rows:
            return
        after = page[-1].sequence


def payment_line(register: Register, month: str, row: LedgerEntry) -> PaymentLine:
    """Return the payment line of a ledger row."""
    account = account_of(register, row)
    is_claim = isinstance(row, ClaimRow)
    return PaymentLine(
        batch=periods.batch(month, row.provider),
        provider=row.provider,
        kind="claim" if is_claim else "adjustment" if isinstance(row, AdjustmentRow) else "reversal",
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
    """Return the account that a row is posted to, by its service and the provider's type (D60).

    A row without a tariff is paid by budget alone: it is listed, and posted to no account.
    """
    provider = register.provider(row.provider)
    if provider is None:
        raise NotPayableError(f"The provider {row.provider} is not in the register: put it back into policy/.")
    for account in register.accounts:
        if (account.service, account.type) == (row.service, provider.type):
            return account
    if not row.tariff:
        return Account(row.service, provider.type, "", "")
    raise NotPayableError(
        f"There is no account for {row.service} by a provider of type {provider.type}: add it to policy/accounts.yaml."
    )


def short_receipt(claim_id: str) -> str:
    """Return what people tell receipts apart by: a claim id's first eight characters, in two groups.

    >>> short_receipt("12e45678" + "0" * 24)
    '12e4-5678'
    """
    return f"{claim_id[:4]}-{claim_id[4:8]}"
