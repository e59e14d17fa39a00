"""The table against the Standard for Public Code and Digg's checklists: complete, and each *met* shows where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.support.imports import ROOT

TEXT = (ROOT / "docs/checklists.md").read_text(encoding="utf-8")
CELL = r" *([^|]+?) *"
ROW = re.compile(rf"^\|{CELL}\|{CELL}\|{CELL}\|{CELL}\|$")
LEVELS = {"MUST", "SHOULD", "OPTIONAL"}
STATES = {"met", "owner", "municipality", "not met"}
STANDARD, DIGG = "Standard for Public Code 0.8.1", "Digg's checklists for open source"
REQUIREMENTS = {
    "1. Code in the open": (3, 5),
    "2. Bundle policy and source code": (2, 4),
    "3. Make the codebase reusable and portable": (2, 10),
    "4. Welcome contributors": (3, 8),
    "5. Make contributing easy": (5, 5),
    "6. Maintain version control": (3, 8),
    "7. Require review of contributions": (3, 9),
    "8. Document codebase objectives": (1, 3),
    "9. Document the code": (3, 8),
    "10. Use plain English": (5, 8),
    "11. Use open standards": (4, 7),
    "12. Use continuous integration": (4, 10),
    "13. Publish with an open license": (4, 6),
    "14. Make the codebase findable": (0, 10),
    "15. Use a coherent style": (1, 4),
    "16. Document codebase maturity": (3, 6),
}
"""Of each criterion of the standard: how many requirements are a MUST (or MUST NOT), and how many there are."""
LISTS = {
    "Licensing",
    "Release preparation",
    "Release 1.0.0",
    "Security",
    "Working on a platform",
    "Issues, questions and contributions",
    "Recordkeeping and archiving",
    "Using and procuring (for a municipality that takes Kundval)",
}


@dataclass(frozen=True)
class Point:
    """One row: what is asked, and how it stands."""

    source: str
    part: str
    level: str
    asked: str
    state: str
    why: str


def points(text: str) -> Iterator[Point]:
    """Yield the rows of the tables, each with the headings above it."""
    source = part = ""
    for line in text.splitlines():
        if line.startswith("# "):
            source, part = line[2:], ""
        elif line.startswith("## "):
            part = line[3:]
        elif part and (row := ROW.match(line)) and row[1] not in {"level", "---"}:
            yield Point(source, part, *row.groups())


POINTS = [*points(TEXT)]


def faults(point: Point) -> Iterator[str]:
    """Yield what is wrong with a row."""
    if point.level not in LEVELS or point.state not in STATES:
        yield "its level or state is no such word"
    if point.state == "met" and not re.search(r"\]\([^)]+\)|`[^`]+`", point.why):
        yield "it is met, and shows nowhere"
    if (
        point.state == "not met"
        and point.level == "MUST"
        and not re.search(r"\bonly the owner can\b", point.why, re.IGNORECASE)
    ):
        yield "a MUST is not met, and nothing says what only the owner can do"


def test_every_row_says_how_it_stands_and_where_or_why() -> None:
    assert [(point.part, point.asked, fault) for point in POINTS for fault in faults(point)] == []


@pytest.mark.parametrize("part", REQUIREMENTS)
def test_no_requirement_of_the_standard_is_left_out(part: str) -> None:
    rows = [point for point in POINTS if (point.source, point.part) == (STANDARD, part)]
    assert (sum(point.level == "MUST" for point in rows), len(rows)) == REQUIREMENTS[part]


def test_every_list_of_diggs_is_there() -> None:
    assert {point.part for point in POINTS if point.source == DIGG} == LISTS


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("| MUST | a | not met | no time |", "a MUST is not met, and nothing says what only the owner can do"),
        ("| MUST | a | met | somewhere |", "it is met, and shows nowhere"),
        ("| must | a | met | `LICENSE` |", "its level or state is no such word"),
    ],
)
def test_a_planted_fault_is_found(row: str, fault: str) -> None:
    (point,) = points(f"# S\n\n## P\n\n{row}\n")
    assert list(faults(point)) == [fault]
