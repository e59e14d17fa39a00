"""Jämtland's annual report: two published years, what a person entered of the later one, and the report's parts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.reporting.suppression import SMALLEST_SHOWN
from chalicelib.reporting.tables import SCHEMA
from office.annual_report import content as report
from office.annual_report import entered_facts
from tests.support.municipalities.systems import FR, SYSTEMS

MEMBERS = {"sessions": 30, "sessions×member|host": 22, "sessions×member|others": 8}
HIDDEN = {
    "cases": 42,
    "cases×content|clarification": 12,
    "cases×content|repair": None,
    "cases×content|separation": 9,
    "cases×content|separated_parents": None,
    "cases×content|other_relations": None,
    "cases×content|other": 7,
}
ENTERED = """\
goals: ["Alla ska få ett första samtal inom tre veckor. Målet *nåddes* inte."]
outreach:
  - {where: Östersund, occasions: 6, participants: 140}
  - {where: Övriga kommuner, occasions: 7, participants: 95}
overtime_hours: 4
started_in_home_municipality: 3
costs: [{what: Personal, kronor: "3753552"}, {what: Övrigt, kronor: "982890"}]
shared_kronor: 4421442
"""


def content(year: int, **tables: Any) -> dict[str, Any]:  # noqa: ANN401 - tables as they are published
    """A published year of few tables."""
    return {
        "schema": SCHEMA,
        "smallest_shown": SMALLEST_SHOWN,
        "year": year,
        "demo": True,
        "services": {
            FR: {
                "tables": {"sessions×member": {**MEMBERS, "events×event|session": 30}, **tables},
                "withheld": ["persons×age"],
                "means": {"wait_days": 11.4},
                "hours": {"events×event|session": 45, "sessions×member|host": 33, "sessions×member|others": 12},
            }
        },
    }


def survey(year: int) -> dict[str, Any]:
    """A survey of which the mean is known."""
    mean = {"tables": {}, "withheld": [], "means": {"all": 4.4}, "stated": True}
    return {
        "schema": 1,
        "id": f"review-{year}",
        "service": FR,
        "year": year,
        "name": {"sv": "Granskning"},
        "source": {"sv": "Nämnden"},
        "scale": 5,
        "demo": True,
        "smallest_shown": SMALLEST_SHOWN,
        "questions": [{"id": "help", "name": {"sv": "Hjälpen"}, **mean}],
    }


def report_as_dict(
    root: Path, year: int = 2025, changes: Mapping[str, tuple[str, str]] | None = None
) -> dict[str, Any]:
    """A year's report, with texts of the policy replaced."""
    policy = SYSTEMS["jamtland"].written(root / f"again-{len([*root.iterdir()])}", changes)
    return report.load_report(root, policy, entered_facts.read(root, year, policy.cost_sharing), year).as_dict()


def sections_by_title(root: Path, year: int = 2025) -> dict[str, dict[str, Any]]:
    """The parts of a year's report by their titles."""
    return {part["title"]: part for part in report_as_dict(root, year)["sections"]}


def rows(part: dict[str, Any], caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so."""
    return next([*table["rows"], table["foot"]] for table in part["tables"] if table["caption"].startswith(caption))
