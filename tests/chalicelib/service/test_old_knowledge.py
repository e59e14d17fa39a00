"""Two receptionists and one number: what somebody else has changed is not changed again unseen."""

from collections.abc import Callable

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.context import Seen
from chalicelib.rules.outcomes import Changed, Checked, Issued, Outdated
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, Services, coded, desk, issued, rewired
from tests.support.chalicelib.talk import recorded

FIRST, SECOND = "reception-1", "reception-2"
SEEN = Seen(granted=5, exempt=False)
Change = Callable[[Services, str], object]
CHANGES: dict[str, Change] = {
    "revoke": lambda at, number: at.numbers.revoke(number, "moved", FIRST, SEEN),
    "extend": lambda at, number: at.numbers.extend(number, 7, "assessment", FIRST, seen=SEEN),
    "exempt": lambda at, number: at.numbers.exempt(number, "decision", FIRST, is_exempt=True, seen=SEEN),
    "replace": lambda at, number: at.numbers.replace(number, "lost", FIRST, "replacement", SEEN),
}
MEANWHILE: dict[str, Change] = {
    "extended": lambda at, number: at.numbers.extend(number, 6, "assessment", SECOND),
    "reduced": lambda at, number: at.numbers.extend(number, 2, "assessment", SECOND),
    "replaced": lambda at, number: at.numbers.replace(number, "lost", SECOND, "another replacement"),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
@pytest.mark.parametrize("change", CHANGES)
def test_a_number_that_another_has_changed_stays_as_it_is(ledger: Ledger, change: str, meanwhile: str) -> None:
    at = desk(ledger)
    number = issued(at)
    MEANWHILE[meanwhile](at, number)
    before = at.numbers.inspect(number)
    found = CHANGES[change](at, number)
    assert isinstance(found, Outdated), found
    assert at.numbers.inspect(number) == before
    assert isinstance(before, Checked)
    assert found.row == before.row


def test_an_exemption_of_another_is_seen_before_more_is_changed(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at)
    at.numbers.exempt(number, "decision", SECOND, is_exempt=True)
    assert isinstance(CHANGES["extend"](at, number), Outdated)


def test_codes_of_a_number_that_another_has_changed_stay_locked(ledger: Ledger) -> None:
    at = desk(ledger, register=coded())
    number = issued(at)
    for code in ("0000", "1111", "2222", "3333", "4444"):
        at.claims.claim(ONE, number, Claim(SERVICE, TODAY, code=code))
    MEANWHILE["extended"](at, number)
    assert isinstance(at.numbers.unlock(number, "verified", FIRST, SEEN), Outdated)


def test_a_visit_meanwhile_is_no_change_of_the_receptions(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at)
    recorded(at, number)
    assert isinstance(CHANGES["extend"](at, number), Changed)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_whose_answer_was_lost_succeeds_when_it_is_sent_again(ledger: Ledger, change: str) -> None:
    at = desk(ledger)
    number = issued(at)
    CHANGES[change](at, number)
    found = CHANGES[change](at, number)
    assert isinstance(found, Changed | Issued), found
    assert found.replayed


@pytest.mark.parametrize("change", CHANGES)
def test_a_write_that_was_made_although_it_failed_is_no_change_of_another(ledger: Ledger, change: str) -> None:
    at = desk(ledger)
    number = issued(at)
    troubled = rewired(at, ledger=faulty(ledger, "after"))
    assert isinstance(CHANGES[change](troubled, number), Changed | Issued)


def test_two_who_want_the_same_both_get_it(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at)
    at.numbers.extend(number, 7, "assessment", SECOND, seen=SEEN)
    found = CHANGES["extend"](at, number)
    assert isinstance(found, Changed)
    assert found.row.granted == 7


def test_whoever_does_not_say_what_was_seen_changes_the_number_as_it_is(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at)
    MEANWHILE["extended"](at, number)
    found = at.numbers.extend(number, 8, "assessment", FIRST)
    assert isinstance(found, Changed)
    assert found.row.granted == 8
