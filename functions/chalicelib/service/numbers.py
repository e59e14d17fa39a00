"""The use cases of the reception: issue numbers, and inspect and change those that exist."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chalicelib.control_numbers.key_ring import Candidate
from chalicelib.dates import clock
from chalicelib.ledger.rows import NumberRow
from chalicelib.rules import hand_over, issuing, number_changes, number_status
from chalicelib.rules.context import ChangeContext, Seen
from chalicelib.rules.hand_over import Recipient
from chalicelib.rules.issuing import IssueRequest, NewNumber
from chalicelib.rules.number_changes import NEVER_HANDED_OVER, GivenBack, NumberChange, Replacement
from chalicelib.rules.outcomes import Changed, Checked, Issued, Outdated, Refused
from chalicelib.service.context import ServiceContext, read_number

Decide = Callable[[NumberRow, ChangeContext], NumberChange | Changed | Refused]


@dataclass(frozen=True, slots=True)
class NumberService:
    """Issues, inspects and changes control numbers."""

    context: ServiceContext

    def issue(self, request: IssueRequest, subject: str, key: str) -> Issued | Refused:
        """Issue a number; the same subject and idempotency key get the same number again."""
        service = self.context.register.service(request.service)
        refused = issuing.refuse(self.context.register, request)
        if refused or service is None:
            return refused or Refused("unknown_service")
        chains = self.context.keys.chains(subject, key, issuing.TRIES)

        def step() -> Issued | Refused:
            now = self.context.now()
            supplier = hand_over.supplier_of(self.context.register, request, clock.day(now))
            if isinstance(supplier, Refused):
                return supplier
            existing = self.context.ledger.numbers(_possible_hashes(chains))
            outcome = issuing.decide(service, request, chains, existing, by=subject, now=now, supplier=supplier)
            if isinstance(outcome, NewNumber):
                self.context.ledger.issue(outcome.row, outcome.event)
                outcome = Issued(outcome.candidate.number, outcome.row, replayed=False)
            return self._with_codes(outcome)

        return self.context.retry.run(step)

    def inspect(self, quoted: str) -> Checked | Refused:
        """Return whether a number is usable today, and what is left; nothing about who has claimed on it."""

        def step(compact: str) -> Checked | Refused:
            number = self._number(compact)
            if isinstance(number, Refused):
                return number
            return Checked(number_status.refusal_code(number, clock.day(self.context.now())), number)

        return self.context.with_number(quoted, step)

    def revoke(self, quoted: str, reason: str, by: str, seen: Seen | None = None) -> Changed | Outdated | Refused:
        """Revoke a number permanently."""
        return self._change(quoted, reason, by, number_changes.revoke, seen)

    def extend(  # noqa: PLR0913 - the fields of the request, and who sends it
        self, quoted: str, granted: int, reason: str, by: str, *, beyond: str | None = None, seen: Seen | None = None
    ) -> Changed | Outdated | Refused:
        """Change the total of sessions to `granted`, and return the presence codes that an increase adds."""

        def decide(row: NumberRow, change: ChangeContext) -> NumberChange | Changed | Refused:
            return number_changes.extend(self.context.register, row, granted, change, beyond)

        return self._change(quoted, reason, by, decide, seen)

    def exempt(
        self, quoted: str, reason: str, by: str, *, is_exempt: bool, seen: Seen | None = None
    ) -> Changed | Outdated | Refused:
        """Set or end a number's exemption from the fee."""

        def decide(row: NumberRow, change: ChangeContext) -> NumberChange | Changed | Refused:
            return number_changes.exempt(self.context.register, row, change, is_exempt=is_exempt)

        return self._change(quoted, reason, by, decide, seen)

    def unlock(self, quoted: str, reason: str, by: str, seen: Seen | None = None) -> Changed | Outdated | Refused:
        """Allow presence codes to be tried again on a number."""
        return self._change(quoted, reason, by, number_changes.unlock, seen)

    def hand_over(self, quoted: str, to: Recipient, by: str, seen: Seen | None = None) -> Changed | Outdated | Refused:
        """Hand a number over to a supplier, or from one back to the own unit."""

        def decide(row: NumberRow, change: ChangeContext) -> NumberChange | Changed | Refused:
            return hand_over.decide(self.context.register, row, to, change)

        return self._change(quoted, to.because or hand_over.IN_TURN, by, decide, seen)

    def replace(
        self, quoted: str, reason: str, subject: str, key: str, seen: Seen | None = None
    ) -> Issued | Outdated | Refused:
        """Issue a new number with what is left on the quoted one, and close that one.

        A resident who cannot quote a lost number gets one from `issue` with `IssueRequest.lost`.
        """
        chains = self.context.keys.chains(subject, key, issuing.TRIES)

        def step(compact: str) -> Issued | Outdated | Refused:
            number = self._number(compact)
            if isinstance(number, Refused):
                return number
            existing = self.context.ledger.numbers(_possible_hashes(chains))
            outcome = number_changes.replace_number(
                number, chains, existing, ChangeContext(reason, subject, self.context.now())
            )
            if not isinstance(outcome, Issued) and seen and not seen.matches(number):
                return Outdated(number)
            if isinstance(outcome, Replacement):
                self.context.ledger.replace(outcome.old, outcome.new, outcome.events)
                outcome = Issued(outcome.candidate.number, outcome.new, replayed=False)
            return self._with_codes(outcome)

        return self.context.with_number(quoted, step)

    def give_back(self, quoted: str, successor: str, by: str) -> Changed | Refused:
        """Make a number usable again whose successor was never handed over, and close the successor."""
        compact_successor = read_number(successor)
        if isinstance(compact_successor, Refused):
            return compact_successor

        def step(compact: str) -> Changed | Refused:
            old, new = self._number(compact), self._number(compact_successor)
            if isinstance(old, Refused):
                return old
            if isinstance(new, Refused):
                return new
            outcome = number_changes.give_back(old, new, ChangeContext(NEVER_HANDED_OVER, by, self.context.now()))
            if isinstance(outcome, GivenBack):
                self.context.ledger.give_back(outcome.old, outcome.new, outcome.events)
                outcome = Changed(outcome.old, replayed=False)
            return self._with_new_codes(compact, outcome)

        return self.context.with_number(quoted, step)

    def _change(
        self, quoted: str, reason: str, by: str, decide: Decide, seen: Seen | None
    ) -> Changed | Outdated | Refused:
        """Change a number and write the event; a repeated change returns the number as it is.

        A number that is no longer as it was `seen` is left as it is, unless the change has been made already.
        """

        def step(compact: str) -> Changed | Outdated | Refused:
            number = self._number(compact)
            if isinstance(number, Refused):
                return number
            outcome = decide(number, ChangeContext(reason, by, self.context.now()))
            if not isinstance(outcome, Changed) and seen and not seen.matches(number):
                return Outdated(number)
            if isinstance(outcome, NumberChange):
                self.context.ledger.change(outcome.row, outcome.event)
                outcome = Changed(outcome.row, replayed=False)
            return self._with_new_codes(compact, outcome)

        return self.context.with_number(quoted, step)

    def _number(self, compact: str) -> NumberRow | Refused:
        numbers = self.context.ledger.numbers(self.context.keys.hashes(compact))
        return next(iter(numbers.values()), Refused("number_unknown"))

    def _with_codes(self, outcome: Issued | Refused) -> Issued | Refused:
        """Add the presence codes of the whole slip, where the service has them."""
        if isinstance(outcome, Refused) or not self._asks_codes(outcome.row):
            return outcome
        return replace(outcome, codes=self.context.presence_codes(outcome.number, outcome.row)[: outcome.row.highest])

    def _with_new_codes(self, compact: str, outcome: Changed | Refused) -> Changed | Refused:
        """Add the presence codes that the latest extension added, however often it is sent."""
        if isinstance(outcome, Refused) or outcome.row.granted_before is None or not self._asks_codes(outcome.row):
            return outcome
        return replace(
            outcome,
            codes=self.context.presence_codes(compact, outcome.row)[outcome.row.granted_before : outcome.row.granted],
        )

    def _asks_codes(self, row: NumberRow) -> bool:
        service = self.context.register.service(row.service)
        return service is not None and service.presence_codes


def _possible_hashes(chains: Sequence[Sequence[Candidate]]) -> tuple[str, ...]:
    """Return every hash that the numbers of the chains could be stored under, each once."""
    return tuple(
        dict.fromkeys(number_hash for chain in chains for candidate in chain for number_hash in candidate.hashes)
    )
