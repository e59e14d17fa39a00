"""Published statistics, `policy/statistics/<year>.json`, already suppressed and reviewed by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.schema.problem import Problem, make_problem

SCHEMA = 1
SHOWN_YEARS = 3
_FILE = re.compile(r"(?P<year>2[0-9]{3})\.json")


@dataclass(frozen=True)
class Year:
    """The cells of a year by table: a suppressed cell is None, and withheld tables are only listed."""

    year: int
    demo: bool
    tables: Mapping[str, Mapping[str, int | None]]
    withheld: tuple[str, ...]
    means: Mapping[str, float]
    hours: Mapping[str, int] = field(default_factory=dict)

    def cell(self, name: str) -> int | None:
        """Return a cell of any table; None if it is suppressed or missing."""
        return next((cells[name] for cells in self.tables.values() if name in cells), None)


def load(folder: Path, root: Path, until: int = 9999) -> tuple[tuple[Year, ...], list[Problem]]:
    """Read the newest `SHOWN_YEARS` files up to the year `until`, newest first; a missing folder has none."""
    years, problems = [], []
    for file in sorted(folder.glob("[!.]*")) if folder.is_dir() else ():
        shown = file.relative_to(root).as_posix()
        match = _FILE.fullmatch(file.name)
        if match is None:
            problems.append(make_problem("file_not_read", shown))
            continue
        year = _read(file)
        if year is None or year.year != int(match["year"]):
            problems.append(make_problem("statistics_format", shown))
        else:
            years += [year] if year.year <= until else []
    return tuple(sorted(years, key=lambda year: -year.year)[:SHOWN_YEARS]), problems


def _read(file: Path) -> Year | None:
    """Read a file; return None if it is not in the format of `build.py statistics`."""
    try:
        match json.loads(file.read_text(encoding="utf-8")):
            case {
                "schema": 1,
                "year": int(year),
                "demo": bool(demo),
                "tables": dict(tables),
                "withheld": list(withheld),
                "means": dict(means),
                **more,
            } if all(_is_table(cells) for cells in tables.values()) and all(_is_mean(mean) for mean in means.values()):
                return Year(year, demo, tables, tuple(map(str, withheld)), means, _hours(more.get("hours")))
    except (OSError, ValueError, RecursionError):
        pass
    return None


def _is_table(cells: object) -> bool:
    return isinstance(cells, dict) and all(
        value is None or (type(value) is int and value >= 0) for value in cells.values()
    )


def _hours(value: object) -> dict[str, int]:
    """Return the published hours by cell; empty for files in the older format."""
    return {str(name): hours for name, hours in value.items() if type(hours) is int} if isinstance(value, dict) else {}


def _is_mean(value: object) -> bool:
    return type(value) in (int, float)
