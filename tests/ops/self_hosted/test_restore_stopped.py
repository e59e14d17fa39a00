"""A restore that is refused or killed: nothing is lost, and the next one goes on."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.self_hosted import restore as restoring
from ops.self_hosted.backup import BackupError
from tests.support.chalicelib.damaged import damage_table
from tests.support.ops.copied_ledger import NOW, Town

ENDS = ("", "-wal", "-journal", ".version-5", ".partial-copy")
HOLDS_IT_OPEN = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("SELECT * FROM seals")
print(flush=True)
input()
"""


def failing_at_once(*_: object) -> None:
    """Stop as a program that is killed does."""
    raise KeyboardInterrupt


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
