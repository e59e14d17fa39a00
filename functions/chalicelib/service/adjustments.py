"""Corrections of prices by the register as it now stands: of one claim, and of all claims of a service from a day on.

Claims of a service are corrected a page at a time, since each of them is read and written by itself. It is safe to
begin again: a claim whose price is right is left alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from chalicelib.dates import clock, periods
from chalicelib.ledger.port import ClaimLocation, Ledger, LedgerQuery, LedgerSnapshot
from chalicelib.ledger.retry import RetryPolicy
from chalicelib.ledger.rows import ClaimRow, LedgerEntry
from chalicelib.register.model import Register
from chalicelib.rules.context import ChangeContext
from chalicelib.rules.money import adjustment
from chalicelib.rules.outcomes import Adjusted, AlreadyAdjusted, Refused

PAGE_CLAIMS = 50
"""A claim takes up to four calls of the ledger, so a page ends well within Lambda's time limit."""
PAGE_ROWS = 1_000
FIRST_MONTH = "2000-01"
"""No month before it is read, whatever day was asked for: nothing was recorded then."""
Place = tuple[str, str]
"""A claim by its booking month and its sequence there."""


class MonthClosedError(Exception):
    """The month in which a correction would be booked is closed already, because a clock is wrong; it is the text."""


@dataclass(frozen=True, slots=True)
class AdjustedPage:
    """What a page of claims comes to: how many prices change and by how much, and how many have no price any more.

    `end` is the claim that the page ended with if another page follows.
    """

    claims: int = 0
    amount_ore: int = 0
    fee_ore: int = 0
    unpriced: int = 0
    end: Place | None = None

    def __add__(self, other: "AdjustedPage") -> "AdjustedPage":
        """Return the sum of both pages, with the end of the other."""
        return AdjustedPage(
            self.claims + other.claims,
            self.amount_ore + other.amount_ore,
            self.fee_ore + other.fee_ore,
            self.unpriced + other.unpriced,
            other.end,
        )


def snapshot(ledger: Ledger, location: ClaimLocation, now: datetime) -> LedgerSnapshot:
    """Return the ledger's state around a claim, with the seal of the month in which a row would be booked now."""
    hour, month = clock.hour(now), clock.month(now)
    return ledger.snapshot(LedgerQuery((location.place,), location.slot.provider, hour, location.slot, month))


def adjust(
    register: Register, ledger: Ledger, location: ClaimLocation, change: ChangeContext, *, write: bool = True
) -> Adjusted | AlreadyAdjusted | Refused:
    """Correct the price of a claim, or only decide on it without `write`; read, decided and written once."""
    adjustments, standing = ledger.adjustments(location), snapshot(ledger, location, change.now)
    decision = adjustment.decide(register, standing, adjustments, change)
    if write and isinstance(decision, Adjusted):
        if refused := refuse_closed(ledger, standing, decision.adjustment):
            return refused
        ledger.adjust(decision.adjustment)
    return decision


def refuse_closed(ledger: Ledger, standing: LedgerSnapshot, row: LedgerEntry) -> Refused | None:
    """Return the refusal of a row whose month is closed, as the present one is: a clock is more than a month wrong.

    Without it such a row would be tried in vain until the ledger seemed busy.
    """
    if standing.sealed and ledger.seals([row.booking_month]):
        return Refused("month_closed", {"month": row.booking_month})
    return None


@dataclass(frozen=True, slots=True)
class ServiceAdjustment:
    """The correction of all claims of a service from a day on; nothing is recorded unless `write` is set."""

    register: Register
    ledger: Ledger
    retry: RetryPolicy
    service: str
    since: date
    reason: str
    by: str
    write: bool

    def pages(self, now: datetime) -> Iterator[AdjustedPage]:
        """Correct all of them, page after page."""
        page = self.page(None, now)
        yield page
        while page.end is not None:
            page = self.page(page.end, now)
            yield page

    def page(self, after: Place | None, now: datetime) -> AdjustedPage:
        """Correct the next claims after the one that a page ended with, or the first ones."""
        total, first = AdjustedPage(), (max(f"{self.since}"[:7], FIRST_MONTH), "")
        claims = list(islice(self._claims(*(after or first), now), PAGE_CLAIMS + 1))
        for claim in claims[:PAGE_CLAIMS]:
            total += self._adjust(claim, now)
        if len(claims) <= PAGE_CLAIMS:
            return total
        last = claims[PAGE_CLAIMS - 1]
        return replace(total, end=(last.booking_month, last.sequence))

    def _adjust(self, claim: ClaimRow, now: datetime) -> AdjustedPage:
        """Correct one claim; one that an attempt with a lost answer has corrected is counted as well."""
        change, location = ChangeContext(self.reason, self.by, now), ClaimLocation(claim.place, claim.slot)
        outcome = self.retry.run(lambda: adjust(self.register, self.ledger, location, change, write=self.write))
        if isinstance(outcome, Refused):
            if outcome.code == "month_closed":
                raise MonthClosedError(str(outcome.facts["month"]))
            return AdjustedPage(unpriced=int(outcome.code == "no_tariff"))
        row = outcome.adjustment
        if row.recorded_at != clock.stamp(now):
            return AdjustedPage()
        return AdjustedPage(1, row.amount_ore, row.fee_ore)

    def _claims(self, month: str, after: str, now: datetime) -> Iterator[ClaimRow]:
        """Yield the claims after a row; each is booked in the month of its day or in a later one."""
        last = periods.next_month(clock.month(now))  # in a closed month, what is recorded now is booked in the next
        while month <= last:
            while rows := self._rows(month, after):
                for row in rows:
                    if isinstance(row, ClaimRow) and row.service == self.service and row.date >= f"{self.since}":
                        yield row
                after = rows[-1].sequence
            month, after = periods.next_month(month), ""

    def _rows(self, month: str, after: str) -> Sequence[LedgerEntry]:
        return self.retry.run(lambda: self.ledger.entries(None, month, after, PAGE_ROWS))
