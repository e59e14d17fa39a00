"""4 processes of 16 threads race for the sessions of some numbers: each is recorded once, none lost and none double.

On SQLite here and on DynamoDB as ministack emulates it, in an environment of its own (moto over-spends under threads).
"""

import contextlib
import itertools
import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError

from chalicelib.ledger.dynamodb_table import connect
from chalicelib.ledger.rows import ClaimRow, LedgerEntry
from chalicelib.rules.outcomes import Checked
from ops.aws import emulator
from tests.support import size
from tests.support.chalicelib.sample import ONE, TWO
from tests.support.races import crowd, ministack

ROOT = Path(__file__).parents[2]
LIMIT_S = 900


@dataclass(frozen=True)
class Crowd:
    """What all processes were told, and what stands in the ledger afterwards."""

    kinds: Counter[str]
    claimed: list[str]
    reversed_ids: list[str]
    rows: list[LedgerEntry]
    left: list[int]
    looks: list[tuple[int, int]]


def race(place: str, *, days: int, reverse: bool, shared: bool = False) -> Crowd:
    """Race four processes on a ledger, while a fifth party looks on."""
    with crowd.opened(place) as ledger:
        numbers = crowd.issue(ledger, shared=shared)
        assert len(numbers) == crowd.NUMBERS
        order = {"ledger": place, "numbers": numbers, "days": days, "reverse": reverse, "shared": shared}
        with watched(place, numbers) as looks:
            told = [json.loads(text) for text in _processes(order)]
        at = crowd.desk(ledger)
        rows = [row for by in (ONE, TWO) for row in ledger.entries(by, "2026-06", "", 10_000)]
        found = [at.numbers.inspect(number) for number in numbers]
    kinds: Counter[str] = Counter()
    for one in told:
        kinds.update(one["kinds"])
    claimed = [claim_id for one in told for ids in one["claim_ids"].values() for claim_id in ids]
    reversed_ids = [claim_id for one in told for claim_id in one["reversed_ids"]]
    left = [one.row.left for one in found if isinstance(one, Checked)]
    return Crowd(kinds, claimed, reversed_ids, rows, left, looks)


STANDING = """
    SELECT numbers.used, (SELECT total(consumed) FROM claims WHERE claims.place = numbers.place)
        - (SELECT total(consumed) FROM reversals WHERE reversals.place = numbers.place) FROM numbers
"""


@contextlib.contextmanager
def watched(place: str, numbers: list[str]) -> Iterator[list[tuple[int, int]]]:
    """Look on meanwhile, what is used beside what claims consumed less what reversals gave back, all at one instant.

    In SQLite one query sees all numbers at an instant. DynamoDB promises that for transactions alone, but the emulator
    answers one request after the other: there, one query sees all that stands under one number.
    """
    looks: list[tuple[int, int]] = []
    over = threading.Event()
    watch = _watch_sqlite if place.startswith("sqlite") else _watch_dynamodb
    watcher = threading.Thread(target=watch, args=(place.partition(":")[2], numbers, looks, over))
    watcher.start()
    try:
        yield looks
    finally:
        over.set()
        watcher.join()


def _watch_sqlite(path: str, _numbers: list[str], looks: list[tuple[int, int]], over: threading.Event) -> None:
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as database:
        while not over.wait(0.01):
            looks.extend(database.execute(STANDING).fetchall())


def _watch_dynamodb(endpoint: str, numbers: list[str], looks: list[tuple[int, int]], over: threading.Event) -> None:
    """Query all that stands under one number after the other, each in one page."""
    client = connect("eu-north-1", endpoint)
    places = itertools.cycle(place for number in numbers for place in crowd.RING.hashes(number))
    while not over.wait(0.02):
        with contextlib.suppress(BotoCoreError):  # too slow for the client: the next look comes
            found = client.query(
                TableName=crowd.TABLE,
                ConsistentRead=True,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": f"N#{next(places)}"}},
            )
            assert "LastEvaluatedKey" not in found
            consumed = Counter[str]()
            for row in found["Items"]:
                consumed[row["sk"]["S"][0]] += int(row.get("consumed", {"N": "0"})["N"])
            (used,) = (int(row["used"]["N"]) for row in found["Items"] if row["sk"]["S"] == "#")
            looks.append((used, consumed["C"] - consumed["R"]))
    client.close()


