"""What is SQLite's own: threads, the file, and what is no ledger."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from chalicelib.ledger.port import BusyError, ContendedError, LedgerQuery, LedgerSnapshot, MovedError
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.ledger.stated_rows import AvailabilityRow
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Accepted, Checked, Issued, Refused
from tests.support.chalicelib.kept import (
    CLAIM,
    EXPORT,
    HOUR,
    SEAL,
    TAKEN,
    as_of_version_5,
    look,
    with_claim,
    with_number,
)
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, TWO, Clock, desk, issued

THREADS = 32
Result = TypeVar("Result")


def at_once(deeds: Sequence[Callable[[], Result]]) -> list[Result]:
    """What comes of deeds that are all begun in the same instant, each in its own thread."""
    start = Barrier(len(deeds))

    def begin(deed: Callable[[], Result]) -> Result:
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(begin, deeds))


def kinds(found: Sequence[object]) -> Counter[str]:
    """How many came to what."""
    return Counter(one.code if isinstance(one, Refused) else type(one).__name__ for one in found)


class TestThreads:
    """Whatever is begun at once, a session is given once."""

    def test_of_32_that_claim_the_last_session_one_gets_it_and_31_are_refused(self, sqlite: SqliteLedger) -> None:
        clock = Clock()
        at = desk(sqlite, now=clock)
        number = issued(at)
        for nth in range(1, 5):
            at.claims.claim(TWO, number, Claim(SERVICE, TODAY, nth=nth))
        clock.move(days=THREADS)
        claims = [Claim(SERVICE, TODAY + timedelta(days=day)) for day in range(THREADS)]
        found = at_once([partial(at.claims.claim, ONE, number, claimed) for claimed in claims])
        assert kinds(found) == {"Accepted": 1, "exhausted": THREADS - 1}
        state = at.claims.check(ONE, number)
        assert isinstance(state, Checked)
        assert state.row.left == 0

    def test_the_others_go_on_working_meanwhile(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite)
        numbers = [issued(at, str(place)) for place in range(THREADS)]
        found = at_once([partial(at.claims.claim, ONE, number, Claim(SERVICE, TODAY)) for number in numbers])
        assert kinds(found) == {"Accepted": THREADS}

    def test_of_32_that_send_the_same_claim_one_is_new_and_all_get_its_receipt(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite)
        number = issued(at)
        found = at_once([lambda: at.claims.claim(ONE, number, Claim(SERVICE, TODAY))] * THREADS)
        assert kinds(found) == {"Accepted": 1, "Replayed": THREADS - 1}
        assert len({one.claim.claim_id for one in found if not isinstance(one, Refused)}) == 1

    def test_of_32_that_reverse_the_same_claim_one_gives_the_session_back(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite)
        claimed = at.claims.claim(ONE, issued(at), Claim(SERVICE, TODAY))
        assert isinstance(claimed, Accepted)
        claim_id = claimed.claim.claim_id
        found = at_once([lambda: at.claims.reverse(claim_id, "duplicate", "subject", ONE)] * THREADS)
        assert kinds(found) == {"Reversed": 1, "AlreadyReversed": THREADS - 1}

    def test_of_32_that_send_the_same_order_all_get_one_number(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite)
        found = at_once([lambda: at.numbers.issue(IssueRequest(SERVICE), "reception-1", "key")] * THREADS)
        assert Counter(one.replayed for one in found if isinstance(one, Issued)) == {False: 1, True: THREADS - 1}
        assert len({one.number for one in found if isinstance(one, Issued)}) == 1

    def test_every_failure_is_counted(self, sqlite: SqliteLedger) -> None:
        at_once([lambda: sqlite.count_failure(ONE, HOUR)] * THREADS)
        assert sqlite.snapshot(look()).failures == THREADS

    def test_connections_are_used_again_rather_than_one_a_thread_for_ever(self, sqlite: SqliteLedger) -> None:
        for _ in range(3):
            at_once([lambda: sqlite.snapshot(look())] * 4)
        assert sqlite._file._idle.qsize() <= 4


class TestFile:
    """The ledger is one file, its owner's alone."""

    def test_only_its_owner_can_read_it(self, tmp_path: Path) -> None:
        SqliteLedger(tmp_path / "new" / "ledger.sqlite").close()
        assert (tmp_path / "new" / "ledger.sqlite").stat().st_mode & 0o777 == 0o600

    def test_what_was_written_is_there_when_it_is_opened_again(self, tmp_path: Path) -> None:
        first = SqliteLedger(tmp_path / "ledger.sqlite")
        with_claim(first)
        before = first.snapshot(look())
        first.close()
        second = SqliteLedger(tmp_path / "ledger.sqlite")
        assert second.snapshot(look()) == before
        second.close()

    def test_the_number_itself_is_nowhere_in_it(self, sqlite: SqliteLedger, tmp_path: Path) -> None:
        at = desk(sqlite)
        number = issued(at)
        at.claims.claim(ONE, number, Claim(SERVICE, TODAY))
        written = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.sqlite*"))
        assert ONE.encode() in written
        assert number.encode() not in written

    def test_full_synchronous_is_set_where_it_is_asked_for(self, tmp_path: Path) -> None:
        ledger = SqliteLedger(tmp_path / "ledger.sqlite", synchronous="FULL")
        with ledger._file.transaction("BEGIN") as database:
            assert database.execute("PRAGMA synchronous").fetchone()[0] == 2
            assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        ledger.close()

    def test_a_ledger_that_nobody_holds_any_more_has_closed_its_connections(self, tmp_path: Path) -> None:
        ledger = SqliteLedger(tmp_path / "ledger.sqlite")
        with ledger._file.transaction("BEGIN") as database:
            database.execute("SELECT 1")
        del ledger
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            database.execute("SELECT 1")

    def test_a_database_of_something_else_is_refused_and_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "other.sqlite"
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.close()
        with pytest.raises(SqliteLedgerError, match=r"other\.sqlite is no ledger: it holds something else"):
            SqliteLedger(path)
        again = sqlite3.connect(path)
        assert again.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]
        assert again.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        again.close()

    def test_a_file_that_is_no_database_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "text.sqlite"
        path.write_text("this is not a database, but a text that is long enough to be taken for one" * 20)
        with pytest.raises(SqliteLedgerError, match="is no ledger"):
            SqliteLedger(path)

    def test_sessions_below_nothing_are_refused_by_the_file_itself(self, sqlite: SqliteLedger) -> None:
        with_claim(sqlite)
        with pytest.raises(sqlite3.IntegrityError), sqlite._file.transaction("BEGIN IMMEDIATE") as database:
            database.execute("UPDATE numbers SET used = granted + 1")


