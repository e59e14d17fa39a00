"""A restored copy with what the standing file proves: nothing revoked is payable again, nothing paid is paid twice."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.ledger.month_rows import SealRow
from chalicelib.ledger.port import MovedError
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.reporting.cases.case_store import SqliteCases
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, Checked, Issued, Replayed
from ops.self_hosted import backup, restored_page
from ops.self_hosted import restore as restoring
from ops.self_hosted.backup import BackupError
from ops.self_hosted.restore import Restored
from ops.self_hosted.standing import ClosedMonth, TakenOver
from tests.support.chalicelib.case_reports import REPORT
from tests.support.chalicelib.damaged import damage_schema, damage_table
from tests.support.chalicelib.kept import EXPORT, as_of_version_5
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, Services, desk, issued
from tests.support.chalicelib.talk import recorded, refused

NOW = datetime(2026, 12, 2, 8, 10, tzinfo=UTC)
MONTH = "2026-11"
REASON = "moved"
TODAYS = Claim(SERVICE, TODAY)
ENDS = ("", "-wal", "-journal", ".version-5", ".partial-copy")
HOLDS_IT_OPEN = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("SELECT * FROM seals")
print(flush=True)
input()
"""


@dataclass
class Town:
    """A ledger that has gone on after its copy: one number of each fate, a claim, and a month that has been paid."""

    folder: Path
    copy: Path
    revoked: str
    replaced: str
    new: str
    used: str
    later: str
    claim_ids: list[str]

    @property
    def file(self) -> Path:
        """Return the file that stands."""
        return self.folder / "ledger.sqlite"

    def restore(self) -> Restored:
        """Restore the copy in place of what stands."""
        return restoring.restore(self.copy, self.file, NOW, self.file)


def claimed(at: Services, number: str, nth: int = 1) -> str:
    """Record a claim, and return its id."""
    outcome = at.claims.claim(ONE, number, Claim(SERVICE, TODAY, nth=nth))
    assert isinstance(outcome, Accepted)
    return outcome.claim.claim_id


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Lay out the town's ledger, and close it."""
    folder = tmp_path / "kept"
    ledger = SqliteLedger(folder / "ledger.sqlite")
    at = desk(ledger)
    revoked, replaced, used = (issued(at, key) for key in ("revoked", "replaced", "used"))
    claim_ids = [claimed(at, used)]
    copy = backup.back_up(folder / "ledger.sqlite", tmp_path / "copies", NOW, keep=3).path
    at.numbers.revoke(revoked, REASON, "reception-1")
    exchange = at.numbers.replace(replaced, "lost", "reception-1", "exchange")
    assert isinstance(exchange, Issued)
    later = issued(at, "later")
    claim_ids += [claimed(at, used, 2), claimed(at, exchange.number), claimed(at, later)]
    rows = ledger.entries(None, MONTH, "", 100)
    ledger.seal(SealRow(MONTH, len(rows), sum(row.amount_ore for row in rows), "ab" * 32, "2026-12-01T01:00:00Z", "c"))
    ledger.mark_exported(EXPORT)
    SqliteCases(folder / "case-reports.sqlite").file(REPORT)
    ledger.close()
    return Town(folder, copy, revoked, replaced, exchange.number, used, later, claim_ids)


@pytest.fixture
def opened(town: Town) -> Iterator[SqliteLedger]:
    """Restore the copy, and open the ledger that stands then."""
    town.restore()
    ledger = SqliteLedger(town.file)
    yield ledger
    ledger.close()