def _processes(order: dict[str, Any]) -> list[str]:
    """Start the processes; when all are ready, let all begin."""
    path = os.pathsep.join(str(ROOT / folder) for folder in ("", "site", "functions"))
    environment = {**os.environ, "PYTHONPATH": path, **emulator.NO_CREDENTIALS}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.races.crowd", json.dumps(order | {"role": role})],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for role in range(crowd.PROCESSES)
    ]
    try:
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        return [process.communicate(timeout=LIMIT_S)[0] for process in started]
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def emulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an emulator that runs for all these tests."""
    with ministack.serving(tmp_path_factory.mktemp("ministack")) as endpoint:
        yield endpoint


BOTH_AT_FULL_SIZE = size.rows(["sqlite"], ["ministack"])
"""The emulator is slow: one of the four races holds it to exactly what is granted, and all of them in `make proof`."""


@pytest.fixture(params=["sqlite", "ministack"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each ledger in turn, empty."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'ledger.sqlite'}"
    endpoint: str = request.getfixturevalue("emulated")
    ministack.empty(endpoint)
    return f"dynamodb:{endpoint}"


@pytest.mark.timeout(2 * LIMIT_S)
@pytest.mark.xdist_group("races")
class TestCrowd:
    """Whatever is begun at once, a session is given once."""

    def test_exactly_what_is_granted_is_recorded_none_lost_and_none_double(self, place: str) -> None:
        found = race(place, days=crowd.DAYS, reverse=False)
        assert found.kinds["busy"] == 0
        assert set(found.kinds) <= {"Accepted", "Replayed", "exhausted"}
        assert found.kinds["Accepted"] == len(set(found.claimed)) == crowd.NUMBERS * crowd.SESSIONS
        assert sorted(row.claim_id for row in found.rows) == sorted(found.claimed)
        assert len({(row.place, row.provider, row.date) for row in found.rows}) == crowd.NUMBERS * crowd.SESSIONS
        assert found.left == [0] * crowd.NUMBERS

    @pytest.mark.parametrize("place", BOTH_AT_FULL_SIZE, indirect=True)
    def test_with_reversals_granted_is_left_and_claims_less_reversals(self, place: str) -> None:
        days = crowd.DAYS if place.startswith("sqlite") else size.of(8, 12)  # the emulator is slow
        found = race(place, days=days, reverse=True)
        assert found.kinds["busy"] == 0
        kept = [row.claim_id for row in found.rows if isinstance(row, ClaimRow)]
        taken_back = [row.claim_id for row in found.rows if not isinstance(row, ClaimRow)]
        assert sorted(kept) == sorted(found.claimed)
        assert sorted(taken_back) == sorted(found.reversed_ids)
        assert taken_back
        by_number = Counter(row.place for row in found.rows if isinstance(row, ClaimRow))
        by_number.subtract(Counter(row.place for row in found.rows if not isinstance(row, ClaimRow)))
        assert [look for look in found.looks if look[0] != look[1]] == []
        assert len({used for used, _ in found.looks}) > crowd.SESSIONS // 6
        assert sorted(crowd.SESSIONS - standing for standing in by_number.values()) == sorted(found.left)

    @pytest.mark.parametrize("place", BOTH_AT_FULL_SIZE, indirect=True)
    def test_an_hour_that_two_report_at_once_is_booked_once(self, place: str) -> None:
        found = race(place, days=crowd.DAYS, reverse=False, shared=True)
        hours = crowd.NUMBERS * crowd.DAYS
        assert set(found.kinds) == {"Accepted", "Replayed"}
        assert found.kinds["Accepted"] == len(set(found.claimed)) == 2 * hours
        assert sum(row.consumed for row in found.rows if isinstance(row, ClaimRow)) == hours * crowd.MINUTES
        assert [look for look in found.looks if look[0] != look[1]] == []
        assert len({*found.left}) == 1

    @pytest.mark.parametrize("place", BOTH_AT_FULL_SIZE, indirect=True)
    def test_with_reversals_an_hour_is_given_back_with_the_last_report_of_it(self, place: str) -> None:
        days = crowd.DAYS if place.startswith("sqlite") else size.of(8, 12)  # the emulator is slow
        found = race(place, days=days, reverse=True, shared=True)
        gone = set(found.reversed_ids)
        assert gone
        standing = {(row.place, row.date) for row in found.rows if row.claim_id not in gone}
        used = sum(getattr(row, "consumed", 0) * (1 if isinstance(row, ClaimRow) else -1) for row in found.rows)
        assert used == len(standing) * crowd.MINUTES
        assert [look for look in found.looks if look[0] != look[1]] == []
