"""How many sessions a number can have in all: no more than policy grants, no fewer than are used."""

from dataclasses import replace

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import NumberRow
from chalicelib.rules import number_changes
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Changed, Checked, Issued, Refused, Reversed
from tests.support.chalicelib.sample import ONE, OWN_ONLY, SERVICE, TODAY, Services, coded, desk, issued, rules, service
from tests.support.chalicelib.talk import recorded

CLAIM = Claim(SERVICE, TODAY)
WHO = "reception-1"


def granted(at: Services, number: str, total: int, beyond: str | None = None) -> Changed:
    """A number with another total."""
    found = at.numbers.extend(number, total, "assessment", WHO, beyond=beyond)
    assert isinstance(found, Changed), found
    return found


def standing(at: Services, number: str) -> NumberRow:
    """A number as it is."""
    found = at.numbers.inspect(number)
    assert isinstance(found, Checked), found
    return found.row


def slip(at: Services) -> Issued:
    """A number with its presence codes."""
    found = at.numbers.issue(IssueRequest(SERVICE), WHO, "slip")
    assert isinstance(found, Issued)
    return found


def replaced(at: Services, number: str) -> Issued:
    """The number that took another's place."""
    found = at.numbers.replace(number, "lost", WHO, "replacement")
    assert isinstance(found, Issued)
    return found


