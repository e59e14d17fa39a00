"""Builders of case reports, and of a store that holds some."""

import random
from dataclasses import replace

from chalicelib.reporting.case_store import CaseStore
from tests.support.figures import year

REPORT = replace(year.report(random.Random(7), 0), quarter="2025Q1")


def filed(cases: CaseStore, *years: int) -> CaseStore:
    """File one report of each year in the store; return the store."""
    for n, report_year in enumerate(years):
        cases.file(replace(REPORT, id=f"{n:032x}", quarter=f"{report_year}Q1"))
    return cases