def without_types(file: Path) -> None:
    """Change a ledger so that its columns take any value, as damaged pages have them."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT, ', ''), ' NOT NULL', '')")


def failing(reason: int, end: str) -> Callable[[Path, Path], object]:
    """Return a copying of files that fails at those whose names end so."""
    copyfile = shutil.copyfile

    def copy(source: Path, target: Path) -> object:
        if source.name.endswith(end):
            raise OSError(reason, os.strerror(reason), str(source))
        return copyfile(source, target)

    return copy


def failing_at_once(*_: object) -> None:
    """Stop as a program that is killed does."""
    raise KeyboardInterrupt


class TestReadable:
    """From a file that can be read all of it is taken over."""

    def test_what_was_revoked_or_replaced_is_not_payable(self, town: Town, opened: SqliteLedger) -> None:
        at = desk(opened)
        told = [
            refused(at.claims.claim(ONE, number, Claim(SERVICE, TODAY))) for number in (town.revoked, town.replaced)
        ]
        assert told == ["number_revoked", "number_replaced"]

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


class TestDamaged:
    """From a damaged file a number is taken over whole or only closed, and a paid month stays closed."""

    def test_without_their_claims_numbers_stay_as_in_the_copy_but_closed_ones_are_closed(self, town: Town) -> None:
        damage_table(town.file, "claims")
        restored = town.restore()
        assert restored.taken is not None
        assert restored.taken.unproved == 3
        ledger = SqliteLedger(town.file)
        at = desk(ledger)
        told = [
            refused(at.claims.claim(ONE, number, Claim(SERVICE, TODAY))) for number in (town.revoked, town.replaced)
        ]
        assert told == ["number_revoked", "number_replaced"]
        recorded(at, town.used, Claim(SERVICE, TODAY, nth=2))
        ledger.close()

    def test_without_their_rows_numbers_are_closed_by_their_events(self, town: Town) -> None:
        damage_table(town.file, "numbers")
        town.restore()
        ledger = SqliteLedger(town.file)
        at = desk(ledger)
        told = [
            refused(at.claims.claim(ONE, number, Claim(SERVICE, TODAY))) for number in (town.revoked, town.replaced)
        ]
        assert told == ["number_revoked", "number_replaced"]
        ledger.close()

    def test_a_paid_month_of_which_rows_are_lost_stays_closed_and_the_page_tells_the_difference(
        self, town: Town
    ) -> None:
        damage_table(town.file, "claims")
        restored = town.restore()
        ledger = SqliteLedger(town.file)
        assert ledger.seals([MONTH])
        ledger.close()
        assert restored.page is not None
        page = restored.page.read_text(encoding="utf-8")
        assert f"{MONTH} stängdes efter kopian med 4 rader och 4 416,00 kronor." in page
        assert "Nu finns 1 rad och 1 104,00 kronor." in page
        assert "Skillnaden, 3 312,00 kronor, är redan betald." in page
        assert "ett nummer blev spärrat" in page

    @pytest.mark.parametrize("table", ["events", "seals", "contacts"])
    def test_what_can_be_read_of_the_rest_is_taken_over(self, town: Town, table: str) -> None:
        damage_table(town.file, table)
        restored = town.restore()
        ledger = SqliteLedger(town.file)
        assert all(ledger.find_claim(claim_id) for claim_id in town.claim_ids)
        ledger.close()
        assert restored.page is not None

    def test_a_row_that_no_column_can_hold_is_left_and_told(self, town: Town) -> None:
        without_types(town.file)
        with closing(sqlite3.connect(town.file)) as database, database:
            database.execute("UPDATE claims SET minutes = 'many' WHERE nth = 2")
        restored = town.restore()
        assert restored.taken is not None
        assert restored.taken.unproved == 1


class TestRowsThatNoColumnCanHold:
    """A bit that has flipped may turn a number into a text or nothing; such a row is left, and never a traceback."""

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE claims SET consumed = NULL WHERE nth = 2",
            "UPDATE claims SET consumed = 'many' WHERE nth = 2",
            "UPDATE numbers SET version = NULL WHERE status <> 'live'",
            "UPDATE events SET at = x'ff' WHERE kind = 'revoke'",
            "UPDATE events SET n = 'last' WHERE kind = 'replace'",
            "UPDATE seals SET sum_ore = NULL",
        ],
    )
    def test_what_was_revoked_or_replaced_is_not_payable_and_there_is_a_page(self, town: Town, change: str) -> None:
        without_types(town.file)
        with closing(sqlite3.connect(town.file)) as database, database:
            database.execute(change)
        restored = town.restore()
        ledger = SqliteLedger(town.file)
        at = desk(ledger)
        told = [refused(at.claims.claim(ONE, number, TODAYS)) for number in (town.revoked, town.replaced)]
        ledger.close()
        assert told == ["number_revoked", "number_replaced"]
        assert restored.page is not None

    @pytest.mark.parametrize("table", ["contacts", "claims"])
    def test_of_a_schema_that_is_no_text_there_is_the_page(self, town: Town, table: str) -> None:
        damage_schema(town.file, table)
        assert town.restore().page is not None

    def test_one_tables_damaged_definition_does_not_hide_the_others(self, town: Town) -> None:
        damage_schema(town.file, "contacts")
        town.restore()
        ledger = SqliteLedger(town.file)
        at = desk(ledger)
        told = [refused(at.claims.claim(ONE, number, TODAYS)) for number in (town.revoked, town.replaced)]
        assert (told, [*ledger.seals([MONTH])]) == (["number_revoked", "number_replaced"], [MONTH])
        assert all(ledger.find_claim(claim_id) for claim_id in town.claim_ids)
        ledger.close()

    def test_a_copy_whose_schema_is_no_text_is_refused(self, town: Town) -> None:
        damage_schema(town.copy / "ledger.sqlite", "claims")
        with pytest.raises(BackupError, match="cannot be copied: malformed database"):
            town.restore()

    def test_a_column_that_is_written_in_another_case_is_the_same(self, town: Town) -> None:
        with closing(sqlite3.connect(town.file)) as database:
            database.execute("ALTER TABLE claims RENAME counsellors TO counSellors")
        assert town.restore().page is None

    def test_a_time_that_is_none_is_unknown_on_the_page(self, town: Town) -> None:
        without_types(town.file)
        with closing(sqlite3.connect(town.file)) as database, database:
            database.execute("UPDATE events SET at = 'soon' WHERE kind = 'revoke'")
        damage_table(town.file, "contacts")
        restored = town.restore()
        assert restored.page is not None
        assert f"okänd tid, {SERVICE}: ett nummer blev spärrat" in restored.page.read_text(encoding="utf-8")


class TestProvesNothing:
    """A file without what the copy has says nothing of what came after it."""

    @pytest.mark.parametrize("is_ledger", [True, False])
    def test_of_a_file_that_was_begun_anew_there_is_the_page(self, town: Town, *, is_ledger: bool) -> None:
        town.file.unlink()
        town.file.touch()
        if is_ledger:
            SqliteLedger(town.file).close()
        restored = town.restore()
        assert restored.page is not None

    def test_of_a_log_without_its_file_there_is_the_page(self, town: Town) -> None:
        town.file.rename(town.file.with_name("ledger.sqlite-wal"))
        assert town.restore().page is not None

    def test_of_a_disk_that_fails_there_is_the_page(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        town.file.with_name("ledger.sqlite-wal").write_bytes(b"")
        monkeypatch.setattr(shutil, "copyfile", failing(errno.EIO, "-wal"))
        assert town.restore().page is not None

    @pytest.mark.parametrize("reason", [errno.EACCES, errno.ENOSPC])
    def test_a_file_that_cannot_be_read_for_another_reason_is_not_replaced(
        self, town: Town, monkeypatch: pytest.MonkeyPatch, reason: int
    ) -> None:
        monkeypatch.setattr(shutil, "copyfile", failing(reason, "ledger.sqlite"))
        before = {path: path.read_bytes() for path in town.folder.iterdir()}
        with pytest.raises(BackupError, match=rf"ledger\.sqlite cannot be copied to .*: {os.strerror(reason)}\."):
            town.restore()
        assert {path: path.read_bytes() for path in town.folder.iterdir()} == before


class TestEarlierLayout:
    """A file of an earlier layout proves as much as one of this, damaged or not."""

    @pytest.mark.parametrize("table", [None, "claims", "numbers", "events"])
    def test_what_was_revoked_or_replaced_is_not_payable(self, town: Town, table: str | None) -> None:
        as_of_version_5(town.file)
        if table:
            damage_table(town.file, table)
        restored = town.restore()
        ledger = SqliteLedger(town.file)
        at = desk(ledger)
        told = [refused(at.claims.claim(ONE, number, TODAYS)) for number in (town.revoked, town.replaced)]
        assert (told, [*ledger.seals([MONTH])]) == (["number_revoked", "number_replaced"], [MONTH])
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


class TestKilled:
    """Wherever a restore is killed, the next one goes on, nothing revoked is payable, and no copy is left behind."""

    def test_what_a_killed_one_began_is_deleted_by_the_next(self, town: Town) -> None:
        begun = town.folder / "ledger.sqlite.restoring-standing"
        begun.mkdir()
        for path in (begun / "ledger.sqlite", *(town.folder / f"{town.file.name}.restoring{end}" for end in ENDS)):
            path.write_bytes(b"begun")
        town.restore()
        assert {path.name for path in town.folder.iterdir()} == {
            "ledger.sqlite",
            "case-reports.sqlite",
            f"before-restore-{NOW:%Y%m%dT%H%M%SZ}",
        }

    @pytest.mark.parametrize("renamed", [1, 2, 3])
    def test_when_files_have_been_moved_aside_it_says_how_to_go_on(
        self, town: Town, monkeypatch: pytest.MonkeyPatch, renamed: int
    ) -> None:
        left, rename = iter(range(renamed)), Path.rename

        def killed(path: Path, target: Path) -> Path:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return rename(path, target)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", killed)
            with pytest.raises(KeyboardInterrupt):
                town.restore()
        for standing in (town.file, None):
            with pytest.raises(BackupError, match=r"move its files back to .*kept, and restore again"):
                restoring.restore(town.copy, town.file, NOW, standing)
        (aside,) = town.folder.glob("before-restore-*")
        for path in aside.iterdir():
            path.replace(town.folder / path.name)
        aside.rmdir()
        assert town.restore().page is None

    def test_the_page_is_there_before_the_ledger_is(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        damage_table(town.file, "claims")
        monkeypatch.setattr(restoring, "_set_aside", failing_at_once)
        with pytest.raises(KeyboardInterrupt):
            town.restore()
        assert [*town.folder.glob("att-ga-igenom-*.txt")]


class TestUnreadable:
    """Without a file that can be read, the page says what to go through by hand."""

    def page(self, restored: Restored) -> str:
        """Return the page's text."""
        assert restored.page is not None
        assert restored.page.stat().st_mode & 0o077 == 0
        return restored.page.read_text(encoding="utf-8")

    def test_a_file_of_rubbish_gives_nothing_and_the_page(self, town: Town) -> None:
        town.file.write_bytes(b"rubbish" * 10_000)
        page = self.page(town.restore())
        assert "spärra dem på nytt" in page
        assert "det gamla kan gälla igen" in page
        assert f"{MONTH}: öppen i kopian. Har ni redan betalat den, så betala den inte igen." in page
        assert "2026-11-21 kl. 12.00" in page

    def test_without_any_file_it_is_the_same_page(self, town: Town, tmp_path: Path) -> None:
        restored = restoring.restore(town.copy, tmp_path / "new" / "ledger.sqlite", NOW)
        assert "Kör gallringen igen" in self.page(restored)
        assert "Print this page" in "\n".join(restoring.report(restored))

    def test_the_page_names_no_number_and_nobody(self, town: Town) -> None:
        town.file.write_bytes(b"rubbish" * 10_000)
        page = self.page(town.restore())
        assert not [name for name in (town.revoked, town.used, "reception-1", ONE) if name in page]


class TestRefused:
    """Nothing has changed when it is refused."""

    def test_a_ledger_that_a_service_has_open_is_not_replaced(self, town: Town) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", HOLDS_IT_OPEN, str(town.file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as service:
            assert service.stdout is not None
            service.stdout.readline()
            with pytest.raises(BackupError, match="is in use: stop the service first"):
                town.restore()
            service.communicate("\n")
        assert town.restore().taken is not None

    def test_a_standing_file_that_is_not_there_is_named(self, town: Town, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match=r"There is no file .*mistyped\.sqlite"):
            restoring.restore(town.copy, tmp_path / "new" / "ledger.sqlite", NOW, tmp_path / "mistyped.sqlite")

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


def test_amounts_and_times_are_written_as_in_sweden() -> None:
    month = ClosedMonth(MONTH, (2, 123_456_789), (3, 123_457_000))
    lines = restored_page.text("", NOW, TakenOver(closed_months=[month]), [])
    assert "1 234 567,89 kronor" in lines
    assert "-2,11 kronor" in lines
    assert "2026-12-02 kl. 09.10" in lines
