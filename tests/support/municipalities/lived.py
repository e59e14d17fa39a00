"""A simulated year of a system, and what is computed from it: payment runs, counts and published statistics."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from catalogue.policy.model import Policy
from chalicelib.ledger.rows import LedgerEntry
from chalicelib.register.model import Register
from chalicelib.reporting import yearly_counts
from chalicelib.reporting.yearly_counts import ByService
from office import statistics_file
from office.context import Source
from office.payments import run as payments
from tests.support import size
from tests.support.chalicelib.case_reports import ListCaseStore
from tests.support.municipalities import closed_cases, synthetic, systems
from tests.support.municipalities.synthetic import Plan, Year
from tests.support.municipalities.systems import System

TENTHS = size.of(1, 100)
"""How many tenths of a year's visits are simulated: one in `make test`, a hundred in `make proof`."""


@dataclass
class Lived:
    """A system's rules, its simulated year, and a folder for output."""

    system: System
    policy: Policy
    register: Register
    year: Year
    folder: Path

    @cached_property
    def source(self) -> Source:
        """Return the context of the office's commands."""
        cases = ListCaseStore(
            [*closed_cases.reports(self.year.cases)], [*closed_cases.continuing(self.year.cases, self.system.year)]
        )
        return Source(self.register, self.policy, self.year.ledger, cases, str(self.folder))

    @cached_property
    def paid_ore(self) -> Mapping[tuple[str, str], int]:
        """Make the year's payment runs; return the amounts in öre by month and provider."""
        amounts_ore: dict[tuple[str, str], int] = {}
        now = dt.datetime(self.system.year + 1, 3, 1, tzinfo=dt.UTC)
        for month in yearly_counts.months(self.system.year):
            run = payments.pay_month(
                self.source,
                month,
                self.folder / "runs",
                now=now,
                by="t",
                progress=lambda _: None,
                statements=False,
                empty=True,
            )
            amounts_ore |= {(month, name): part.amount_ore for (name,), part in run.totals.by("provider").items()}
        return amounts_ore

    @cached_property
    def rows(self) -> list[tuple[str, LedgerEntry]]:
        """Return all ledger rows, with their months."""
        return [
            (month, row)
            for month in yearly_counts.months(self.system.year)
            for row in self.year.ledger.scan_month(month)
        ]

    @cached_property
    def booked_ore(self) -> Mapping[tuple[str, str], int]:
        """Sum the ledger's rows in öre by month and provider."""
        sums_ore = Counter[tuple[str, str]]()
        for month, row in self.rows:
            sums_ore[month, row.provider] += row.amount_ore
        return dict(sums_ore)

    @cached_property
    def counted(self) -> ByService:
        """Count the year by service, including case reports."""
        source, year = self.source, self.system.year
        return yearly_counts.count_for_statistics(
            source.ledger, source.cases, source.register, year, today=self.made.date()
        )

    def count(self, table: str, *values: str) -> int:
        """Return a cell's count of all services: those of the sources' systems are all counted in visits."""
        return sum(counts.count(table, *values) for counts in self.counted.values())

    @cached_property
    def published(self) -> statistics_file.StatisticsFiles:
        """Write the year's file for review."""
        return statistics_file.make(
            self.source,
            self.system.year,
            self.folder / "statistics",
            self.folder / "out",
            now=self.made,
            progress=lambda _: None,
        )

    @property
    def made(self) -> dt.datetime:
        """Return the time at which the annual report is made (D47)."""
        return dt.datetime(self.system.year + 1, 2, 9, tzinfo=dt.UTC)


def simulated(visits: int) -> int:
    """Return how many are simulated of visits whose number is the source's own, which is never exceeded."""
    return visits * min(TENTHS, 10) // 10


Through = Callable[[str], Lived]
"""What the fixture `through` gives: a system's year, by the system's name."""


def through(system: System, folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Lived:
    """Simulate a system's year, with as many tenths of its visits as the run asks for."""
    return _simulate(system, tuple(plan.of_tenths(TENTHS) for plan in system.plans), folder, changes)


def briefly(system: System, folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Lived:
    """Simulate a hundredth of the visits, for comparisons of two years."""
    plans = (Plan(**{**vars(plan), "visits": _hundredth(plan.visits)}) for plan in system.plans)
    return _simulate(system, tuple(plans), folder, changes)


def _simulate(
    system: System, plans: tuple[Plan, ...], folder: Path, changes: Mapping[str, tuple[str, str]] | None
) -> Lived:
    read = system.written(folder / "policy", changes)
    register = systems.rules(read)
    return Lived(system, read, register, synthetic.run(register, plans, folder), folder)


def _hundredth(visits: Mapping[str, int]) -> dict[str, int]:
    return {who: -(-n // 100) for who, n in visits.items()}
