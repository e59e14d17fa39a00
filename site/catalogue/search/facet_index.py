"""Columnar index of every provider's facet values, for filtering in the browser and for the pages without scripts.

Each distinct answer is stored once (`sets`), and a column holds its number for each provider, in the daily order. It
contains no names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, NamedTuple

from catalogue import encoding
from catalogue.search import facet_row as columns
from catalogue.search.facet_row import Columns, FacetRow
from catalogue.search.facets import Facet, Group

ABSENT = -1  # the provider does not offer the service
AT_A_TIME = 200  # rows transposed per batch, so that they are never all in memory
PARTS_OF_A_DEGREE = 1000  # about a hundred metres: precise enough to sort by distance


class FacetCounts(NamedTuple):
    """The providers by one facet value: matching rows (in the daily order), and counts of the others."""

    matching: Sequence[int]
    not_matching: int
    not_stated: int


@dataclass(frozen=True)
class Column:
    """One facet over all providers."""

    facet: Facet
    sets: Sequence[tuple[str, ...] | None]
    columns: Sequence[Sequence[int]]  # one, or one per service

    @cached_property
    def unstated(self) -> list[int]:
        """The rows of providers that have not stated the facet for some service."""
        if None not in self.sets:
            return []
        unstated = self.sets.index(None)
        if len(self.columns) == 1:
            return [row for row, cell in enumerate(self.columns[0]) if cell == unstated]
        return [row for row, cells in enumerate(zip(*self.columns, strict=True)) if unstated in cells]

    @cached_property
    def splits(self) -> dict[str, FacetCounts]:
        """The counts by value; the three parts of each add up to all providers."""
        return self._splits_of_one() if len(self.columns) == 1 and ABSENT not in self.columns[0] else self._splits()

    def _splits_of_one(self) -> dict[str, FacetCounts]:
        """Count a single column, one group of equal answers at a time."""
        rows_of: list[list[int]] = [[] for _ in self.sets]
        for row, cell in enumerate(self.columns[0]):
            rows_of[cell].append(row)
        alike: dict[str, list[list[int]]] = {value: [] for value in self.facet.values}
        for one, rows in zip(self.sets, rows_of, strict=True):
            for value in one or ():
                if value in alike:  # else the value has left the vocabulary
                    alike[value].append(rows)
        everyone, unstated = len(self.columns[0]), len(self.unstated)
        splits = {}
        for value, found in alike.items():
            matching = sorted(chain.from_iterable(found))
            splits[value] = FacetCounts(matching, everyone - unstated - len(matching), unstated)
        return splits

    def _splits(self) -> dict[str, FacetCounts]:
        matching: dict[str, list[int]] = {value: [] for value in self.facet.values}
        known_otherwise = dict.fromkeys(self.facet.values, 0)  # match by one service but unstated for another
        for row, told in enumerate(self._told()):
            for value in {value for one in told if one for value in one}:
                matching[value].append(row)
                known_otherwise[value] += None in told
        everyone, unstated = len(self.columns[0]), len(self.unstated)
        splits = {}
        for value, rows in matching.items():
            open_ = unstated - known_otherwise[value]
            splits[value] = FacetCounts(rows, everyone - len(rows) - open_, open_)
        return splits

    def _told(self) -> Iterator[list[tuple[str, ...] | None]]:
        for cells in zip(*self.columns, strict=True):
            yield [self.sets[cell] for cell in cells if cell != ABSENT]


def encode_columns(facets: Sequence[Facet], told: Iterable[str]) -> dict[str, Column]:
    """Encode the cells of all rows (see `Columns.cells`) as columns; answers are numbered in order of appearance."""
    numbers = {facet.key: _Numbers({columns.ABSENT: ABSENT}) for facet in facets}
    of_each: list[list[int]] = [[] for _ in facets]
    rows = iter(told)
    while some := [cells.split("\t") for cells in islice(rows, AT_A_TIME)]:
        for facet, column, cells in zip(facets, of_each, zip(*some, strict=True), strict=True):
            column.extend(map(numbers[facet.key].__getitem__, cells))
    made: dict[str, tuple[Facet, list[Sequence[int]]]] = {}
    for facet, column in zip(facets, of_each, strict=True):
        made.setdefault(facet.key, (facet, []))[1].append(column)
    return {
        key: Column(facet, [_answer(cell) for cell in [*numbers[key]][1:]], of_it)
        for key, (facet, of_it) in made.items()
    }


class _Numbers(dict[str, int]):
    """A mapping that numbers each new answer when it is looked up."""

    def __missing__(self, cell: str) -> int:
        number = self[cell] = len(self) - 1
        return number


def _answer(cell: str) -> tuple[str, ...] | None:
    return None if cell == columns.UNSTATED else tuple(cell.split(" ")) if cell else ()


@dataclass(frozen=True)
class FacetIndex:
    """All facets of all providers, in the daily order."""

    ids: Sequence[str]
    groups: Sequence[Group]
    columns: dict[str, Column]
    services: Sequence[str]
    waiting_days: Sequence[Sequence[int | None]]  # one column per service
    points: Sequence[Sequence[tuple[float, float]]]
    centres: Sequence[tuple[float, float] | None]  # of the areas, in the order of the vocabulary

    @classmethod
    def of(cls, which: Columns, lines: Iterable[FacetRow]) -> FacetIndex:
        """Build the index from rows in the daily order; the rows are consumed once and not kept."""
        ids: list[str] = []
        waiting: list[Sequence[int | None]] = []
        points: list[Sequence[tuple[float, float]]] = []

        def cells() -> Iterator[str]:
            for line in lines:
                ids.append(line.id)
                waiting.append(line.waiting_days)
                points.append(line.points)
                yield line.cells

        made = encode_columns(list(which.each()), cells())
        by_service = list(zip(*waiting, strict=True)) if waiting else [()] * len(which.services)
        policy = which.policy
        centres = [policy.coordinates.get(area) for area in policy.vocabulary.get("areas", ())]
        return cls(ids, which.groups, made, which.services, by_service, points, centres)

    def json(self, built: str) -> bytes:
        """Return the JSON file that the browser filters by."""
        told = {
            "schema": 1,
            "built": built,
            "ids": self.ids,
            "services": self.services,
            "facets": {key: self._facet(column) for key, column in self.columns.items()},
            "waiting_days": self.waiting_days,
            "points": _flat(self.points),
            "centres": [where and [_rounded(degrees) for degrees in where] for where in self.centres],
        }
        return encoding.dumps(told)

    def _facet(self, column: Column) -> dict[str, Any]:
        place = {value: number for number, value in enumerate(column.facet.values)}
        sets = [None if one is None else [place[value] for value in one if value in place] for one in column.sets]
        return {"values": column.facet.values, "sets": sets, "columns": column.columns}


def _flat(points: Sequence[Sequence[tuple[float, float]]]) -> dict[str, Any]:
    """Return the first premises of each provider as columns, and the others as (row, latitude, longitude)."""
    first = [where[0] if where else None for where in points]
    return {
        "lat": [where and _rounded(where[0]) for where in first],
        "lon": [where and _rounded(where[1]) for where in first],
        "more": [[row, *map(_rounded, where)] for row, places in enumerate(points) for where in places[1:]],
    }


def _rounded(degrees: float) -> int:
    """Return degrees as whole thousandths: shorter, and identical on every machine."""
    return round(degrees * PARTS_OF_A_DEGREE)
