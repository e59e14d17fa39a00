"""Builders of case reports, a fake store of them, and a store that holds some."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.reporting.cases.case_report import CaseReport, ContinuingCases
from chalicelib.reporting.cases.case_store import CaseStore, ReportKey
from tests.support.figures import year

REPORT = replace(year.report(random.Random(7), 0), quarter="2025Q1")


@dataclass
class ListCaseStore:
    """A fake store of case reports: a list."""

    reports: list[CaseReport]
    stated: list[ContinuingCases] = field(default_factory=list)

    def file(self, report: CaseReport, other_keys: Sequence[ReportKey] = ()) -> CaseReport | None:  # noqa: ARG002 - the store's contract
        """Keep one more."""
        self.reports.append(report)
        return None

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Return the reports of a year."""
        return (report for report in self.reports if report.year == year)

    def state_continuing(self, continuing: ContinuingCases) -> None:
        """Keep one more."""
        self.stated.append(continuing)

    def continuing(self, year: int) -> Iterator[ContinuingCases]:
        """Return what was stated of a year."""
        return (continuing for continuing in self.stated if continuing.year == year)

    def delete_expired(self, reported_year: int) -> int:  # noqa: ARG002 - the store's contract
        """Keep all."""
        return 0

    def probe(self) -> None:
        """Accept every report."""


def filed(cases: CaseStore, *years: int) -> CaseStore:
    """File one report of each year in the store; return the store."""
    for n, report_year in enumerate(years):
        cases.file(replace(REPORT, id=f"{n:032x}", quarter=f"{report_year}Q1"))
    return cases
