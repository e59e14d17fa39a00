"""A month's statement and failed look-ups at the desk, over both ledgers."""

from collections import Counter
from dataclasses import replace
from typing import cast

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.rules.outcomes import Checked, Replayed
from chalicelib.service.statement import Statement
from tests.support.chalicelib.sample import ONE, OWN, OWN_ONLY, TWO, Clock, Services, desk, issued, services_over
from tests.support.chalicelib.talk import CLAIM, NEVER_ISSUED, recorded, refused, statement


class TestFailures:
    """Twenty failed look-ups in an hour lock a provider out until the next."""

    def fail(self, at: Services, times: int, by: str = ONE) -> list[str]:
        """The codes of so many look-ups of a number that was never issued."""
        return [refused(at.claims.check(by, NEVER_ISSUED)) for _ in range(times)]

    def test_the_twenty_first_is_told_to_wait(self, ledger: Ledger) -> None:
        assert Counter(self.fail(desk(ledger), 21)) == {"number_unknown": 20, "too_many_failures": 1}

    def test_claims_count_as_well_and_are_locked_out_as_well(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        assert {refused(at.claims.claim(ONE, NEVER_ISSUED, CLAIM)) for _ in range(20)} == {"number_unknown"}
        assert refused(at.claims.claim(ONE, number, CLAIM)) == "too_many_failures"

    def test_a_replay_is_answered_all_the_same(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        self.fail(at, 20)
        assert isinstance(at.claims.claim(ONE, number, CLAIM), Replayed)

    def test_another_provider_is_not_locked_out(self, ledger: Ledger) -> None:
        at = desk(ledger)
        self.fail(at, 20)
        assert isinstance(at.claims.check(TWO, issued(at)), Checked)

    def test_the_next_hour_is_a_new_one(self, ledger: Ledger) -> None:
        clock = Clock()
        at = desk(ledger, now=clock)
        self.fail(at, 20)
        clock.move(hours=1)
        assert isinstance(at.claims.check(ONE, issued(at)), Checked)

    def test_mistyped_numbers_do_not_count(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert {refused(at.claims.check(ONE, "7K3M-9RT4-WXC7")) for _ in range(25)} == {"number_mistyped"}
        assert isinstance(at.claims.check(ONE, issued(at)), Checked)

    def test_an_own_unit_number_counts_as_unknown_at_a_private_provider(self, ledger: Ledger) -> None:
        at = desk(ledger)
        own = issued(at, service=OWN_ONLY)
        assert {refused(at.claims.check(ONE, own)) for _ in range(20)} == {"number_unknown"}
        assert refused(at.claims.check(ONE, own)) == "too_many_failures"
        assert isinstance(at.claims.check(OWN, own), Checked)


class TestMonth:
    """A booking month is listed by the page, for one provider or for all."""

    def filled(self, ledger: Ledger, page_rows: int) -> Services:
        """Three claims of one provider, one taken back, and two of another."""
        at = desk(ledger, page_rows=page_rows)
        number = issued(at)
        rows = [recorded(at, number, replace(CLAIM, nth=nth)) for nth in (1, 2, 3)]
        at.claims.reverse(rows[0].claim_id, "duplicate", "subject", ONE)
        for nth in (1, 2):
            recorded(at, number, replace(CLAIM, nth=nth), TWO)
        return at

    def test_a_provider_sees_its_own_rows_and_their_sum(self, ledger: Ledger) -> None:
        page = statement(self.filled(ledger, 9), "2026-11", ONE)
        assert {row.provider for row in page.rows} == {ONE}
        assert (len(page.rows), page.sum_ore, page.cursor) == (4, 2 * 110_400, None)

    def test_the_controller_sees_all(self, ledger: Ledger) -> None:
        page = statement(self.filled(ledger, 9), "2026-11", None)
        assert (len(page.rows), page.sum_ore) == (6, 4 * 110_400)

    @pytest.mark.parametrize("page_rows", [1, 2, 3, 4, 6])
    def test_pages_give_every_row_once_and_add_up(self, ledger: Ledger, page_rows: int) -> None:
        at = self.filled(ledger, page_rows)
        pages = [statement(at, "2026-11", None)]
        while cursor := pages[-1].cursor:
            pages.append(statement(at, "2026-11", None, cursor))
        rows = [row for page in pages for row in page.rows]
        assert rows == list(statement(services_over(at.context, 9), "2026-11", None).rows)
        assert sum(page.sum_ore for page in pages) == 4 * 110_400
        assert all(len(page.rows) == page_rows for page in pages[:-1])
        assert pages[-1].rows

    def test_a_month_without_rows_is_empty(self, ledger: Ledger) -> None:
        assert statement(desk(ledger), "2026-11", None) == Statement("2026-11", (), 0, None)

    @pytest.mark.parametrize("cursor", ["", "x", "!", "bm9ib2R5", "ö", "a" * 9])
    def test_a_cursor_that_no_page_gave_is_refused(self, cursor: str) -> None:
        assert refused(desk(cast("Ledger", None)).claims.statement("2026-11", ONE, cursor)) == "invalid_cursor"

    def test_a_cursor_does_not_tell_where_a_number_stands(self, ledger: Ledger) -> None:
        page = statement(self.filled(ledger, 1), "2026-11", ONE)
        assert page.cursor
        assert page.rows[0].place not in page.cursor
