"""Rules that policy sets, through the whole desk: joint services, first visits, late cancellations, own units."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Checked, Issued, Reversed
from tests.support.chalicelib.sample import (
    ENDED,
    ONE,
    OWN,
    OWN_ONLY,
    SERVICE,
    TODAY,
    Services,
    desk,
    fee,
    issued,
    rules,
    service,
    tariff,
)
from tests.support.chalicelib.talk import recorded, refused

CLAIM = Claim(SERVICE, TODAY)
ANONYMOUS = "unverified_at_own_unit"


JOINT = {"code": "2380", "name": "Östersund", "members": ["2380", "2305", "2361"], "demo": True}


def services(**changes: object) -> list[dict[str, Any]]:
    """The sample's services, of which the first is changed."""
    return [service(**changes), service(id=OWN_ONLY, own_unit_only=True)]


def number(at: Services, **order: Any) -> str:  # noqa: ANN401 - the fields of an order
    """A number for an order."""
    found = at.numbers.issue(IssueRequest(SERVICE, **order), "reception-1", "key")
    assert isinstance(found, Issued), found
    return found.number


class TestJoint:
    """Several municipalities together: the number says whose resident it is, and the claim says who pays (D40)."""

    def test_the_member_stands_on_claim_and_reversal(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(municipality=JOINT))
        row = recorded(at, number(at, member="2305"))
        back = at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert isinstance(back, Reversed)
        assert (row.member, back.reversal.member) == ("2305", "2305")

    def test_it_stays_on_the_number_that_replaces_another(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(municipality=JOINT))
        new = at.numbers.replace(number(at, member="2361"), "lost", "reception-1", "other")
        assert isinstance(new, Issued)
        assert new.row.member == "2361"

    @pytest.mark.parametrize(("member", "code"), [(None, "member_required"), ("0180", "unknown_member")])
    def test_a_number_is_a_members(self, ledger: Ledger, member: str | None, code: str) -> None:
        at = desk(ledger, register=rules(municipality=JOINT))
        assert refused(at.numbers.issue(IssueRequest(SERVICE, member=member), "reception-1", "key")) == code


class TestFirstVisits:
    """The first three visits cost 100 kr (DOMAIN §6), counted on the number, whoever performs them."""

    def at(self, ledger: Ledger, paid_by: str = "municipality") -> Services:
        """A desk with cheap first visits."""
        return desk(
            ledger,
            register=rules(fees=[fee(first_visits={"count": 3, "amount_ore": 10_000, "paid_by": paid_by})]),
        )

    def test_the_fourth_costs_the_full_fee(self, ledger: Ledger) -> None:
        at = self.at(ledger)
        quoted = number(at)
        rows = [recorded(at, quoted, replace(CLAIM, nth=nth)) for nth in range(1, 5)]
        assert [row.fee_ore for row in rows] == [10_000, 10_000, 10_000, 45_000]
        assert [row.amount_ore for row in rows] == [145_400, 145_400, 145_400, 110_400]

    def test_policy_may_let_the_provider_bear_it(self, ledger: Ledger) -> None:
        at = self.at(ledger, "provider")
        row = recorded(at, number(at))
        assert (row.amount_ore, row.fee_ore) == (110_400, 10_000)

    def test_a_visit_that_was_taken_back_does_not_count(self, ledger: Ledger) -> None:
        at = self.at(ledger)
        quoted = number(at)
        rows = [recorded(at, quoted, replace(CLAIM, nth=nth)) for nth in range(1, 4)]
        at.claims.reverse(rows[0].claim_id, "duplicate", "subject", ONE)
        assert recorded(at, quoted, replace(CLAIM, nth=4)).fee_ore == 10_000

    def test_a_new_number_for_a_lost_one_does_not_begin_again(self, ledger: Ledger) -> None:
        at = self.at(ledger)
        quoted = number(at)
        for nth in range(1, 4):
            recorded(at, quoted, replace(CLAIM, nth=nth))
        new = at.numbers.replace(quoted, "lost", "reception-1", "other")
        assert isinstance(new, Issued)
        assert recorded(at, new.number, by=OWN).fee_ore == 45_000


class TestNobodyCame:
    """A late cancellation or a no-show costs the resident the fee and a session, where policy says so."""

    PRICES = (
        tariff(),
        tariff(event="late_cancellation", amount_ore=40_000),
        tariff(event="no_show", amount_ore=50_000),
    )

    @pytest.mark.parametrize(("event", "amount_ore"), [("late_cancellation", 40_000), ("no_show", 50_000)])
    def test_it_is_paid_by_its_own_tariff_and_takes_a_session(
        self, ledger: Ledger, event: str, amount_ore: int
    ) -> None:
        at = desk(ledger, register=rules(tariffs=[*self.PRICES]))
        row = recorded(at, issued(at), replace(CLAIM, event=event))
        assert (row.amount_ore, row.fee_ore, row.left) == (amount_ore, 45_000, 4)

    def test_where_policy_lets_it_pass_the_session_stays(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(services=services(consumes=["session"]), tariffs=[*self.PRICES]))
        assert recorded(at, issued(at), replace(CLAIM, event="late_cancellation")).left == 5

    def test_without_a_price_it_is_refused_and_not_invented(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert refused(at.claims.claim(ONE, issued(at), replace(CLAIM, event="late_cancellation"))) == "no_tariff"

    def test_whoever_is_exempt_owes_nothing_for_it_and_the_municipality_pays(self, ledger: Ledger) -> None:
        at = desk(ledger)
        row = recorded(at, issued(at, exempt=True), replace(CLAIM, event="no_show"))
        assert (row.amount_ore, row.fee_ore) == (95_000, 0)


class TestOwnUnit:
    """Full anonymity, and some services, only at the municipality's own unit (D7, D13)."""

    def test_a_resident_whose_residence_nobody_checked_is_paid_for_there(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(services=services(residence=["checked", ANONYMOUS])))
        quoted = number(at, residence=ANONYMOUS)
        assert refused(at.claims.claim(ONE, quoted, CLAIM)) == "number_unknown"
        assert recorded(at, quoted, by=OWN).amount_ore == 106_600

    def test_a_replacement_stays_as_anonymous(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(services=services(residence=["checked", ANONYMOUS])))
        new = at.numbers.replace(number(at, residence=ANONYMOUS), "lost", "reception-1", "other")
        assert isinstance(new, Issued)
        assert refused(at.claims.check(ONE, new.number)) == "number_unknown"
        assert isinstance(at.claims.check(OWN, new.number), Checked)

    def test_its_own_service_is_claimed_there(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert recorded(at, issued(at, service=OWN_ONLY), Claim(OWN_ONLY, TODAY), by=OWN).amount_ore == 90_000


class TestAuthorisation:
    """What was performed while the authorisation was in force can be claimed, as long as it is not too old."""

    def test_before_it_began_and_after_it_ended(self, ledger: Ledger) -> None:
        earlier = desk(ledger, now=lambda: at.context.now() - timedelta(days=60))
        at = desk(ledger)
        quoted = issued(earlier)
        assert recorded(at, quoted, replace(CLAIM, date=TODAY - timedelta(days=21)), by=ENDED)
        assert (
            refused(at.claims.claim(ENDED, quoted, replace(CLAIM, date=TODAY - timedelta(days=20)))) == "not_authorised"
        )
