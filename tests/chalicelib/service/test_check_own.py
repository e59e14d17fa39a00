"""A resident asks what is left on an own number, without a sign-in, and cannot try numbers out."""

from dataclasses import replace

from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Checked
from tests.support.chalicelib.sample import ONE, OWN_ONLY, RING, SERVICE, TODAY, Clock, desk, issued
from tests.support.chalicelib.talk import NEVER_ISSUED, recorded, refused

HOME, OTHER = "203.0.113.7", "203.0.113.8"
CLAIM = Claim(SERVICE, TODAY)


def test_it_says_what_is_left_and_to_when(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at)
    recorded(at, number)
    found = at.claims.check_own(number, HOME)
    assert isinstance(found, Checked)
    assert (found.reason, found.row.left, found.row.valid_to) == (None, 4, "2027-11-20")


def test_a_resident_of_the_own_unit_may_ask_too(ledger: Ledger) -> None:
    at = desk(ledger)
    assert isinstance(at.claims.check_own(issued(at, service=OWN_ONLY), HOME), Checked)


def test_it_says_when_no_more_can_be_had(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at)
    for nth in range(1, 6):
        recorded(at, number, replace(CLAIM, nth=nth))
    found = at.claims.check_own(number, HOME)
    assert isinstance(found, Checked)
    assert found.reason == "exhausted"


def test_twenty_failures_from_one_address_lock_it_and_no_other(ledger: Ledger) -> None:
    clock = Clock()
    at = desk(ledger, now=clock)
    number = issued(at)
    assert {refused(at.claims.check_own(NEVER_ISSUED, HOME)) for _ in range(20)} == {"number_unknown"}
    assert refused(at.claims.check_own(number, HOME)) == "too_many_failures"
    assert isinstance(at.claims.check_own(number, OTHER), Checked)
    assert isinstance(at.claims.check(ONE, number), Checked)
    clock.move(hours=1)
    assert isinstance(at.claims.check_own(number, HOME), Checked)


def test_a_mistyped_number_is_refused_and_does_not_count(ledger: Ledger) -> None:
    at = desk(ledger)
    assert {refused(at.claims.check_own("7K3M-9RT4-WXC7", HOME)) for _ in range(25)} == {"number_mistyped"}
    assert isinstance(at.claims.check_own(issued(at), HOME), Checked)


def test_an_address_is_kept_under_another_name_each_hour() -> None:
    names = {RING.anonymous_caller(HOME, hour) for hour in ("2026-11-21T11", "2026-11-21T12")}
    assert len(names) == 2
    assert not [name for name in names if HOME in name]
