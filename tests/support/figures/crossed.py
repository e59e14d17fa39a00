"""Candidates of a crossed table whose margins are known."""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import product

from chalicelib.reporting import dimensions, layouts, survey
from chalicelib.reporting.counts import Key
from chalicelib.reporting.figures import Figures
from chalicelib.reporting.layouts import COARSER, Layout
from chalicelib.reporting.suppression import SMALLEST_SHOWN

Values = tuple[str, ...]
Cells = dict[Values, Counter[str]]
CHANGES = 40
HALF = 0.5
FACTS = ("zero", "five or more")
BY_ID = layouts.BY_ID | {layout.id: layout for layout in survey.LAYOUTS}


def is_so(cell: Counter[str], reader: str, fact: str) -> bool:
    """Return whether what others have in a cell is zero, or five or more."""
    others = cell.total() - cell[reader]
    return others == 0 if fact == "zero" else others >= SMALLEST_SHOWN


def facts(cells: Cells, reader: str) -> set[tuple[Values, str]]:
    """Return what is so of each cell."""
    return {(values, fact) for values, cell in cells.items() for fact in FACTS if is_so(cell, reader, fact)}


def coarse(layout: Layout) -> str:
    """Return the name of a table in its coarser classes."""
    return "×".join((layout.subject, *(COARSER.get(name, (name, {}))[0] for name in layout.dimensions)))


class Crossed:
    """What is known of a crossed table: the sums of rows and columns, by block of columns where that is shown."""

    def __init__(self, figures: Figures, layout: Layout, reader: str, *, by_block: bool) -> None:
        """Take the true splits, from which candidates are made."""
        self.layout, self.reader, self.figures = layout, reader, figures
        self.margins = [BY_ID[table] for table in layout.after]
        service = figures.register.services[figures.service]
        self.rows, self.columns = (dimensions.values(figures.register, service, name) for name in layout.dimensions)
        self.true: Cells = {
            key: figures.counts.cells.get((layout.id, key), Counter()) for key in product(self.rows, self.columns)
        }
        _, coarser = COARSER.get(layout.dimensions[1], ("", {column: (column,) for column in self.columns}))
        self.groups = [tuple(column for column in group if column in self.columns) for group in coarser.values()]
        self.blocks = self.groups if by_block else [self.columns]

    def _seen(self, values: Values) -> int:
        return sum(self.true[values].values()) - self.true[values][self.reader]

    @property
    def columns_known(self) -> bool:
        """Return whether columns have sums: of events by month, only the sessions of a month are known."""
        return self.layout.subject != "events"

    def aims(self) -> Iterator[tuple[Values, str]]:
        """Yield what the margins alone do not rule out: that a cell is zero, and that it is five or more."""
        for block in self.blocks:
            for row, column in product(self.rows, block):
                if row == "session":
                    continue
                of_row = sum(self._seen((row, other)) for other in block)
                of_column = sum(self._seen((other, column)) for other in self.rows)
                total = sum(self._seen(values) for values in product(self.rows, block))
                if not of_row or (self.columns_known and not of_column):
                    continue
                if not self.columns_known or of_row + of_column <= total:
                    yield (row, column), "zero"
                if min(of_row, of_column if self.columns_known else of_row) >= SMALLEST_SHOWN:
                    yield (row, column), "five or more"

    def candidate(self, rng: random.Random, aim: Values, fact: str) -> dict[Key, Counter[str]] | None:
        """Make a table up with these margins, in which a cell is zero, or five or more: change what is, in turn."""
        cells = {values: Counter(cell) for values, cell in self.true.items()}
        row, column = aim
        columns = [other for block in self.blocks if column in block for other in block if other != column]
        if len(self.blocks) == 1 and rng.random() < HALF:
            self._empty(rng, cells, rng.choice([name for name in self.rows if name != "session"]), aim, fact)
        for other in columns if rng.random() < HALF else ():
            self._hand_over(rng, cells, rng.choice(self.rows), other)
            self._hand_over(rng, cells, rng.choice(self.rows), column)
        for _ in range(CHANGES if columns else 0):
            if is_so(cells[aim], self.reader, fact):
                return self._tables(cells)
            ends = (column, rng.choice(columns))
            self._change(rng, cells, row, *(ends if fact == "zero" else reversed(ends)))
        return None

    def _empty(self, rng: random.Random, cells: Cells, row: str, aim: Values, fact: str) -> None:
        """Leave little in a coarser class of a row: the table is withheld only if there is a small one."""
        group = rng.choice([columns for columns in self.groups if aim[1] not in columns])
        for _ in range(CHANGES):
            sources = [column for column in group if cells[row, column].total() > cells[row, column][self.reader]]
            others = [column for column in self.columns if column not in group and (column, fact) != (aim[1], "zero")]
            if sources and others:
                self._change(rng, cells, row, rng.choice(sources), rng.choice(others))

    def _change(self, rng: random.Random, cells: Cells, row: str, source: str, target: str) -> None:
        """Move what a provider has to another column, in exchange for as much of another row."""
        provider = self._one_in(rng, cells[row, source])
        if not self.columns_known:
            count = cells[row, source][provider]
        else:
            other = rng.choice([name for name in self.rows if name != row])
            same = "regi" not in self.layout.dimensions and rng.random() < HALF
            partner = provider if same else self._one_in(rng, cells[other, target])
            count = min(cells[row, source][provider], cells[other, target][partner])
            cells[other, target][partner] -= count
            cells[other, source][partner] += count
        cells[row, source][provider] -= count
        cells[row, target][provider] += count

    def _hand_over(self, rng: random.Random, cells: Cells, row: str, column: str) -> None:
        """Let another provider that has something in a row have some of a cell's."""
        giver = self._one_in(rng, cells[row, column])
        taker = self._one_in(rng, sum((cells[row, other] for other in self.columns), Counter[str]()))
        if giver and taker:
            count = min(cells[row, column][giver], rng.choice((1, 2, 3, 5, 8, 13)))
            cells[row, column][giver] -= count
            cells[row, column][taker] += count

    def _one_in(self, rng: random.Random, cell: Counter[str]) -> str:
        """Return a provider that has something in a cell and is not the reader."""
        return rng.choice([who for who, count in cell.items() if count and who != self.reader] or [""])

    def _tables(self, cells: Cells) -> dict[Key, Counter[str]]:
        """Return the table with its margins."""
        keys: dict[Key, Counter[str]] = {}
        for (row, column), cell in cells.items():
            keys[self.layout.id, (row, column)] = cell
            for layout, value in zip(self.margins, (row, column), strict=True):
                if layout.subject == self.layout.subject or row == "session":
                    keys.setdefault((layout.id, (value,)), Counter()).update(cell)
        return keys
