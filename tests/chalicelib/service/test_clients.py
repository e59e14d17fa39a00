"""Clients whose residence the provider attests: counted by its own running number, over both ledgers (D25)."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import ClaimRow, client_of
from chalicelib.register.model import Register
from chalicelib.reporting import issued_numbers
from chalicelib.rules.claim_request import Claim, read_client
from chalicelib.rules.outcomes import Accepted, Checked, Refused, Replayed, Reversed
from chalicelib.service import clients
from tests.support.chalicelib.sample import ONE, OWN_ONLY, SERVICE, TODAY, TWO, Services, desk, fee, rules, service
from tests.support.chalicelib.talk import OvertakenLedger, refused

MOST = 3
CLAIM = Claim(SERVICE, TODAY, client="7", attested=True)


def attested(**changes: object) -> Register:
    """A register whose providers attest residence, and grant a client three sessions."""
    entry = service(control_number="none", residence=["attested"], attestation={"most": MOST}, extra=[], **changes)
    return rules(services=[entry, service(id=OWN_ONLY, own_unit_only=True)])


def claimed(at: Services, claim: Claim = CLAIM, by: str = ONE) -> ClaimRow:
    """The row of a claim that is accepted."""
    outcome = at.claims.claim(by, None, claim)
    assert isinstance(outcome, Accepted), outcome
    return outcome.claim


def left(at: Services, client: str = "7", by: str = ONE) -> int:
    """How many sessions the provider is told that a client has left."""
    outcome = clients.check(at.context, by, SERVICE, client)
    assert isinstance(outcome, Checked), outcome
    return outcome.row.left


@pytest.fixture
def at(ledger: Ledger) -> Services:
    """The services over a ledger, with providers who attest residence."""
    return desk(ledger, register=attested())


class TestConfirmation:
    """Each claim says that the provider has checked where the client lives."""

    def test_a_claim_without_it_is_refused_and_nothing_is_counted(self, at: Services) -> None:
        assert refused(at.claims.claim(ONE, None, replace(CLAIM, attested=False))) == "not_attested"
        assert left(at) == MOST

    def test_the_row_says_so(self, at: Services) -> None:
        row = claimed(at)
        assert (row.attested, row.anonymous, row.reference, client_of(row.place)) == (True, False, None, "7")

    def test_it_is_asked_nowhere_else(self, ledger: Ledger) -> None:
        entry = service(control_number="none")
        plain = desk(ledger, register=rules(services=[entry, service(id=OWN_ONLY)]))
        outcome = plain.claims.claim(ONE, None, Claim(SERVICE, TODAY, reference="A-1", attested=True))
        assert isinstance(outcome, Refused)
        assert (outcome.code, outcome.facts["field"]) == ("invalid_field", "attested")

    @pytest.mark.parametrize(("rule", "expected"), [({"exempt_on_claim": True}, 0), ({}, "exempt_not_on_claim")])
    def test_who_is_exempt_stands_on_the_claim_where_policy_allows_it(
        self, ledger: Ledger, rule: dict[str, bool], expected: object
    ) -> None:
        at = desk(ledger, register=attested(**rule))
        outcome = at.claims.claim(ONE, None, replace(CLAIM, exempt=True))
        assert (outcome.code if isinstance(outcome, Refused) else cast("Accepted", outcome).claim.fee_ore) == expected


class TestRunningNumber:
    """At most nine digits, of one provider's own client."""

    @pytest.mark.parametrize("client", ["", "12345678901", "1990060223", "7b", "-7", "7.5", "K7", "A 7"])
    def test_anything_else_is_refused(self, at: Services, client: str) -> None:
        outcome = at.claims.claim(ONE, None, replace(CLAIM, client=read_client(client)))
        assert isinstance(outcome, Refused)
        assert (outcome.code, outcome.facts["field"]) == ("invalid_field", "client")

    def test_zeros_before_it_do_not_count(self, at: Services) -> None:
        claimed(at, replace(CLAIM, client=read_client("007")))
        assert left(at, "0007") == left(at) == MOST - 1

    def test_another_provider_s_client_is_another(self, at: Services) -> None:
        claimed(at)
        assert left(at, by=TWO) == MOST

    def test_a_reference_does_not_take_its_place(self, at: Services) -> None:
        outcome = at.claims.claim(ONE, None, Claim(SERVICE, TODAY, reference="A-1", attested=True))
        assert outcome == Refused("missing_field", {"field": "client"})


