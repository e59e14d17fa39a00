"""The use cases of claims: check, record, reverse, adjust and list, each read from the ledger, decided and written."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from chalicelib.control_numbers import control_number
from chalicelib.dates import clock
from chalicelib.ledger.port import BusyError, LedgerQuery, UnwritableError
from chalicelib.ledger.rows import LedgerEntry, NumberRow, without_number
from chalicelib.register.codes import ADJUST_REASONS, REVERSE_REASONS
from chalicelib.register.provider import Provider
from chalicelib.rules import claim, number_status, reversal
from chalicelib.rules.claim import Decision
from chalicelib.rules.claim_request import Claim, ClaimContext
from chalicelib.rules.context import ChangeContext
from chalicelib.rules.outcomes import (
    Accepted,
    Adjusted,
    AlreadyAdjusted,
    AlreadyReversed,
    Checked,
    Refused,
    Replayed,
    Reversed,
    WrongPresenceCode,
)
from chalicelib.service import adjustments
from chalicelib.service.context import ServiceContext, refuse_key
from chalicelib.service.statement import Statement, cursor_of, sequence_of

Outcome = TypeVar("Outcome")

BATCH_S = 8
"""No line of a batch is begun later than this: the last one's retries end before Lambda's time limit."""


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One claim of a batch, with the number that it quotes if its service has numbers."""

    quoted: str | None = field(repr=False)
    claim: Claim


