"""A file of an earlier layout is copied, then upgraded; killed anywhere nothing is lost, and any other is refused."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from chalicelib.layout import LayoutError
from chalicelib.ledger.port import UnwritableError
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.reporting.cases.case_store import SqliteCases
from chalicelib.sqlite_layout import copies
from tests.support.chalicelib.case_reports import REPORT
from tests.support.chalicelib.full_disk import full_disk
from tests.support.chalicelib.kept import CLAIM, SEAL, as_of_version_5, look, with_claim

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from chalicelib.ledger.sqlite_schema import LAYOUT
left = int(sys.argv[2])
def count(frame, event, argument):
    global left
    left -= event == "c_call"
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(count)
LAYOUT.prepare(sqlite3.connect(sys.argv[1], isolation_level=None), Path(sys.argv[1]))
"""
"""Upgrades a ledger, and is killed at the nth call out of Python: of the disk, of SQLite, of the system."""


def layout(file: Path) -> int:
    """Return the layout that a file states."""
    with closing(sqlite3.connect(file)) as database:
        version: int = database.execute("PRAGMA user_version").fetchone()[0]
        return version


def dump(file: Path) -> list[str]:
    """Return all that a file holds, as statements."""
    with closing(sqlite3.connect(file)) as database:
        return [*database.iterdump()]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A ledger of layout 5, with a claim and a closed month."""
    file = tmp_path / "ledger.sqlite"
    ledger = SqliteLedger(file)
    with_claim(ledger).seal(SEAL)
    ledger.close()
    as_of_version_5(file)
    return file


def opened(file: Path) -> None:
    """Open a ledger once, as a start does, and find the claim in it."""
    ledger = SqliteLedger(file)
    try:
        assert ledger.snapshot(look()).claim == CLAIM
    finally:
        ledger.close()


class TestUpgrade:
    """The copy comes first, and is the file as it was."""

    def test_the_copy_is_what_stood_and_its_owners_alone(self, old: Path) -> None:
        before = dump(old)
        opened(old)
        (copy,) = copies(old)
        assert (layout(old), copy.name, layout(copy)) == (8, "ledger.sqlite.version-5", 5)
        assert dump(copy) == before
        assert copy.stat().st_mode & 0o777 == 0o600

    def test_a_file_of_this_layout_is_not_copied(self, old: Path) -> None:
        for _ in range(3):
            opened(old)
        assert len(copies(old)) == 1

    def test_no_copy_is_replaced_and_the_same_one_is_kept_once(self, old: Path) -> None:
        restored = old.read_bytes()
        for change in ("", "", "UPDATE seals SET by = 'somebody else'"):
            old.write_bytes(restored)
            with closing(sqlite3.connect(old)) as database:
                database.execute(change)
                database.commit()
            opened(old)
        assert [copy.name for copy in copies(old)] == ["ledger.sqlite.version-5", "ledger.sqlite.version-5-2"]
        assert dump(copies(old)[0]) != dump(copies(old)[1])

    def test_without_room_for_the_copy_it_says_so_and_the_ledger_is_as_it_was(self, old: Path) -> None:
        before, beside = old.read_bytes(), set(old.parent.iterdir())
        said = r"ledger\.sqlite has layout 5 and has to be copied before it is upgraded to 8, .* make room for 1 MB"
        with full_disk(room_bytes=40_000), pytest.raises(SqliteLedgerError, match=said):
            SqliteLedger(old)
        assert (old.read_bytes(), set(old.parent.iterdir())) == (before, beside)
        opened(old)

    def test_a_damaged_ledger_is_neither_copied_nor_upgraded(self, old: Path) -> None:
        with old.open("r+b") as file:
            file.seek(4096 * 3)
            file.write(b"\xff" * 4096 * 2)
        before = old.read_bytes()
        with pytest.raises(SqliteLedgerError, match=r"ledger\.sqlite"):
            SqliteLedger(old)
        assert (old.read_bytes(), copies(old)) == (before, [])

    def test_a_ledger_that_another_program_upgrades_is_waited_for_and_then_said_to_be_held(self, old: Path) -> None:
        with closing(sqlite3.connect(old, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(SqliteLedgerError, match=r"in use by another program .* try again"):
                SqliteLedger(old, busy_s=0.01)
        opened(old)


class TestKilled:
    """Wherever an upgrade is killed, the ledger is of one layout or the other, and the next start goes on."""

    def killed(self, old: Path, at: int) -> bool:
        """Start an upgrade that is killed at a call; return whether it was."""
        command = [sys.executable, "-S", "-c", KILLED, str(old), str(at)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "functions")}
        code = subprocess.run(command, env=environment, check=False, capture_output=True, timeout=60).returncode
        assert code in (0, -signal.SIGKILL)
        return code != 0

    def at_each(self, old: Path, step: int) -> int:
        """Kill an upgrade at its first call, then one at each `step` calls later; return how many were killed."""
        stood, before, count = old.read_bytes(), dump(old), 0
        while self.killed(old, 1 + step * count):
            assert layout(old) in (5, 8)
            assert layout(old) == 8 or dump(old) == before
            opened(old)
            (copy,) = copies(old)
            assert dump(copy) == before
            assert {path.name for path in old.parent.iterdir()} == {old.name, copy.name}
            copy.unlink()
            old.write_bytes(stood)
            count += 1
        return count

    def test_at_some_calls(self, old: Path) -> None:
        assert self.at_each(old, 40) >= 2

    @pytest.mark.proof("tests/chalicelib/test_sqlite_layout.py::test_at_some_calls")
    def test_at_every_call(self, old: Path) -> None:
        assert self.at_each(old, 1) > 75


class TestAnotherLayout:
    """It is refused in words, with both numbers and the way out, and the file is left as it is."""

    @pytest.mark.parametrize(("found", "way_out"), [(9, "Use the Kundval that wrote it"), (4, "no release upgrades")])
    def test_of_a_ledger(self, tmp_path: Path, found: int, way_out: str) -> None:
        file = tmp_path / "ledger.sqlite"
        SqliteLedger(file).close()
        with closing(sqlite3.connect(file)) as database:
            database.execute(f"PRAGMA user_version = {found}")
        before = file.read_bytes()
        with pytest.raises(SqliteLedgerError, match=f"has layout {found}; this Kundval reads 5 to 8.*{way_out}"):
            SqliteLedger(file)
        assert (file.read_bytes(), copies(file)) == (before, [])

    def test_of_case_reports(self, tmp_path: Path) -> None:
        file = tmp_path / "case-reports.sqlite"
        SqliteCases(file).file(REPORT)
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA user_version = 2")
        with pytest.raises(LayoutError, match=r"case reports .* has layout 2; this Kundval reads 0 to 1\."):
            SqliteCases(file).file(REPORT)


class TestCaseReports:
    """Their file is upgraded in the same way, from before it had a number."""

    @pytest.fixture
    def unnumbered(self, tmp_path: Path) -> Path:
        """A file as the first release wrote it: no number, and no table of cases that go on."""
        file = tmp_path / "case-reports.sqlite"
        SqliteCases(file).file(REPORT)
        with closing(sqlite3.connect(file)) as database:
            database.execute("DROP TABLE continuing")
            database.execute("PRAGMA user_version = 0")
        return file

    def test_it_is_copied_and_gets_its_number(self, unnumbered: Path) -> None:
        before = dump(unnumbered)
        for _ in range(2):
            assert [*SqliteCases(unnumbered).of_year(REPORT.year)] == [REPORT]
        (copy,) = copies(unnumbered)
        assert (layout(unnumbered), layout(copy), dump(copy)) == (1, 0, before)

    def test_without_room_it_is_as_it_was(self, unnumbered: Path) -> None:
        before = unnumbered.read_bytes()
        with full_disk(), pytest.raises((LayoutError, UnwritableError)):
            SqliteCases(unnumbered).file(REPORT)
        assert (unnumbered.read_bytes(), copies(unnumbered)) == (before, [])
