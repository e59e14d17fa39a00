"""A restored copy with what the standing file proves: nothing revoked is payable again, nothing paid is paid twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from chalicelib.ledger.port import MovedError
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.reporting.cases.case_store import SqliteCases
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Checked, Replayed
from ops.self_hosted import restore as restoring
from tests.support.chalicelib.case_reports import REPORT
from tests.support.chalicelib.damaged import damage_table
from tests.support.chalicelib.kept import as_of_version_5
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, desk, issued
from tests.support.ops.copied_ledger import MONTH, NOW, Town, claimed


@pytest.fixture
def opened(town: Town) -> Iterator[SqliteLedger]:
    """Restore the copy, and open the ledger that stands then."""
    town.restore()
    ledger = SqliteLedger(town.file)
    yield ledger
    ledger.close()


class TestReadable:
    """From a file that can be read all of it is taken over."""

    def test_what_was_revoked_or_replaced_is_not_payable(self, town: Town, opened: SqliteLedger) -> None:
        assert town.refusals(opened) == ["number_revoked", "number_replaced"]

    def test_every_claim_has_the_receipt_that_it_had(self, town: Town, opened: SqliteLedger) -> None:
        assert all(opened.find_claim(claim_id) for claim_id in town.claim_ids)
        at = desk(opened)
        again = [at.claims.claim(ONE, number, Claim(SERVICE, TODAY)) for number in (town.used, town.new, town.later)]
        assert all(isinstance(outcome, Replayed) for outcome in again)
        left = [at.claims.check(ONE, number) for number in (town.used, town.new, town.later)]
        assert [checked.row.left for checked in left if isinstance(checked, Checked)] == [3, 4, 4]

    def test_a_month_that_was_paid_stays_closed_and_gives_the_same_sum(self, opened: SqliteLedger) -> None:
        seal = opened.seals([MONTH])[MONTH]
        rows = [*opened.scan_month(MONTH)]
        assert (len(rows), sum(row.amount_ore for row in rows)) == (seal.count, seal.sum_ore)
        assert opened.exports([MONTH])
        with pytest.raises(MovedError):
            opened.seal(seal)

    def test_it_lists_what_was_revoked_and_replaced_and_needs_no_page(self, town: Town) -> None:
        restored = town.restore()
        assert restored.taken is not None
        assert [change.kind for change in restored.taken.changes] == ["revoke", "replace"]
        assert (restored.page, restored.taken.is_whole, restored.taken.unproved) == (None, True, 0)
        said = "\n".join(restoring.report(restored))
        assert f"{SERVICE}: a number was revoked" in said
        assert f"{MONTH}: closed and paid after the copy; it stays closed" in said

    def test_case_reports_are_taken_over_too(self, town: Town) -> None:
        town.restore()
        assert [*SqliteCases(town.folder / "case-reports.sqlite").of_year(REPORT.year)] == [REPORT]

    def test_what_stood_is_kept_beside_and_has_changed_in_nothing(self, town: Town) -> None:
        before = town.file.read_bytes()
        restored = town.restore()
        assert restored.set_aside is not None
        assert (restored.set_aside / "ledger.sqlite").read_bytes() == before
        assert restored.set_aside.stat().st_mode & 0o077 == 0

    def test_what_sqlite_left_beside_either_file_is_moved_aside_with_it(self, town: Town) -> None:
        left = {"ledger.sqlite-wal", "ledger.sqlite-journal", "case-reports.sqlite-journal"}
        for name in left:
            (town.folder / name).touch()  # one that is hot would be played back into the copy
        aside = town.restore().set_aside
        assert aside is not None
        assert left <= {path.name for path in aside.iterdir()}
        assert not left & {path.name for path in town.folder.iterdir()}

    def test_a_file_that_was_moved_away_is_read_where_it_is(self, town: Town, tmp_path: Path) -> None:
        restored = restoring.restore(town.copy, tmp_path / "new" / "ledger.sqlite", NOW, town.file)
        assert (restored.set_aside, restored.page) == (None, None)
        assert town.file.exists()

    def test_another_ledgers_rows_are_not_mixed_in(self, town: Town, tmp_path: Path) -> None:
        other = SqliteLedger(tmp_path / "other" / "ledger.sqlite")
        at = desk(other)
        number = issued(at, "used")
        claimed(at, number)
        other.close()
        with closing(sqlite3.connect(tmp_path / "other" / "ledger.sqlite")) as database, database:
            database.execute("UPDATE claims SET amount_ore = 1")
        restored = restoring.restore(
            town.copy, tmp_path / "new" / "ledger.sqlite", NOW, tmp_path / "other" / "ledger.sqlite"
        )
        assert restored.taken is not None
        assert restored.taken.unproved == 1
        ledger = SqliteLedger(tmp_path / "new" / "ledger.sqlite")
        assert {row.amount_ore for row in ledger.entries(None, MONTH, "", 10)} == {110_400}
        ledger.close()


class TestEarlierLayout:
    """A file of an earlier layout proves as much as one of this, damaged or not."""

    @pytest.mark.parametrize("table", [None, "claims", "numbers", "events"])
    def test_what_was_revoked_or_replaced_is_not_payable(self, town: Town, table: str | None) -> None:
        as_of_version_5(town.file)
        if table:
            damage_table(town.file, table)
        restored = town.restore()
        ledger = SqliteLedger(town.file)
        assert (town.refusals(ledger), [*ledger.seals([MONTH])]) == (["number_revoked", "number_replaced"], [MONTH])
        ledger.close()
        assert (restored.page is None) == (table is None)

    def test_so_do_case_reports(self, town: Town) -> None:
        cases = town.folder / "case-reports.sqlite"
        with closing(sqlite3.connect(cases)) as database:
            database.execute("DROP TABLE continuing")
            database.execute("PRAGMA user_version = 0")
        assert town.restore().page is None
        assert [*SqliteCases(cases).of_year(REPORT.year)] == [REPORT]

    def test_case_reports_of_a_later_layout_are_left_and_there_is_the_page(self, town: Town) -> None:
        with closing(sqlite3.connect(town.folder / "case-reports.sqlite")) as database:
            database.execute("ALTER TABLE reports ADD COLUMN later TEXT")
            database.execute("PRAGMA user_version = 2")
        assert town.restore().page is not None

    def test_a_case_report_that_is_damaged_is_left_and_there_is_the_page(self, town: Town) -> None:
        with closing(sqlite3.connect(town.folder / "case-reports.sqlite")) as database, database:
            database.execute("UPDATE reports SET body = '{'")
        assert town.restore().page is not None
        assert [*SqliteCases(town.folder / "case-reports.sqlite").of_year(REPORT.year)] == []
