"""A number whose successor was never handed over is usable again: nobody is left with nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Changed, Checked, Issued, Refused, Replayed, Reversed
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import (
    HOURS,
    ONE,
    SERVICE,
    TODAY,
    TWO,
    Clock,
    Services,
    coded,
    desk,
    issued,
    nacka,
    rewired,
)
from tests.support.chalicelib.talk import NEVER_ISSUED, recorded, refused

CLAIM = Claim(SERVICE, TODAY)
WHO = "reception-1"
MISTYPED = "7K3M-9RT4-WXC7"
USES: dict[str, Callable[[Services, str], object]] = {
    "claimed": recorded,
    "claimed and taken back": lambda at, new: at.claims.reverse(
        recorded(at, new).claim_id, "duplicate", "subject", ONE
    ),
    "claimed without a session": lambda at, new: at.claims.claim(ONE, new, replace(CLAIM, event="phone")),
}


def replaced(at: Services, number: str, key: str = "replacement") -> str:
    """The number that took another's place."""
    found = at.numbers.replace(number, "lost", WHO, key)
    assert isinstance(found, Issued), found
    return found.number


def given_back(at: Services, number: str, successor: str) -> Changed:
    """A number that is usable again."""
    found = at.numbers.give_back(number, successor, WHO)
    assert isinstance(found, Changed), found
    return found


def looked_up(at: Services, number: str) -> Checked:
    """What the reception is told."""
    found = at.numbers.inspect(number)
    assert isinstance(found, Checked), found
    return found


class TestGivenBack:
    """The old number has what was left, the new one nothing."""

    def test_the_old_number_has_again_what_was_left(self, ledger: Ledger) -> None:
        at = desk(ledger)
        old = issued(at)
        recorded(at, old)
        new = replaced(at, old)
        row = given_back(at, old, new).row
        assert (row.granted, row.used, row.left, row.successor) == (5, 1, 4, None)
        assert looked_up(at, old).reason is None
        assert recorded(at, old, replace(CLAIM, nth=2)).left == 3

    def test_the_new_number_is_closed_with_nothing_left(self, ledger: Ledger) -> None:
        at = desk(ledger)
        old = issued(at)
        new = replaced(at, old)
        given_back(at, old, new)
        found = looked_up(at, new)
        assert (found.reason, found.row.granted, found.row.left) == ("number_revoked", 0, 0)
        assert refused(at.claims.claim(TWO, new, CLAIM)) == "number_revoked"

    def test_again_it_is_answered_the_same(self, ledger: Ledger) -> None:
        at = desk(ledger)
        old = issued(at)
        new = replaced(at, old)
        first = given_back(at, old, new)
        assert given_back(at, old, new) == Changed(first.row, replayed=True)

    def test_the_replacing_sent_again_hands_out_no_closed_number(self, ledger: Ledger) -> None:
        at = desk(ledger)
        old = issued(at)
        given_back(at, old, replaced(at, old))
        assert refused(at.numbers.replace(old, "lost", WHO, "replacement")) == "number_revoked"
        assert looked_up(at, old).row.left == 5

    def test_a_session_taken_back_meanwhile_comes_along(self, ledger: Ledger) -> None:
        at = desk(ledger)
        old = issued(at)
        row = recorded(at, old)
        new = replaced(at, old)
        assert isinstance(at.claims.reverse(row.claim_id, "duplicate", "subject", ONE), Reversed)
        assert given_back(at, old, new).row.left == 5

    def test_a_session_taken_back_afterwards_comes_to_the_old_number(self, ledger: Ledger) -> None:
        at = desk(ledger)
        old = issued(at)
        row = recorded(at, old)
        given_back(at, old, replaced(at, old))
        found = at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert (found.reversal.left, looked_up(at, old).row.left) == (5, 5)

    def test_it_can_be_replaced_again(self, ledger: Ledger) -> None:
        at = desk(ledger)
        old = issued(at)
        unseen = replaced(at, old)
        given_back(at, old, unseen)
        new = replaced(at, old, "another")
        assert looked_up(at, new).row.left == 5
        assert refused(at.numbers.give_back(old, unseen, WHO)) == "number_replaced"
        assert given_back(at, old, new).row.left == 5

    def test_the_last_of_several_is_undone(self, ledger: Ledger) -> None:
        at = desk(ledger)
        first = issued(at)
        row = recorded(at, first)
        second = replaced(at, first)
        third = replaced(at, second, "another")
        given_back(at, second, third)
        assert refused(at.numbers.give_back(first, third, WHO)) == "not_replaced_by"
        at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert [looked_up(at, one).row.left for one in (first, second, third)] == [0, 5, 0]

    def test_what_was_taken_back_of_an_earlier_number_meanwhile_can_be_granted_again(self, ledger: Ledger) -> None:
        at = desk(ledger)
        first = issued(at)
        row = recorded(at, first)
        second = replaced(at, first)
        third = replaced(at, second, "another")
        at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        given_back(at, second, third)
        assert at.numbers.extend(second, 9, "assessment", WHO) == Refused("not_within_limits", {"most": 8})

    def test_minutes_that_were_taken_back_of_an_earlier_number_meanwhile_are_free_in_their_week(
        self, ledger: Ledger
    ) -> None:
        at = desk(ledger, register=nacka())
        made = at.numbers.issue(IssueRequest(HOURS, decision=DecisionGrant(180, 2)), WHO, "key")
        assert isinstance(made, Issued)
        row = recorded(at, made.number, Claim(HOURS, TODAY, minutes=180))
        second = replaced(at, made.number)
        third = replaced(at, second, "another")
        at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        given_back(at, second, third)
        assert recorded(at, second, Claim(HOURS, TODAY, minutes=180)).minutes == 180

    @pytest.mark.parametrize("fault", ["before", "after"])
    def test_an_answer_that_is_lost_gives_it_back_once(self, ledger: Ledger, fault: str) -> None:
        plain = desk(ledger)
        old = issued(plain)
        new = replaced(plain, old)
        at = rewired(plain, ledger=faulty(ledger, fault))
        assert given_back(at, old, new).row == given_back(plain, old, new).row
        assert [looked_up(plain, one).row.version for one in (old, new)] == [3, 2]


