"""On a disk that takes nothing more nothing is written by half, and all goes on when there is room again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, redirect_stdout, suppress
from itertools import pairwise
from pathlib import Path

import pytest

from chalicelib import request_log
from chalicelib.ledger.port import UnwritableError
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.ledger.sqlite_connection import SqliteFile, SqliteLedgerError
from chalicelib.reporting.cases.case_store import SqliteCases
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, Checked, Refused
from chalicelib.service.claims import BatchLine
from tests.support.chalicelib.case_reports import REPORT
from tests.support.chalicelib.full_disk import full_disk
from tests.support.chalicelib.kept import CLAIM, TAKEN, look, with_number
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, desk, issued
from tests.support.chalicelib.talk import NEVER_ISSUED


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SqliteFile]:
    """A ledger's file with one connection."""
    made = SqliteFile(tmp_path / "ledger.sqlite", "FULL", 1)
    yield made
    made.close()


class TestLedger:
    """A write is refused as such, and leaves nothing."""

    def test_a_claim_is_written_whole_once_there_is_room(self, sqlite: SqliteLedger) -> None:
        with_number(sqlite)
        with full_disk(), pytest.raises(UnwritableError):
            sqlite.append_claim(CLAIM, TAKEN)
        assert sqlite.snapshot(look()).claim is None
        sqlite.append_claim(CLAIM, TAKEN)
        assert sqlite.snapshot(look()).claim == CLAIM

    def test_what_stands_can_be_read_meanwhile(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite)
        number = issued(at)
        with full_disk():
            assert isinstance(at.numbers.inspect(number), Checked)

    def test_a_guess_that_cannot_be_counted_is_not_answered(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite)
        with full_disk(), pytest.raises(UnwritableError):
            at.claims.check(ONE, NEVER_ISSUED)

    def test_the_probe_finds_it_and_finds_that_it_has_passed(self, sqlite: SqliteLedger) -> None:
        for _ in range(2):
            sqlite.probe()
            with full_disk(), pytest.raises(UnwritableError):
                sqlite.probe()
        sqlite.probe()

    def test_the_probe_writes_no_less_than_a_claim_and_leaves_one_row(
        self, sqlite: SqliteLedger, tmp_path: Path
    ) -> None:
        log_file = tmp_path / "ledger.sqlite-wal"
        with_number(sqlite)
        sizes = [log_file.stat().st_size]
        sqlite.append_claim(CLAIM, TAKEN)
        sizes.append(log_file.stat().st_size)
        for _ in range(2):
            sqlite.probe()
            sizes.append(log_file.stat().st_size)
        by_claim, *by_probes = [after - before for before, after in pairwise(sizes)]
        assert min(by_probes) >= by_claim > 0
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as database:
            assert database.execute("SELECT COUNT(*) FROM failures").fetchone() == (1,)

    def test_the_probe_counts_for_nobody(self, sqlite: SqliteLedger) -> None:
        sqlite.probe()
        assert sqlite.snapshot(look()).failures == 0

    def test_a_batch_is_recorded_once_there_is_room(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite)
        lines = [BatchLine(issued(at, key), Claim(SERVICE, TODAY)) for key in "abc"]
        with full_disk():
            assert at.claims.batch(ONE, lines) == [Refused("cannot_write")] * 3
        assert all(isinstance(one, Accepted) for one in at.claims.batch(ONE, lines))

    def test_a_ledger_that_cannot_be_made_says_why(self, tmp_path: Path) -> None:
        with full_disk(), pytest.raises(SqliteLedgerError, match=r"ledger\.sqlite cannot be written: "):
            SqliteLedger(tmp_path / "ledger.sqlite")

    def test_a_folder_that_cannot_be_made_is_told_as_that(self, tmp_path: Path) -> None:
        (tmp_path / "kept").write_text("a file")
        with pytest.raises(SqliteLedgerError, match=r"ledger\.sqlite cannot be written: "):
            SqliteLedger(tmp_path / "kept" / "ledger.sqlite")


class TestFile:
    """What SQLite itself tells of a full disk, and of a file that it may only read."""

    def test_the_disk_is_full(self, file: SqliteFile) -> None:
        with file.transaction("BEGIN") as database:
            pages = database.execute("PRAGMA page_count").fetchone()[0]
            database.execute(f"PRAGMA max_page_count = {pages}")
        many = [(f"{place:099}",) for place in range(10_000)]
        with pytest.raises(UnwritableError) as told, file.transaction("BEGIN IMMEDIATE") as database:
            database.executemany("INSERT INTO failures VALUES ('a', ?, 1)", many)
        assert "full" in str(told.value.__cause__)
        with file.transaction("BEGIN") as database:
            assert database.execute("SELECT COUNT(*) FROM failures").fetchone()[0] == 0

    def test_the_file_may_only_be_read(self, file: SqliteFile) -> None:
        with file.transaction("BEGIN") as database:
            database.execute("PRAGMA query_only = ON")
        with pytest.raises(UnwritableError), file.transaction("BEGIN IMMEDIATE") as database:
            database.execute("DELETE FROM failures")

    def test_a_fault_of_ours_is_none_of_these(self, file: SqliteFile) -> None:
        with pytest.raises(sqlite3.OperationalError), file.transaction("BEGIN") as database:
            database.execute("SELECT no_such_column FROM failures")


class TestCaseReports:
    """They are kept in a file of their own, on the same disk."""

    def test_a_report_is_kept_once_there_is_room(self, tmp_path: Path) -> None:
        cases = SqliteCases(tmp_path / "case-reports.sqlite")
        with full_disk(), pytest.raises(UnwritableError):
            cases.file(REPORT)
        assert cases.file(REPORT) is None
        assert [*cases.of_year(REPORT.year)] == [REPORT]

    def test_a_folder_that_is_gone_is_the_same(self, tmp_path: Path) -> None:
        with pytest.raises(UnwritableError):
            SqliteCases(tmp_path / "gone" / "case-reports.sqlite").file(REPORT)


def test_a_line_of_the_log_that_cannot_be_written_is_lost_and_nothing_else() -> None:
    full = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - closing it fails too
    with redirect_stdout(full):
        request_log.to_stdout("{}")
    with suppress(OSError), closing(full):
        pass
