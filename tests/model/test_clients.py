"""Clients whose residence the provider attests, counted by its own running numbers, over both ledgers (D25).

The model is a list of reports. Every client by itself has granted = left + claims - reversals, at every look.
"""

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from chalicelib.ledger.rows import ClaimRow, ReversalRow, without_number
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, AlreadyReversed, Refused, Reversed
from tests.support import size
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import ONE, OWN_ONLY, SERVICE, TWO, Services, rewired, rules, service
from tests.support.model import loop
from tests.support.model.loop import WHO, Loop, faults

MOST = 3
CLIENTS = ("1", "17", "999999999")


class Clients(Loop):
    """The desk, and what stands of each client's reports."""

    def __init__(self) -> None:
        attested = service(control_number="none", residence=["attested"], attestation={"most": MOST}, extra=[])
        described = [{name: value for name, value in attested.items() if name != "granted"}, service(id=OWN_ONLY)]
        super().__init__(rules(services=described))
        self.standing: Counter[tuple[str, str]] = Counter()
        self.nth: Counter[tuple[str, str]] = Counter()
        self.claims: dict[str, tuple[str, str]] = {}

    def troubled(self, trouble: list[str]) -> Services:
        """Return the desk with trouble in its next writes."""
        return rewired(self.desk, ledger=faulty(self.desk.context.ledger, *trouble))

    @rule(provider=st.sampled_from((ONE, TWO)), client=st.sampled_from(CLIENTS), attested=st.booleans(), trouble=faults)
    def report(self, provider: str, client: str, attested: bool, trouble: list[str]) -> None:  # noqa: FBT001 - drawn
        """Report a session of today for a client, confirmed or not."""
        key = (provider, client)
        claimed = Claim(SERVICE, self.today, nth=self.nth[key] + 1, client=client, attested=attested)
        outcome = self.troubled(trouble).claims.claim(provider, None, claimed)
        if not attested or self.standing[key] == MOST:
            assert isinstance(outcome, Refused), outcome
            assert outcome.code == ("exhausted" if attested else "not_attested")
            return
        assert isinstance(outcome, Accepted), outcome
        assert outcome.claim.left == MOST - self.standing[key] - 1
        self.claims[outcome.claim.claim_id] = key
        self.standing[key] += 1
        self.nth[key] += 1

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), trouble=faults)
    def take_back(self, data: Any, trouble: list[str]) -> None:  # noqa: ANN401 - hypothesis' own
        """Take a report back; each is taken back once."""
        claim_id = data.draw(st.sampled_from(sorted(self.claims)))
        key = self.claims.pop(claim_id)
        outcome = self.troubled(trouble).claims.reverse(claim_id, "duplicate", WHO, key[0])
        assert isinstance(outcome, Reversed | AlreadyReversed), outcome
        self.standing[key] -= 1

    @invariant()
    def granted_is_left_and_claims_less_reversals(self) -> None:
        """Hold every client against its rows and against what stands, each provider's clients apart."""
        ledger = self.desk.context.ledger
        consumed: Counter[str] = Counter()
        for row in ledger.entries(None, f"{self.today:%Y-%m}", "", 10_000):
            if isinstance(row, ClaimRow | ReversalRow):
                consumed[row.place] += row.consumed if isinstance(row, ClaimRow) else -row.consumed
        for provider, client in self.nth:
            place = without_number(provider, SERVICE, client)
            number = ledger.numbers([place])[place]
            assert number.granted == MOST == number.left + consumed[place]
            assert consumed[place] == self.standing[provider, client]


TestClientsOnSqlite = loop.over(loop.sqlite, Clients, size.of(10, 300), steps=25)
TestClientsOnDynamo = loop.over(loop.dynamo, Clients, size.of(1, 40), steps=15)
