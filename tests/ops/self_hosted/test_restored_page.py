"""Of a file that proves nothing the page says what to go through by hand."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.ledger.sqlite import SqliteLedger
from ops.self_hosted import restore as restoring
from ops.self_hosted import restored_page
from ops.self_hosted.backup import BackupError
from ops.self_hosted.restore import Restored
from ops.self_hosted.standing import ClosedMonth, TakenOver
from tests.support.chalicelib.sample import ONE
from tests.support.ops.copied_ledger import MONTH, NOW, Town


def failing(reason: int, end: str) -> Callable[[Path, Path], object]:
    """Return a copying of files that fails at those whose names end so."""
    copyfile = shutil.copyfile

    def copy(source: Path, target: Path) -> object:
        if source.name.endswith(end):
            raise OSError(reason, os.strerror(reason), str(source))
        return copyfile(source, target)

    return copy


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


def test_amounts_and_times_are_written_as_in_sweden() -> None:
    month = ClosedMonth(MONTH, (2, 123_456_789), (3, 123_457_000))
    lines = restored_page.text("", NOW, TakenOver(closed_months=[month]), [])
    assert "1 234 567,89 kronor" in lines
    assert "-2,11 kronor" in lines
    assert "2026-12-02 kl. 09.10" in lines
