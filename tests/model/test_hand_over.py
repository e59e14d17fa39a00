"""A number that goes between the own unit and its suppliers, with answers lost, over both ledgers (D34, D55).

The model is who has the number, and which claims stand. Whoever has it is the only one that can claim, at its own
price, and every number of the chain has granted = left + claims - reversals, at every look.
"""

from collections import Counter
from typing import Any

from hypothesis import event as happened
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from chalicelib.ledger.rows import ClaimRow, NumberRow, ReversalRow
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.hand_over import Recipient
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Accepted, AlreadyReversed, Changed, Checked, Issued, Refused, Reversed
from tests.support import size
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import ONE, OWN, OWN_ONLY, Services, rewired
from tests.support.chalicelib.suppliers import FIRST, OWN_ORE, PRICES, SECOND, huddinge
from tests.support.model import loop
from tests.support.model.loop import WHO, Loop, faults


class HandOvers(Loop):
    """The desk, who has the number, and the claims that stand with who performed them."""

    def __init__(self) -> None:
        super().__init__(huddinge())
        self.holder = OWN
        self.numbers: list[str] = []
        self.granted = 0
        self.standing: dict[str, str] = {}
        self.nth: Counter[tuple[str, str, object]] = Counter()

    def troubled(self, trouble: list[str]) -> Services:
        """Return the desk with trouble in its next writes."""
        return rewired(self.desk, ledger=faulty(self.desk.context.ledger, *trouble))

    @initialize()
    def begin(self) -> None:
        """Begin with a number of the own unit's."""
        issued = self.desk.numbers.issue(IssueRequest(OWN_ONLY, residence="checked"), WHO, "key")
        assert isinstance(issued, Issued)
        self.numbers, self.granted = [issued.number], issued.row.granted

    @rule(
        to=st.sampled_from((None, *PRICES, OWN, ONE)),
        because=st.sampled_from((None, "no_capacity", "declined", "ill")),
        trouble=faults,
    )
    def hand_over(self, to: str | None, because: str | None, trouble: list[str]) -> None:
        """Hand the number over, on to another, or back."""
        outcome = self.troubled(trouble).numbers.hand_over(self.numbers[-1], Recipient(to, because), WHO)
        recipient = to or (FIRST if self.holder == OWN else self.holder)
        expected = self._refusal(recipient, because)
        if expected:
            assert isinstance(outcome, Refused), (expected, outcome)
            assert outcome.code == expected
        else:
            assert isinstance(outcome, Changed), outcome
            self.holder = recipient
        happened(expected or "handed over")

    def _refusal(self, recipient: str, because: str | None) -> str | None:
        """Return why the number cannot go to a recipient, or None."""
        if because == "ill":
            return "unknown_reason"
        if recipient == self.holder:
            return None
        if recipient == ONE:
            return "invalid_field"
        is_in_turn = self.holder == OWN and recipient == FIRST
        return None if is_in_turn or because else "because_required"

    @rule(by=st.sampled_from((OWN, FIRST, SECOND, ONE)), trouble=faults)
    def claim(self, by: str, trouble: list[str]) -> None:
        """Claim a session: only whoever has the number can, and the own unit alone is told why it cannot."""
        key = (self.numbers[-1], by, self.today)
        claimed = Claim(OWN_ONLY, self.today, nth=self.nth[key] + 1)
        outcome = self.troubled(trouble).claims.claim(by, self.numbers[-1], claimed)
        if by != self.holder or len(self.standing) == self.granted:
            assert isinstance(outcome, Refused), outcome
            others = "handed_over" if by == OWN else "number_unknown"
            assert outcome.code == ("exhausted" if by == self.holder else others)
            self.clock.move(minutes=61)  # unknown numbers are counted by the hour
            return
        assert isinstance(outcome, Accepted), outcome
        assert outcome.claim.amount_ore == PRICES.get(by, OWN_ORE)
        self.standing[outcome.claim.claim_id] = by
        self.nth[key] += 1
        happened("claimed by the own unit" if by == OWN else "claimed by a supplier")

    @precondition(lambda self: self.standing)
    @rule(data=st.data(), trouble=faults)
    def take_back(self, data: Any, trouble: list[str]) -> None:  # noqa: ANN401 - hypothesis' own
        """Take a claim back, whoever has the number now."""
        claim_id = data.draw(st.sampled_from(sorted(self.standing)))
        by = self.standing.pop(claim_id)
        outcome = self.troubled(trouble).claims.reverse(claim_id, "duplicate", WHO, by)
        assert isinstance(outcome, Reversed | AlreadyReversed), outcome
        assert outcome.reversal.amount_ore == -PRICES.get(by, OWN_ORE)

    @precondition(lambda self: len(self.standing) < self.granted and len(self.numbers) < 4)
    @rule(trouble=faults)
    def replace_number(self, trouble: list[str]) -> None:
        """Replace a lost number: whoever had it has the new one."""
        outcome = self.troubled(trouble).numbers.replace(self.numbers[-1], "lost", WHO, f"{len(self.numbers)}")
        assert isinstance(outcome, Issued), outcome
        self.numbers.append(outcome.number)

    @invariant()
    def granted_is_left_and_claims_less_reversals(self) -> None:
        """Hold every number of the chain against its rows, and the last against what stands and who has it."""
        if not self.numbers:
            return
        consumed: Counter[str] = Counter()
        for row in self.desk.context.ledger.entries(None, f"{self.today:%Y-%m}", "", 10_000):
            if isinstance(row, ClaimRow | ReversalRow):
                consumed[row.place] += row.consumed if isinstance(row, ClaimRow) else -row.consumed
        chain = [*map(self._row, self.numbers)]
        assert all(row.granted == row.left + consumed[row.place] for row in chain)
        assert chain[-1].left == self.granted - len(self.standing)
        assert (chain[-1].supplier or OWN) == self.holder

    def _row(self, number: str) -> NumberRow:
        found = self.desk.numbers.inspect(number)
        assert isinstance(found, Checked)
        return found.row


TestHandOversOnSqlite = loop.over(loop.sqlite, HandOvers, size.of(10, 300), steps=25)
TestHandOversOnDynamo = loop.over(loop.dynamo, HandOvers, size.of(1, 40), steps=15)
