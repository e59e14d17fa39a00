"""An attacker who knows all that is published, the rules of adding up, and one provider's own figures.

A linear programme (HiGHS) gives the least and the greatest value that each hidden cell can have. It knows nothing of
how cells were chosen, and shares no code with what chose them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array

from chalicelib.reporting.suppression import Publication

UNBOUNDED = 1e5
"""More than any of these tables holds."""
HARDLY = 1e-6
ROUNDED = 0.05 + HARDLY
"""A mean is published to one decimal."""


@dataclass(frozen=True)
class Interval:
    """What the attacker knows of a hidden cell: it lies between these."""

    cell: str
    reader: str
    true: int
    least: float
    greatest: float

    @property
    def opened(self) -> bool:
        """Tell whether it is told: that few people stand in it, or exactly how many."""
        few = 0 < self.true < 5
        told_few = few and (self.least > HARDLY or self.greatest < 5 - HARDLY)
        return told_few or (self.reader == "" and self.greatest - self.least < HARDLY)


def attack(publication: Publication, shown: Iterable[str], hidden: Iterable[str], reader: str) -> Iterator[Interval]:
    """Take apart what hangs together by no sum, and bound the hidden cells of each part."""
    known = {*shown}
    together: dict[str, set[str]] = {name: {name} for name in publication.cells if name not in known}
    for one in publication.sums:
        names = [name for name in (one.total, *one.parts) if name not in known]
        joined = set[str]().union(*(together[name] for name in names))
        for name in joined:
            together[name] = joined
    wanted = sorted(hidden)
    while wanted:
        part = together[wanted[0]]
        yield from _bounds(publication, sorted(part), [name for name in wanted if name in part], reader)
        wanted = [name for name in wanted if name not in part]


def _bounds(publication: Publication, unknown: Sequence[str], hidden: Sequence[str], reader: str) -> Iterator[Interval]:
    """Bound hidden cells from what is shown; what is in withheld tables is as unknown as what is hidden.

    The programmes of all cells, up and down, are independent blocks of one, which is solved at once.
    """
    at = {name: place for place, name in enumerate(unknown)}
    seen = {name: cell.value - cell.own.get(reader, 0) for name, cell in publication.cells.items()}
    rows, columns, factors, right = [], [], [], []
    for number, one in enumerate(one for one in publication.sums if at.keys() & {one.total, *one.parts}):
        known = 0
        for name, factor in ((one.total, -1), *((part, 1) for part in one.parts)):
            if name in at:
                rows.append(number)
                columns.append(at[name])
                factors.append(factor)
            else:
                known += factor * seen[name]
        right.append(-known)
    sums = csr_array((factors, (rows, columns)), shape=(len(right), len(unknown)))
    blocks = [(name, sign) for name in hidden for sign in (1, -1)]
    aim = np.zeros((len(blocks), len(unknown)))
    for block, (name, sign) in enumerate(blocks):
        aim[block, at[name]] = sign
    found = linprog(
        aim.ravel(),
        A_eq=block_diag([sums] * len(blocks), format="csr") if right else None,
        b_eq=right * len(blocks) if right else None,
        bounds=(0, UNBOUNDED),
        method="highs",
    )
    assert found.status == 0, found.message
    tables = found.x.reshape(len(blocks), len(unknown))
    for place, name in enumerate(hidden):
        least, greatest = (float(tables[2 * place + side, at[name]]) for side in (0, 1))
        yield Interval(name, reader, seen[name], least, greatest)


def attack_mean(classes: Mapping[str, int | None], mean: float, true: Mapping[str, int]) -> Iterator[Interval]:
    """Bound the hidden classes of a wait by its published mean: each class says how long its waits are.

    A class is named for its least and greatest wait, as `6-10`; the last has no greatest. Unknown are a count and a
    sum of waits for each; all waits together are the mean times all counts, but for rounding.
    """
    width = len(classes)
    no, one = np.zeros((width, width)), np.identity(width)
    least, most = (np.array([float(name.split("-")[side] or UNBOUNDED) for name in classes]) for side in (0, 1))
    within = np.vstack((np.hstack((np.diag(least), -one)), np.hstack((np.diag(-most), one))))
    rounded = [[*[mean - ROUNDED] * width, *[-1] * width], [*[-mean - ROUNDED] * width, *[1] * width]]
    bounds = [(0, UNBOUNDED) if count is None else (count, count) for count in classes.values()]
    for place, name in enumerate(classes):
        ends = []
        for sign in (1, -1) if classes[name] is None else ():
            found = linprog(
                sign * np.hstack((one, no))[place],
                A_ub=np.vstack((within, rounded)),
                b_ub=np.zeros(2 * width + 2),
                A_eq=[[*[1] * width, *[0] * width]],
                b_eq=[sum(true.values())],
                bounds=[*bounds, *[(0, None)] * width],
                method="highs",
            )
            assert found.status == 0, found.message
            ends.append(float(found.x[place]))
        if ends:
            yield Interval(name, "", true[name], *ends)
