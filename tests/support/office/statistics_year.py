"""The year's files, written from a ledger that is a list and a store of sixty case reports."""

import datetime as dt
import functools
import random
import tempfile
from dataclasses import replace
from pathlib import Path

from catalogue.policy import loader
from catalogue.policy.model import Policy
from chalicelib.reporting.cases.case_store import SqliteCases
from office import statistics_file
from office.context import Source
from tests.support import frozen
from tests.support.chalicelib.sample import SERVICE
from tests.support.figures import year

REPORTING = replace(year.RULES.services[SERVICE], case_reports=True)
RULES = replace(year.RULES, services={**year.RULES.services, SERVICE: REPORTING})
MADE = dt.datetime(year.YEAR + 1, 2, 9, tzinfo=dt.UTC)


@functools.cache
def policy() -> Policy:
    """The demonstration's policy."""
    read, _ = loader.load(frozen.POLICY)
    assert read is not None
    return read


@functools.cache
def sixty_reports() -> bytes:
    """A store with sixty case reports, filed once for all tests."""
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.sqlite"
        for n in range(60):
            SqliteCases(file).file(year.report(rng, n))
        return file.read_bytes()


def source(tmp_path: Path, *, reports: bool = True) -> Source:
    """A ledger that is a list, and a store with case reports, or with those that it has already."""
    ledger = year.ListLedger([year.claim(n, year.PROVIDERS[n % 4], month=1 + n % 12) for n in range(480)])
    file = tmp_path / "cases.sqlite"
    if reports:
        file.write_bytes(sixty_reports())
    return Source(RULES, policy(), ledger, SqliteCases(file), "a list")  # type: ignore[arg-type]


def make(found: Source, tmp_path: Path) -> statistics_file.StatisticsFiles:
    """Write the year's files."""
    return statistics_file.make(
        found, year.YEAR, tmp_path / "policy", tmp_path / "out", now=MADE, progress=lambda _: None
    )