@dataclass(frozen=True, slots=True)
class ClaimService:
    """Checks numbers for providers and residents, and records, corrects and lists claims."""

    context: ServiceContext
    page_rows: int = 200

    def check(
        self, provider_id: str, quoted: str, service: str | None = None, on: date | None = None
    ) -> Checked | Refused:
        """Check whether a number is usable by a provider on a date, by default today."""
        provider = self.context.register.provider(provider_id)
        if provider is None:
            return Refused("not_authorised")

        def step(compact: str) -> Checked | Refused:
            now = self.context.now()
            query = LedgerQuery(self.context.keys.hashes(compact), provider_id, clock.hour(now))
            snapshot = self.context.ledger.snapshot(query)
            return number_status.check(
                ClaimContext(self.context.register, provider, now), service, on or clock.day(now), snapshot
            )

        return self._count_failure(self.context.with_number(quoted, step), provider_id)

    def find(self, provider_id: str, quoted: str, on: date) -> Sequence[LedgerEntry] | Refused:
        """Return a provider's own rows on a number and a day; one that is unknown to it counts as a failed look-up."""
        provider = self.context.register.provider(provider_id)
        if provider is None:
            return Refused("not_authorised")

        def step(compact: str) -> Sequence[LedgerEntry] | Refused:
            now, places = self.context.now(), self.context.keys.hashes(compact)
            snapshot = self.context.ledger.snapshot(LedgerQuery(places, provider_id, clock.hour(now)))
            number = number_status.visible_number(ClaimContext(self.context.register, provider, now), snapshot)
            if isinstance(number, Refused) and not number_status.has_reported(snapshot, provider_id, on):
                return number
            return self.context.ledger.rows_of(places, provider_id, on.isoformat())

        return self._count_failure(self.context.with_number(quoted, step), provider_id)

    def check_own(self, quoted: str, address: str) -> Checked | Refused:
        """Check a resident's own number: what is left, and whether it is usable; failures are counted by address."""
        caller = self.context.keys.anonymous_caller(address, clock.hour(self.context.now()))

        def step(compact: str) -> Checked | Refused:
            now = self.context.now()
            snapshot = self.context.ledger.snapshot(
                LedgerQuery(self.context.keys.hashes(compact), caller, clock.hour(now))
            )
            return number_status.check_own(snapshot, clock.day(now))

        return self._count_failure(self.context.with_number(quoted, step), caller)

    def claim(self, provider_id: str, quoted: str | None, requested: Claim) -> Accepted | Replayed | Refused:
        """Record a claim once; the same claim again gets the same receipt.

        It quotes a number or, for a service without numbers, has the provider's own reference.
        """
        return self._count_failure(self._claim(provider_id, quoted, requested), provider_id)

    def _claim(self, provider_id: str, quoted: str | None, requested: Claim) -> Accepted | Replayed | Refused:
        provider = self.context.register.provider(provider_id)
        if provider is None:
            return Refused("not_authorised")
        if refused := refuse_key(self.context.register, quoted, requested):
            return refused
        claim_id = secrets.token_hex(16)
        if quoted is not None:
            return self.context.with_number(quoted, lambda number: self._record(provider, number, requested, claim_id))
        return self.context.retry.run(lambda: self._record(provider, None, requested, claim_id))

    def batch(self, provider_id: str, lines: Sequence[BatchLine]) -> list[Accepted | Replayed | Refused]:
        """Record claims line by line: each is accepted or refused by itself.

        An unknown number is one failure, however many lines quote it. Once the ledger is too busy for one line or
        cannot write it, or the batch has taken too long, the rest get that refusal without an attempt: sending the same
        batch again is safe.
        """
        outcomes: list[Accepted | Replayed | Refused] = []
        outage: Refused | None = None
        counted: set[str] = set()
        end = self.context.retry.monotonic() + BATCH_S
        for line in lines:
            if outage is None and self.context.retry.monotonic() >= end:
                outage = Refused("busy")
            if outage is None:
                try:
                    outcome = self._claim(provider_id, line.quoted, line.claim)
                    number = control_number.compact(line.quoted or "")
                    if _is_failure(outcome) and number not in counted:
                        outcome = self._count_failure(outcome, provider_id)
                        counted.add(number)
                    outcomes.append(outcome)
                    continue
                except BusyError:
                    outage = Refused("busy")
                except UnwritableError:
                    outage = Refused("cannot_write")
            outcomes.append(outage)
        return outcomes

    def reverse(
        self, claim_id: str, reason: str, by: str, provider_id: str | None
    ) -> Reversed | AlreadyReversed | Refused:
        """Reverse a claim: a provider only its own, the controller (no provider) any."""
        if reason not in REVERSE_REASONS:
            return Refused("unknown_reason")

        def step() -> Reversed | AlreadyReversed | Refused:
            location = self.context.ledger.find_claim(claim_id)
            if location is None or provider_id not in (None, location.slot.provider):
                return Refused("claim_unknown")
            now = self.context.now()
            snapshot = adjustments.snapshot(self.context.ledger, location, now)
            adjusted = self.context.ledger.adjustments(location)
            decision = reversal.decide(
                snapshot, adjusted, self._successor(snapshot.number), ChangeContext(reason, by, now)
            )
            if isinstance(decision, Reversed):
                if refused := adjustments.refuse_closed(self.context.ledger, snapshot, decision.reversal):
                    return refused
                self.context.ledger.reverse(decision.reversal, len(adjusted), decision.numbers)
            return decision

        return self.context.retry.run(step)

    def adjust(self, claim_id: str, reason: str, by: str) -> Adjusted | AlreadyAdjusted | Refused:
        """Correct the price of a claim by today's register, with a row for the difference (the controller)."""
        if reason not in ADJUST_REASONS:
            return Refused("unknown_reason")

        def step() -> Adjusted | AlreadyAdjusted | Refused:
            location = self.context.ledger.find_claim(claim_id)
            if location is None:
                return Refused("claim_unknown")
            change = ChangeContext(reason, by, self.context.now())
            return adjustments.adjust(self.context.register, self.context.ledger, location, change)

        return self.context.retry.run(step)

    def statement(self, month: str, provider: str | None, cursor: str | None = None) -> Statement | Refused:
        """Return a page of a booking month's rows, of one provider or (for the controller) of all."""
        after = "" if cursor is None else sequence_of(cursor)
        if after is None:
            return Refused("invalid_cursor")
        rows = self.context.retry.run(lambda: self.context.ledger.entries(provider, month, after, self.page_rows + 1))
        page = tuple(rows[: self.page_rows])
        next_cursor = cursor_of(page[-1].sequence) if len(rows) > self.page_rows else None
        return Statement(month, page, sum(row.amount_ore for row in page), next_cursor)

    def _record(
        self, provider: Provider, compact: str | None, requested: Claim, claim_id: str
    ) -> Accepted | Replayed | Refused:
        """Read, decide and write; the claim's time is that of the attempt that commits."""
        now = self.context.now()
        place = without_number(provider.id, requested.service, requested.client)
        places = (place,) if compact is None else self.context.keys.hashes(compact)
        snapshot = self.context.ledger.snapshot(
            LedgerQuery(places, provider.id, clock.hour(now), requested.slot(provider.id), clock.month(now))
        )
        codes: tuple[str, ...] = ()
        if compact is not None and snapshot.number and requested.code is not None:
            codes = self.context.presence_codes(compact, snapshot.number)
        without = claim.decide_without if requested.client is None else claim.decide_for_client
        decide = without if compact is None else claim.decide
        decision: Decision = decide(
            ClaimContext(self.context.register, provider, now, codes), requested, snapshot, claim_id
        )
        if isinstance(decision, Accepted):
            if refused := adjustments.refuse_closed(self.context.ledger, snapshot, decision.claim):
                return refused
            self.context.ledger.append_claim(decision.claim, decision.number)
        if isinstance(decision, WrongPresenceCode):
            self.context.ledger.change(decision.number, None)
            return decision.refused
        if isinstance(decision, Replayed) and decision.claim.claim_id == claim_id:
            return Accepted(decision.claim, snapshot.number)  # written by an earlier attempt whose response was lost
        return decision

    def _successor(self, number: NumberRow | None) -> NumberRow | None:
        """Return the last number in the chain of replacements of this one, or None."""
        successor = None
        while number is not None and number.successor is not None:
            successor = number = self.context.ledger.numbers((number.successor,)).get(number.successor)
        return successor

    def _count_failure(self, outcome: Outcome, caller: str) -> Outcome | Refused:
        """Count a look-up of a number that is unknown to the caller, and return the outcome if it is within the limit.

        Look-ups that are sent at once have all read the same count, so only the count that this one made is exact.
        """
        if not _is_failure(outcome):
            return outcome
        count = self.context.retry.run(
            lambda: self.context.ledger.count_failure(caller, clock.hour(self.context.now()))
        )
        return outcome if count <= number_status.MAX_FAILURES_PER_HOUR else Refused("too_many_failures")


def _is_failure(outcome: object) -> bool:
    """Return whether a look-up failed: the number is unknown to the caller."""
    return isinstance(outcome, Refused) and outcome.code == "number_unknown"