class TestCounting:
    """What policy grants is counted as on a number: nth, what is left, exhaustion and reversal."""

    def test_no_more_than_policy_s_most_is_paid(self, at: Services) -> None:
        rows = [claimed(at, replace(CLAIM, nth=nth)) for nth in range(1, MOST + 1)]
        assert [row.left for row in rows] == [2, 1, 0]
        assert refused(at.claims.claim(ONE, None, replace(CLAIM, nth=MOST + 1))) == "exhausted"

    def test_a_claim_sent_again_gets_the_same_receipt(self, at: Services) -> None:
        row = claimed(at)
        again = at.claims.claim(ONE, None, CLAIM)
        assert isinstance(again, Replayed)
        assert (again.claim, left(at)) == (row, MOST - 1)

    def test_another_claim_under_its_key_is_told_all_that_stands(self, ledger: Ledger) -> None:
        at = desk(ledger, register=attested(exempt_on_claim=True))
        claimed(at, replace(CLAIM, exempt=True))
        outcome = at.claims.claim(ONE, None, CLAIM)
        assert isinstance(outcome, Refused)
        stands = cast("dict[str, object]", outcome.facts["stands"])
        assert (outcome.code, stands["exempt"], stands["attested"]) == ("conflict", True, True)

    def test_one_whose_first_report_was_reversed_and_sent_again_is_counted_once(self, at: Services) -> None:
        first = claimed(at)
        claimed(at, replace(CLAIM, nth=2))
        at.claims.reverse(first.claim_id, "wrong_date", "somebody", ONE)
        claimed(at, replace(CLAIM, nth=3))
        taken_back = claimed(at, replace(CLAIM, client="8"))
        at.claims.reverse(taken_back.claim_id, "wrong_date", "somebody", ONE)
        assert issued_numbers.count_clients(at.context.ledger, TODAY.year) == {SERVICE: 1}

    def test_a_reversal_gives_the_session_back(self, at: Services) -> None:
        outcome = at.claims.reverse(claimed(at).claim_id, "wrong_date", "somebody", ONE)
        assert isinstance(outcome, Reversed)
        assert (outcome.reversal.left, left(at)) == (MOST, MOST)

    def test_a_claim_for_a_day_before_the_first_one_is_taken(self, at: Services) -> None:
        claimed(at)
        assert claimed(at, replace(CLAIM, date=TODAY - timedelta(days=90))).left == MOST - 2
        assert refused(at.claims.claim(ONE, None, replace(CLAIM, date=TODAY - timedelta(days=91)))) == "too_old"

    def test_the_first_visits_have_their_lower_fee(self, ledger: Ledger) -> None:
        first = fee(first_visits={"amount_ore": 0, "paid_by": "municipality", "count": 1})
        entry = service(control_number="none", residence=["attested"], attestation={"most": MOST}, extra=[])
        at = desk(ledger, register=rules(services=[entry, service(id=OWN_ONLY)], fees=[first]))
        assert [claimed(at, replace(CLAIM, nth=nth)).fee_ore for nth in (1, 2)] == [0, 45_000]

    def test_a_client_is_no_issued_number(self, at: Services) -> None:
        row, month = claimed(at), TODAY.isoformat()[:7]
        assert list(at.context.ledger.numbers_issued(month)) == []
        assert [number.place for number in at.context.ledger.numbers_issued(month, clients=True)] == [row.place]


class TestAtOnce:
    """Two first claims of one client: both are counted, and neither is lost."""

    @pytest.mark.parametrize("other", [replace(CLAIM, date=TODAY - timedelta(days=1)), CLAIM])
    def test_the_one_that_comes_second_finds_the_client_begun(self, ledger: Ledger, other: Claim) -> None:
        between = OvertakenLedger(ledger)
        at, rival = desk(cast("Ledger", between), register=attested()), desk(ledger, register=attested())
        between.deed = lambda: claimed(rival)
        outcome = at.claims.claim(ONE, None, other)
        assert isinstance(outcome, Replayed if other == CLAIM else Accepted)
        assert left(rival) == MOST - (1 if other == CLAIM else 2)
