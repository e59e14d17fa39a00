"""A number is handed over to the supplier whose turn it is, over both ledgers (D34, D55)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import NumberRow
from chalicelib.register.model import Register
from chalicelib.reporting.issued_numbers import HandedOver, count_numbers
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.context import Seen
from chalicelib.rules.hand_over import Recipient
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Changed, Issued, Outdated, Refused, Reversed
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import (
    HOURS,
    ONE,
    OWN,
    OWN_ONLY,
    TODAY,
    Services,
    desk,
    issued,
    nacka,
    rules,
)
from tests.support.chalicelib.suppliers import ANONYMOUS, FIRST, PRICES, SECOND, THIRD, huddinge, price, supplier
from tests.support.chalicelib.talk import NEVER_ISSUED, recorded, refused

TURN, WHO = Recipient(None, None), "reception-1"
LAST_DAY = TODAY + timedelta(days=10)
VISIT = Claim(OWN_ONLY, TODAY)


def handed(at: Services, number: str, to: Recipient = TURN) -> NumberRow:
    """Hand a number over; return it."""
    outcome = at.numbers.hand_over(number, to, WHO)
    assert isinstance(outcome, Changed), outcome
    return outcome.row


@pytest.fixture
def at(ledger: Ledger) -> Services:
    """The desk of a municipality whose own unit comes first."""
    return desk(ledger, register=huddinge())


@pytest.fixture
def number(at: Services) -> str:
    """A number of the own unit's."""
    return issued(at, service=OWN_ONLY)


class TestTurn:
    """The agreement says whose turn it is; another one needs a reason."""

    def test_the_first_in_rank_needs_no_reason(self, at: Services, number: str) -> None:
        row = handed(at, number)
        assert (row.supplier, row.supplier_because) == (FIRST, None)

    @pytest.mark.parametrize(
        ("turns", "first"),
        [(({"criterion": 3}, {"criterion": 2}, {"criterion": 1}), THIRD), (({}, {}, {}), SECOND)],
        ids=["lowest criterion", "lowest price"],
    )
    def test_another_rule_gives_another_turn(
        self, ledger: Ledger, turns: Sequence[Mapping[str, int]], first: str
    ) -> None:
        there = desk(ledger, register=huddinge(turns))
        assert handed(there, issued(there, service=OWN_ONLY)).supplier == first

    def test_another_supplier_is_refused_with_whose_turn_it_is(self, at: Services, number: str) -> None:
        found = at.numbers.hand_over(number, Recipient(THIRD, None), WHO)
        assert found == Refused("because_required", {"turn": FIRST})

    def test_another_supplier_is_handed_it_for_a_reason_that_is_kept(self, at: Services, number: str) -> None:
        row = handed(at, number, Recipient(THIRD, "no_capacity"))
        assert (row.supplier, row.supplier_because) == (THIRD, "no_capacity")

    def test_a_reason_that_is_no_code_and_a_supplier_that_is_none_are_refused(self, at: Services, number: str) -> None:
        found = [at.numbers.hand_over(number, to, WHO) for to in (Recipient(FIRST, "ill"), Recipient(ONE, "declined"))]
        assert [*map(refused, found)] == ["unknown_reason", "invalid_field"]


class TestWhoCanUseIt:
    """From then on the supplier alone."""

    def test_the_supplier_is_paid_its_own_price(self, at: Services, number: str) -> None:
        handed(at, number, Recipient(SECOND, "declined"))
        assert recorded(at, number, VISIT, SECOND).amount_ore == PRICES[SECOND]

    def test_no_supplier_can_use_a_number_before(self, at: Services, number: str) -> None:
        assert refused(at.claims.claim(FIRST, number, VISIT)) == "number_unknown"

    def test_others_are_told_what_they_are_told_of_no_number(self, at: Services, number: str) -> None:
        handed(at, number)
        for who in (SECOND, ONE):
            assert at.claims.check(who, number) == at.claims.check(who, NEVER_ISSUED)

    def test_the_own_unit_is_told_why_and_what_it_performed_stays(self, at: Services, number: str) -> None:
        mine = recorded(at, number, VISIT, OWN)
        handed(at, number)
        assert refused(at.claims.claim(OWN, number, replace(VISIT, nth=2))) == "handed_over"
        back = at.claims.reverse(mine.claim_id, "duplicate", WHO, OWN)
        assert isinstance(back, Reversed)
        assert back.reversal.left == 5

    def test_a_supplier_finds_its_reports_of_a_number_that_went_on(self, at: Services, number: str) -> None:
        handed(at, number)
        mine = recorded(at, number, VISIT, FIRST)
        handed(at, number, Recipient(SECOND, "declined"))
        assert at.claims.find(FIRST, number, TODAY) == [mine]
        assert refused(at.claims.find(THIRD, number, TODAY)) == "number_unknown"

    def test_a_replacement_for_a_lost_number_is_the_suppliers_too(self, at: Services, number: str) -> None:
        handed(at, number)
        new = at.numbers.replace(number, "lost", WHO, "key")
        assert isinstance(new, Issued)
        assert recorded(at, new.number, VISIT, FIRST).left == 4

    @pytest.mark.parametrize("is_before", [True, False], ids=["handed over before", "handed over meanwhile"])
    def test_a_replacement_that_is_undone_leaves_one_number_at_the_supplier(
        self, at: Services, number: str, *, is_before: bool
    ) -> None:
        if is_before:
            handed(at, number)
        new = at.numbers.replace(number, "lost", WHO, "key")
        assert isinstance(new, Issued)
        if not is_before:
            handed(at, new.number, Recipient(SECOND, "declined"))
        assert isinstance(at.numbers.give_back(number, new.number, WHO), Changed)
        (there,) = count_numbers(at.context.ledger, huddinge(), TODAY.year, TODAY)[OWN_ONLY].handed_over.items()
        assert there == ((FIRST, HandedOver(1)) if is_before else (SECOND, HandedOver(0, {"declined": 1})))
        assert recorded(at, number, VISIT, there[0]).left == 4


