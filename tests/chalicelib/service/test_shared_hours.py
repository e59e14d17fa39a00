"""Two one-person firms who work together each report their own hour, and name the other (D37)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import NumberRow
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Adjusted, Checked, Issued, Refused, Replayed, Reversed
from tests.support.chalicelib.sample import HOURS, ONE, OWN, SERVICE, TODAY, TWO, Clock, Services, desk, nacka, rewired
from tests.support.chalicelib.talk import recorded, refused

GRANTED = 10 * 180
DECISION = DecisionGrant(minutes_week=180, months=2, counsellors=2)
BY_ONE = Claim(HOURS, TODAY, counsellors=2, minutes=90, partner=TWO)
BY_TWO = replace(BY_ONE, partner=ONE)


@pytest.fixture
def at(ledger: Ledger) -> Services:
    """A desk of Nacka's, with two private firms."""
    return desk(ledger, register=nacka())


@pytest.fixture
def number(at: Services) -> str:
    """A number for a decision of two months and two counsellors."""
    return order(at)


def order(at: Services, decision: DecisionGrant = DECISION, key: str = "key") -> str:
    """A number for a decision."""
    found = at.numbers.issue(IssueRequest(HOURS, decision=decision), "reception-1", key)
    assert isinstance(found, Issued), found
    return found.number


def state(at: Services, number: str) -> NumberRow:
    """The number as it is kept."""
    found = at.numbers.inspect(number)
    assert isinstance(found, Checked)
    return found.row


def take_back(at: Services, claim_id: str, by: str | None) -> Reversed:
    """Reverse a claim."""
    found = at.claims.reverse(claim_id, "duplicate", "subject", by)
    assert isinstance(found, Reversed), found
    return found


class TestReports:
    """The first books, the second finds it booked."""

    def test_the_week_and_the_grant_are_booked_once(self, at: Services, number: str) -> None:
        assert [recorded(at, number, BY_ONE).consumed, recorded(at, number, BY_TWO, by=TWO).consumed] == [90, 0]
        assert (state(at, number).left, state(at, number).weeks) == (GRANTED - 90, {"2026-W47": 90})

    def test_a_full_week_has_room_for_the_counterpart_alone(self, at: Services, number: str) -> None:
        recorded(at, number, replace(BY_ONE, minutes=180))
        assert refused(at.claims.claim(TWO, number, replace(BY_TWO, minutes=180, partner=None))) == "week_full"
        assert recorded(at, number, replace(BY_TWO, minutes=180), by=TWO).consumed == 0

    def test_two_hours_of_a_day_are_two_pairs(self, at: Services, number: str) -> None:
        for nth in (1, 2):
            recorded(at, number, replace(BY_ONE, nth=nth))
        assert [recorded(at, number, replace(BY_TWO, nth=nth), by=TWO).consumed for nth in (1, 2)] == [0, 0]
        assert state(at, number).used == 180

    def test_the_same_report_again_is_the_same_claim(self, at: Services, number: str) -> None:
        recorded(at, number, BY_ONE)
        assert isinstance(at.claims.claim(ONE, number, BY_ONE), Replayed)

    def test_another_partner_is_another_claim(self, at: Services, number: str) -> None:
        recorded(at, number, BY_ONE)
        assert refused(at.claims.claim(ONE, number, replace(BY_ONE, partner=None))) == "conflict"

    def test_the_counterpart_finds_the_hour_booked_on_the_number_that_was_replaced(
        self, at: Services, number: str
    ) -> None:
        first = recorded(at, number, BY_ONE)
        new = at.numbers.replace(number, "lost", "reception-1", "other")
        assert isinstance(new, Issued)
        second = recorded(at, new.number, BY_TWO, by=TWO)
        assert second.consumed == 0
        take_back(at, first.claim_id, ONE)
        assert state(at, new.number).left == GRANTED - 90
        take_back(at, second.claim_id, TWO)
        assert (state(at, new.number).left, state(at, new.number).used_before) == (GRANTED, 0)


