"""Other tables that agree with every published figure: the proof that a hidden cell tells nothing.

Whoever reads a publication knows that its sums add up and that no cell is negative. A hidden cell is safe when we hold
another table in hand, whole numbers throughout, which agrees with all of that and has another value there. Such tables
are sought by the simplex method from the true one, along what the sums leave free, and then checked exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

_TINY = 1e-9
_MOST_PIVOTS = 400

Row = Mapping[int, int]
"""One sum: the coefficient of each hidden cell, by its place."""


@dataclass(frozen=True, slots=True)
class SolutionSpace:
    """What the sums leave free among hidden cells: `moves[cell][k]` is what the kth move adds to a cell."""

    sums: tuple[Row, ...]
    moves: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, count: int, sums: Sequence[Row]) -> "SolutionSpace":
        """Find the moves that change no sum."""
        return cls(tuple(sums), _moves(count, sums))

    def table(self, true: Sequence[int], cell: int, sign: int, goal: int) -> tuple[int, ...] | None:
        """Find a table that agrees with the true one, with `sign` × the cell at least `goal`; None if none is found."""
        found = _climb(self.moves, true, cell, sign, goal)
        whole = tuple(round(value) for value in found)
        return whole if sign * whole[cell] >= goal and self.agrees(true, whole) else None

    def agrees(self, true: Sequence[int], other: Sequence[int]) -> bool:
        """Tell whether another table has no negative cell and all the sums of the true one."""
        return min(other) >= 0 and all(
            sum(factor * (other[cell] - true[cell]) for cell, factor in row.items()) == 0 for row in self.sums
        )


def _moves(count: int, sums: Sequence[Row]) -> tuple[tuple[float, ...], ...]:
    """Solve the sums for as many cells as they determine; each of the other cells is a move (Gauss, exactly)."""
    pivots: dict[int, dict[int, Fraction]] = {}
    for given in sums:
        row = _reduced({cell: Fraction(factor) for cell, factor in given.items()}, pivots)
        if not row:
            continue
        lead = min(row)
        row = {cell: factor / row[lead] for cell, factor in row.items()}
        for other, held in pivots.items():
            pivots[other] = _reduced(held, {lead: row})
        pivots[lead] = row
    free = [cell for cell in range(count) if cell not in pivots]
    moves = [[0.0] * len(free) for _ in range(count)]
    for k, cell in enumerate(free):
        moves[cell][k] = 1.0
        for lead, row in pivots.items():
            moves[lead][k] = -float(row.get(cell, 0))
    return tuple(tuple(row) for row in moves)


def _reduced(row: Mapping[int, Fraction], pivots: Mapping[int, Mapping[int, Fraction]]) -> dict[int, Fraction]:
    """Take the solved cells out of a sum."""
    found = dict(row)
    for lead in [cell for cell in row if cell in pivots]:
        factor = found[lead]
        for cell, held in pivots[lead].items():
            left = found.get(cell, Fraction(0)) - factor * held
            if left:
                found[cell] = left
            else:
                found.pop(cell, None)
    return found


def _climb(moves: Sequence[Sequence[float]], true: Sequence[int], cell: int, sign: int, goal: int) -> list[float]:
    """Go from the true table towards the goal, from corner to corner, until it is reached or nothing is to gain."""
    at = Tableau.of(moves, true)
    for _ in range(_MOST_PIVOTS):
        aim = [sign * part for part in at.cell(cell)]
        if aim[-1] >= goal - _TINY:
            break
        column = at.entering(aim)
        if column is None:
            break
        row = at.leaving(column)
        if row is None:
            return at.along(column, (goal - aim[-1]) / aim[column])
        at.pivot(row, column)
    return at.along(0, 0.0)


@dataclass(slots=True)
class Tableau:
    """A corner of the tables that are possible, as a dictionary (Chvátal).

    Each row is a sum of the columns, which are zero here, and of its last entry; neither may fall below zero. Names
    under `count` are cells; the others are moves, each with its opposite, since a move can go both ways.
    """

    count: int
    rows: list[list[float]]
    row_names: list[int]
    column_names: list[int]

    @classmethod
    def of(cls, moves: Sequence[Sequence[float]], true: Sequence[int]) -> "Tableau":
        """Begin at the true table, where nothing has been moved."""
        count, width = len(true), 2 * len(moves[0])
        rows = [[*row, *(-part for part in row), float(value)] for row, value in zip(moves, true, strict=True)]
        return cls(count, rows, list(range(count)), list(range(count, count + width)))

    def cell(self, name: int) -> list[float]:
        """Give a cell as a sum of the columns."""
        if name in self.row_names:
            return self.rows[self.row_names.index(name)]
        return [float(column == name) for column in self.column_names] + [0.0]

    def entering(self, aim: Sequence[float]) -> int | None:
        """Choose a column that leads towards the aim: that of the least name, so that the way ends (Bland)."""
        better = [j for j in range(len(self.column_names)) if aim[j] > _TINY]
        return min(better, key=lambda j: self.column_names[j], default=None)

    def leaving(self, column: int) -> int | None:
        """Choose the row that reaches zero first when the column grows; of several, that of the least name."""
        falling = [
            (row[-1] / -row[column], name, i)
            for i, (name, row) in enumerate(zip(self.row_names, self.rows, strict=True))
            if row[column] < -_TINY
        ]
        return min(falling)[2] if falling else None

    def pivot(self, leaving: int, column: int) -> None:
        """Let a row and a column change places."""
        old = self.rows[leaving]
        factor = old[column]
        new = [-part / factor for part in old]
        new[column] = 1 / factor
        for i, row in enumerate(self.rows):
            if i != leaving and row[column]:
                step = row[column]
                row[column] = 0.0
                self.rows[i] = [_clean(part + step * other) for part, other in zip(row, new, strict=True)]
        self.rows[leaving] = new
        self.row_names[leaving], self.column_names[column] = self.column_names[column], self.row_names[leaving]

    def along(self, column: int, length: float) -> list[float]:
        """Give every cell, so far along a column."""
        values = [0.0] * self.count
        for name, row in zip(self.row_names, self.rows, strict=True):
            if name < self.count:
                values[name] = row[-1] + length * row[column]
        if self.column_names[column] < self.count:
            values[self.column_names[column]] = length
        return values


def _clean(part: float) -> float:
    return 0.0 if abs(part) < _TINY else part
