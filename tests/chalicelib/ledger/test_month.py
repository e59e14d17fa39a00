"""One contract for every ledger: a booking month is read in its order, sealed once, and then left alone."""

from dataclasses import replace

import pytest

from chalicelib.ledger.port import Ledger, MovedError
from chalicelib.ledger.rows import AdjustmentRow, ClaimRow, ReversalRow
from tests.support.chalicelib.claims import NUMBER, reversed_
from tests.support.chalicelib.kept import (
    ADJUSTMENT,
    AT,
    CLAIM,
    EXPORT,
    GIVEN_BACK,
    REVERSAL,
    SEAL,
    SLOT,
    TAKEN,
    look,
    nth_claim,
    with_claim,
    with_claims,
    with_number,
)


class TestMonth:
    """A month's rows come in the order in which they were recorded."""

    def test_claims_and_reversals_come_in_sequence(self, ledger: Ledger) -> None:
        later = replace(REVERSAL, recorded_at="2026-11-21T12:00:00.000000Z")
        with_claim(ledger).reverse(later, 0, [GIVEN_BACK])
        assert ledger.entries(SLOT.provider, "2026-11", "", 9) == [CLAIM, later]

    def test_a_reversal_lands_in_its_own_month(self, ledger: Ledger) -> None:
        later = replace(REVERSAL, recorded_at="2026-12-01T12:00:00.000000Z", booking_month="2026-12")
        with_claim(ledger).reverse(later, 0, [GIVEN_BACK])
        assert ledger.entries(SLOT.provider, "2026-11", "", 9) == [CLAIM]
        assert ledger.entries(SLOT.provider, "2026-12", "", 9) == [later]

    def test_another_providers_rows_are_not_among_them(self, ledger: Ledger) -> None:
        assert with_claim(ledger).entries("another", "2026-11", "", 9) == []

    def test_pages_that_follow_on_each_other_give_every_row_once(self, ledger: Ledger) -> None:
        with_claims(ledger, 5)
        after, pages = "", []
        while page := ledger.entries(SLOT.provider, "2026-11", after, 2):
            pages.append([row.nth for row in page])
            after = page[-1].sequence
        assert pages == [[1, 2], [3, 4], [5]]

    def test_claims_and_reversals_are_paged_together(self, ledger: Ledger) -> None:
        with_claims(ledger, 3)
        number = replace(nth_claim(3)[1], used=2, version=5)
        ledger.reverse(replace(reversed_(nth_claim(1)[0]), recorded_at="2026-11-21T11:00:02.500000Z"), 0, [number])
        rows = ledger.entries(SLOT.provider, "2026-11", "", 3)
        assert [(type(row), row.nth) for row in rows] == [(ClaimRow, 1), (ClaimRow, 2), (ReversalRow, 1)]


class TestIssued:
    """Numbers by the month in which they were issued, in Stockholm."""

    def test_a_number_is_read_with_its_month_as_it_stands_now(self, ledger: Ledger) -> None:
        with_number(ledger).append_claim(CLAIM, TAKEN)
        assert list(ledger.numbers_issued(NUMBER.issued_at[:7])) == [TAKEN]

    def test_a_number_is_not_read_with_another_month(self, ledger: Ledger) -> None:
        assert list(with_number(ledger).numbers_issued("2020-01")) == []

    def test_midnight_is_that_of_stockholm(self, ledger: Ledger) -> None:
        late = replace(NUMBER, issued_at="2026-10-31T23:30:00.000000Z")
        assert list(with_number(ledger, late).numbers_issued("2026-11")) == [late]


