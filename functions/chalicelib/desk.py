"""The desk: what can be asked of the endpoint, each question carried from the rules to the ledger and back."""

import base64
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from chalicelib import claim, clock, issue, number, reversal
from chalicelib.claim import Claim, Grounds
from chalicelib.issue import Fresh, Order
from chalicelib.keys import KeyRing
from chalicelib.ledger import Booked, Ledger, Look, Slot
from chalicelib.outcome import (
    Accepted,
    AlreadyReversed,
    Checked,
    Issued,
    Refused,
    Replayed,
    Reversed,
)
from chalicelib.patience import Patience
from chalicelib.register import Provider, Register

Outcome = TypeVar("Outcome")

_CURSOR = re.compile(r"(?P<provider>[^|]{1,64})\|(?P<sequence>[0-9TZ:.\-]{27}#[0-9a-f]{32}(#R)?)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One page of a booking month: `sum_ore` is what its own rows add up to, `cursor` where the next one starts."""

    month: str
    rows: tuple[Booked, ...]
    sum_ore: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Rules, secrets, ledger and clock, put together once when the endpoint starts."""

    register: Register
    keys: KeyRing
    ledger: Ledger
    now: Callable[[], datetime] = clock.now
    patience: Patience = field(default_factory=Patience)
    page_rows: int = 200

    def issue(self, order: Order, subject: str, key: str) -> Issued | Refused:
        """Issue a number; the same subject and idempotency key get the same number again."""
        service = self.register.service(order.service)
        refused = issue.refuse(self.register, order)
        if refused or service is None:
            return refused or Refused("unknown_service")
        chains = self.keys.chains(subject, key, issue.TRIES)
        places = tuple(dict.fromkeys(place for chain in chains for one in chain for place in one.places))

        def step() -> Issued | Refused:
            standing = self.ledger.numbers(places)
            found = issue.decide(service, order, chains, standing, by=subject, now=self.now())
            if not isinstance(found, Fresh):
                return found
            self.ledger.issue(found.row, found.event)
            return Issued(found.candidate.number, found.row, replayed=False)

        return self.patience.until(step)

    def check(
        self, provider: str, quoted: str, service: str | None = None, on: date | None = None
    ) -> Checked | Refused:
        """Tell a provider whether a number is usable for it on a date, today if none is given."""
        ready = self._ready(provider, quoted, None)
        if isinstance(ready, Refused):
            return ready
        asks, look = ready

        def step() -> Checked | Refused:
            view, now = self.ledger.look(look), self.now()
            return claim.check(Grounds(self.register, asks, now), service, on or clock.day(now), view)

        return self._counted(self.patience.until(step), look)

    def claim(self, provider: str, quoted: str, claimed: Claim) -> Accepted | Replayed | Refused:
        """Record a claim once; the same claim again gets the same receipt."""
        ready = self._ready(provider, quoted, claimed.slot(provider))
        if isinstance(ready, Refused):
            return ready
        asks, look = ready
        claim_id = secrets.token_hex(16)

        def step() -> Accepted | Replayed | Refused:
            view = self.ledger.look(look)
            found = claim.decide(Grounds(self.register, asks, self.now()), claimed, view, claim_id)
            if isinstance(found, Accepted):
                self.ledger.record(found.claim, found.number)
            if isinstance(found, Replayed) and found.claim.claim_id == claim_id and view.number:
                return Accepted(found.claim, view.number)  # our own, whose answer was lost on the way
            return found

        return self._counted(self.patience.until(step), look)

    def reverse(
        self, claim_id: str, reason: str, by: str, provider: str | None
    ) -> Reversed | AlreadyReversed | Refused:
        """Take a claim back; a provider only its own, the controller (no provider) any."""
        if reason not in reversal.REASONS:
            return Refused("unknown_reason")

        def step() -> Reversed | AlreadyReversed | Refused:
            pointer = self.ledger.find(claim_id)
            if pointer is None or provider not in (None, pointer.slot.provider):
                return Refused("claim_unknown")
            now = self.now()
            view = self.ledger.look(Look((pointer.place,), pointer.slot.provider, clock.hour(now), pointer.slot))
            found = reversal.decide(view, reason, by, now)
            if isinstance(found, Reversed):
                self.ledger.reverse(found.reversal, found.number)
            return found

        return self.patience.until(step)

    def month(self, month: str, provider: str | None, cursor: str | None = None) -> Statement | Refused:
        """List a booking month's rows, of one provider or (for the controller) of all, a page at a time."""
        start = ("", "") if cursor is None else _read_cursor(cursor)
        if start is None:
            return Refused("invalid_cursor")
        wanted = sorted(self.register.providers) if provider is None else [provider]
        rows: list[Booked] = []
        for one in (one for one in wanted if one >= start[0]):
            after = start[1] if one == start[0] else ""
            rows += self._rows(one, month, after, self.page_rows + 1 - len(rows))
            if len(rows) > self.page_rows:
                break
        page = tuple(rows[: self.page_rows])
        more = _write_cursor(page[-1]) if len(rows) > self.page_rows else None
        return Statement(month, page, sum(row.amount_ore for row in page), more)

    def _ready(self, provider: str, quoted: str, slot: Slot | None) -> tuple[Provider, Look] | Refused:
        """Refuse what needs no look at the ledger, and prepare the look."""
        asks = self.register.provider(provider)
        if asks is None:
            return Refused("not_authorised")
        try:
            compact = number.validate(quoted)
        except number.MistypedError:
            return Refused("number_mistyped")
        return asks, Look(self.keys.places(compact), provider, clock.hour(self.now()), slot)

    def _counted(self, outcome: Outcome, look: Look) -> Outcome:
        """Count a look-up of a number that the provider cannot know, and pass the outcome on."""
        if isinstance(outcome, Refused) and outcome.code == "number_unknown":
            self.patience.until(lambda: self.ledger.fail(look.provider, look.hour))
        return outcome

    def _rows(self, provider: str, month: str, after: str, limit: int) -> Sequence[Booked]:
        return self.patience.until(lambda: self.ledger.month(provider, month, after, limit))


def _write_cursor(row: Booked) -> str:
    """Name a row of a statement without saying anything about its number."""
    return base64.urlsafe_b64encode(f"{row.provider}|{row.sequence}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[str, str] | None:
    """Give provider and sequence of the row that a page ended with, or nothing for a text that no page gave."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return None
    found = _CURSOR.fullmatch(text)
    return (found["provider"], found["sequence"]) if found else None
