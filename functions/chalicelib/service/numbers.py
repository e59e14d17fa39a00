"""The use cases of the reception: issue numbers, and inspect and change those that exist."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from chalicelib.control_numbers import control_number
from chalicelib.control_numbers.key_ring import Candidate, KeyRing
from chalicelib.dates import clock
from chalicelib.ledger.port import Ledger, NumberRow
from chalicelib.ledger.retry import RetryPolicy
from chalicelib.register.parser import Register
from chalicelib.rules import issuing as issue
from chalicelib.rules import number_changes, number_status
from chalicelib.rules.context import ChangeContext
from chalicelib.rules.issuing import IssueRequest, NewNumber
from chalicelib.rules.number_changes import NEVER_HANDED_OVER, GivenBack, NumberChange, Replacement
from chalicelib.rules.outcomes import Changed, Checked, Issued, Refused

Outcome = TypeVar("Outcome")
Decide = Callable[[NumberRow, ChangeContext], NumberChange | Changed | Refused]


@dataclass(frozen=True, slots=True)
class NumberService:
    """Register, secrets, ledger and clock, wired once when the endpoint starts."""

    register: Register
    keys: KeyRing
    ledger: Ledger
    now: Callable[[], datetime] = clock.now
    retry: RetryPolicy = field(default_factory=RetryPolicy)

    def issue(self, order: IssueRequest, subject: str, key: str) -> Issued | Refused:
        """Issue a number; the same subject and idempotency key get the same number again."""
        service = self.register.service(order.service)
        refused = issue.refuse(self.register, order)
        if refused or service is None:
            return refused or Refused("unknown_service")
        chains = self.keys.chains(subject, key, issue.TRIES)

        def step() -> Issued | Refused:
            standing = self.ledger.numbers(_places(chains))
            found = issue.decide(service, order, chains, standing, by=subject, now=self.now())
            if isinstance(found, NewNumber):
                self.ledger.issue(found.row, found.event)
                found = Issued(found.candidate.number, found.row, replayed=False)
            return self._with_codes(found)

        return self.retry.run(step)

    def inspect(self, quoted: str) -> Checked | Refused:
        """Return whether a number is usable today, and what is left; nothing about who has claimed on it."""

        def step(compact: str) -> Checked | Refused:
            found = self._number(compact)
            if isinstance(found, Refused):
                return found
            return Checked(number_status.refusal_code(found, clock.day(self.now())), found)

        return self._with_number(quoted, step)

    def revoke(self, quoted: str, reason: str, by: str) -> Changed | Refused:
        """Revoke a number permanently."""
        return self._change(quoted, reason, by, number_changes.revoke)

    def extend(self, quoted: str, granted: int, reason: str, by: str) -> Changed | Refused:
        """Change the total of sessions to `granted`, and return the presence codes that an increase adds."""
        return self._change(
            quoted, reason, by, lambda row, deed: number_changes.extend(self.register, row, granted, deed)
        )

    def unlock(self, quoted: str, reason: str, by: str) -> Changed | Refused:
        """Allow presence codes to be tried again on a number."""
        return self._change(quoted, reason, by, number_changes.unlock)

    def replace(self, quoted: str, reason: str, subject: str, key: str) -> Issued | Refused:
        """Issue a new number with what is left on the quoted one, and close that one.

        A resident who cannot quote a lost number gets one from `issue` with `IssueRequest.lost`.
        """
        chains = self.keys.chains(subject, key, issue.TRIES)

        def step(compact: str) -> Issued | Refused:
            found = self._number(compact)
            if isinstance(found, Refused):
                return found
            standing = self.ledger.numbers(_places(chains))
            made = number_changes.exchange(found, chains, standing, ChangeContext(reason, subject, self.now()))
            if isinstance(made, Replacement):
                self.ledger.replace(made.old, made.new, made.events)
                made = Issued(made.candidate.number, made.new, replayed=False)
            return self._with_codes(made)

        return self._with_number(quoted, step)

    def give_back(self, quoted: str, successor: str, by: str) -> Changed | Refused:
        """Make a number usable again whose successor was never handed over, and close the successor."""
        try:
            unseen = control_number.validate(successor)
        except control_number.MistypedError:
            return Refused("number_mistyped")

        def step(compact: str) -> Changed | Refused:
            old, new = self._number(compact), self._number(unseen)
            if isinstance(old, Refused):
                return old
            if isinstance(new, Refused):
                return new
            made = number_changes.give_back(old, new, ChangeContext(NEVER_HANDED_OVER, by, self.now()))
            if isinstance(made, GivenBack):
                self.ledger.give_back(made.old, made.new, made.events)
                made = Changed(made.old, replayed=False)
            return self._with_new_codes(compact, made)

        return self._with_number(quoted, step)

    def codes(self, compact: str, row: NumberRow) -> tuple[str, ...]:
        """Return every presence code that was handed out with a number, or used by a claim on it."""
        return self.keys.codes(compact, row.place, max((row.highest, *row.codes)))

    def _change(self, quoted: str, reason: str, by: str, decide: Decide) -> Changed | Refused:
        """Change a number and write the event; a repeated change returns the number as it is."""

        def step(compact: str) -> Changed | Refused:
            found = self._number(compact)
            if isinstance(found, Refused):
                return found
            made = decide(found, ChangeContext(reason, by, self.now()))
            if isinstance(made, NumberChange):
                self.ledger.change(made.row, made.event)
                made = Changed(made.row, replayed=False)
            return self._with_new_codes(compact, made)

        return self._with_number(quoted, step)

    def _with_number(self, quoted: str, step: Callable[[str], Outcome]) -> Outcome | Refused:
        """Refuse a mistyped number before anything is read, else run the step with retries."""
        try:
            compact = control_number.validate(quoted)
        except control_number.MistypedError:
            return Refused("number_mistyped")
        return self.retry.run(lambda: step(compact))

    def _number(self, compact: str) -> NumberRow | Refused:
        found = self.ledger.numbers(self.keys.places(compact))
        return next(iter(found.values()), Refused("number_unknown"))

    def _with_codes(self, found: Issued | Refused) -> Issued | Refused:
        """Add the presence codes of the whole slip, where the service has them."""
        if isinstance(found, Refused) or not self._asks_codes(found.row):
            return found
        return replace(found, codes=self.codes(found.number, found.row)[: found.row.highest])

    def _with_new_codes(self, compact: str, found: Changed | Refused) -> Changed | Refused:
        """Add the presence codes that the latest extension added, however often it is sent."""
        if isinstance(found, Refused) or found.row.granted_before is None or not self._asks_codes(found.row):
            return found
        return replace(found, codes=self.codes(compact, found.row)[found.row.granted_before : found.row.granted])

    def _asks_codes(self, row: NumberRow) -> bool:
        service = self.register.service(row.service)
        return service is not None and service.presence_codes


def _places(chains: Sequence[Sequence[Candidate]]) -> tuple[str, ...]:
    """Return every hash that the numbers of the chains could be stored under, each once."""
    return tuple(dict.fromkeys(place for chain in chains for one in chain for place in one.places))