class TestSeal:
    """Nobody checks this machine's clock, so the claim's own write does."""

    def test_a_claim_that_was_decided_before_its_month_was_sealed_is_not_written_into_it(
        self, sqlite: SqliteLedger
    ) -> None:
        with_number(sqlite).seal(SEAL)
        with pytest.raises(MovedError):
            sqlite.append_claim(CLAIM, TAKEN)
        assert sqlite.snapshot(look()).claim is None

    def test_with_a_clock_behind_it_lands_in_the_month_that_is_open(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite, now=Clock())
        number = issued(at)
        real, asked = sqlite.snapshot, list[bool]()

        def look_and_seal(query: LedgerQuery) -> LedgerSnapshot:
            """Seal the month between the first look and its write."""
            view = real(query)
            if not asked:
                sqlite.seal(SEAL)
            asked.append(view.sealed)
            return view

        sqlite.snapshot = look_and_seal  # type: ignore[method-assign]
        found = at.claims.claim(ONE, number, Claim(SERVICE, TODAY))
        assert isinstance(found, Accepted)
        assert (asked, found.claim.booking_month) == ([False, True], "2026-12")


class TestEarlierVersion:
    """A file of the version before is brought up to this one when it is opened."""

    def test_seals_from_before_there_were_layouts_are_of_the_first(self, tmp_path: Path) -> None:
        before = SqliteLedger(tmp_path / "ledger.sqlite")
        with_claim(before).seal(SEAL)
        before.close()
        as_of_version_5(tmp_path / "ledger.sqlite")
        for _ in range(2):
            after = SqliteLedger(tmp_path / "ledger.sqlite")
            assert (after.seals([SEAL.month]), after.snapshot(look()).claim) == ({SEAL.month: SEAL}, CLAIM)
            after.close()

    def test_what_earlier_versions_had_no_place_for_can_be_written(self, tmp_path: Path) -> None:
        before = SqliteLedger(tmp_path / "ledger.sqlite")
        with_claim(before).seal(SEAL)
        before.close()
        as_of_version_5(tmp_path / "ledger.sqlite")
        after = SqliteLedger(tmp_path / "ledger.sqlite")
        after.mark_exported(EXPORT)
        after.put_availability([AvailabilityRow(ONE, SERVICE)])
        after.change(replace(TAKEN, beyond="assessment", version=3), None)
        assert (after.exports([SEAL.month]), after.numbers([TAKEN.place])[TAKEN.place].beyond) == (
            {SEAL.month: EXPORT},
            "assessment",
        )
        after.close()


class TestBusy:
    """A file that another holds for too long is contended, and then busy."""

    def test_a_write_that_cannot_begin_in_time_is_contended_and_then_busy(self, tmp_path: Path) -> None:
        path = tmp_path / "ledger.sqlite"
        ledger = SqliteLedger(path, busy_s=0.01)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ContendedError):
            ledger.count_failure(ONE, HOUR)
        with pytest.raises(BusyError):
            desk(ledger, limit_s=0.05).numbers.issue(IssueRequest(SERVICE), "reception-1", "key")
        other.execute("ROLLBACK")
        other.close()
        ledger.count_failure(ONE, HOUR)
        assert ledger.snapshot(look()).failures == 1
        ledger.close()
