"""A wrong price is put right by a row that is added; the claim stays as it was written, and a sealed month too."""

from datetime import UTC, datetime

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import AdjustmentRow, ClaimRow
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Adjusted, AlreadyAdjusted, AlreadyReversed, Refused, Replayed, Reversed
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import (
    NOON,
    ONE,
    OPEN,
    SERVICE,
    TODAY,
    Clock,
    Services,
    desk,
    direct,
    fee,
    issued,
    rewired,
    rules,
    tariff,
)
from tests.support.chalicelib.talk import interrupted, recorded, refused, statement

CLAIM = Claim(SERVICE, TODAY)
RIGHT = rules(tariffs=[tariff(amount_ore=115_000)], fees=[fee(amount_ore=44_000)])
"""The register with the price that it should have had: 1 150 kr and 440 kr."""


def adjusted(at: Services, claim_id: str) -> AdjustmentRow:
    """An adjustment that is made."""
    found = at.claims.adjust(claim_id, "wrong_tariff", "controller-1")
    assert isinstance(found, Adjusted), found
    return found.adjustment


def claimed(ledger: Ledger, clock: Clock | None = None) -> tuple[Services, str, ClaimRow]:
    """A claim at the wrong price, and a desk with the right one."""
    at = desk(ledger, now=clock or Clock())
    number = issued(at)
    return rewired(at, register=RIGHT), number, recorded(at, number)


class TestAdjust:
    """The difference is added, once, in the month of the correction."""

    def test_the_difference_to_the_right_price_is_added(self, ledger: Ledger) -> None:
        at, _, row = claimed(ledger)
        found = adjusted(at, row.claim_id)
        assert (found.amount_ore, found.fee_ore, found.n) == (4_600, -1_000, 1)
        assert (found.tariff, found.register) == (row.tariff, RIGHT.sha256)

    def test_the_claim_stays_as_it_was_written(self, ledger: Ledger) -> None:
        at, number, row = claimed(ledger)
        adjusted(at, row.claim_id)
        again = at.claims.claim(ONE, number, CLAIM)
        assert isinstance(again, Replayed)
        assert again.claim == row

    def test_the_month_adds_up_to_the_right_price(self, ledger: Ledger) -> None:
        at, _, row = claimed(ledger)
        adjusted(at, row.claim_id)
        assert statement(at, "2026-11", ONE).sum_ore == 115_000

    def test_again_it_is_answered_with_the_first(self, ledger: Ledger) -> None:
        at, _, row = claimed(ledger)
        first = adjusted(at, row.claim_id)
        assert at.claims.adjust(row.claim_id, "other", "controller-2") == AlreadyAdjusted(first)

    def test_another_correction_adds_to_the_first(self, ledger: Ledger) -> None:
        at, _, row = claimed(ledger)
        adjusted(at, row.claim_id)
        once_more = adjusted(desk(ledger), row.claim_id)
        assert (once_more.n, once_more.amount_ore, once_more.fee_ore) == (2, -4_600, 1_000)

    def test_a_reversal_takes_the_adjustments_back_too(self, ledger: Ledger) -> None:
        at, _, row = claimed(ledger)
        adjusted(at, row.claim_id)
        found = at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert (found.reversal.amount_ore, found.reversal.fee_ore) == (-115_000, -44_000)
        assert statement(at, "2026-11", ONE).sum_ore == 0

    def test_a_claim_without_a_number_is_adjusted_as_well(self, ledger: Ledger) -> None:
        at = desk(ledger, register=direct())
        at.claims.claim(ONE, None, Claim(OPEN, TODAY, reference="17"))
        (row,) = statement(at, "2026-11", ONE).rows
        dearer = direct(tariff(service=OPEN, amount_ore=120_000))
        found = adjusted(rewired(at, register=dearer), row.claim_id)
        assert (found.amount_ore, found.reference) == (9_600, "17")

    def test_what_an_exempt_resident_paid_is_priced_as_exempt(self, ledger: Ledger) -> None:
        at = desk(ledger)
        row = recorded(at, issued(at, exempt=True))
        assert adjusted(rewired(at, register=RIGHT), row.claim_id).fee_ore == 0

    @pytest.mark.parametrize(
        ("claim_id", "reason", "code"),
        [("f" * 32, "wrong_tariff", "claim_unknown"), ("f" * 32, "Anna", "unknown_reason")],
    )
    def test_what_is_refused(self, ledger: Ledger, claim_id: str, reason: str, code: str) -> None:
        assert refused(desk(ledger).claims.adjust(claim_id, reason, "controller-1")) == code

    def test_a_right_price_and_a_missing_one_are_refused(self, ledger: Ledger) -> None:
        at, _, row = claimed(ledger)
        assert refused(desk(ledger).claims.adjust(row.claim_id, "wrong_tariff", "controller-1")) == "price_is_right"
        nothing = rewired(at, register=rules(tariffs=[]))
        assert refused(nothing.claims.adjust(row.claim_id, "wrong_tariff", "controller-1")) == "no_tariff"

    def test_a_reversed_claim_has_no_price(self, ledger: Ledger) -> None:
        at, _, row = claimed(ledger)
        at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert at.claims.adjust(row.claim_id, "wrong_tariff", "controller-1") == Refused("claim_reversed")


