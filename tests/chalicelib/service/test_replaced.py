"""A number that was replaced is told as replaced, and a revoked one as revoked, to everybody who works with it."""

from collections.abc import Callable

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Checked, Issued, Refused, Replayed
from tests.support.chalicelib.sample import ONE, OWN, OWN_ONLY, SERVICE, TODAY, TWO, Services, desk, issued
from tests.support.chalicelib.talk import recorded, refused

CLAIM = Claim(SERVICE, TODAY)
WHO = "reception-1"

CLOSED: dict[str, Callable[[Services, str], object]] = {
    "number_revoked": lambda at, number: at.numbers.revoke(number, "misused", WHO),
    "number_replaced": lambda at, number: at.numbers.replace(number, "lost", WHO, "replacement"),
}
ASKED: dict[str, Callable[[Services, str], Checked | Refused]] = {
    "the reception": lambda at, number: at.numbers.inspect(number),
    "a provider": lambda at, number: at.claims.check(ONE, number),
}


@pytest.mark.parametrize("who", ASKED)
@pytest.mark.parametrize("code", CLOSED)
def test_whoever_asks_is_told_which(ledger: Ledger, code: str, who: str) -> None:
    at = desk(ledger)
    number = issued(at)
    CLOSED[code](at, number)
    found = ASKED[who](at, number)
    assert isinstance(found, Checked)
    assert found.reason == code


@pytest.mark.parametrize("code", CLOSED)
def test_whoever_holds_the_slip_is_not_told_which_and_has_nothing_left(ledger: Ledger, code: str) -> None:
    at = desk(ledger)
    number = issued(at)
    CLOSED[code](at, number)
    found = at.claims.check_own(number, "203.0.113.7")
    assert isinstance(found, Checked)
    assert (found.reason, found.row.left) == ("number_revoked", 0)


@pytest.mark.parametrize("code", CLOSED)
def test_a_claim_is_refused_with_it_and_nothing_more(ledger: Ledger, code: str) -> None:
    at = desk(ledger)
    number = issued(at)
    CLOSED[code](at, number)
    assert at.claims.claim(TWO, number, CLAIM) == Refused(code)


@pytest.mark.parametrize("code", CLOSED)
def test_a_claim_that_stands_is_replayed_all_the_same(ledger: Ledger, code: str) -> None:
    at = desk(ledger)
    number = issued(at)
    row = recorded(at, number)
    CLOSED[code](at, number)
    found = at.claims.claim(ONE, number, CLAIM)
    assert isinstance(found, Replayed)
    assert found.claim == row


def test_a_number_of_the_own_unit_alone_stays_unknown_to_others(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at, service=OWN_ONLY)
    CLOSED["number_replaced"](at, number)
    claimed = Claim(OWN_ONLY, TODAY)
    assert refused(at.claims.check(ONE, number)) == refused(at.claims.claim(ONE, number, claimed)) == "number_unknown"
    assert refused(at.claims.claim(OWN, number, claimed)) == "number_replaced"


def test_the_number_that_took_its_place_is_usable_until_it_is_replaced_itself(ledger: Ledger) -> None:
    at = desk(ledger)
    new = at.numbers.replace(issued(at), "lost", WHO, "replacement")
    assert isinstance(new, Issued)
    reasons = []
    for key in ("second", "third"):
        found = at.numbers.inspect(new.number)
        assert isinstance(found, Checked)
        reasons.append(found.reason)
        at.numbers.replace(new.number, "lost", WHO, key)
    assert reasons == [None, "number_replaced"]
