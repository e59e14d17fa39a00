"""A year of a million claims on SQLite: twelve payment runs and the year's statistics, in a separate process.

The rows are inserted directly into the tables, since claiming them would take an hour; what is measured only reads
them. The payment runs write no statements: those are made one provider at a time, and need memory for one only.
"""

import argparse
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.endpoint import read_cost
from benchmarks.report import Measurement
from catalogue.policy import loader
from catalogue.policy import register as register_json
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.register import parser as register
from chalicelib.register.model import Register
from chalicelib.reporting import tables, yearly_counts
from chalicelib.service import wiring
from office.context import Source
from office.payments import run

CLAIMS = 1_000_000
YEAR = 2025
MOST_MEGABYTES = 500


def measure(root: Path, claims: int = CLAIMS) -> Iterator[Measurement]:
    """Insert the rows, then measure time and memory of a separate process that reads them."""
    with tempfile.TemporaryDirectory(prefix="kundval-year-") as folder:
        command = [sys.executable, "-m", "benchmarks.endpoint.money_year", folder, str(claims)]
        _insert_year(root, Path(folder), claims)
        paths = os.pathsep.join(str(root / path) for path in (".", "site", "functions"))
        environment = os.environ | {"PYTHONPATH": paths}
        result = subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True)
        figures = json.loads(result.stdout.splitlines()[-1])
    yield Measurement(f"payment-runs-{claims}", figures["runs_s"], "limit", 600, "s")
    yield Measurement(f"statistics-{claims}", figures["statistics_s"], "limit", 600, "s")
    yield Measurement(f"money-year-peak-memory-{claims}", figures["peak_mb"], "limit", MOST_MEGABYTES, "MB")
    yield from read_cost.measure(claims)


def _rules(root: Path) -> Register:
    policy, _ = loader.load(root / "policy", root)
    if policy is None:
        raise RuntimeError("policy/ has errors")
    return register.parse(register_json.register(policy))


def _insert_year(root: Path, folder: Path, claims: int) -> None:
    """Insert numbers and claims of a year, spread over providers and months."""
    rules = _rules(root)
    ledger = SqliteLedger(folder / "ledger.sqlite")
    ledger.close()
    rng = random.Random(YEAR)  # noqa: S311 - a sample
    providers = sorted(rules.providers)
    database = sqlite3.connect(folder / "ledger.sqlite")
    number = (
        "INSERT INTO numbers (place, service, residence, exempt, granted, used, valid_from, valid_to, status, nth,"
        " version, issued_at, request, fingerprint, weeks, codes, wrong_codes, used_before, replaces)"
        " VALUES (?, 'familjeradgivning', 'checked', 0, 5, 5, ?, ?, 'live', '{}', 6, ?, '', '', '{}', '[]', '[]', 0, 0)"
    )
    claim = (
        "INSERT INTO claims (place, provider, key, nth, date, claim_id, service, event, counsellors, consumed, exempt,"
        " amount_ore, fee_ore, tariff, register, left, recorded_at, booking_month, fingerprint, visits_before,"
        " sequence) VALUES (?, ?, ?, 1, ?, ?, 'familjeradgivning', 'session', 1, 1, 0, 110400, 45000, 't', 'r', 0,"
        " ?, ?, '', ?, ?)"
    )
    with database:
        for case in range(claims // 5):
            number_hash = f"{case:064x}"
            issued_on = f"{YEAR}-01-{2 + case % 27:02}"
            database.execute(number, (number_hash, issued_on, f"{YEAR}-12-31", f"{issued_on}T09:00:00.000000Z"))
            provider = rng.choice(providers)
            for ordinal in range(5):
                month = 1 + (case + 2 * ordinal) % 12
                day = f"{YEAR}-{month:02}-{1 + (case * 7 + ordinal) % 28:02}"
                claim_id = f"{case * 5 + ordinal:032x}"
                recorded_at = f"{day}T12:00:00.{case % 1_000_000:06}Z"
                sequence = f"{provider}#{recorded_at}#{claim_id}"
                values = (number_hash, provider, day, day, claim_id, recorded_at, day[:7], ordinal, sequence)
                database.execute(claim, values)
    database.close()


def _run(root: Path, folder: Path) -> dict[str, float]:
    """Make every payment run of the year and its statistics; return times, peak memory and rows."""
    rules = _rules(root)
    policy, _ = loader.load(root / "policy", root)
    if policy is None:
        raise RuntimeError("policy/ has errors")
    ledger_url = f"sqlite:{folder / 'ledger.sqlite'}"
    ledger = wiring.open_ledger(ledger_url)
    source = Source(rules, policy, ledger, wiring.open_cases(ledger_url), ledger_url)
    started = time.monotonic()
    rows = 0
    for month in yearly_counts.months(YEAR):
        paid = run.pay_month(
            source,
            month,
            folder / "runs",
            now=datetime(YEAR + 1, 2, 1, tzinfo=UTC),
            by="bench",
            progress=lambda _: None,
            statements=False,
        )
        rows += paid.totals.grand_total.rows
    runs_s = time.monotonic() - started
    started = time.monotonic()
    counted = yearly_counts.count_rows(ledger, rules, YEAR)
    content = tables.content(rules, YEAR, counted)
    if sum(counts.count("events") for counts in counted.values()) != rows or not content["services"]:
        raise RuntimeError("the figures do not add up")
    return {
        "runs_s": round(runs_s, 1),
        "statistics_s": round(time.monotonic() - started, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "rows": rows,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("claims", type=int)
    given = parser.parse_args()
    print(json.dumps(_run(Path(__file__).parents[2], given.folder)))
