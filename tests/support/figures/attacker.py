"""An attacker who knows everything published, which cells add up to which, and one provider's own figures.

A linear programme (HiGHS) computes the least and the greatest value that each hidden cell can have. It does not use how
cells were chosen, and shares no code with what chose them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array

from chalicelib.reporting.suppression import Publication

UNBOUNDED = 1e5
"""More than any count in these tables."""
HARDLY = 1e-6
ROUNDED = 0.05 + HARDLY
"""A mean is published to one decimal."""


@dataclass(frozen=True)
class Interval:
    """The least and greatest value of a hidden cell that an attacker (`reader`) can derive."""

    cell: str
    reader: str
    true: int
    least: float
    greatest: float

    @property
    def opened(self) -> bool:
        """Return whether the cell is disclosed: that it has few people, or exactly how many."""
        few = 0 < self.true < 5
        few_disclosed = few and (self.least > HARDLY or self.greatest < 5 - HARDLY)
        return few_disclosed or (self.reader == "" and self.greatest - self.least < HARDLY)


def attack(publication: Publication, shown: Iterable[str], hidden: Iterable[str], reader: str) -> Iterator[Interval]:
    """Split the cells into parts that no sum connects, and yield the bounds of the hidden cells of each part."""
    visible = {*shown}
    together: dict[str, set[str]] = {name: {name} for name in publication.cells if name not in visible}
    for sum_ in publication.sums:
        names = [name for name in (sum_.total, *sum_.parts) if name not in visible]
        joined = set[str]().union(*(together[name] for name in names))
        for name in joined:
            together[name] = joined
    remaining = sorted(hidden)
    while remaining:
        part = together[remaining[0]]
        yield from _bounds(publication, sorted(part), [name for name in remaining if name in part], reader)
        remaining = [name for name in remaining if name not in part]


def _bounds(publication: Publication, unknown: Sequence[str], hidden: Sequence[str], reader: str) -> Iterator[Interval]:
    """Yield the bounds of hidden cells; cells of withheld tables are as unknown as hidden ones.

    The programmes of all cells, minimum and maximum, are independent blocks of one programme, solved at once.
    """
    columns_of = {name: index for index, name in enumerate(unknown)}
    seen = {name: cell.value - cell.own.get(reader, 0) for name, cell in publication.cells.items()}
    rows, columns, factors, right = [], [], [], []
    for number, sum_ in enumerate(sum_ for sum_ in publication.sums if columns_of.keys() & {sum_.total, *sum_.parts}):
        constant = 0
        for name, factor in ((sum_.total, -1), *((part, 1) for part in sum_.parts)):
            if name in columns_of:
                rows.append(number)
                columns.append(columns_of[name])
                factors.append(factor)
            else:
                constant += factor * seen[name]
        right.append(-constant)
    sums = csr_array((factors, (rows, columns)), shape=(len(right), len(unknown)))
    blocks = [(name, sign) for name in hidden for sign in (1, -1)]
    aim = np.zeros((len(blocks), len(unknown)))
    for block, (name, sign) in enumerate(blocks):
        aim[block, columns_of[name]] = sign
    solution = linprog(
        aim.ravel(),
        A_eq=block_diag([sums] * len(blocks), format="csr") if right else None,
        b_eq=right * len(blocks) if right else None,
        bounds=(0, UNBOUNDED),
        method="highs",
    )
    assert solution.status == 0, solution.message
    tables = solution.x.reshape(len(blocks), len(unknown))
    for index, name in enumerate(hidden):
        least, greatest = (float(tables[2 * index + side, columns_of[name]]) for side in (0, 1))
        yield Interval(name, reader, seen[name], least, greatest)


def attack_mean(classes: Mapping[str, int | None], mean: float, true: Mapping[str, int]) -> Iterator[Interval]:
    """Yield the bounds of the hidden classes of waits from the published mean: each class limits its waits.

    A class is named for its least and greatest wait, as `6-10`; the last has no greatest. Unknown are a count and a
    sum of waits for each; all waits together are the mean times all counts, but for rounding.
    """
    width = len(classes)
    no, one = np.zeros((width, width)), np.identity(width)
    least, most = (np.array([float(name.split("-")[side] or UNBOUNDED) for name in classes]) for side in (0, 1))
    within = np.vstack((np.hstack((np.diag(least), -one)), np.hstack((np.diag(-most), one))))
    rounded = [[*[mean - ROUNDED] * width, *[-1] * width], [*[-mean - ROUNDED] * width, *[1] * width]]
    bounds = [(0, UNBOUNDED) if count is None else (count, count) for count in classes.values()]
    for index, name in enumerate(classes):
        ends = []
        for sign in (1, -1) if classes[name] is None else ():
            solution = linprog(
                sign * np.hstack((one, no))[index],
                A_ub=np.vstack((within, rounded)),
                b_ub=np.zeros(2 * width + 2),
                A_eq=[[*[1] * width, *[0] * width]],
                b_eq=[sum(true.values())],
                bounds=[*bounds, *[(0, None)] * width],
                method="highs",
            )
            assert solution.status == 0, solution.message
            ends.append(float(solution.x[index]))
        if ends:
            yield Interval(name, "", true[name], *ends)
