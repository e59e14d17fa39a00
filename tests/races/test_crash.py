"""kill -9 in the middle of load: every claim that was acknowledged is there, and no half claim is."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.ledger.rows import ClaimRow
from chalicelib.rules.outcomes import Accepted, Checked, Replayed
from tests.support import size
from tests.support.chalicelib.sample import ONE, TWO
from tests.support.races import crowd

ROOT = Path(__file__).parents[2]


def crash(place: str, numbers: list[str], after: int) -> list[str]:
    """Start a process that claims, kill it after so many acknowledged claims, and return the ids of all that were."""
    path = os.pathsep.join(str(ROOT / folder) for folder in ("", "site", "functions"))
    order: dict[str, Any] = {
        "ledger": place,
        "numbers": numbers,
        "role": 0,
        "days": crowd.DAYS,
        "reverse": False,
    }
    command = [sys.executable, "-m", "tests.support.races.crowd", json.dumps(order | {"aloud": True})]
    environment = {**os.environ, "PYTHONPATH": path}
    told = []
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for line in process.stdout:
            told.append(line.strip())
            if len(told) == after:
                process.send_signal(signal.SIGKILL)
    return [claim_id for claim_id in told if len(claim_id) == 32]


@pytest.mark.timeout(120)
@pytest.mark.xdist_group("races")
@pytest.mark.parametrize("part", [0, 5 / 12, 1 / 15][: size.of(2, 3)])
def test_what_was_acknowledged_is_there_and_nothing_by_half(tmp_path: Path, part: float) -> None:
    after = max(1, int(part * crowd.NUMBERS * crowd.SESSIONS))
    place = f"sqlite:{tmp_path / 'ledger.sqlite'}"
    with crowd.opened(place) as ledger:
        numbers = crowd.issue(ledger)
    acknowledged = crash(place, numbers, after)
    assert len(acknowledged) >= after
    check = sqlite3.connect(tmp_path / "ledger.sqlite")
    assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert check.execute("PRAGMA foreign_key_check").fetchall() == []
    check.close()
    with crowd.opened(place) as ledger:
        at = crowd.desk(ledger)
        rows = [row for by in (ONE, TWO) for row in ledger.entries(by, "2026-06", "", 10_000)]
        assert {row.claim_id for row in rows} >= set(acknowledged)
        for number in numbers:
            found = at.numbers.inspect(number)
            assert isinstance(found, Checked)
            claimed = [row for row in rows if row.place == found.row.place and isinstance(row, ClaimRow)]
            assert found.row.used == len(claimed) == found.row.version - 1
            assert sorted(found.row.nth) == sorted(row.slot.day for row in claimed)
        again = [at.claims.claim(*one) for one in crowd.claims(numbers, 0, crowd.DAYS)]
        replayed = [one.claim.claim_id for one in again if isinstance(one, Replayed)]
        accepted = [one for one in again if isinstance(one, Accepted)]
        assert sorted(replayed) == sorted(row.claim_id for row in rows)
        assert len(replayed) + len(accepted) == crowd.NUMBERS * crowd.SESSIONS
