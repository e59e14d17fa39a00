"""Which cells of a publication are hidden, so that nobody can be found in it (D50, SoL 15:9).

A cell from 1 to 4 is hidden, and so is one that would be from 1 to 4 for a provider which takes its own part away:
these are *primary*. Sums give hidden cells away, so *complementary* cells are hidden with the same mark until, for
whoever reads the publication and for each provider with its own figures, every primary cell might as well be zero or
five, and no hidden cell is determined. That is held by tables in hand (`witness`), over all tables at once, with what
was published before. A table in which more than two complementary cells hide each primary one is withheld.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.reporting.feasible_tables import SolutionSpace

SMALLEST_SHOWN = 5
MOST_COMPLEMENTARY = 2
PUBLIC = ""
"""The reader who knows no figures but the published ones."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and each provider's own part of it."""

    value: int
    own: Mapping[str, int] = field(default_factory=dict)

    def seen_by(self, reader: str) -> int:
        """Give what is left of it for a reader who takes an own part away."""
        return self.value - self.own.get(reader, 0)

    def small_for(self, readers: Iterable[str]) -> list[str]:
        """Give those of the readers for whom it stands for one to four."""
        return [one for one in readers if 0 < self.seen_by(one) < SMALLEST_SHOWN]


@dataclass(frozen=True, slots=True)
class Sum:
    """A published rule: the parts add up to the total."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What is published or withheld together; a cell may stand in several tables."""

    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that is to be published at one time, and how its cells hang together."""

    cells: Mapping[str, Cell]
    sums: tuple[Sum, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What may be published: a hidden cell's figure appears nowhere, nor does anything of a withheld table."""

    shown: Mapping[str, int]
    hidden: frozenset[str]
    withheld: tuple[str, ...]
    primary: frozenset[str]

    @property
    def complementary(self) -> frozenset[str]:
        """Give the hidden cells that are there to hide others."""
        return self.hidden - self.primary


def suppress(
    publication: Publication, published: Mapping[str, int | None] | None = None, *, complementary: bool = True
) -> Suppressed:
    """Decide what is hidden; `published` says of cells what an earlier file shows, or None where it hides.

    What was shown cannot be hidden any more, and what was hidden stays so. Without `complementary` only the primary
    cells are hidden: that is what the tests' attacker must see through.
    """
    return _Work.of(publication, published or {}).done(complementary=complementary)


