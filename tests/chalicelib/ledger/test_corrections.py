"""One contract for every ledger: what is taken back or put right is a row of its own, put once."""

from dataclasses import replace

import pytest

from chalicelib.ledger.port import ClaimLocation, Ledger, MovedError
from tests.support.chalicelib.claims import NUMBER
from tests.support.chalicelib.kept import (
    ADJUSTMENT,
    AT,
    CLAIM,
    GIVEN_BACK,
    REVERSAL,
    SLOT,
    TAKEN,
    look,
    with_claim,
    with_number,
)


class TestReverse:
    """A reversal is put once, of a claim that stands."""

    def test_reversal_and_number_stand_as_they_were_written(self, ledger: Ledger) -> None:
        with_claim(ledger).reverse(REVERSAL, 0, [GIVEN_BACK])
        view = ledger.snapshot(look())
        assert (view.claim, view.reversal, view.number) == (CLAIM, REVERSAL, GIVEN_BACK)

    def test_every_number_that_gets_something_back_is_written(self, ledger: Ledger) -> None:
        later = replace(NUMBER, place="later")
        with_number(with_claim(ledger), later).reverse(REVERSAL, 0, [GIVEN_BACK, replace(later, granted=9, version=2)])
        found = ledger.numbers((NUMBER.place, "later"))
        assert found == {NUMBER.place: GIVEN_BACK, "later": replace(later, granted=9, version=2)}

    def test_a_reversal_that_stands_is_not_overwritten(self, ledger: Ledger) -> None:
        with_claim(ledger).reverse(REVERSAL, 0, [GIVEN_BACK])
        with pytest.raises(MovedError):
            ledger.reverse(replace(REVERSAL, reason="other"), 0, [replace(GIVEN_BACK, version=4)])
        assert ledger.snapshot(look()).reversal == REVERSAL

    def test_a_claim_that_does_not_stand_is_not_reversed(self, ledger: Ledger) -> None:
        with_number(ledger)
        with pytest.raises(MovedError):
            ledger.reverse(REVERSAL, 0, [TAKEN])
        view = ledger.snapshot(look())
        assert (view.reversal, view.number) == (None, NUMBER)

    def test_a_number_that_moved_since_the_look_is_not_moved_again(self, ledger: Ledger) -> None:
        with_claim(ledger)
        with pytest.raises(MovedError):
            ledger.reverse(REVERSAL, 0, [replace(GIVEN_BACK, version=2)])
        assert ledger.snapshot(look()).reversal is None


class TestAdjust:
    """An adjustment is put once, of a claim that stands and is not reversed."""

    def test_adjustments_stand_in_their_order(self, ledger: Ledger) -> None:
        second = replace(ADJUSTMENT, n=2, amount_ore=7)
        with_claim(ledger).adjust(ADJUSTMENT)
        ledger.adjust(second)
        assert ledger.adjustments(AT) == [ADJUSTMENT, second]

    def test_ten_and_more_come_in_their_order_too(self, ledger: Ledger) -> None:
        with_claim(ledger)
        for n in range(1, 12):
            ledger.adjust(replace(ADJUSTMENT, n=n))
        assert [row.n for row in ledger.adjustments(AT)] == [*range(1, 12)]

    def test_another_claims_are_not_among_them(self, ledger: Ledger) -> None:
        with_claim(ledger).adjust(ADJUSTMENT)
        assert ledger.adjustments(ClaimLocation(CLAIM.place, replace(SLOT, nth=11))) == []

    def test_one_that_stands_is_not_overwritten(self, ledger: Ledger) -> None:
        with_claim(ledger).adjust(ADJUSTMENT)
        with pytest.raises(MovedError):
            ledger.adjust(replace(ADJUSTMENT, amount_ore=7))
        assert ledger.adjustments(AT) == [ADJUSTMENT]

    def test_a_claim_that_does_not_stand_is_not_adjusted(self, ledger: Ledger) -> None:
        with pytest.raises(MovedError):
            with_number(ledger).adjust(ADJUSTMENT)

    def test_a_reversed_claim_is_not_adjusted(self, ledger: Ledger) -> None:
        with_claim(ledger).reverse(REVERSAL, 0, [GIVEN_BACK])
        with pytest.raises(MovedError):
            ledger.adjust(ADJUSTMENT)
        assert ledger.adjustments(AT) == []

    def test_a_claim_that_was_adjusted_since_the_look_is_not_reversed(self, ledger: Ledger) -> None:
        with_claim(ledger).adjust(ADJUSTMENT)
        with pytest.raises(MovedError):
            ledger.reverse(REVERSAL, 0, [GIVEN_BACK])
        ledger.reverse(REVERSAL, 1, [GIVEN_BACK])
        assert ledger.snapshot(look()).reversal == REVERSAL

    def test_it_is_listed_in_its_month(self, ledger: Ledger) -> None:
        with_claim(ledger).adjust(replace(ADJUSTMENT, booking_month="2026-12"))
        assert [row.booking_month for row in ledger.entries(SLOT.provider, "2026-12", "", 9)] == ["2026-12"]
