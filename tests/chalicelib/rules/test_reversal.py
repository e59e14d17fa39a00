"""A claim is taken back once, and its session returns."""

from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.rules import reversal
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.context import ChangeContext
from chalicelib.rules.outcomes import AlreadyReversed, Refused, Reversed
from tests.support.chalicelib.claims import NUMBER, accepted
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY

LATER = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)


def decide(view: LedgerSnapshot) -> Reversed | AlreadyReversed | Refused:
    """What a reversal comes to."""
    return reversal.decide(view, (), None, ChangeContext("duplicate", "subject", LATER))


def recorded(event: str = "session") -> LedgerSnapshot:
    """What stands once a claim has been recorded."""
    found = accepted(Claim(SERVICE, TODAY, event))
    return LedgerSnapshot(found.number, found.claim, None, failures=0)


def test_the_session_returns_and_the_nth_stays_taken() -> None:
    found = decide(recorded())
    assert isinstance(found, Reversed)
    (number,) = found.numbers
    assert (number.used, number.left, number.version) == (0, 5, 3)
    assert number.nth == {f"{ONE}#2026-11-21": 1}


def test_an_event_that_consumed_nothing_gives_nothing_back() -> None:
    found = decide(recorded("phone"))
    assert isinstance(found, Reversed)
    assert (found.numbers[0].used, found.reversal.left) == (0, 5)


def test_claim_and_reversal_add_up_to_nothing() -> None:
    view = recorded()
    found = decide(view)
    assert isinstance(found, Reversed)
    assert view.claim
    assert found.reversal.amount_ore + view.claim.amount_ore == 0
    assert found.reversal.fee_ore + view.claim.fee_ore == 0


def test_it_is_booked_when_it_happens_and_not_when_the_claim_was() -> None:
    found = decide(recorded())
    assert isinstance(found, Reversed)
    assert (found.reversal.booking_month, found.reversal.date) == ("2026-12", "2026-11-21")


def test_who_and_why_stand_on_it() -> None:
    found = decide(recorded())
    assert isinstance(found, Reversed)
    assert (found.reversal.by, found.reversal.reason) == ("subject", "duplicate")


def test_a_second_reversal_is_answered_with_the_first() -> None:
    first = decide(recorded())
    assert isinstance(first, Reversed)
    assert decide(replace(recorded(), reversal=first.reversal)) == AlreadyReversed(first.reversal)


def test_a_claim_that_does_not_stand_is_unknown() -> None:
    assert decide(LedgerSnapshot(NUMBER, None, None, failures=0)) == Refused("claim_unknown")


def test_a_reversal_sorts_after_its_claim_even_in_the_same_instant() -> None:
    view = recorded()
    assert view.claim
    found = reversal.decide(
        view, (), None, ChangeContext("duplicate", "s", datetime.fromisoformat(view.claim.recorded_at))
    )
    assert isinstance(found, Reversed)
    assert found.reversal.sequence > view.claim.sequence