class TestAgain:
    """What is repeated changes nothing; what is another decision needs a reason."""

    @pytest.mark.parametrize("to", [TURN, Recipient(FIRST, None), Recipient(FIRST, "other")])
    def test_the_same_again_changes_nothing(self, at: Services, number: str, to: Recipient) -> None:
        first = handed(at, number)
        assert at.numbers.hand_over(number, to, WHO) == Changed(first, replayed=True)

    def test_an_answer_that_was_lost_comes_again(self, ledger: Ledger) -> None:
        there = desk(faulty(ledger, "", "after"), register=huddinge())
        row = handed(there, issued(there, service=OWN_ONLY))
        assert (row.supplier, row.version) == (FIRST, 2)

    @pytest.mark.parametrize(("to", "supplier"), [(SECOND, SECOND), (OWN, None)])
    def test_on_to_another_or_back_for_a_reason(self, at: Services, number: str, to: str, supplier: str | None) -> None:
        handed(at, number)
        assert refused(at.numbers.hand_over(number, Recipient(to, None), WHO)) == "because_required"
        assert handed(at, number, Recipient(to, "declined")).supplier == supplier
        assert recorded(at, number, VISIT, to).left == 4


class TestNotHandedOver:
    """What residents choose is not handed over, nor whoever is anonymous, nor what cannot be used."""

    def test_a_number_with_a_free_choice(self, at: Services) -> None:
        assert refused(at.numbers.hand_over(issued(at), TURN, WHO)) == "not_handed_over"

    def test_an_anonymous_number(self, at: Services) -> None:
        new = at.numbers.issue(IssueRequest(OWN_ONLY, residence=ANONYMOUS), WHO, "key")
        assert isinstance(new, Issued)
        assert refused(at.numbers.hand_over(new.number, TURN, WHO)) == "not_handed_over"

    def test_a_blocked_number(self, at: Services, number: str) -> None:
        at.numbers.revoke(number, "moved", WHO)
        assert refused(at.numbers.hand_over(number, TURN, WHO)) == "number_revoked"

    def test_a_number_without_an_agreement(self, ledger: Ledger) -> None:
        there = desk(ledger)
        assert refused(there.numbers.hand_over(issued(there, service=OWN_ONLY), TURN, WHO)) == "no_supplier"


def renewed(register: Register) -> Register:
    """Return a register in which the first supplier's agreement ends, and the second's begins the day after."""
    periods = {FIRST: (date(2020, 1, 1), LAST_DAY), SECOND: (LAST_DAY + timedelta(days=1), None)}
    suppliers = {
        name: replace(
            register.providers[name],
            services=tuple(replace(row, start=start, end=end) for row in register.providers[name].services),
        )
        for name, (start, end) in periods.items()
    }
    return replace(register, providers={**register.providers, **suppliers})


class Between:
    """A fake ledger in which somebody else acts between our read of a number and our write."""

    def __init__(self, ledger: Ledger, deed: Callable[[], object]) -> None:
        self._ledger, self._deed = ledger, [deed]

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def numbers(self, number_hashes: Sequence[str]) -> Mapping[str, NumberRow]:
        """Read the numbers, then let the other act once."""
        rows = self._ledger.numbers(number_hashes)
        while self._deed:
            self._deed.pop()()
        return rows


