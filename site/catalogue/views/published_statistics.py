"""Published statistics, `policy/statistics/<year>.json`, already suppressed and reviewed by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from catalogue.schema.problem import Problem, make_problem
from chalicelib.register import codes

SHOWN_YEARS = 3
BY_PROVIDER = "firsts×provider×within"
"""The table of first sessions by provider, where policy asks for it."""
_FILE = re.compile(r"(?P<year>2[0-9]{3})\.json")


class Mark(Enum):
    """What stands for a figure that is not shown: it is hidden, or was not collected that year."""

    HIDDEN = "hidden"
    NOT_COLLECTED = "not_collected"


@dataclass(frozen=True)
class Year:
    """The cells of a service's year by table: a hidden cell is None, and withheld tables are only listed.

    A table that is neither there nor listed was not collected.
    """

    year: int
    demo: bool
    tables: Mapping[str, Mapping[str, int | None]]
    withheld: tuple[str, ...]
    means: Mapping[str, float]
    hours: Mapping[str, int] = field(default_factory=dict)

    def cell(self, table: str, name: str) -> int | Mark:
        """Return a cell of a table, or its total, which other tables have too; of a withheld table all are hidden."""
        for cells in (self.tables.get(table, {}), *self.tables.values()):
            if name in cells:
                value = cells[name]
                return Mark.HIDDEN if value is None else value
        return Mark.HIDDEN if table in self.withheld else Mark.NOT_COLLECTED

    @property
    def asks_by_provider(self) -> bool:
        """Return whether first sessions were counted by provider, shown or not."""
        return BY_PROVIDER in self.tables or BY_PROVIDER in self.withheld

    def providers(self) -> list[str]:
        """Return the providers in the table of first sessions, in no order; none if it is withheld."""
        cells = self.tables.get(BY_PROVIDER, {})
        return list(dict.fromkeys(cell.split("|")[1] for cell in cells if cell.startswith(f"{BY_PROVIDER}|")))

    def first_sessions(self, provider: str) -> tuple[int, ...] | Mark:
        """Return a provider's first sessions by how soon they were, all of them, or why none is shown."""
        cells = [self.cell(BY_PROVIDER, f"{BY_PROVIDER}|{provider}|{within}") for within in codes.WITHIN]
        shown = tuple(cell for cell in cells if isinstance(cell, int))
        return shown if len(shown) == len(cells) else next(cell for cell in cells if isinstance(cell, Mark))


Published = Mapping[str, tuple[Year, ...]]
"""The published years of each service, newest first."""


class OwnFirstSessions(NamedTuple):
    """A provider's first sessions of a service by year, newest first; `name` is empty if there is but one service."""

    name: str
    by_year: list[tuple[int, tuple[int, ...] | Mark]]

    @property
    def shown(self) -> bool:
        """Return whether any year has figures."""
        return any(not isinstance(figures, Mark) for _, figures in self.by_year)

    def marks(self) -> list[Mark]:
        """Return the marks that stand for figures."""
        return [mark for mark in Mark if any(figures is mark for _, figures in self.by_year)]


def own_first_sessions(published: Published, names: Mapping[str, str], provider: str) -> list[OwnFirstSessions]:
    """Return a provider's first sessions of each of these services whose years have them by provider."""
    return [
        OwnFirstSessions(
            name if len(names) > 1 else "", [(year.year, year.first_sessions(provider)) for year in published[service]]
        )
        for service, name in names.items()
        if any(year.asks_by_provider for year in published.get(service, ()))
    ]


def load(folder: Path, root: Path, until: int = 9999) -> tuple[Published, list[Problem]]:
    """Read each service's newest `SHOWN_YEARS` years up to the year `until`; a missing folder has none."""
    files: list[_File] = []
    problems = []
    for file in sorted(folder.glob("[!.]*")) if folder.is_dir() else ():
        shown = file.relative_to(root).as_posix()
        match = _FILE.fullmatch(file.name)
        if match is None:
            problems.append(make_problem("file_not_read", shown))
            continue
        content = _read(file)
        if content is None or content.year != int(match["year"]):
            problems.append(make_problem("statistics_format", shown))
        elif content.year <= until:
            files.append(content)
    services = dict.fromkeys(service for content in files for service in content.services)
    return {service: tuple(_years(files, service))[::-1][:SHOWN_YEARS] for service in services}, problems


@dataclass(frozen=True)
class _File:
    """One file: a year by service."""

    year: int
    demo: bool
    services: Mapping[str, Year]


def _years(files: Sequence[_File], service: str) -> Iterator[Year]:
    """Yield a service's years from its first to its last; one between them, without it, has collected nothing."""
    having = [content.year for content in files if service in content.services]
    for content in files:
        if having[0] <= content.year <= having[-1]:
            yield content.services.get(service) or Year(content.year, content.demo, {}, (), {})


def _read(file: Path) -> _File | None:
    """Read a file's year by service; return None if it is not in the format of `build.py statistics`."""
    try:
        match json.loads(file.read_text(encoding="utf-8")):
            case {
                "schema": 3,
                "year": int(year),
                "demo": bool(demo),
                "smallest_shown": int(smallest),
                "services": dict(services),
            }:
                by_service = {
                    str(service): _year(year, figures, smallest, demo=demo) for service, figures in services.items()
                }
                complete = {service: own for service, own in by_service.items() if own is not None}
                return _File(year, demo, complete) if len(complete) == len(services) else None
    except (OSError, ValueError, RecursionError):
        pass
    return None


def _year(year: int, figures: object, smallest: int, *, demo: bool) -> Year | None:
    match figures:
        case {"tables": dict(tables), "withheld": list(withheld), "means": dict(means), **more} if all(
            is_table(cells, smallest) for cells in tables.values()
        ) and all(map(is_mean, means.values())):
            return Year(year, demo, tables, tuple(map(str, withheld)), means, _hours(more.get("hours")))
    return None


def is_table(cells: object, smallest: int) -> bool:
    """Return whether each cell is hidden, or a count that is not too small to be shown."""
    return isinstance(cells, dict) and all(
        value is None or (type(value) is int and (value == 0 or value >= smallest)) for value in cells.values()
    )


def _hours(value: object) -> dict[str, int]:
    """Return the published hours by cell; empty for files in the older format."""
    return {str(name): hours for name, hours in value.items() if type(hours) is int} if isinstance(value, dict) else {}


def is_mean(value: object) -> bool:
    """Return whether a value is a number."""
    return type(value) in (int, float)
