"""The load test itself: every claim that it sends is recorded, on numbers of their own and on one."""

from pathlib import Path

import pytest

import app
from benchmarks.endpoint import load
from chalicelib.ledger.sqlite import SqliteLedger
from tests.support import frozen

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("hot", [False, True])
def test_what_is_sent_is_recorded_once(tmp_path: Path, *, hot: bool) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.sqlite", busy_s=60)
    found = load.run_load(frozen.DATA, ledger, tmp_path, 24, hot=hot)
    with ledger._file.transaction("BEGIN") as database:
        assert database.execute("SELECT COUNT(*) FROM claims").fetchone()[0] == 24
        numbers = database.execute("SELECT COUNT(*) FROM numbers").fetchone()[0]
    assert (len(found.each_ms), numbers) == (24, 1 if hot else 24)
    ledger.close()
    app._wired.clear()
