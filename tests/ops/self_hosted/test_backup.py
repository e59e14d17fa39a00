"""Copies of the ledger: made while claims are recorded, put back whole, and never over what stands."""

import itertools
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.reporting.cases.case_store import SqliteCases
from ops.self_hosted import backup
from ops.self_hosted import restore as restoring
from ops.self_hosted.backup import BackupError
from tests.support.chalicelib.case_reports import REPORT
from tests.support.chalicelib.claims import NUMBER
from tests.support.chalicelib.full_disk import full_disk
from tests.support.chalicelib.kept import CLAIM, EVENT, SEAL, as_of_version_5, with_claim

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
WRITERS, ENOUGH = 3, 40


@dataclass
class Writer:
    """Records claims on a number of its own until it is told to stop; what it lists was acknowledged."""

    ledger: SqliteLedger
    place: str
    stop: threading.Event
    acknowledged: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Record one claim after another."""
        number = replace(NUMBER, place=self.place, granted=1_000_000)
        self.ledger.issue(number, replace(EVENT, place=self.place))
        for nth in itertools.count(1):
            claim_id = f"{self.place}-{nth}"
            claim = replace(CLAIM, place=self.place, nth=nth, claim_id=claim_id)
            self.ledger.append_claim(claim, replace(number, used=nth, version=nth + 1))
            self.acknowledged.append(claim_id)
            if self.stop.is_set():
                return


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    """A ledger as it stands in production."""
    made = SqliteLedger(tmp_path / "kept" / "ledger.sqlite", synchronous="FULL", busy_s=60)
    yield made
    made.close()


def file_of(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "ledger.sqlite"


def test_under_load_the_copy_has_every_claim_acknowledged_before_it(ledger: SqliteLedger, tmp_path: Path) -> None:
    stop = threading.Event()
    writers = [Writer(ledger, f"place-{n}", stop) for n in range(WRITERS)]
    threads = [threading.Thread(target=one.run) for one in writers]
    for thread in threads:
        thread.start()
    while any(len(one.acknowledged) < ENOUGH for one in writers):
        threads[0].join(0.01)
    before = [claim for one in writers for claim in tuple(one.acknowledged)]
    made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, keep=3)
    stop.set()
    for thread in threads:
        thread.join()
    restoring.restore(made.path, tmp_path / "again" / "ledger.sqlite", NOW)
    restored = SqliteLedger(tmp_path / "again" / "ledger.sqlite")
    assert all(restored.find_claim(claim) for claim in before)
    numbers = restored.numbers([one.place for one in writers])
    rows = restored.entries(None, CLAIM.booking_month, "", 1_000_000)
    assert {place: number.used for place, number in numbers.items()} == {
        one.place: sum(row.place == one.place for row in rows) for one in writers
    }
    restored.close()


def test_what_was_written_after_the_copy_began_may_be_missing_and_is_told(ledger: SqliteLedger, tmp_path: Path) -> None:
    with_claim(ledger)
    made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, keep=3)
    assert (made.claims, made.last) == (1, CLAIM.recorded_at)


def test_case_reports_are_copied_and_put_back_too(ledger: SqliteLedger, tmp_path: Path) -> None:
    with_claim(ledger)
    SqliteCases(file_of(tmp_path).with_name("case-reports.sqlite")).file(REPORT)
    made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, keep=3)
    restoring.restore(made.path, tmp_path / "again" / "ledger.sqlite", NOW)
    assert [*SqliteCases(tmp_path / "again" / "case-reports.sqlite").of_year(REPORT.year)] == [REPORT]


def test_a_copy_is_its_owners_alone(ledger: SqliteLedger, tmp_path: Path) -> None:
    with_claim(ledger)
    made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, keep=3)
    assert made.path.stat().st_mode & 0o077 == 0
    assert [one.stat().st_mode & 0o077 for one in made.path.iterdir()] == [0]


def test_only_so_many_copies_are_kept_and_nothing_else_is_touched(ledger: SqliteLedger, tmp_path: Path) -> None:
    with_claim(ledger)
    (tmp_path / "copies" / "other").mkdir(parents=True)
    for day in range(4):
        backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW + timedelta(days=day), keep=2)
    kept = sorted(one.name for one in (tmp_path / "copies").iterdir())
    assert kept == ["20261124T023000Z", "20261125T023000Z", "other"]


@pytest.mark.parametrize("name", ["ledger.sqlite.version-5", "case-reports.sqlite.version-0"])
def test_a_copy_of_before_an_upgrade_goes_when_the_oldest_backup_is_younger(
    ledger: SqliteLedger, tmp_path: Path, name: str
) -> None:
    with_claim(ledger)
    copy = file_of(tmp_path).with_name(name)
    copy.touch()
    made = (NOW + timedelta(hours=1)).timestamp()
    os.utime(copy, (made, made))
    there = []
    for day in range(4):
        backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW + timedelta(days=day), keep=2)
        there.append(copy.exists())
    assert there == [True, True, False, False]


def test_what_stands_is_never_replaced(ledger: SqliteLedger, tmp_path: Path) -> None:
    with_claim(ledger)
    made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, keep=3)
    with pytest.raises(BackupError, match=r"ledger\.sqlite stands: stop the service, .* --standing /"):
        restoring.restore(made.path, file_of(tmp_path), NOW)


def test_a_log_that_was_left_behind_is_not_mixed_with_the_copy(ledger: SqliteLedger, tmp_path: Path) -> None:
    with_claim(ledger)
    made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, keep=3)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "ledger.sqlite-wal").touch()
    with pytest.raises(BackupError, match=r"ledger\.sqlite-wal stands"):
        restoring.restore(made.path, tmp_path / "again" / "ledger.sqlite", NOW)


def test_a_damaged_copy_is_refused_and_nothing_is_left(ledger: SqliteLedger, tmp_path: Path) -> None:
    with_claim(ledger)
    made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, keep=3)
    with (made.path / "ledger.sqlite").open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * 4096 * 6)
    with pytest.raises(BackupError):
        restoring.restore(made.path, tmp_path / "again" / "ledger.sqlite", NOW)
    assert [*(tmp_path / "again").iterdir()] == []


def test_a_copy_of_another_version_is_refused(ledger: SqliteLedger, tmp_path: Path) -> None:
    with_claim(ledger)
    made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, keep=3)
    with closing(sqlite3.connect(made.path / "ledger.sqlite")) as database:
        database.execute("PRAGMA user_version = 1")
    with pytest.raises(BackupError, match=r"copies/.*/ledger\.sqlite has layout 1; this Kundval reads 5 to 8"):
        restoring.restore(made.path, tmp_path / "again" / "ledger.sqlite", NOW)
    assert [*(tmp_path / "again").iterdir()] == []


def test_a_copy_of_the_version_before_is_restored_and_brought_up(ledger: SqliteLedger, tmp_path: Path) -> None:
    with_claim(ledger).seal(SEAL)
    made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, keep=3)
    as_of_version_5(made.path / "ledger.sqlite")
    restoring.restore(made.path, tmp_path / "again" / "ledger.sqlite", NOW)
    again = SqliteLedger(tmp_path / "again" / "ledger.sqlite")
    assert again.seals([SEAL.month]) == {SEAL.month: SEAL}
    again.close()


def test_a_folder_without_a_copy_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"holds no ledger\.sqlite"):
        restoring.restore(tmp_path, tmp_path / "again" / "ledger.sqlite", NOW)


def test_without_a_ledger_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no ledger at"):
        backup.back_up(tmp_path / "ledger.sqlite", tmp_path / "copies", NOW, keep=3)
    assert not (tmp_path / "copies").exists()


class TestNoRoom:
    """One sentence says what is in the way, and no half copy is left."""

    def test_a_copy_that_finds_no_room(self, ledger: SqliteLedger, tmp_path: Path) -> None:
        with_claim(ledger)
        (tmp_path / "copies").mkdir()
        with full_disk(), pytest.raises(BackupError, match=r"cannot be (copied|written): "):
            backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, 30)
        assert [*(tmp_path / "copies").iterdir()] == []

    def test_a_place_for_copies_that_is_none(self, ledger: SqliteLedger, tmp_path: Path) -> None:
        with_claim(ledger)
        (tmp_path / "copies").write_text("a file")
        with pytest.raises(BackupError, match=r"copies.* cannot be written: .+\. Nothing was copied\."):
            backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, 30)

    def test_a_copy_that_cannot_be_put_back_leaves_nothing(self, ledger: SqliteLedger, tmp_path: Path) -> None:
        with_claim(ledger)
        made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, 30)
        (tmp_path / "new").mkdir()
        with full_disk(), pytest.raises(BackupError, match=r"cannot be (copied|written): "):
            restoring.restore(made.path, tmp_path / "new" / "ledger.sqlite", NOW)
        assert [*(tmp_path / "new").iterdir()] == []

    def test_a_place_for_the_ledger_that_is_none(self, ledger: SqliteLedger, tmp_path: Path) -> None:
        with_claim(ledger)
        made = backup.back_up(file_of(tmp_path), tmp_path / "copies", NOW, 30)
        (tmp_path / "file").write_text("a file")
        with pytest.raises(BackupError, match=r"cannot be written: .+\. Nothing was copied\."):
            restoring.restore(made.path, tmp_path / "file" / "ledger.sqlite", NOW)
