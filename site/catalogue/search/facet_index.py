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
from catalogue.search import facet_row
from catalogue.search.facet_row import Columns, FacetRow
from catalogue.search.facets import Facet, Group
from catalogue.search.search_index import SearchIndex

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
        rows_with: dict[str, list[list[int]]] = {value: [] for value in self.facet.values}
        for answer, rows in zip(self.sets, rows_of, strict=True):
            for value in answer or ():
                if value in rows_with:  # else the value has left the vocabulary
                    rows_with[value].append(rows)
        everyone, unstated = len(self.columns[0]), len(self.unstated)
        splits = {}
        for value, groups in rows_with.items():
            matching = sorted(chain.from_iterable(groups))
            splits[value] = FacetCounts(matching, everyone - unstated - len(matching), unstated)
        return splits

    def _splits(self) -> dict[str, FacetCounts]:
        matching: dict[str, list[int]] = {value: [] for value in self.facet.values}
        partly_unstated = dict.fromkeys(self.facet.values, 0)  # match by one service but unstated for another
        for row, answers in enumerate(self._answers()):
            for value in {value for answer in answers if answer for value in answer}:
                matching[value].append(row)
                partly_unstated[value] += None in answers
        everyone, unstated = len(self.columns[0]), len(self.unstated)
        splits = {}
        for value, rows in matching.items():
            not_stated = unstated - partly_unstated[value]
            splits[value] = FacetCounts(rows, everyone - len(rows) - not_stated, not_stated)
        return splits

    def _answers(self) -> Iterator[list[tuple[str, ...] | None]]:
        """Yield each provider's answers for the services that it offers."""
        for cells in zip(*self.columns, strict=True):
            yield [self.sets[cell] for cell in cells if cell != ABSENT]


def encode_columns(facets: Sequence[Facet], rows: Iterable[str]) -> dict[str, Column]:
    """Encode the cells of all rows (see `Columns.cells`) as columns; answers are numbered in order of appearance."""
    numbers = {facet.key: _Numbers({facet_row.ABSENT: ABSENT}) for facet in facets}
    columns: list[list[int]] = [[] for _ in facets]
    remaining = iter(rows)
    while batch := [row.split("\t") for row in islice(remaining, AT_A_TIME)]:
        for facet, column, cells in zip(facets, columns, zip(*batch, strict=True), strict=True):
            column.extend(map(numbers[facet.key].__getitem__, cells))
    by_facet: dict[str, tuple[Facet, list[Sequence[int]]]] = {}
    for facet, column in zip(facets, columns, strict=True):
        by_facet.setdefault(facet.key, (facet, []))[1].append(column)
    return {
        key: Column(facet, [_answer(cell) for cell in [*numbers[key]][1:]], of_facet)
        for key, (facet, of_facet) in by_facet.items()
    }


class _Numbers(dict[str, int]):
    """A mapping that numbers each new answer when it is looked up."""

    def __missing__(self, cell: str) -> int:
        number = self[cell] = len(self) - 1
        return number


def _answer(cell: str) -> tuple[str, ...] | None:
    return None if cell == facet_row.UNSTATED else tuple(cell.split(" ")) if cell else ()


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
    def from_rows(cls, columns: Columns, rows: Iterable[FacetRow]) -> FacetIndex:
        """Build the index from rows in the daily order; the rows are consumed once and not kept."""
        ids: list[str] = []
        waiting: list[Sequence[int | None]] = []
        points: list[Sequence[tuple[float, float]]] = []

        def cells() -> Iterator[str]:
            for row in rows:
                ids.append(row.id)
                waiting.append(row.waiting_days)
                points.append(row.points)
                yield row.cells

        encoded = encode_columns(list(columns.facets()), cells())
        by_service = list(zip(*waiting, strict=True)) if waiting else [()] * len(columns.services)
        policy = columns.policy
        centres = [policy.coordinates.get(area) for area in policy.vocabulary.get("areas", ())]
        return cls(ids, columns.groups, encoded, columns.services, by_service, points, centres)

    def json(self, built: str) -> bytes:
        """Return the JSON file that the browser filters by."""
        content = {
            "schema": 1,
            "built": built,
            "ids": self.ids,
            "services": self.services,
            "facets": {key: self._facet(column) for key, column in self.columns.items()},
            "waiting_days": self.waiting_days,
            "points": _flat(self.points),
            "centres": [centre and [_rounded(degrees) for degrees in centre] for centre in self.centres],
        }
        return encoding.dumps(content)

    def _facet(self, column: Column) -> dict[str, Any]:
        """Return a facet's values, its distinct answers as indexes of them, and each provider's answer as an index."""
        numbers = {value: number for number, value in enumerate(column.facet.values)}
        sets = [
            None if answer is None else [numbers[value] for value in answer if value in numbers]
            for answer in column.sets
        ]
        return {"values": column.facet.values, "sets": sets, "columns": column.columns}


def build_indexes(columns: Columns, rows: Iterable[FacetRow]) -> tuple[FacetIndex, SearchIndex]:
    """Build both indexes from rows in the daily order, in one pass over them."""
    search_index = SearchIndex(columns.policy)

    def added() -> Iterator[FacetRow]:
        for row in rows:
            search_index.add(row.name, row.about, row.contact, row.has)
            yield row

    return FacetIndex.from_rows(columns, added()), search_index


def _flat(points: Sequence[Sequence[tuple[float, float]]]) -> dict[str, Any]:
    """Return the first premises of each provider as columns, and the others as (row, latitude, longitude)."""
    first = [positions[0] if positions else None for positions in points]
    return {
        "lat": [position and _rounded(position[0]) for position in first],
        "lon": [position and _rounded(position[1]) for position in first],
        "more": [[row, *map(_rounded, position)] for row, positions in enumerate(points) for position in positions[1:]],
    }


def _rounded(degrees: float) -> int:
    """Return degrees as whole thousandths: shorter, and identical on every machine."""
    return round(degrees * PARTS_OF_A_DEGREE)