class TestAtOnce:
    """An adjustment and a reversal that meet leave nothing over, in either order."""

    def test_an_adjustment_that_came_first_is_taken_back(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        row = recorded(theirs, issued(theirs))
        between.deed = lambda: adjusted(rewired(theirs, register=RIGHT), row.claim_id)
        found = ours.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert found.reversal.amount_ore == -115_000

    def test_a_reversal_that_came_first_leaves_nothing_to_adjust(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        row = recorded(theirs, issued(theirs))
        between.deed = lambda: theirs.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        found = rewired(ours, register=RIGHT).claims.adjust(row.claim_id, "wrong_tariff", "controller-1")
        assert found == Refused("claim_reversed")

    @pytest.mark.parametrize("fault", ["before", "after"])
    def test_a_lost_answer_adjusts_once(self, ledger: Ledger, fault: str) -> None:
        at, _, row = claimed(ledger)
        found = rewired(at, ledger=faulty(ledger, fault)).claims.adjust(row.claim_id, "wrong_tariff", "controller-1")
        assert isinstance(found, Adjusted | AlreadyAdjusted)
        assert found.adjustment.n == 1
        assert statement(at, "2026-11", ONE).sum_ore == 115_000


class TestSealedMonth:
    """A month that has ended never changes: what corrects it lands in the month of the correction."""

    @pytest.mark.parametrize("correction", ["reverse", "adjust"])
    @pytest.mark.parametrize(
        ("now", "month"),
        [
            (datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC), "2026-11"),
            (datetime(2026, 11, 30, 23, 0, 0, tzinfo=UTC), "2026-12"),
            (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), "2027-01"),
            (datetime(2027, 6, 30, 22, 0, 0, tzinfo=UTC), "2027-07"),
        ],
    )
    def test_a_correction_lands_in_its_own_month_in_stockholm(
        self, ledger: Ledger, correction: str, now: datetime, month: str
    ) -> None:
        clock = Clock(NOON)
        at, _, row = claimed(ledger, clock)
        sealed = statement(at, "2026-11", ONE)
        clock.time = now
        if correction == "reverse":
            at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        else:
            adjusted(at, row.claim_id)
        lands = statement(at, month, ONE).rows[-1]
        assert (lands.booking_month, lands.date) == (month, TODAY.isoformat())
        assert month == "2026-11" or statement(at, "2026-11", ONE) == sealed

    def test_a_reversal_that_is_sent_again_in_the_next_month_stays_where_it_is(self, ledger: Ledger) -> None:
        clock = Clock(NOON)
        at, _, row = claimed(ledger, clock)
        at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        sealed = statement(at, "2026-11", ONE)
        clock.time = datetime(2026, 12, 3, tzinfo=UTC)
        assert isinstance(at.claims.reverse(row.claim_id, "duplicate", "subject", ONE), AlreadyReversed)
        assert (statement(at, "2026-11", ONE), statement(at, "2026-12", ONE).rows) == (sealed, ())
