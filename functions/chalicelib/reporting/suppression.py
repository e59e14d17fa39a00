"""Cell suppression: which cells of a publication are hidden, so that nobody can be identified (D50, SoL 15:9).

A cell from 1 to 4 is hidden, and so is one that is from 1 to 4 after a provider subtracts its own part: these are
*primary*. Sums reveal hidden cells, so *complementary* cells are hidden with the same mark until every primary cell
could be zero or five, both for the public and for each provider with its own figures, and no hidden cell is
determined. That is proved by feasible tables (`feasible_tables`), over all tables at once, with what was published
before. A table that needs more than two complementary cells for each primary one is withheld.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.reporting.feasible_tables import SolutionSpace

SMALLEST_SHOWN = 5
MOST_COMPLEMENTARY = 2
PUBLIC = ""
"""The reader who knows only the published figures."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and each provider's own part of it."""

    value: int
    own: Mapping[str, int] = field(default_factory=dict)

    def seen_by(self, reader: str) -> int:
        """Return the value after the reader has subtracted its own part."""
        return self.value - self.own.get(reader, 0)

    def small_for(self, readers: Iterable[str]) -> list[str]:
        """Return the readers for whom the value is from one to four."""
        return [reader for reader in readers if 0 < self.seen_by(reader) < SMALLEST_SHOWN]


@dataclass(frozen=True, slots=True)
class Sum:
    """A published rule: the parts add up to the total."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells that are published or withheld together; a cell may be in several tables."""

    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything to be published at one time, and how its cells are related."""

    cells: Mapping[str, Cell]
    sums: tuple[Sum, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What may be published: it contains no hidden cell's figure and nothing of a withheld table."""

    shown: Mapping[str, int]
    hidden: frozenset[str]
    withheld: tuple[str, ...]
    primary: frozenset[str]

    @property
    def complementary(self) -> frozenset[str]:
        """Return the cells that are hidden only to protect others."""
        return self.hidden - self.primary


def suppress(
    publication: Publication, published: Mapping[str, int | None] | None = None, *, complementary: bool = True
) -> Suppressed:
    """Return which cells are hidden; `published` maps cells to what an earlier file shows, or None where it hides them.

    A cell that was shown stays shown, and a cell that was hidden stays hidden. Without `complementary` only the primary
    cells are hidden: the tests' attacker must be able to break that.
    """
    return _Suppression.create(publication, published or {}).run(complementary=complementary)


