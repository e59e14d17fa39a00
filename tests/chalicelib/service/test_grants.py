"""How many sessions a number can have in all: no more than policy grants, no fewer than are used."""

from dataclasses import replace

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Changed, Issued, Refused, Reversed
from tests.support.chalicelib.sample import ONE, OWN_ONLY, SERVICE, TODAY, Services, coded, desk, issued, rules, service
from tests.support.chalicelib.talk import recorded

CLAIM = Claim(SERVICE, TODAY)
WHO = "reception-1"


def granted(at: Services, number: str, total: int) -> Changed:
    """A number with another total."""
    found = at.numbers.extend(number, total, "assessment", WHO)
    assert isinstance(found, Changed), found
    return found


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
        assert granted(at, number, 20).row.granted == 20
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
        granted(generous, number, 20)
        at = desk(ledger)
        assert granted(at, number, 20).replayed
        assert at.numbers.extend(number, 21, "other", WHO) == Refused("not_within_limits", {"most": 20})
        assert granted(at, number, 12).row.granted == 12

    def test_a_service_that_policy_has_no_more_grants_nothing_more(self, ledger: Ledger) -> None:
        number = issued(desk(ledger))
        at = desk(ledger, register=rules(services=[service(id=OWN_ONLY)], tariffs=[], fees=[], providers=[]))
        assert at.numbers.extend(number, 6, "assessment", WHO) == Refused("not_within_limits", {"most": 5})


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
