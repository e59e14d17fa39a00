"""Published statistics, `policy/statistics/<year>.json`, already suppressed and reviewed by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.schema.problem import Problem, make_problem

SHOWN_YEARS = 3
_FILE = re.compile(r"(?P<year>2[0-9]{3})\.json")


@dataclass(frozen=True)
class Year:
    """The cells of a service's year by table: a suppressed cell is None, and withheld tables are only listed."""

    year: int
    demo: bool
    tables: Mapping[str, Mapping[str, int | None]]
    withheld: tuple[str, ...]
    means: Mapping[str, float]
    hours: Mapping[str, int] = field(default_factory=dict)

    def cell(self, name: str) -> int | None:
        """Return a cell of any table; None if it is suppressed or missing."""
        return next((cells[name] for cells in self.tables.values() if name in cells), None)


Published = Mapping[str, tuple[Year, ...]]
"""The published years of each service, newest first."""


def load(folder: Path, root: Path, until: int = 9999) -> tuple[Published, list[Problem]]:
    """Read each service's newest `SHOWN_YEARS` years up to the year `until`; a missing folder has none."""
    years: list[Mapping[str, Year]] = []
    problems = []
    for file in sorted(folder.glob("[!.]*")) if folder.is_dir() else ():
        shown = file.relative_to(root).as_posix()
        match = _FILE.fullmatch(file.name)
        if match is None:
            problems.append(make_problem("file_not_read", shown))
            continue
        of_year = _read(file)
        if of_year is None or of_year[0] != int(match["year"]):
            problems.append(make_problem("statistics_format", shown))
        elif of_year[0] <= until:
            years.append(of_year[1])
    services = dict.fromkeys(service for year in years for service in year)
    return {
        service: tuple(year[service] for year in reversed(years) if service in year)[:SHOWN_YEARS]
        for service in services
    }, problems


def _read(file: Path) -> tuple[int, Mapping[str, Year]] | None:
    """Read a file's year by service; return None if it is not in the format of `build.py statistics`."""
    try:
        match json.loads(file.read_text(encoding="utf-8")):
            case {"schema": 2, "year": int(year), "demo": bool(demo), "services": dict(services)}:
                by_service = {str(service): _year(year, figures, demo=demo) for service, figures in services.items()}
                complete = {service: own for service, own in by_service.items() if own is not None}
                return (year, complete) if len(complete) == len(services) else None
    except (OSError, ValueError, RecursionError):
        pass
    return None


def _year(year: int, figures: object, *, demo: bool) -> Year | None:
    match figures:
        case {"tables": dict(tables), "withheld": list(withheld), "means": dict(means), **more} if all(
            map(_is_table, tables.values())
        ) and all(map(_is_mean, means.values())):
            return Year(year, demo, tables, tuple(map(str, withheld)), means, _hours(more.get("hours")))
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
