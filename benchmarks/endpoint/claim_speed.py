"""The function compared with FastAPI + Mangum and with a bare handler: cold start, processor time, size.

The peer is installed in this environment (the test lock). Claims per second are measured on both ledgers: in a file,
and in DynamoDB as ministack emulates it, which then takes most of the time.
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

from benchmarks.endpoint import claim_store
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
"""The packages of FastAPI and Mangum, besides those that ours needs too (tokens, zones); Lambda has boto3."""
COLD_RUNS, CPU_RUNS, CLAIMS, EMULATED_CLAIMS = 15, 5, 2_000, 300
OVERHEAD_US: Final = 100
"""The most that our code between API Gateway's event and the rules may cost over a minimal handler."""
SIDES: Final = ("ours", "bare", "fastapi")


def measure(root: Path) -> Iterator[Measurement]:
    """Yield all measurements; everything runs on the unpacked deployment package."""
    with tempfile.TemporaryDirectory(prefix="kundval-bench-") as folder:
        report = pipeline.build(root, today=clock.day(clock.now()), out=Path(folder) / "dist")
        if not report.ok:
            raise ValueError("the policy or a profile has errors: see build.py check")
        packed = package.package(root, Path(folder) / "package")
        unpacked = Path(folder) / "unpacked"
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(unpacked)
        for mode, runs, unit in (("cold", COLD_RUNS, "ms"), ("cpu", CPU_RUNS, "µs")):
            times = _sides(root, unpacked, mode, runs)
            yield from _compare(f"claim-{mode}", times, unit)
        yield Measurement(
            "claim-package",
            packed.stat().st_size / 1e6,
            "FastAPI + Mangum",
            _peer_megabytes(packed, Path(folder)),
            "MB",
        )
        os.environ[claim_store.REGISTER] = str(unpacked / "chalicelib" / "data" / "register.json")
        yield _sqlite(Path(folder))
        yield _ministack(Path(folder))


def _sides(root: Path, unpacked: Path, mode: str, runs: int) -> dict[str, list[float]]:
    """Run the sides in turn, again and again, so that a slow minute of the machine affects all of them."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join((str(unpacked), str(root))),
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "KUNDVAL_LEDGER": "dynamodb:bench",
        "KUNDVAL_SECRETS": "aws:bench",
        claim_store.REGISTER: str(unpacked / "chalicelib" / "data" / "register.json"),
    }
    times: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(runs):
        for side in SIDES:
            command = [sys.executable, "-m", "benchmarks.endpoint.claim_side", side, mode]
            result = subprocess.run(
                command, cwd=unpacked, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=120
            )
            times[side].append(float(result.stdout.splitlines()[-1]))
    return times


def _compare(name: str, taken: dict[str, list[float]], unit: str) -> Iterator[Measurement]:
    medians = {side: statistics.median(times) for side, times in taken.items()}
    for side, peer in (("fastapi", "FastAPI + Mangum"), ("bare", "bare handler")):
        yield Measurement(f"{name}-vs-{side}", medians["ours"], peer, medians[side], unit, taken)
    if name == "claim-cpu":
        overhead = medians["ours"] - medians["bare"]
        yield Measurement("claim-overhead", overhead, "limit", float(OVERHEAD_US), unit, taken)


def _peer_megabytes(ours: Path, folder: Path) -> float:
    """Return the megabytes of the peer's package: its framework, and what it shares with ours, compressed alike."""
    listing = """import sys, importlib.metadata
for name in sys.argv[1:]:
    for file in importlib.metadata.files(name):
        print(file.locate(), file, sep="\\t")"""
    result = subprocess.run(
        [sys.executable, "-c", listing, *PEER_PACKAGES], check=True, stdout=subprocess.PIPE, text=True, timeout=60
    )
    archive_path = folder / "peer.zip"
    with (
        zipfile.ZipFile(ours) as shared,
        zipfile.ZipFile(archive_path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
    ):
        for name in shared.namelist():
            if not name.startswith("chalice/"):
                archive.writestr(name, shared.read(name))
        for line in result.stdout.splitlines():
            path, _, name = line.partition("\t")
            if package.is_packaged(name) and not name.startswith("..") and Path(path).is_file():
                archive.write(path, name)
    return archive_path.stat().st_size / 1e6


def _sqlite(folder: Path) -> Measurement:
    """Measure milliseconds per claim with the SQLite ledger, compared with the same rows written by plain SQL."""
    ledger = SqliteLedger(folder / "ledger.sqlite")
    ours = _claims_ms(ledger, CLAIMS)
    ledger.close()
    peer = _plain_sql_ms(folder / "hand.sqlite")
    return Measurement("claim-sqlite", ours, "rows by hand", peer, "ms", {"claims_a_second": round(1000 / ours)})


def _ministack(folder: Path) -> Measurement:
    """Measure milliseconds per claim in ministack's DynamoDB, compared with one read and one write of an item there."""
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
    """Measure milliseconds per claim, one after the other, each on a number of its own."""
    service = claim_store.service_over(ledger)
    numbers = [claim_store.claimable(service) for _ in range(count)]
    started = time.perf_counter()
    for number, provider, claim in numbers:
        if not isinstance(service.claim(provider, number, claim), Accepted):
            raise TypeError("a claim was not recorded")
    return (time.perf_counter() - started) / count * 1000


def _plain_sql_ms(path: Path) -> float:
    """Measure milliseconds for one read, one insert and one update in one durable transaction."""
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE number (place TEXT PRIMARY KEY, used INTEGER, version INTEGER)")
        database.execute("CREATE TABLE claim (place TEXT, day TEXT, body TEXT, PRIMARY KEY (place, day))")
        hashes = [(f"place-{count:064}",) for count in range(CLAIMS)]
        database.executemany("INSERT INTO number VALUES (?, 0, 1)", hashes)
        started = time.perf_counter()
        for number_hash in hashes:
            database.execute("BEGIN IMMEDIATE")
            database.execute("SELECT * FROM number WHERE place = ?", number_hash).fetchone()
            database.execute("INSERT INTO claim VALUES (?, '2026-11-21', ?)", (*number_hash, "x" * 600))
            database.execute(
                "UPDATE number SET used = used + 1, version = 2 WHERE place = ? AND version = 1", number_hash
            )
            database.execute("COMMIT")
        seconds = time.perf_counter() - started
    database.close()
    return seconds / CLAIMS * 1000
