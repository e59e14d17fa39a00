"""A service whose residents choose directly: a claim's key is the provider's own reference (D3)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import ClaimRow
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Accepted, AlreadyReversed, Refused, Replayed, Reversed
from chalicelib.service.claims import BatchLine
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import (
    ONE,
    OPEN,
    OWN,
    SERVICE,
    TODAY,
    TWO,
    Services,
    desk,
    direct,
    fee,
    issued,
    rewired,
)
from tests.support.chalicelib.talk import NEVER_ISSUED, refused, statement

JOINT = {"code": "2380", "name": "Östersund", "members": ["2303", "2380"], "demo": True}
CLAIM = Claim(OPEN, TODAY, reference="2026/0417")


@pytest.fixture
def at(ledger: Ledger) -> Services:
    """A desk without numbers."""
    return desk(ledger, register=direct())


def row(at: Services, claimed: Claim = CLAIM, by: str = ONE) -> ClaimRow:
    """A claim that is accepted."""
    found = at.claims.claim(by, None, claimed)
    assert isinstance(found, Accepted), found
    return found.claim


def test_it_is_paid_once_and_nothing_is_left_or_used_up(at: Services) -> None:
    found = row(at)
    assert (found.amount_ore, found.fee_ore, found.left, found.reference) == (110_400, 45_000, None, "2026/0417")
    again = at.claims.claim(ONE, None, CLAIM)
    assert isinstance(again, Replayed)
    assert again.claim == found


@pytest.mark.parametrize("change", [{"date": TODAY - timedelta(days=1)}, {"event": "no_show"}, {"minutes": 60}])
def test_another_session_under_the_same_reference_is_a_conflict(at: Services, change: dict[str, object]) -> None:
    row(at)
    assert refused(at.claims.claim(ONE, None, replace(CLAIM, **change))) == "conflict"  # type: ignore[arg-type]


def test_a_reference_is_its_providers_own(at: Services) -> None:
    assert row(at, by=ONE).claim_id != row(at, by=TWO).claim_id
    assert row(at, by=OWN).amount_ore == 106_600


def test_it_is_reversed_once_and_claimed_again_under_another_reference(at: Services) -> None:
    claim_id = row(at).claim_id
    found = at.claims.reverse(claim_id, "wrong_date", "subject", ONE)
    assert isinstance(found, Reversed)
    assert (found.reversal.amount_ore, found.reversal.left) == (-110_400, None)
    assert isinstance(at.claims.reverse(claim_id, "wrong_date", "subject", ONE), AlreadyReversed)
    assert at.claims.claim(ONE, None, CLAIM) == Refused("reference_reversed")
    assert row(at, replace(CLAIM, reference="2026/0417b"))


def test_claims_and_reversals_are_in_the_months_statement(at: Services) -> None:
    at.claims.reverse(row(at).claim_id, "duplicate", "subject", ONE)
    row(at, replace(CLAIM, reference="2026/0418"))
    assert statement(at, "2026-11", ONE).sum_ore == 110_400


@pytest.mark.parametrize(
    ("quoted", "claimed", "code"),
    [
        (None, replace(CLAIM, reference=None), "missing_field"),
        (NEVER_ISSUED, CLAIM, "invalid_field"),
        (None, replace(CLAIM, reference="Anna Ek"), "invalid_field"),
        (None, replace(CLAIM, reference="a#1"), "invalid_field"),
        (None, replace(CLAIM, reference=""), "invalid_field"),
        (None, replace(CLAIM, nth=2), "nth_skipped"),
        (None, replace(CLAIM, date=TODAY + timedelta(days=1)), "date_in_future"),
        (None, replace(CLAIM, date=TODAY - timedelta(days=91)), "too_old"),
        (None, replace(CLAIM, event="phone"), "no_tariff"),
        (None, replace(CLAIM, service="tea"), "unknown_service"),
    ],
)
def test_what_is_refused(at: Services, quoted: str | None, claimed: Claim, code: str) -> None:
    assert refused(at.claims.claim(ONE, quoted, claimed)) == code


def test_no_number_is_issued_for_it(at: Services) -> None:
    assert refused(at.numbers.issue(IssueRequest(OPEN), "reception-1", "key")) == "no_numbers"


def test_a_service_with_numbers_needs_one(ledger: Ledger) -> None:
    at = desk(ledger)
    wanted = Refused("missing_field", {"field": "number"})
    assert at.claims.claim(ONE, None, Claim(SERVICE, TODAY)) == wanted
    assert at.claims.claim(ONE, None, Claim(SERVICE, TODAY, reference="1")) == wanted


@pytest.mark.parametrize("fault", ["before", "after"])
def test_a_lost_answer_is_recorded_once(ledger: Ledger, fault: str) -> None:
    at = desk(ledger, register=direct())
    found = rewired(at, ledger=faulty(ledger, fault)).claims.claim(ONE, None, CLAIM)
    assert isinstance(found, Accepted)
    assert statement(at, "2026-11", ONE).rows == (found.claim,)


class TestSaidOnTheClaim:
    """What a number says elsewhere: who is exempt, and where in a joint service the resident lives."""

    def test_an_exempt_resident_owes_nothing_and_the_municipality_pays_the_fee(self, ledger: Ledger) -> None:
        found = row(desk(ledger, register=direct(exempt_on_claim=True)), replace(CLAIM, exempt=True))
        assert (found.amount_ore, found.fee_ore, found.exempt) == (155_400, 0, True)

    def test_nobody_is_exempt_where_policy_does_not_say_so(self, at: Services) -> None:
        assert refused(at.claims.claim(ONE, None, replace(CLAIM, exempt=True))) == "exempt_not_on_claim"

    def test_a_number_says_who_is_exempt_and_the_claim_does_not(self, ledger: Ledger) -> None:
        at = desk(ledger)
        claimed = Claim(SERVICE, TODAY, exempt=True)
        assert refused(at.claims.claim(ONE, issued(at), claimed)) == "exempt_not_on_claim"

    def test_another_exemption_under_the_same_reference_is_a_conflict_that_says_what_stands(
        self, ledger: Ledger
    ) -> None:
        at = desk(ledger, register=direct(exempt_on_claim=True))
        row(at, replace(CLAIM, exempt=True))
        outcome = at.claims.claim(ONE, None, CLAIM)
        assert refused(outcome) == "conflict"
        assert isinstance(outcome, Refused)
        assert "'exempt': True" in str(outcome.facts["stands"])

    @pytest.mark.parametrize(
        ("member", "code"), [(None, "member_required"), ("9999", "unknown_member"), ("2303", None)]
    )
    def test_a_joint_service_knows_where_the_resident_lives(
        self, ledger: Ledger, member: str | None, code: str | None
    ) -> None:
        at = desk(ledger, register=direct(municipality=JOINT))
        outcome = at.claims.claim(ONE, None, replace(CLAIM, member=member))
        if code:
            assert refused(outcome) == code
        else:
            assert isinstance(outcome, Accepted)
            assert statement(at, "2026-11", ONE).rows[0].member == member

    def test_a_reversal_is_of_the_same_municipality(self, ledger: Ledger) -> None:
        at = desk(ledger, register=direct(municipality=JOINT))
        found = at.claims.reverse(row(at, replace(CLAIM, member="2303")).claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert found.reversal.member == "2303"


class TestPaidByBudgetAlone:
    """Nothing is paid for a session: it is recorded at 0, without a tariff."""

    @pytest.fixture
    def unpaid(self, ledger: Ledger) -> Services:
        """Return a desk of a service that its budget pays for."""
        fees = [fee(service=OPEN, exempt={"amount_ore": 0, "paid_by": "provider"})]
        register = direct(remuneration="none", exempt_on_claim=True, tariffs=[], fees=fees)
        return desk(ledger, register=register)

    @pytest.mark.parametrize(("exempt", "fee_ore"), [(False, 45_000), (True, 0)])
    def test_a_session_is_recorded_at_nothing_and_the_resident_pays_the_fee(
        self, unpaid: Services, *, exempt: bool, fee_ore: int
    ) -> None:
        found = row(unpaid, replace(CLAIM, exempt=exempt))
        assert (found.amount_ore, found.fee_ore, found.tariff) == (0, fee_ore, "")

    def test_its_price_is_right_whatever_the_tariffs_of_others(self, unpaid: Services) -> None:
        assert refused(unpaid.claims.adjust(row(unpaid).claim_id, "wrong_tariff", "controller")) == "price_is_right"

    def test_more_counsellors_than_any_service_has_are_refused(self, unpaid: Services) -> None:
        assert refused(unpaid.claims.claim(ONE, None, replace(CLAIM, counsellors=3))) == "no_tariff"


class TestBatch:
    """A batch is answered line by line."""

    def test_each_line_stands_or_is_refused_by_itself(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        claimed = Claim(SERVICE, TODAY)
        lines = [
            BatchLine(number, claimed),
            BatchLine("7K3M-9RT4-WXC7", claimed),
            BatchLine(number, claimed),
            BatchLine(number, replace(claimed, nth=2)),
            BatchLine(NEVER_ISSUED, claimed),
        ]
        found = at.claims.batch(ONE, lines)
        assert [type(one) for one in found] == [Accepted, Refused, Replayed, Accepted, Refused]
        assert [one.code for one in found if isinstance(one, Refused)] == ["number_mistyped", "number_unknown"]

    def test_thirty_typos_do_not_lock_the_provider_out(self, ledger: Ledger) -> None:
        at = desk(ledger)
        claimed = Claim(SERVICE, TODAY)
        lines = [BatchLine("7K3M-9RT4-WXC7", claimed)] * 30 + [BatchLine(issued(at), claimed)]
        assert isinstance(at.claims.batch(ONE, lines)[-1], Accepted)

    def test_when_the_ledger_is_too_busy_the_rest_is_told_so_without_trying(self, ledger: Ledger) -> None:
        at = desk(ledger, limit_s=0.02)
        claimed = Claim(SERVICE, TODAY)
        numbers = [issued(at, str(place)) for place in range(3)]
        troubled = rewired(at, ledger=faulty(ledger, "", *["before"] * 10_000))
        found = troubled.claims.batch(ONE, [BatchLine(number, claimed) for number in numbers])
        assert [type(one) for one in found] == [Accepted, Refused, Refused]
        assert found[1:] == [Refused("busy")] * 2

    def test_when_a_batch_takes_too_long_the_rest_is_told_to_be_sent_again(self, ledger: Ledger) -> None:
        seconds = iter(range(0, 1_000, 2))
        at = desk(ledger)
        at = rewired(at, retry=replace(at.context.retry, monotonic=lambda: float(next(seconds))))
        claimed = Claim(SERVICE, TODAY)
        lines = [BatchLine(issued(at, str(place)), claimed) for place in range(9)]
        found = at.claims.batch(ONE, lines)
        assert Refused("busy") in found
        assert {type(one) for one in found[: found.index(Refused("busy"))]} == {Accepted}
        assert [type(one) for one in rewired(at, retry=desk(ledger).context.retry).claims.batch(ONE, lines)].count(
            Refused
        ) == 0
