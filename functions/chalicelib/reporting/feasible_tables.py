"""Other tables that agree with every published figure: the proof that a hidden cell does not reveal its value.

A reader of a publication knows that its sums add up and that no cell is negative. A hidden cell is safe if another
table of whole numbers satisfies all of that and has another value in that cell. Such tables are found with the simplex
method, starting from the true table and moving within the solution space of the sums, and then verified exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

_TINY = 1e-9
_MOST_PIVOTS = 400

Row = Mapping[int, int]
"""One sum: the coefficient of each hidden cell, by its index."""


@dataclass(frozen=True, slots=True)
class SolutionSpace:
    """The solution space of the hidden cells: `moves[cell][k]` is what the kth move adds to a cell."""

    sums: tuple[Row, ...]
    moves: tuple[tuple[float, ...], ...]

    @classmethod
    def from_sums(cls, count: int, sums: Sequence[Row]) -> "SolutionSpace":
        """Create the space of `count` cells: the moves that change no sum."""
        return cls(tuple(sums), _moves(count, sums))

    def table(self, true: Sequence[int], cell: int, sign: int, goal: int) -> tuple[int, ...] | None:
        """Return a table that agrees with the true one and has `sign` × the cell at least `goal`, or None."""
        solution = _climb(self.moves, true, cell, sign, goal)
        rounded = tuple(round(value) for value in solution)
        return rounded if sign * rounded[cell] >= goal and self.agrees(true, rounded) else None

    def agrees(self, true: Sequence[int], other: Sequence[int]) -> bool:
        """Return whether another table has no negative cell and all the sums of the true one."""
        return min(other) >= 0 and all(
            sum(factor * (other[cell] - true[cell]) for cell, factor in row.items()) == 0 for row in self.sums
        )


def _moves(count: int, sums: Sequence[Row]) -> tuple[tuple[float, ...], ...]:
    """Return the moves by exact Gaussian elimination: one for each cell that the sums leave undetermined."""
    pivots: dict[int, dict[int, Fraction]] = {}
    for equation in sums:
        row = _reduced({cell: Fraction(factor) for cell, factor in equation.items()}, pivots)
        if not row:
            continue
        lead = min(row)
        row = {cell: factor / row[lead] for cell, factor in row.items()}
        for other, pivot_row in pivots.items():
            pivots[other] = _reduced(pivot_row, {lead: row})
        pivots[lead] = row
    free = [cell for cell in range(count) if cell not in pivots]
    moves = [[0.0] * len(free) for _ in range(count)]
    for k, cell in enumerate(free):
        moves[cell][k] = 1.0
        for lead, row in pivots.items():
            moves[lead][k] = -float(row.get(cell, 0))
    return tuple(tuple(row) for row in moves)


def _reduced(row: Mapping[int, Fraction], pivots: Mapping[int, Mapping[int, Fraction]]) -> dict[int, Fraction]:
    """Return the row with the pivots' cells eliminated."""
    reduced = dict(row)
    for lead in [cell for cell in row if cell in pivots]:
        factor = reduced[lead]
        for cell, pivot_factor in pivots[lead].items():
            difference = reduced.get(cell, Fraction(0)) - factor * pivot_factor
            if difference:
                reduced[cell] = difference
            else:
                reduced.pop(cell, None)
    return reduced


def _climb(moves: Sequence[Sequence[float]], true: Sequence[int], cell: int, sign: int, goal: int) -> list[float]:
    """Move from the true table towards the goal, vertex by vertex, until it is reached or no step improves."""
    tableau = Tableau.from_table(moves, true)
    for _ in range(_MOST_PIVOTS):
        objective = [sign * part for part in tableau.cell(cell)]
        if objective[-1] >= goal - _TINY:
            break
        column = tableau.entering(objective)
        if column is None:
            break
        row = tableau.leaving(column)
        if row is None:
            return tableau.along(column, (goal - objective[-1]) / objective[column])
        tableau.pivot(row, column)
    return tableau.along(0, 0.0)


@dataclass(slots=True)
class Tableau:
    """A vertex of the polytope of feasible tables, as a simplex dictionary (Chvátal).

    Each row is a linear combination of the columns, which are zero here, plus its last entry; neither may become
    negative. Names below `count` are cells; the others are moves, each with its opposite, as a move can go both ways.
    """

    count: int
    rows: list[list[float]]
    row_names: list[int]
    column_names: list[int]

    @classmethod
    def from_table(cls, moves: Sequence[Sequence[float]], true: Sequence[int]) -> "Tableau":
        """Create the tableau at the true table, with every move at zero."""
        count, width = len(true), 2 * len(moves[0])
        rows = [[*row, *(-part for part in row), float(value)] for row, value in zip(moves, true, strict=True)]
        return cls(count, rows, list(range(count)), list(range(count, count + width)))

    def cell(self, name: int) -> list[float]:
        """Return a cell as a linear combination of the columns."""
        if name in self.row_names:
            return self.rows[self.row_names.index(name)]
        return [float(column == name) for column in self.column_names] + [0.0]

    def entering(self, objective: Sequence[float]) -> int | None:
        """Return the improving column with the least name, so that the method terminates (Bland's rule)."""
        improving = [j for j in range(len(self.column_names)) if objective[j] > _TINY]
        return min(improving, key=lambda j: self.column_names[j], default=None)

    def leaving(self, column: int) -> int | None:
        """Return the row that reaches zero first when the column grows; among ties, the one with the least name."""
        falling = [
            (row[-1] / -row[column], name, i)
            for i, (name, row) in enumerate(zip(self.row_names, self.rows, strict=True))
            if row[column] < -_TINY
        ]
        return min(falling)[2] if falling else None

    def pivot(self, leaving: int, column: int) -> None:
        """Exchange a row and a column."""
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
        """Return every cell after moving `length` along a column."""
        values = [0.0] * self.count
        for name, row in zip(self.row_names, self.rows, strict=True):
            if name < self.count:
                values[name] = row[-1] + length * row[column]
        if self.column_names[column] < self.count:
            values[self.column_names[column]] = length
        return values


def _clean(part: float) -> float:
    return 0.0 if abs(part) < _TINY else part