class TestMost:
    """What policy grants at first, and for every reason besides, is the most."""

    @pytest.mark.parametrize("total", [9, 999])
    def test_no_more_than_policy_grants(self, ledger: Ledger, total: int) -> None:
        at = desk(ledger)
        assert at.numbers.extend(issued(at), total, "assessment", WHO) == Refused("not_within_limits", {"most": 8})

    def test_all_that_policy_grants(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert granted(at, issued(at), 8).row.granted == 8

    def test_a_most_of_policys_own_goes_before_the_sum(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(services=[service(most=20), service(id=OWN_ONLY)]))
        number = issued(at)
        assert granted(at, number, 20, "decision").row.granted == 20
        assert at.numbers.extend(number, 21, "other", WHO) == Refused("not_within_limits", {"most": 20})

    def test_what_was_used_before_a_replacement_counts(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        new = replaced(at, number).number
        assert at.numbers.extend(new, 8, "assessment", WHO) == Refused("not_within_limits", {"most": 7})
        assert granted(at, new, 7).row.left == 7

    def test_a_number_that_has_more_keeps_it_and_gets_no_more(self, ledger: Ledger) -> None:
        generous = desk(ledger, register=rules(services=[service(most=20), service(id=OWN_ONLY)]))
        number = issued(generous)
        granted(generous, number, 20, "decision")
        at = desk(ledger)
        assert granted(at, number, 20).replayed
        assert at.numbers.extend(number, 21, "other", WHO) == Refused("not_within_limits", {"most": 20})
        assert granted(at, number, 12).row.granted == 12

    def test_a_service_that_policy_has_no_more_grants_nothing_more(self, ledger: Ledger) -> None:
        number = issued(desk(ledger))
        at = desk(ledger, register=rules(services=[service(id=OWN_ONLY)], tariffs=[], fees=[], providers=[]))
        assert at.numbers.extend(number, 6, "assessment", WHO) == Refused("not_within_limits", {"most": 5})


class TestBeyondTheRule:
    """More than policy's granted and extras needs a second reason, which the number keeps as long as it has more."""

    @pytest.fixture
    def at(self, ledger: Ledger) -> Services:
        """Return a desk where a number can have twelve sessions, eight of them by the rule."""
        return desk(ledger, register=rules(services=[service(most=12), service(id=OWN_ONLY)]))

    def test_without_a_second_reason_nothing_is_changed(self, at: Services) -> None:
        number = issued(at)
        assert at.numbers.extend(number, 9, "assessment", WHO) == Refused("beyond_required", {"rule": 8})
        assert standing(at, number).granted == 5

    def test_up_to_the_rule_one_reason_is_enough_and_a_second_is_not_kept(self, at: Services) -> None:
        assert granted(at, issued(at), 8, "decision").row.beyond is None

    def test_the_second_reason_is_kept_on_the_number(self, at: Services) -> None:
        assert granted(at, issued(at), 9, "decision").row.beyond == "decision"

    def test_still_more_needs_a_reason_again(self, at: Services) -> None:
        number = issued(at)
        granted(at, number, 9, "decision")
        assert at.numbers.extend(number, 10, "assessment", WHO) == Refused("beyond_required", {"rule": 8})
        assert granted(at, number, 10, "interrupted").row.beyond == "interrupted"

    def test_fewer_that_are_still_beyond_the_rule_keep_the_reason(self, at: Services) -> None:
        number = issued(at)
        granted(at, number, 12, "decision")
        assert granted(at, number, 10).row.beyond == "decision"

    def test_back_within_the_rule_the_reason_is_gone(self, at: Services) -> None:
        number = issued(at)
        granted(at, number, 12, "decision")
        assert granted(at, number, 8).row.beyond is None

    def test_what_was_used_on_a_number_before_counts(self, at: Services) -> None:
        number = issued(at)
        recorded(at, number)
        new = replaced(at, number).number
        assert at.numbers.extend(new, 8, "assessment", WHO) == Refused("beyond_required", {"rule": 7})

    def test_a_replacement_takes_the_reason_over(self, at: Services) -> None:
        number = issued(at)
        granted(at, number, 9, "decision")
        new = replaced(at, number).number
        assert (standing(at, number).beyond, standing(at, new).beyond) == (None, "decision")

    def test_a_number_that_is_given_back_has_the_reason_of_its_replacement(self, at: Services) -> None:
        number = issued(at)
        new = replaced(at, number).number
        granted(at, new, 9, "decision")
        at.numbers.give_back(number, new, WHO)
        assert (standing(at, number).beyond, standing(at, new).beyond) == ("decision", None)

    def test_a_reason_of_ones_own_is_refused(self, at: Services) -> None:
        assert at.numbers.extend(issued(at), 9, "assessment", WHO, beyond="violence") == Refused("unknown_reason")


class TestSteps:
    """The service's own reasons for more sessions, as the totals that they give."""

    def test_a_step_gives_the_total_that_policy_says(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert number_changes.steps(at.context.register, standing(at, issued(at))) == {"children_under_18": 8}

    def test_a_step_that_the_rule_has_no_room_for_is_not_offered(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(services=[service(most=12), service(id=OWN_ONLY)]))
        number = issued(at)
        granted(at, number, 6)
        assert number_changes.steps(at.context.register, standing(at, number)) == {}

    def test_a_closed_number_has_none(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        at.numbers.revoke(number, "moved", WHO)
        assert number_changes.steps(at.context.register, standing(at, number)) == {}


class TestFewer:
    """What was granted by mistake can be taken away as long as it is not used."""

    def test_down_to_what_is_used(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        row = granted(at, number, 1).row
        assert (row.granted, row.used, row.left) == (1, 1, 0)

    def test_not_below_what_is_used(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        for nth in (1, 2):
            recorded(at, number, replace(CLAIM, nth=nth))
        assert at.numbers.extend(number, 1, "assessment", WHO) == Refused("used_is_more", {"used": 2})

    def test_the_same_lower_total_again_changes_nothing(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        first = granted(at, number, 3)
        assert granted(at, number, 3) == Changed(first.row, replayed=True)

    def test_a_session_taken_back_afterwards_can_be_used_again(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        row = recorded(at, number)
        granted(at, number, 1)
        assert isinstance(at.claims.reverse(row.claim_id, "duplicate", "subject", ONE), Reversed)
        assert recorded(at, number, replace(CLAIM, nth=2)).left == 0


class TestCodes:
    """A code that was handed out stays good, and none is handed out twice."""

    def test_any_code_of_the_slip_pays_after_fewer_are_granted(self, ledger: Ledger) -> None:
        at = desk(ledger, register=coded())
        made = slip(at)
        assert granted(at, made.number, 3).codes == ()
        assert recorded(at, made.number, replace(CLAIM, code=made.codes[4])).left == 2

    def test_more_again_brings_no_code_that_the_slip_has(self, ledger: Ledger) -> None:
        at = desk(ledger, register=coded())
        made = slip(at)
        brought = [granted(at, made.number, total).codes for total in (2, 4, 3, 7, 7, 8)]
        assert [len(codes) for codes in brought] == [0, 0, 0, 2, 2, 1]
        assert brought[3] == brought[4]
        assert len({*made.codes, *brought[3], *brought[5]}) == 8

    def test_a_session_that_comes_to_a_successor_needs_no_code_that_its_slip_has(self, ledger: Ledger) -> None:
        at = desk(ledger, register=coded())
        made = slip(at)
        row = recorded(at, made.number, replace(CLAIM, code=made.codes[0]))
        new = replaced(at, made.number)
        granted(at, new.number, 1)
        at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert granted(at, new.number, 2).codes == ()
        assert recorded(at, new.number, replace(CLAIM, code=new.codes[3])).left == 1