class TestPrice:
    """Each is paid half of the price of two."""

    def test_the_halves_make_the_price_of_two(self, at: Services, number: str) -> None:
        whole = recorded(at, order(at, key="other"), replace(BY_ONE, partner=None)).amount_ore
        assert recorded(at, number, BY_ONE).amount_ore + recorded(at, number, BY_TWO, by=TWO).amount_ore == whole

    @pytest.mark.parametrize("first", [ONE, TWO])
    def test_the_odd_ore_goes_by_the_alphabet_whoever_comes_first(self, at: Services, number: str, first: str) -> None:
        reports = {ONE: replace(BY_ONE, minutes=2), TWO: replace(BY_TWO, minutes=2)}
        amounts = {by: recorded(at, number, reports[by], by=by).amount_ore for by in (first, *({ONE, TWO} - {first}))}
        whole = recorded(at, order(at, key="other"), replace(reports[ONE], partner=None)).amount_ore
        assert whole % 2 == 1
        assert amounts[min(ONE, TWO)] - amounts[max(ONE, TWO)] == 1
        assert sum(amounts.values()) == whole

    def test_a_corrected_price_is_a_half_as_well(self, ledger: Ledger) -> None:
        clock = Clock(datetime(2023, 12, 20, 12, tzinfo=UTC))
        at = desk(ledger, register=nacka(), now=clock)
        number = order(at)
        row = recorded(at, number, replace(BY_ONE, date=date(2023, 12, 20)))
        raised = replace(
            nacka(), tariffs=tuple(replace(tariff, amount_ore=tariff.amount_ore + 400) for tariff in nacka().tariffs)
        )
        found = rewired(at, register=raised).claims.adjust(row.claim_id, "wrong_tariff", "controller-1")
        assert isinstance(found, Adjusted)
        assert found.adjustment.amount_ore == 300


class TestReversal:
    """One that is taken back while the other stands gives nothing back; the last one does."""

    @pytest.mark.parametrize("first", [0, 1])
    def test_only_the_last_gives_the_hour_back(self, at: Services, number: str, first: int) -> None:
        rows = [recorded(at, number, BY_ONE), recorded(at, number, BY_TWO, by=TWO)]
        assert take_back(at, rows[first].claim_id, None).reversal.consumed == 0
        assert state(at, number).left == GRANTED - 90
        assert take_back(at, rows[1 - first].claim_id, rows[1 - first].provider).reversal.consumed == 90
        assert (state(at, number).left, state(at, number).weeks, state(at, number).shared) == (
            GRANTED,
            {"2026-W47": 0},
            {},
        )

    def test_a_report_sent_anew_finds_the_hour_of_the_one_that_stands(self, at: Services, number: str) -> None:
        row = recorded(at, number, BY_ONE)
        recorded(at, number, BY_TWO, by=TWO)
        take_back(at, row.claim_id, ONE)
        assert recorded(at, number, replace(BY_ONE, nth=2)).consumed == 0

    def test_one_whose_counterpart_was_taken_back_before_it_books_the_hour_again(
        self, at: Services, number: str
    ) -> None:
        take_back(at, recorded(at, number, BY_ONE).claim_id, ONE)
        assert recorded(at, number, BY_TWO, by=TWO).consumed == 90


class TestRefused:
    """What does not agree is refused by a code of its own."""

    @pytest.mark.parametrize(
        ("partner", "code"),
        [("nobody", "partner_unknown"), (ONE, "partner_unknown"), (OWN, "partner_not_authorised")],
    )
    def test_the_partner_is_another_provider_at_the_same_prices(
        self, at: Services, number: str, partner: str, code: str
    ) -> None:
        assert refused(at.claims.claim(ONE, number, replace(BY_ONE, partner=partner))) == code

    def test_a_shared_hour_is_one_of_two_counsellors(self, at: Services, number: str) -> None:
        found = at.claims.claim(ONE, number, replace(BY_ONE, counsellors=1))
        assert found == Refused("partner_counsellors", {"counsellors": 2})

    def test_the_decision_grants_two(self, at: Services) -> None:
        found = at.claims.claim(ONE, order(at, replace(DECISION, counsellors=1)), BY_ONE)
        assert refused(found) == "counsellors_not_granted"

    def test_other_minutes_than_the_counterpart_reported(self, at: Services, number: str) -> None:
        recorded(at, number, BY_ONE)
        found = at.claims.claim(TWO, number, replace(BY_TWO, minutes=60))
        assert found == Refused("partner_differs", {"event": "session", "minutes": 90})

    def test_a_counterpart_that_names_somebody_else(self, ledger: Ledger) -> None:
        register = nacka()
        third = replace(register.providers[TWO], id="tredje")
        at = desk(ledger, register=replace(register, providers={**register.providers, "tredje": third}))
        number = order(at)
        recorded(at, number, replace(BY_TWO, partner="tredje"), by=TWO)
        assert refused(at.claims.claim(ONE, number, BY_ONE)) == "partner_names_another"

    def test_a_service_without_a_price_for_two(self, ledger: Ledger) -> None:
        register = nacka()
        alone = replace(register, tariffs=tuple(tariff for tariff in register.tariffs if tariff.counsellors == 1))
        at = desk(ledger, register=alone)
        assert refused(at.claims.claim(ONE, order(at), BY_ONE)) == "no_price_for_two"

    def test_a_service_by_the_session_is_not_shared(self, ledger: Ledger) -> None:
        at = desk(ledger)
        issued = at.numbers.issue(IssueRequest(SERVICE), "reception-1", "key")
        assert isinstance(issued, Issued)
        found = at.claims.claim(ONE, issued.number, Claim(SERVICE, TODAY, partner=TWO))
        assert refused(found) == "partner_unasked"
