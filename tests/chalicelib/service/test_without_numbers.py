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
from tests.support.chalicelib.sample import ONE, OPEN, OWN, SERVICE, TODAY, TWO, Services, desk, direct, issued, rewired
from tests.support.chalicelib.talk import NEVER_ISSUED, refused, statement

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