class TestCodes:
    """The slip that the resident has is good again."""

    def test_its_codes_pay_and_those_that_were_used_do_not(self, ledger: Ledger) -> None:
        at = desk(ledger, register=coded())
        made = at.numbers.issue(IssueRequest(SERVICE), WHO, "key")
        assert isinstance(made, Issued)
        claimed = replace(CLAIM, code=made.codes[1])
        recorded(at, made.number, claimed)
        assert given_back(at, made.number, replaced(at, made.number)).codes == ()
        assert isinstance(at.claims.claim(ONE, made.number, claimed), Replayed)
        assert refused(at.claims.claim(ONE, made.number, replace(claimed, nth=2))) == "code_used"
        assert recorded(at, made.number, replace(CLAIM, nth=2, code=made.codes[4])).left == 3

    def test_sessions_that_the_new_number_was_granted_bring_their_codes(self, ledger: Ledger) -> None:
        at = desk(ledger, register=coded())
        made = at.numbers.issue(IssueRequest(SERVICE), WHO, "key")
        assert isinstance(made, Issued)
        new = replaced(at, made.number)
        at.numbers.extend(new, 7, "assessment", WHO)
        codes = given_back(at, made.number, new).codes
        assert (len(codes), set(codes) & set(made.codes)) == (2, set())
        assert recorded(at, made.number, replace(CLAIM, code=codes[1])).left == 6


class TestRefused:
    """Somebody may have the new number, or it is another's."""

    @pytest.mark.parametrize("use", USES)
    def test_once_the_new_number_has_been_used(self, ledger: Ledger, use: str) -> None:
        at = desk(ledger)
        old = issued(at)
        new = replaced(at, old)
        USES[use](at, new)
        assert refused(at.numbers.give_back(old, new, WHO)) == "new_number_used"
        assert looked_up(at, old).reason == "number_replaced"

    def test_once_a_wrong_code_was_tried_on_it(self, ledger: Ledger) -> None:
        at = desk(ledger, register=coded())
        old = issued(at)
        new = replaced(at, old)
        at.claims.claim(ONE, new, replace(CLAIM, code="0000"))
        assert refused(at.numbers.give_back(old, new, WHO)) == "new_number_used"

    def test_numbers_that_have_nothing_to_do_with_each_other(self, ledger: Ledger) -> None:
        at = desk(ledger)
        one, other = issued(at), issued(at, "other")
        new = replaced(at, one)
        found = [at.numbers.give_back(*pair, WHO) for pair in ((one, other), (other, new), (new, one), (one, one))]
        assert found == [Refused("not_replaced_by")] * 4

    def test_a_new_number_that_was_revoked_for_good(self, ledger: Ledger) -> None:
        at = desk(ledger)
        old = issued(at)
        new = replaced(at, old)
        at.numbers.revoke(new, "misused", WHO)
        assert refused(at.numbers.give_back(old, new, WHO)) == "number_revoked"

    def test_an_old_number_that_was_revoked_after_it_came_back(self, ledger: Ledger) -> None:
        at = desk(ledger)
        old = issued(at)
        new = replaced(at, old)
        given_back(at, old, new)
        at.numbers.revoke(old, "misused", WHO)
        assert refused(at.numbers.give_back(old, new, WHO)) == "number_revoked"

    def test_when_both_have_expired(self, ledger: Ledger) -> None:
        clock = Clock()
        at = desk(ledger, now=clock)
        old = issued(at)
        new = replaced(at, old)
        clock.move(days=365)
        assert at.numbers.give_back(old, new, WHO) == Refused("number_expired", {"valid_to": "2027-11-20"})

    @pytest.mark.parametrize(("wrong", "code"), [(NEVER_ISSUED, "number_unknown"), (MISTYPED, "number_mistyped")])
    def test_a_number_that_does_not_stand(self, ledger: Ledger, wrong: str, code: str) -> None:
        at = desk(ledger)
        old = issued(at)
        new = replaced(at, old)
        assert [refused(at.numbers.give_back(*pair, WHO)) for pair in ((old, wrong), (wrong, new))] == [code, code]
