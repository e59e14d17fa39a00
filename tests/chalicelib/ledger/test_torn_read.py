"""A read that mixes two instants, as no ledger should give one: what is written is right all the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import pytest

from chalicelib.ledger.port import Ledger, LedgerQuery, LedgerSnapshot
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, AlreadyReversed, Checked, Refused, Replayed, Reversed
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, TWO, Services, desk, issued, rewired
from tests.support.chalicelib.talk import recorded, statement

CLAIM = Claim(SERVICE, TODAY)
Tear = Callable[[LedgerSnapshot], LedgerSnapshot]


@dataclass
class Torn:
    """A ledger whose next look is torn."""

    ledger: Ledger
    tears: list[Tear]

    def __getattr__(self, name: str) -> object:
        return getattr(self.ledger, name)

    def snapshot(self, query: LedgerQuery) -> LedgerSnapshot:
        """Look, and see one part as it stood before."""
        view = self.ledger.snapshot(query)
        return self.tears.pop()(view) if self.tears else view


def torn(at: Services, *tears: Tear) -> Services:
    """The desk over a ledger whose next looks are torn."""
    return rewired(at, ledger=cast("Ledger", Torn(at.context.ledger, list(tears))))


def before(view: LedgerSnapshot) -> LedgerSnapshot:
    """The number as it stood one claim earlier, beside a claim of now."""
    assert view.number
    return replace(view, number=replace(view.number, used=0, nth={}, version=view.number.version - 1))


def without_claim(view: LedgerSnapshot) -> LedgerSnapshot:
    """The number of now, beside a claim and reversal that are not seen."""
    return replace(view, claim=None, reversal=None)


def without_both(view: LedgerSnapshot) -> LedgerSnapshot:
    """All as it stood before, though it has been written since."""
    return without_claim(before(view))


def left(at: Services, number: str) -> int:
    """What is left."""
    found = at.numbers.inspect(number)
    assert isinstance(found, Checked)
    return found.row.left


@pytest.mark.parametrize("tear", [before, without_both])
def test_a_claim_that_stands_is_not_recorded_twice(ledger: Ledger, tear: Tear) -> None:
    at = desk(ledger)
    number = issued(at)
    row = recorded(at, number)
    found = torn(at, tear).claims.claim(ONE, number, CLAIM)
    assert found == Replayed(row)
    assert left(at, number) == 4
    assert statement(at, "2026-11", ONE).rows == (row,)


def test_a_claim_that_is_not_seen_beside_a_number_that_counts_it_is_refused(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at)
    recorded(at, number)
    assert torn(at, without_claim).claims.claim(ONE, number, CLAIM) == Refused("nth_skipped", {"next_nth": 2})
    assert isinstance(at.claims.claim(ONE, number, CLAIM), Replayed)


def test_the_last_session_is_not_given_to_a_stale_look(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at)
    for nth in range(1, 6):
        recorded(at, number, replace(CLAIM, nth=nth))
    stale: Tear = lambda view: replace(before(view), failures=0)  # noqa: E731 - a tear
    assert torn(at, stale).claims.claim(TWO, number, CLAIM) == Refused("exhausted")


def test_another_claim_is_recorded_at_the_second_look(ledger: Ledger) -> None:
    at = desk(ledger)
    number = issued(at)
    recorded(at, number)
    found = torn(at, before, before).claims.claim(TWO, number, CLAIM)
    assert isinstance(found, Accepted)
    assert found.claim.left == left(at, number) == 3


@pytest.mark.parametrize("tear", [lambda view: replace(view, reversal=None), before])
def test_a_session_is_given_back_once(ledger: Ledger, tear: Tear) -> None:
    at = desk(ledger)
    number = issued(at)
    row = recorded(at, number)
    first = at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
    assert isinstance(first, Reversed)
    assert torn(at, tear).claims.reverse(row.claim_id, "duplicate", "subject", ONE) == AlreadyReversed(first.reversal)
    assert left(at, number) == 5
