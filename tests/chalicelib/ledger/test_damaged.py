"""A file that is damaged, read-only or no file at all: refused at start in one sentence, and 503 while it serves."""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from chalicelib import request_log
from chalicelib.ledger.port import UnwritableError
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.reporting.cases.case_store import SqliteCases
from tests.support.chalicelib.case_reports import REPORT
from tests.support.chalicelib.damaged import damage, damage_schema, damage_table, read_only
from tests.support.chalicelib.kept import CLAIM, TAKEN, look, with_claim, with_number

NEVER_A_LEDGER: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/null"),
}


def ledger_file(folder: Path) -> Path:
    """Return the file of a ledger with a claim that is not in use."""
    ledger = SqliteLedger(folder / "ledger.sqlite")
    with_claim(ledger)
    ledger.close()
    return folder / "ledger.sqlite"


class TestStart:
    """The ledger is not opened, and the message names the file, SQLite's error and the way out."""

    @pytest.mark.parametrize(("header", "error"), [(False, "SQLITE_CORRUPT"), (True, "SQLITE_NOTADB")])
    def test_a_damaged_file_is_refused_with_the_way_to_a_copy(self, tmp_path: Path, header: bool, error: str) -> None:  # noqa: FBT001 - a parameter of the test
        file = ledger_file(tmp_path)
        damage(file, header=header)
        with pytest.raises(SqliteLedgerError) as refused:
            SqliteLedger(file)
        assert str(refused.value).startswith(f"The ledger {file} is no ledger, or is damaged ({error}")
        assert str(refused.value).endswith("python3 build.py restore FOLDER")
        assert "\n" not in str(refused.value)

    def test_so_is_one_whose_schema_is_no_text(self, tmp_path: Path) -> None:
        file = ledger_file(tmp_path)
        damage_schema(file, "claims")
        with pytest.raises(SqliteLedgerError, match=r"is damaged \(SQLITE_CORRUPT\)"):
            SqliteLedger(file)

    def test_a_file_that_may_only_be_read_is_refused(self, tmp_path: Path) -> None:
        file = ledger_file(tmp_path)
        with read_only(tmp_path), pytest.raises(SqliteLedgerError, match=r"cannot be written: .+ \(SQLITE_\w+\)\. The"):
            SqliteLedger(file)

    @pytest.mark.parametrize("kind", NEVER_A_LEDGER)
    def test_what_is_no_file_is_refused_and_stays_as_it_is(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / "ledger.sqlite"
        NEVER_A_LEDGER[kind](path)
        with pytest.raises(
            SqliteLedgerError, match=r"ledger\.sqlite cannot be written: it is a folder, pipe or device"
        ):
            SqliteLedger(path)
        assert not stat.S_ISREG(path.stat().st_mode)

    def test_a_ledger_that_another_program_holds_is_not_called_damaged(self, tmp_path: Path) -> None:
        file = ledger_file(tmp_path)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(SqliteLedgerError, match=r"is in use by another program \(SQLITE_BUSY\)"):
                SqliteLedger(file, busy_s=0.01)


class TestServing:
    """Damage that is met later is an outage, and nothing more is written into the file."""

    def test_a_read_that_meets_damage_is_an_outage_with_sqlites_name_of_it(self, sqlite: SqliteLedger) -> None:
        with_claim(sqlite).seals([])
        sqlite.close()
        damage(sqlite._file._path)
        with pytest.raises(UnwritableError) as outage:
            sqlite.snapshot(look())
        assert outage.value.__cause__ is not None
        assert "SQLITE_CORRUPT" in request_log.describe_error(outage.value.__cause__)

    def test_after_that_nothing_is_written_and_the_probe_tells_it(self, sqlite: SqliteLedger) -> None:
        with_number(sqlite)
        damage_table(sqlite._file._path, "availability")
        with pytest.raises(UnwritableError):
            sqlite.availability()
        writes: list[Callable[[], None]] = [lambda: sqlite.append_claim(CLAIM, TAKEN), sqlite.probe]
        for write in writes:
            with pytest.raises(UnwritableError):
                write()
        assert sqlite.snapshot(look()).number is not None
        assert sqlite.snapshot(look()).claim is None

    def test_a_schema_that_is_no_text_is_an_outage_too(self, tmp_path: Path) -> None:
        file = ledger_file(tmp_path)
        ledger = SqliteLedger(file)
        damage_schema(file, "claims")
        with pytest.raises(UnwritableError):
            ledger.snapshot(look())
        ledger.close()


class TestCases:
    """The file of case reports is judged the same way."""

    @pytest.mark.parametrize("header", [False, True])
    def test_a_damaged_file_is_told_at_start_and_by_the_probe(self, tmp_path: Path, header: bool) -> None:  # noqa: FBT001 - a parameter of the test
        cases = SqliteCases(tmp_path / "case-reports.sqlite")
        cases.file(REPORT)
        cases.require_sound()
        cases.probe()
        damage(tmp_path / "case-reports.sqlite", header=header)
        with pytest.raises(SqliteLedgerError, match=r"case reports .+ is damaged \(SQLITE_\w+.*\)\. Put a copy"):
            cases.require_sound()
        with pytest.raises(UnwritableError):
            cases.probe()
        with pytest.raises(UnwritableError):
            cases.file(REPORT)

    def test_another_layout_is_refused_at_start(self, tmp_path: Path) -> None:
        cases = SqliteCases(tmp_path / "case-reports.sqlite")
        cases.file(REPORT)
        with closing(sqlite3.connect(tmp_path / "case-reports.sqlite")) as database:
            database.execute("PRAGMA user_version = 2")
        with pytest.raises(SqliteLedgerError, match=r"has layout 2; this Kundval reads 0 to 1\."):
            cases.require_sound()

    @pytest.mark.parametrize("kind", NEVER_A_LEDGER)
    def test_what_is_no_file_takes_no_report(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / "case-reports.sqlite"
        NEVER_A_LEDGER[kind](path)
        with pytest.raises(UnwritableError):
            SqliteCases(path).file(REPORT)
        with pytest.raises(SqliteLedgerError, match="it is a folder, pipe or device"):
            SqliteCases(path).require_sound()

    def test_a_file_that_is_not_there_is_not_made_by_looking(self, tmp_path: Path) -> None:
        SqliteCases(tmp_path / "case-reports.sqlite").require_sound()
        assert [*tmp_path.iterdir()] == []