class TestTwoAtOnce:
    """Whoever comes first hands over; the other sees it."""

    def test_the_second_in_turn_is_answered_with_what_the_first_did(self, ledger: Ledger, at: Services) -> None:
        number = issued(at, service=OWN_ONLY)
        there = desk(cast("Ledger", Between(ledger, lambda: handed(at, number))), register=huddinge())
        assert there.numbers.hand_over(number, TURN, "other") == Changed(handed(at, number), replayed=True)

    def test_the_second_to_another_supplier_sees_that_it_has_been_handed_over(
        self, ledger: Ledger, at: Services
    ) -> None:
        number = issued(at, service=OWN_ONLY)
        there = desk(cast("Ledger", Between(ledger, lambda: handed(at, number))), register=huddinge())
        seen = Seen(granted=5, exempt=False)
        found = there.numbers.hand_over(number, Recipient(SECOND, "declined"), "other", seen)
        assert isinstance(found, Outdated)
        assert found.row.supplier == FIRST

    def test_a_visit_that_the_own_unit_records_meanwhile_stays(self, ledger: Ledger, at: Services) -> None:
        number = issued(at, service=OWN_ONLY)
        there = desk(cast("Ledger", Between(ledger, lambda: recorded(at, number, VISIT, OWN))), register=huddinge())
        row = handed(there, number)
        assert (row.supplier, row.left) == (FIRST, 4)


class TestBeyondTheLimits:
    """Nacka until 2018: what kundval cannot grant is a supplier's from the start (D34)."""

    MORE = DecisionGrant(minutes_week=600, months=9)

    def register(self, otherwise: Mapping[str, str]) -> Register:
        """Build Nacka's register with suppliers."""
        data = dict(nacka().document)
        (row,) = cast("list[dict[str, Any]]", data["services"])
        suppliers = [supplier(name, n, HOURS, {"rank": n}) for n, name in enumerate((FIRST, SECOND), 1)]
        return rules(
            services=[row | {"decision": row["decision"] | otherwise, "residence": ["checked", ANONYMOUS]}],
            tariffs=[*cast("list[Any]", data["tariffs"]), price(FIRST, HOURS), price(SECOND, HOURS)],
            fees=[],
            providers=[*cast("list[Any]", data["providers"]), *suppliers],
        )

    def test_a_decision_beyond_is_refused_without_a_way_on(self, ledger: Ledger) -> None:
        there = desk(ledger, register=self.register({}))
        assert (
            refused(there.numbers.issue(IssueRequest(HOURS, residence="checked", decision=self.MORE), WHO, "k"))
            == "not_within_limits"
        )

    def test_a_decision_beyond_is_the_suppliers_whose_turn_it_is(self, ledger: Ledger) -> None:
        there = desk(ledger, register=self.register({"otherwise": "framework"}))
        new = there.numbers.issue(IssueRequest(HOURS, residence="checked", decision=self.MORE), WHO, "k")
        assert isinstance(new, Issued)
        visit = Claim(HOURS, TODAY, minutes=600)
        assert (new.row.supplier, refused(there.claims.claim(ONE, new.number, visit))) == (FIRST, "number_unknown")
        assert recorded(there, new.number, visit, FIRST).amount_ore == 10 * PRICES[FIRST]

    def test_a_decision_that_begins_under_the_next_agreement_is_that_ones_from_the_start(self, ledger: Ledger) -> None:
        there = desk(ledger, register=renewed(self.register({"otherwise": "framework"})))
        later = replace(self.MORE, first=LAST_DAY + timedelta(days=1))
        new = there.numbers.issue(IssueRequest(HOURS, residence="checked", decision=later), WHO, "k")
        assert isinstance(new, Issued)
        assert new.row.supplier == SECOND
        assert refused(there.numbers.hand_over(new.number, Recipient(FIRST, "declined"), WHO)) == "invalid_field"

    def test_a_decision_within_the_limits_is_the_residents_to_choose_by(self, ledger: Ledger) -> None:
        there = desk(ledger, register=self.register({"otherwise": "framework"}))
        new = there.numbers.issue(IssueRequest(HOURS, residence="checked", decision=DecisionGrant(300, 6)), WHO, "k")
        assert isinstance(new, Issued)
        visit = Claim(HOURS, TODAY, minutes=60)
        assert refused(there.claims.claim(FIRST, new.number, visit)) == "number_unknown"
        assert recorded(there, new.number, visit, ONE).amount_ore == 86_800

    def test_nobody_is_anonymous_at_a_supplier(self, ledger: Ledger) -> None:
        there = desk(ledger, register=self.register({"otherwise": "framework"}))
        found = there.numbers.issue(IssueRequest(HOURS, residence=ANONYMOUS, decision=self.MORE), WHO, "k")
        assert refused(found) == "not_within_limits"

    @pytest.mark.parametrize(
        ("minutes_week", "who", "partner"), [(300, ONE, FIRST), (600, FIRST, ONE), (600, FIRST, SECOND)]
    )
    def test_no_hour_is_shared_with_a_supplier_whose_price_is_its_own(
        self, ledger: Ledger, minutes_week: int, who: str, partner: str
    ) -> None:
        there = desk(ledger, register=self.register({"otherwise": "framework"}))
        decision = DecisionGrant(minutes_week, 6, counsellors=2)
        new = there.numbers.issue(IssueRequest(HOURS, residence="checked", decision=decision), WHO, "k")
        assert isinstance(new, Issued)
        visit = Claim(HOURS, TODAY, minutes=60, counsellors=2, partner=partner)
        assert refused(there.claims.claim(who, new.number, visit)) == "partner_not_authorised"
