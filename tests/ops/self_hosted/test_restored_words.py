"""What a restore tells people: counts are in the right number, and the command that is named does delete."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.self_hosted import restored_page
from ops.self_hosted.backup import Copied
from ops.self_hosted.restore import Restored, report
from ops.self_hosted.standing import ClosedMonth, TakenOver

NOW = datetime(2026, 12, 2, 8, 10, tzinfo=UTC)
AGAIN = "build.py retention --delete"


@pytest.mark.parametrize(("count", "rows"), [(0, "0 rader"), (1, "1 rad"), (2, "2 rader")])
def test_one_row_is_no_plural(count: int, rows: str) -> None:
    month = ClosedMonth("2026-11", (count, 110_400), (count, 0))
    page = restored_page.text("", NOW, TakenOver(closed_months=[month]), [])
    assert f"med {rows} och 1 104,00 kronor" in page
    assert f"Nu finns {rows} och 0,00 kronor" in page


def test_what_was_due_is_deleted_by_the_command_on_the_page() -> None:
    assert AGAIN in restored_page.text("", NOW, None, [])


def test_and_by_the_command_that_is_printed_where_there_is_no_page(tmp_path: Path) -> None:
    copied = Copied(tmp_path / "ledger.sqlite", 1, "2026-12-01T01:00:00Z")
    assert AGAIN in "\n".join(report(Restored(copied, TakenOver(is_whole=True), None, None)))


def test_what_was_taken_over_is_counted_by_table_without_a_plural(tmp_path: Path) -> None:
    taken = TakenOver(unproved=1)
    taken.added.update({"claims": 1, "numbers": 2})
    said = "\n".join(report(Restored(Copied(tmp_path, 1, ""), taken, None, tmp_path / "page.txt")))
    assert "Taken over from the ledger that stood: claims 1, numbers 2." in said
    assert "Numbers that could not be read in full: 1." in said
