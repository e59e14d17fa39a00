"""A system's year, lived through once for all that is asked of it: its runs, its counts and what may be published."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from catalogue.policy.loader import Policy
from chalicelib.ledger.port import LedgerEntry
from chalicelib.register.parser import Register
from chalicelib.reporting import yearly_counts
from chalicelib.reporting.case_report import CaseReport
from chalicelib.reporting.case_store import Place
from chalicelib.reporting.yearly_counts import YearCounts
from office import statistics_file
from office.context import Source
from office.payments import run as payments
from tests.support.municipalities import synthetic, systems
from tests.support.municipalities.synthetic import Plan, Year
from tests.support.municipalities.systems import FACTOR, System


@dataclass
class Kept:
    """Case reports, kept in a list."""

    reports: list[CaseReport]

    def file(self, report: CaseReport, taken: Sequence[Place] = ()) -> CaseReport | None:  # noqa: ARG002 - the store's contract
        """Keep one more."""
        self.reports.append(report)
        return None

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Give those of a year."""
        return (one for one in self.reports if one.year == year)

    def forget(self, reported_year: int) -> int:  # noqa: ARG002 - the store's contract
        """Keep all."""
        return 0


@dataclass
class Lived:
    """A system's rules, the year, and a folder for what is made of it."""

    system: System
    policy: Policy
    register: Register
    year: Year
    folder: Path

    @cached_property
    def source(self) -> Source:
        """Give what the office reads from."""
        kept = Kept([*synthetic.reports(self.year.cases)])
        return Source(self.register, self.policy, self.year.ledger, kept, str(self.folder))

    @cached_property
    def paid_ore(self) -> Mapping[tuple[str, str], int]:
        """Make the year's runs; give what each pays, by month and provider."""
        found: dict[tuple[str, str], int] = {}
        now = dt.datetime(self.system.year + 1, 3, 1, tzinfo=dt.UTC)
        for month in yearly_counts.months(self.system.year):
            run = payments.run(
                self.source,
                month,
                self.folder / "runs",
                now=now,
                by="t",
                progress=lambda _: None,
                statements=False,
                empty=True,
            )
            found |= {(month, name): part.amount_ore for (name,), part in run.totals.by("provider").items()}
        return found

    @cached_property
    def rows(self) -> list[tuple[str, LedgerEntry]]:
        """Give everything that was booked, with its month, from the ledger's own rows."""
        return [
            (month, row)
            for month in yearly_counts.months(self.system.year)
            for row in self.year.ledger.scan_month(month)
        ]

    @cached_property
    def booked_ore(self) -> Mapping[tuple[str, str], int]:
        """Add the ledger's rows up, by month and provider."""
        found = Counter[tuple[str, str]]()
        for month, row in self.rows:
            found[month, row.provider] += row.amount_ore
        return dict(found)

    @cached_property
    def counted(self) -> YearCounts:
        """Count the year, case reports and all."""
        source, year = self.source, self.system.year
        return yearly_counts.counted(source.ledger, source.cases, source.register, year, today=self.made.date())

    @cached_property
    def published(self) -> statistics_file.Made:
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
        """Give the day on which the annual report is made (D47)."""
        return dt.datetime(self.system.year + 1, 2, 9, tzinfo=dt.UTC)


def through(system: System, folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Lived:
    """Live through a system's whole year."""
    return _lived(system, tuple(plan.times(FACTOR) for plan in system.plans), folder, changes)


def briefly(system: System, folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Lived:
    """Live through a hundredth of it, for what two years differ in."""
    plans = (Plan(**{**vars(one), "visits": _hundredth(one.visits)}) for one in system.plans)
    return _lived(system, tuple(plans), folder, changes)


def _lived(
    system: System, plans: tuple[Plan, ...], folder: Path, changes: Mapping[str, tuple[str, str]] | None
) -> Lived:
    read = system.written(folder / "policy", changes)
    register = systems.rules(read)
    return Lived(system, read, register, synthetic.run(register, plans, folder), folder)


def _hundredth(visits: Mapping[str, int]) -> dict[str, int]:
    return {who: -(-n // 100) for who, n in visits.items()}
