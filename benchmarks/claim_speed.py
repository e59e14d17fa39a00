"""The function beside FastAPI + Mangum doing the same job, and beside a bare handler: cold start, processor, size.

The peer stands in this environment (the bench extra). Claims a second are measured on both ledgers: in a file, and in
DynamoDB as ministack emulates it, whose own time is then most of it.
"""

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks import claim_store
from benchmarks.report import Measurement
from catalogue.build import pipeline
from chalicelib.dates import clock
from chalicelib.ledger import dynamodb_table
from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.rules.outcomes import Accepted
from ops.aws import package
from tests.support.races import ministack
from tests.support.races.crowd import TABLE

PEER_PACKAGES: Final = (
    "fastapi",
    "mangum",
    "starlette",
    "pydantic",
    "pydantic_core",
    "annotated-types",
    "typing-extensions",
    "typing-inspection",
    "anyio",
    "idna",
)
"""What FastAPI and Mangum bring, beside what ours brings too (tokens and zones); Lambda has boto3 itself."""
COLD_RUNS, CPU_RUNS, CLAIMS, EMULATED_CLAIMS = 15, 5, 2_000, 300
OVERHEAD_US: Final = 100
"""What stands between API Gateway's event and the rules may cost, beside a handler by hand."""
SIDES: Final = ("ours", "bare", "fastapi")


def measure(root: Path) -> Iterator[Measurement]:
    """One line a measurement; everything runs on the package as it travels, unpacked."""
    with tempfile.TemporaryDirectory(prefix="kundval-bench-") as folder:
        built = pipeline.build(root, today=clock.day(clock.now()), out=Path(folder) / "dist")
        if not built.ok:
            raise ValueError("the policy or a profile has errors: see build.py check")
        made = package.package(root, Path(folder) / "package")
        unpacked = Path(folder) / "unpacked"
        with zipfile.ZipFile(made) as archive:
            archive.extractall(unpacked)
        for mode, runs, unit in (("cold", COLD_RUNS, "ms"), ("cpu", CPU_RUNS, "µs")):
            found = _sides(root, unpacked, mode, runs)
            yield from _compared(f"claim-{mode}", found, unit)
        yield Measurement(
            "claim-package", made.stat().st_size / 1e6, "FastAPI + Mangum", _peer_megabytes(made, Path(folder)), "MB"
        )
        os.environ[claim_store.REGISTER] = str(unpacked / "chalicelib" / "data" / "register.json")
        yield _sqlite(Path(folder))
        yield _ministack(Path(folder))


def _sides(root: Path, unpacked: Path, mode: str, runs: int) -> dict[str, list[float]]:
    """Every side in turn, again and again, so that a slow minute of the machine meets them all."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join((str(unpacked), str(root))),
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "KUNDVAL_LEDGER": "dynamodb:bench",
        "KUNDVAL_SECRETS": "aws:bench",
        claim_store.REGISTER: str(unpacked / "chalicelib" / "data" / "register.json"),
    }
    taken: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(runs):
        for side in SIDES:
            command = [sys.executable, "-m", "benchmarks.claim_side", side, mode]
            done = subprocess.run(
                command, cwd=unpacked, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=120
            )
            taken[side].append(float(done.stdout.splitlines()[-1]))
    return taken


def _compared(name: str, taken: dict[str, list[float]], unit: str) -> Iterator[Measurement]:
    middle = {side: statistics.median(times) for side, times in taken.items()}
    for side, peer in (("fastapi", "FastAPI + Mangum"), ("bare", "bare handler")):
        yield Measurement(f"{name}-vs-{side}", middle["ours"], peer, middle[side], unit, taken)
    if name == "claim-cpu":
        overhead = middle["ours"] - middle["bare"]
        yield Measurement("claim-overhead", overhead, "limit", float(OVERHEAD_US), unit, taken)


def _peer_megabytes(ours: Path, folder: Path) -> float:
    """A package of the peer's: what ours shares with it (tokens, zones, our rules) and its framework, as compressed."""
    listing = """import sys, importlib.metadata
for name in sys.argv[1:]:
    for file in importlib.metadata.files(name):
        print(file.locate(), file, sep="\\t")"""
    done = subprocess.run(
        [sys.executable, "-c", listing, *PEER_PACKAGES], check=True, stdout=subprocess.PIPE, text=True, timeout=60
    )
    whole = folder / "peer.zip"
    with zipfile.ZipFile(ours) as shared, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name in shared.namelist():
            if not name.startswith("chalice/"):
                made.writestr(name, shared.read(name))
        for line in done.stdout.splitlines():
            path, _, name = line.partition("\t")
            if package.is_packaged(name) and not name.startswith("..") and Path(path).is_file():
                made.write(path, name)
    return whole.stat().st_size / 1e6


def _sqlite(folder: Path) -> Measurement:
    """Milliseconds a claim with the embedded ledger, beside the two rows and the update written by hand."""
    ledger = SqliteLedger(folder / "ledger.sqlite")
    ours = _claims_ms(ledger, CLAIMS)
    ledger.close()
    peer = _by_hand(folder / "hand.sqlite")
    return Measurement("claim-sqlite", ours, "rows by hand", peer, "ms", {"claims_a_second": round(1000 / ours)})


def _ministack(folder: Path) -> Measurement:
    """Milliseconds a claim in DynamoDB as ministack emulates it, beside one read and one write of one item there."""
    with ministack.serving(folder) as endpoint:
        client = dynamodb_table.connect("eu-north-1", endpoint)
        ours = _claims_ms(DynamoLedger(client, TABLE), EMULATED_CLAIMS)
        table, started = {"TableName": TABLE}, time.perf_counter()
        for count in range(EMULATED_CLAIMS):
            key = {"pk": {"S": f"hand-{count}"}, "sk": {"S": "#"}}
            client.get_item(**table, Key=key, ConsistentRead=True)
            client.put_item(**table, Item=key, ConditionExpression="attribute_not_exists(pk)")
        peer = (time.perf_counter() - started) / EMULATED_CLAIMS * 1000
        client.close()
    return Measurement("claim-ministack", ours, "a get and a put", peer, "ms", {"claims_a_second": round(1000 / ours)})


def _claims_ms(ledger: Ledger, count: int) -> float:
    """Milliseconds a claim, one after the other, each on a number of its own."""
    desk = claim_store.desk(ledger)
    numbers = [claim_store.claimable(desk) for _ in range(count)]
    started = time.perf_counter()
    for number, provider, claim in numbers:
        if not isinstance(desk.claim(provider, number, claim), Accepted):
            raise TypeError("a claim was not recorded")
    return (time.perf_counter() - started) / count * 1000


def _by_hand(path: Path) -> float:
    """Milliseconds for one read, one insert and one update in one durable transaction."""
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE number (place TEXT PRIMARY KEY, used INTEGER, version INTEGER)")
        database.execute("CREATE TABLE claim (place TEXT, day TEXT, body TEXT, PRIMARY KEY (place, day))")
        places = [(f"place-{count:064}",) for count in range(CLAIMS)]
        database.executemany("INSERT INTO number VALUES (?, 0, 1)", places)
        started = time.perf_counter()
        for place in places:
            database.execute("BEGIN IMMEDIATE")
            database.execute("SELECT * FROM number WHERE place = ?", place).fetchone()
            database.execute("INSERT INTO claim VALUES (?, '2026-11-21', ?)", (*place, "x" * 600))
            database.execute("UPDATE number SET used = used + 1, version = 2 WHERE place = ? AND version = 1", place)
            database.execute("COMMIT")
        spent = time.perf_counter() - started
    database.close()
    return spent / CLAIMS * 1000
