"""All claims of a service from a day on are corrected to the register as it stands, and only what was previewed."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from chalicelib.dates import clock
from chalicelib.ledger.month_rows import SealRow
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.retry import RetryPolicy
from chalicelib.register.model import Register
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted
from chalicelib.service import adjustments
from chalicelib.service.adjustments import AdjustedPage, ServiceAdjustment
from tests.support.chalicelib.sample import NOON, ONE, SERVICE, TODAY, TWO, Services, desk, fee, issued, rules, tariff
from tests.support.chalicelib.talk import statement

RIGHT = rules(tariffs=[tariff(amount_ore=115_000)], fees=[fee(amount_ore=44_000)])
A_CLAIM = AdjustedPage(1, 4_600, -1_000)


def correcting(
    ledger: Ledger, since: date = TODAY, *, write: bool = True, register: Register = RIGHT, now: datetime = NOON
) -> AdjustedPage:
    """Correct everything, and return what it comes to."""
    planned = ServiceAdjustment(register, ledger, RetryPolicy(), SERVICE, since, "wrong_tariff", "finance", write=write)
    total = AdjustedPage()
    for page in planned.pages(now):
        total += page
    return total


def visited(at: Services, provider: str, number: str, nth: int = 1, day: date = TODAY) -> None:
    """Record a visit."""
    assert isinstance(at.claims.claim(provider, number, Claim(SERVICE, day, nth=nth)), Accepted)


@pytest.fixture
def at(ledger: Ledger) -> Services:
    """Two providers' claims at the wrong price: three visits today."""
    at = desk(ledger)
    number = issued(at)
    for provider, nth in ((ONE, 1), (ONE, 2), (TWO, 1)):
        visited(at, provider, number, nth)
    return at


def test_a_preview_records_nothing(ledger: Ledger, at: Services) -> None:
    before = statement(at, "2026-11", ONE).sum_ore
    assert correcting(ledger, write=False) == AdjustedPage(3, 13_800, -3_000)
    assert statement(at, "2026-11", ONE).sum_ore == before


def test_every_claim_is_then_paid_at_the_right_price(ledger: Ledger, at: Services) -> None:
    assert correcting(ledger) == AdjustedPage(3, 13_800, -3_000)
    assert (statement(at, "2026-11", ONE).sum_ore, statement(at, "2026-11", TWO).sum_ore) == (230_000, 115_000)


def test_begun_again_it_changes_nothing(ledger: Ledger, at: Services) -> None:
    assert at
    correcting(ledger)
    later = NOON + timedelta(minutes=1)
    assert correcting(ledger, now=later) == correcting(ledger, write=False, now=later) == AdjustedPage()


def test_days_before_are_left_alone(ledger: Ledger, at: Services) -> None:
    assert at
    assert correcting(ledger, TODAY + timedelta(days=1)) == AdjustedPage()


def test_from_the_first_day_of_the_calendar_all_are_corrected(ledger: Ledger, at: Services) -> None:
    assert at
    assert correcting(ledger, date.min) == AdjustedPage(3, 13_800, -3_000)


def test_a_claim_that_is_booked_in_the_next_month_is_corrected_too(ledger: Ledger) -> None:
    at = desk(ledger)
    ledger.seal(SealRow("2026-11", 0, 0, "0" * 64, clock.stamp(NOON), "tester"))
    visited(at, ONE, issued(at))
    assert correcting(ledger) == A_CLAIM


def test_a_claim_that_was_taken_back_is_left_alone(ledger: Ledger, at: Services) -> None:
    claim = statement(at, "2026-11", TWO).rows[0]
    at.claims.reverse(claim.claim_id, "wrong_date", "finance", None)
    assert correcting(ledger).claims == 2


def test_claims_that_have_no_price_any_more_are_counted(ledger: Ledger, at: Services) -> None:
    assert at
    assert correcting(ledger, register=rules(tariffs=[])) == AdjustedPage(unpriced=3)


def test_pages_follow_each_other_until_every_claim_is_corrected(
    ledger: Ledger, at: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert at
    monkeypatch.setattr(adjustments, "PAGE_CLAIMS", 2)
    planned = ServiceAdjustment(RIGHT, ledger, RetryPolicy(), SERVICE, TODAY, "other", "finance", write=True)
    first, second = planned.pages(NOON)
    assert [replace(page, end=None) for page in (first, second)] == [AdjustedPage(2, 9_200, -2_000), A_CLAIM]