@dataclass(slots=True)
class _Suppression:
    """The state of one suppression; cells are only ever added to the hidden ones, so it terminates."""

    publication: Publication
    shown_before: frozenset[str]
    primary: dict[str, list[str]]
    hidden: set[str]
    withheld: set[str]
    sums_of: dict[str, list[Sum]]
    totals: frozenset[str]

    @classmethod
    def create(cls, publication: Publication, published: Mapping[str, int | None]) -> "_Suppression":
        shown_before = frozenset(name for name, value in published.items() if value is not None)
        readers = [PUBLIC, *sorted({provider for cell in publication.cells.values() for provider in cell.own})]
        primary = {
            name: small_for
            for name, cell in publication.cells.items()
            if name not in shown_before and (small_for := cell.small_for(readers))
        }
        sums_of: dict[str, list[Sum]] = {name: [] for name in publication.cells}
        for rule in publication.sums:
            for name in (rule.total, *rule.parts):
                sums_of[name].append(rule)
        for name, value in published.items():
            if value is None and name in publication.cells:
                primary.setdefault(name, [])
        totals = frozenset(rule.total for rule in publication.sums)
        return cls(publication, shown_before, primary, {*primary}, set(), sums_of, totals)

    def run(self, *, complementary: bool) -> Suppressed:
        """Hide cells until all are safe, then withhold the tables with too many hidden cells."""
        if complementary:
            self._hide_more()
            for table in self._too_hidden():
                self._withhold(table)
        live = [table for table in self.publication.tables if table.id not in self.withheld]
        included = {name for table in live for name in table.cells}
        hidden = frozenset(included & self.hidden)
        shown = {name: cell.value for name, cell in self.publication.cells.items() if name in included - hidden}
        return Suppressed(shown, hidden, tuple(sorted(self.withheld)), hidden & self.primary.keys())

    def _hide_more(self) -> None:
        """Hide one more cell at a time: first where a single sum reveals a cell, then where all sums together do."""
        while True:
            weak = next(self._weak_sums(), None)
            if weak is not None:
                self._hide_one_of([weak], weak.total)
                continue
            revealed = next(self._revealed(), None)
            if revealed is None:
                return
            self._hide_one_of(*revealed)

    def _hide_one_of(self, sums: Sequence[Sum], cell: str) -> None:
        """Hide one more cell of these sums to protect a cell; if no cell is left, withhold a table that they are in."""
        candidate = self._candidate(sums)
        if candidate is not None:
            self.hidden.add(candidate)
            return
        names = {name for rule in sums for name in (rule.total, *rule.parts)}
        affected = [
            table for table in self.publication.tables if table.id not in self.withheld and names & {*table.cells}
        ]
        if not affected:
            raise RuntimeError(f"Nothing is left to hide around {cell}: an earlier file gives it away.")
        self._withhold(
            min(affected, key=lambda table: (len(names & {*table.cells}) < len(names), len(table.cells), table.id))
        )

    def _withhold(self, table: Table) -> None:
        self.withheld.add(table.id)
        elsewhere = {name for other in self.publication.tables if other.id not in self.withheld for name in other.cells}
        self.hidden |= {*table.cells} - elsewhere - self.shown_before

    def _too_hidden(self) -> list[Table]:
        """Return the tables with more than two complementary cells for each primary one."""
        return [
            table
            for table in self.publication.tables
            if table.id not in self.withheld
            and len(self.hidden.intersection(table.cells) - self.primary.keys())
            > MOST_COMPLEMENTARY * len(self.primary.keys() & {*table.cells})
        ]

    def _candidate(self, sums: Sequence[Sum]) -> str | None:
        """Return the cell that costs least to hide: it leaves no other sum with a single hidden cell, and is small."""
        candidates = {
            name
            for rule in sums
            for name in (rule.total, *rule.parts)
            if name not in self.hidden and name not in self.shown_before and self.publication.cells[name].value > 0
        }
        return min(candidates, key=self._cost, default=None)

    def _cost(self, name: str) -> tuple[object, ...]:
        left_single = sum(not self._hidden_of(rule) for rule in self.sums_of[name])
        return (name in self.totals, left_single, self.publication.cells[name].value, name)

    def _hidden_of(self, rule: Sum) -> list[str]:
        return [name for name in (rule.total, *rule.parts) if name in self.hidden]

    def _weak_sums(self) -> Iterator[Sum]:
        """Yield the sums that reveal a hidden cell by themselves: a single one, or one with too low a bound."""
        for rule in self.publication.sums:
            hidden = self._hidden_of(rule)
            if len(hidden) == 1 or (hidden and rule.total not in self.hidden and self._too_narrow(hidden)):
                yield rule

    def _too_narrow(self, hidden: Sequence[str]) -> bool:
        """Return whether a shown total keeps its hidden cells below five for a reader to whom one is small."""
        cells = self.publication.cells
        readers = {reader for name in hidden for reader in self.primary.get(name, ())}
        return any(sum(cells[name].seen_by(reader) for name in hidden) < SMALLEST_SHOWN for reader in readers)

    def _revealed(self) -> Iterator[tuple[list[Sum], str]]:
        """Yield the cells that all sums together reveal, each with the sums to hide another cell of."""
        for names, sums in self._components():
            component = _Component.create(self.publication.cells, names, sums)
            for name in component.revealed(self.primary, self._included(names)):
                own_sums = [rule for rule in sums if name in (rule.total, *rule.parts)]
                yield (own_sums if self._candidate(own_sums) else sums), name

    def _included(self, names: Iterable[str]) -> set[str]:
        """Return those of the cells that are in a table which is published."""
        live = {name for table in self.publication.tables if table.id not in self.withheld for name in table.cells}
        return live & {*names}

    def _components(self) -> Iterator[tuple[list[str], list[Sum]]]:
        """Yield the connected components of hidden cells, each with the sums that connect it."""
        seen: set[str] = set()
        for first in sorted(self.hidden):
            if first in seen:
                continue
            names, waiting = list[str](), [first]
            sums: dict[Sum, None] = {}
            seen.add(first)
            while waiting:
                name = waiting.pop()
                names.append(name)
                for rule in self.sums_of[name]:
                    sums[rule] = None
                    for other in self._hidden_of(rule):
                        if other not in seen:
                            seen.add(other)
                            waiting.append(other)
            yield sorted(names), sorted(sums, key=lambda rule: (rule.total, rule.parts))


@dataclass(frozen=True, slots=True)
class _Component:
    """A connected component of hidden cells, and its solution space."""

    cells: Mapping[str, Cell]
    names: list[str]
    space: SolutionSpace

    @classmethod
    def create(cls, cells: Mapping[str, Cell], names: list[str], sums: Sequence[Sum]) -> "_Component":
        index_of = {name: index for index, name in enumerate(names)}
        rows = []
        for rule in sums:
            row = {index_of[part]: 1 for part in rule.parts if part in index_of}
            if rule.total in index_of:
                row[index_of[rule.total]] = -1
            rows.append(row)
        return cls(cells, names, SolutionSpace.from_sums(len(names), rows))

    def revealed(self, primary: Mapping[str, Sequence[str]], included: set[str]) -> Iterator[str]:
        """Yield revealed cells: a primary one that cannot be zero or five for a reader, or a determined one."""
        readers = {reader: None for name in self.names for reader in self.cells[name].own}
        for reader in (PUBLIC, *readers):  # a reader with no part in these cells sees what the public sees
            targets = [
                (index, sign, goal)
                for index, name in enumerate(self.names)
                if name in included and reader in primary.get(name, ())
                for sign, goal in ((-1, 0), (1, SMALLEST_SHOWN))
            ]
            yield from self._without_table(reader, targets)
        fixed = [index for index, row in enumerate(self.space.moves) if not any(row)]
        yield from (self.names[index] for index in fixed if self.names[index] in included)

    def _without_table(self, reader: str, targets: Sequence[tuple[int, int, int]]) -> Iterator[str]:
        """Yield the first cell whose target (index, sign, goal) no feasible table reaches."""
        true = [self.cells[name].seen_by(reader) for name in self.names]
        remaining = dict.fromkeys(targets)
        for target in targets:
            if target not in remaining:
                continue
            table = self.space.table(true, *target)
            if table is None:
                yield self.names[target[0]]
                return
            remaining = {(index, sign, goal): None for index, sign, goal in remaining if sign * table[index] < goal}