@dataclass(slots=True)
class _Work:
    """The state of one suppression: cells are only ever added to what is hidden, so it ends."""

    publication: Publication
    shown_before: frozenset[str]
    primary: dict[str, list[str]]
    hidden: set[str]
    withheld: set[str]
    sums_of: dict[str, list[Sum]]
    totals: frozenset[str]

    @classmethod
    def of(cls, publication: Publication, published: Mapping[str, int | None]) -> "_Work":
        shown_before = frozenset(name for name, value in published.items() if value is not None)
        readers = [PUBLIC, *sorted({one for cell in publication.cells.values() for one in cell.own})]
        primary = {
            name: found
            for name, cell in publication.cells.items()
            if name not in shown_before and (found := cell.small_for(readers))
        }
        sums_of: dict[str, list[Sum]] = {name: [] for name in publication.cells}
        for one in publication.sums:
            for name in (one.total, *one.parts):
                sums_of[name].append(one)
        for name, value in published.items():
            if value is None and name in publication.cells:
                primary.setdefault(name, [])
        totals = frozenset(one.total for one in publication.sums)
        return cls(publication, shown_before, primary, {*primary}, set(), sums_of, totals)

    def done(self, *, complementary: bool) -> Suppressed:
        """Hide until all is safe, then withhold the tables that would hide too much."""
        if complementary:
            self._hide_more()
            for table in self._too_hidden():
                self._withhold(table)
        live = [table for table in self.publication.tables if table.id not in self.withheld]
        standing = {name for table in live for name in table.cells}
        hidden = frozenset(standing & self.hidden)
        shown = {name: cell.value for name, cell in self.publication.cells.items() if name in standing - hidden}
        return Suppressed(shown, hidden, tuple(sorted(self.withheld)), hidden & self.primary.keys())

    def _hide_more(self) -> None:
        """Mend one weak place after another: first by the sums, one at a time, then by what they tell together."""
        while True:
            weak = next(self._weak_sums(), None)
            if weak is not None:
                self._mend([weak], weak.total)
                continue
            opened = next(self._opened(), None)
            if opened is None:
                return
            self._mend(*opened)

    def _mend(self, sums: Sequence[Sum], of: str) -> None:
        """Hide one more cell of these sums; where none is left that would help, withhold the tables around."""
        chosen = self._candidate(sums)
        if chosen is not None:
            self.hidden.add(chosen)
            return
        names = {name for one in sums for name in (one.total, *one.parts)}
        around = [
            table for table in self.publication.tables if table.id not in self.withheld and names & {*table.cells}
        ]
        if not around:
            raise RuntimeError(f"Nothing is left to hide around {of}: an earlier file gives it away.")
        self._withhold(
            min(around, key=lambda table: (len(names & {*table.cells}) < len(names), len(table.cells), table.id))
        )

    def _withhold(self, table: Table) -> None:
        self.withheld.add(table.id)
        elsewhere = {name for other in self.publication.tables if other.id not in self.withheld for name in other.cells}
        self.hidden |= {*table.cells} - elsewhere - self.shown_before

    def _too_hidden(self) -> list[Table]:
        """Give the tables that would be all but empty: more than two cells hidden for each primary one."""
        return [
            table
            for table in self.publication.tables
            if table.id not in self.withheld
            and len(self.hidden.intersection(table.cells) - self.primary.keys())
            > MOST_COMPLEMENTARY * len(self.primary.keys() & {*table.cells})
        ]

    def _candidate(self, sums: Sequence[Sum]) -> str | None:
        """Choose the cell whose hiding costs least: it leaves no other sum with a lone hidden cell, and is small."""
        able = {
            name
            for one in sums
            for name in (one.total, *one.parts)
            if name not in self.hidden and name not in self.shown_before and self.publication.cells[name].value > 0
        }
        return min(able, key=self._cost, default=None)

    def _cost(self, name: str) -> tuple[object, ...]:
        lonely = sum(not self._hidden_of(one) for one in self.sums_of[name])
        return (name in self.totals, lonely, self.publication.cells[name].value, name)

    def _hidden_of(self, one: Sum) -> list[str]:
        return [name for name in (one.total, *one.parts) if name in self.hidden]

    def _weak_sums(self) -> Iterator[Sum]:
        """Find sums that by themselves tell a hidden cell: a lone one, or one that the others leave too little room."""
        for one in self.publication.sums:
            hidden = self._hidden_of(one)
            if len(hidden) == 1 or (hidden and one.total not in self.hidden and self._narrow(hidden)):
                yield one

    def _narrow(self, hidden: Sequence[str]) -> bool:
        """Tell whether hidden cells of a known sum leave one that is small for a reader no room to be five."""
        cells = self.publication.cells
        readers = {reader for name in hidden for reader in self.primary.get(name, ())}
        return any(sum(cells[name].seen_by(reader) for name in hidden) < SMALLEST_SHOWN for reader in readers)

    def _opened(self) -> Iterator[tuple[list[Sum], str]]:
        """Find cells that all sums together tell, with the sums around them, the nearest first."""
        for names, sums in self._components():
            told = _Room.of(self.publication.cells, names, sums).told(self.primary, self._standing(names))
            for name in told:
                near = [one for one in sums if name in (one.total, *one.parts)]
                yield (near if self._candidate(near) else sums), name

    def _standing(self, names: Iterable[str]) -> set[str]:
        """Give the cells that stand in a table which is published."""
        live = {name for t in self.publication.tables if t.id not in self.withheld for name in t.cells}
        return live & {*names}

    def _components(self) -> Iterator[tuple[list[str], list[Sum]]]:
        """Part the hidden cells into groups that hang together by sums."""
        left = sorted(self.hidden)
        seen: set[str] = set()
        for first in left:
            if first in seen:
                continue
            names, waiting = list[str](), [first]
            sums: dict[Sum, None] = {}
            seen.add(first)
            while waiting:
                name = waiting.pop()
                names.append(name)
                for one in self.sums_of[name]:
                    sums[one] = None
                    for other in self._hidden_of(one):
                        if other not in seen:
                            seen.add(other)
                            waiting.append(other)
            yield sorted(names), sorted(sums, key=lambda one: (one.total, one.parts))


@dataclass(frozen=True, slots=True)
class _Room:
    """Hidden cells that hang together, and what the sums leave free among them."""

    cells: Mapping[str, Cell]
    names: list[str]
    freedom: SolutionSpace

    @classmethod
    def of(cls, cells: Mapping[str, Cell], names: list[str], sums: Sequence[Sum]) -> "_Room":
        place = {name: i for i, name in enumerate(names)}
        rows = []
        for one in sums:
            row = {place[part]: 1 for part in one.parts if part in place}
            if one.total in place:
                row[place[one.total]] = -1
            rows.append(row)
        return cls(cells, names, SolutionSpace.of(len(names), rows))

    def told(self, primary: Mapping[str, Sequence[str]], standing: set[str]) -> Iterator[str]:
        """Give the cells that are told: a primary one from zero or five for a reader, any other by its value."""
        readers = {reader: None for name in self.names for reader in self.cells[name].own}
        for reader in (PUBLIC, *readers):  # to whom nothing here is an own part, it looks as to the public
            wanted = [
                (place, sign, goal)
                for place, name in enumerate(self.names)
                if name in standing and reader in primary.get(name, ())
                for sign, goal in ((-1, 0), (1, SMALLEST_SHOWN))
            ]
            yield from self._without_table(reader, wanted)
        fixed = [place for place, row in enumerate(self.freedom.moves) if not any(row)]
        yield from (self.names[place] for place in fixed if self.names[place] in standing)

    def _without_table(self, reader: str, wanted: Sequence[tuple[int, int, int]]) -> Iterator[str]:
        """Give the cells for which no table shows what is wanted; one table may show it for many."""
        true = [self.cells[name].seen_by(reader) for name in self.names]
        open_ = dict.fromkeys(wanted)
        for want in wanted:
            if want not in open_:
                continue
            table = self.freedom.table(true, *want)
            if table is None:
                yield self.names[want[0]]
                return
            open_ = {one: None for one in open_ if one[1] * table[one[0]] < one[2]}