class TestSeal:
    """A month is sealed once, and nothing is corrected into it afterwards."""

    def test_an_open_month_has_none(self, ledger: Ledger) -> None:
        assert ledger.seals(["2026-11"]) == {}
        assert ledger.snapshot(replace(look(), month="2026-11")).sealed is False

    def test_it_stands_as_it_was_written(self, ledger: Ledger) -> None:
        ledger.seal(SEAL)
        assert ledger.seals(["2026-10", "2026-11"]) == {"2026-11": SEAL}

    def test_it_keeps_the_layout_of_its_files(self, ledger: Ledger) -> None:
        ledger.seal(later := replace(SEAL, layout=2))
        assert (SEAL.layout, ledger.seals(["2026-11"])) == (1, {"2026-11": later})

    def test_it_is_not_overwritten(self, ledger: Ledger) -> None:
        ledger.seal(SEAL)
        for again in (SEAL, replace(SEAL, sha256="cd" * 32)):
            with pytest.raises(MovedError):
                ledger.seal(again)
        assert ledger.seals(["2026-10", "2026-11"]) == {"2026-11": SEAL}

    def test_a_look_sees_the_seal_of_the_month_it_asks_about_and_of_no_other(self, ledger: Ledger) -> None:
        with_claim(ledger).seal(SEAL)
        seen = {month: ledger.snapshot(replace(look(), month=month)) for month in ("2026-11", "2026-12")}
        assert {month: view.sealed for month, view in seen.items()} == {"2026-11": True, "2026-12": False}
        assert all((view.number, view.claim) == (TAKEN, CLAIM) for view in seen.values())

    def test_nothing_is_reversed_into_a_sealed_month(self, ledger: Ledger) -> None:
        with_claim(ledger).seal(SEAL)
        with pytest.raises(MovedError):
            ledger.reverse(REVERSAL, 0, [GIVEN_BACK])
        view = ledger.snapshot(look())
        assert (view.reversal, view.number) == (None, TAKEN)

    def test_nothing_is_adjusted_into_a_sealed_month(self, ledger: Ledger) -> None:
        with_claim(ledger).seal(SEAL)
        with pytest.raises(MovedError):
            ledger.adjust(ADJUSTMENT)
        assert ledger.adjustments(AT) == []

    def test_a_claim_of_a_sealed_month_is_corrected_in_another(self, ledger: Ledger) -> None:
        with_claim(ledger).seal(SEAL)
        ledger.adjust(replace(ADJUSTMENT, booking_month="2026-12"))
        ledger.reverse(replace(REVERSAL, booking_month="2026-12"), 1, [GIVEN_BACK])
        assert [type(row) for row in ledger.entries(None, "2026-11", "", 9)] == [ClaimRow]
        assert {type(row) for row in ledger.entries(None, "2026-12", "", 9)} == {AdjustmentRow, ReversalRow}


class TestExport:
    """That a closed month's files were taken is marked once."""

    def test_it_stands_as_it_was_written(self, ledger: Ledger) -> None:
        ledger.seal(SEAL)
        ledger.mark_exported(EXPORT)
        assert ledger.exports(["2026-10", "2026-11"]) == {"2026-11": EXPORT}
        assert ledger.seals(["2026-11"]) == {"2026-11": SEAL}

    def test_the_first_mark_stays(self, ledger: Ledger) -> None:
        ledger.seal(SEAL)
        ledger.mark_exported(EXPORT)
        with pytest.raises(MovedError):
            ledger.mark_exported(replace(EXPORT, by="another"))
        assert ledger.exports(["2026-11"]) == {"2026-11": EXPORT}

    def test_a_month_that_is_not_closed_has_none(self, ledger: Ledger) -> None:
        with pytest.raises(MovedError):
            ledger.mark_exported(EXPORT)
        assert ledger.exports(["2026-11"]) == {}


class TestMonthOfAll:
    """A month can be read for every provider that has rows in it, whoever is authorised today."""

    def two(self, ledger: Ledger) -> Ledger:
        """The ledger with claims of two providers, whose ids begin alike."""
        with_claims(ledger, 3)
        other = replace(CLAIM, provider=f"{SLOT.provider}-2", claim_id="f" * 32)
        ledger.append_claim(other, replace(NUMBER, used=4, version=5, nth={SLOT.day: 3, other.slot.day: 1}))
        return ledger

    def test_rows_come_provider_by_provider(self, ledger: Ledger) -> None:
        rows = self.two(ledger).entries(None, "2026-11", "", 9)
        one, other = SLOT.provider, f"{SLOT.provider}-2"
        assert [(row.provider, row.nth) for row in rows] == [(one, 1), (one, 2), (one, 3), (other, 1)]

    def test_pages_go_over_from_one_provider_to_the_next(self, ledger: Ledger) -> None:
        after, pages = "", []
        self.two(ledger)
        while page := ledger.entries(None, "2026-11", after, 2):
            pages.append([row.provider for row in page])
            after = page[-1].sequence
        assert pages == [[SLOT.provider, SLOT.provider], [SLOT.provider, f"{SLOT.provider}-2"]]

    def test_a_providers_own_rows_end_where_the_next_ones_begin(self, ledger: Ledger) -> None:
        self.two(ledger)
        assert len(ledger.entries(SLOT.provider, "2026-11", "", 9)) == 3
        assert len(ledger.entries(f"{SLOT.provider}-2", "2026-11", "", 9)) == 1

    def test_another_providers_place_gives_nothing_of_its(self, ledger: Ledger) -> None:
        later = self.two(ledger).entries(f"{SLOT.provider}-2", "2026-11", "", 9)[-1].sequence
        assert ledger.entries(SLOT.provider, "2026-11", later, 9) == []

    def test_the_rows_themselves_say_the_same_as_the_index(self, ledger: Ledger) -> None:
        rows = self.two(ledger).entries(None, "2026-11", "", 9)
        assert sorted(ledger.scan_month("2026-11"), key=lambda row: row.sequence) == rows
        assert [*ledger.scan_month("2026-10")] == []
