"""What published tables tell together: figures that nobody published, as sums and differences of those that are shown.

Every published cell is a sum over the cells of a finer table, and so is every figure that somebody could ask about. A
figure is told if it is a linear combination of what is shown. Nothing here knows what any one table is about.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import TYPE_CHECKING

from chalicelib.register import codes
from chalicelib.reporting import dimensions, layouts
from chalicelib.reporting.first_sessions import WITHIN
from chalicelib.reporting.layouts import COARSER, SESSIONS
from chalicelib.reporting.suppression import SMALLEST_SHOWN, Cell

if TYPE_CHECKING:
    from tests.support.figures.attacker import Attack

Atoms = frozenset[str]
Classes = Mapping[str, Atoms]
"""By axis, in which of its finest classes something is."""
Vector = dict[tuple[str, str], int]
ALONE = "alone"
"""Beside an axis by itself."""
PRIME = (1 << 61) - 1
"""Figures are solved modulo a prime, which is exact as long as they are below half of it."""
ROOTS = {"firsts": "sessions", "own": "sessions", "recommended": "numbers"}
"""What a subject is a part of."""
RECEPTION = frozenset({"numbers", "contacts", "complaints"})


@dataclass
class Solved:
    """Sums that are known, each with one cell that no other has."""

    known: dict[tuple[str, str], tuple[Vector, int]] = field(default_factory=dict)

    def rest(self, vector: Vector, value: int) -> tuple[Vector, int]:
        """Take what is known away from a sum."""
        vector = dict(vector)
        for pivot in self.known.keys() & vector.keys():
            factor, (other, known) = vector[pivot], self.known[pivot]
            for cell, coefficient in other.items():
                left = (vector.get(cell, 0) - factor * coefficient) % PRIME
                if left:
                    vector[cell] = left
                else:
                    vector.pop(cell, None)
            value = (value - factor * known) % PRIME
        return vector, value

    def add(self, vector: Vector, value: int) -> None:
        """Learn a sum."""
        vector, value = self.rest(vector, value)
        if not vector:
            return
        pivot = min(vector)
        inverse = pow(vector[pivot], -1, PRIME)
        vector = {cell: coefficient * inverse % PRIME for cell, coefficient in vector.items()}
        value = value * inverse % PRIME
        self.known = {
            cell: _without(known, pivot, vector, value) if pivot in known[0] else known
            for cell, known in self.known.items()
        } | {pivot: (vector, value)}

    def value(self, cells: Iterable[tuple[str, str]]) -> int | None:
        """Return what some cells hold together, if that is told."""
        left, value = self.rest(dict.fromkeys(cells, 1), 0)
        return None if left else -value % PRIME


def _without(known: tuple[Vector, int], pivot: tuple[str, str], vector: Vector, value: int) -> tuple[Vector, int]:
    return Solved({pivot: (vector, value)}).rest(*known)


class Differences:
    """What a reader can work out of all published tables, its own part taken away.

    No provider has a part of its own in what the reception counts: it is not told how often it was recommended.
    """

    def __init__(self, attack: "Attack") -> None:
        """Read what is published, and what each cell is the sum of."""
        self.register, self.reader = attack.town.register, attack.reader
        self.providers = {
            regi: frozenset(dimensions.of_regi(self.register, attack.town.service, regi)) for regi in codes.REGI
        }
        cells = {name: cell for layout in attack.collected for name, cell in _cells(attack, layout.id)}
        self.seen: dict[str, dict[str, int]] = {}
        for name, shown in attack.shown.items():
            if shown is not None:
                root = self._root(name)
                own = 0 if root in RECEPTION else cells.get(name, Cell(0)).own.get(self.reader, 0)
                self.seen.setdefault(root, {})[name] = shown - own
        nobody = frozenset({"none"})
        self.atoms: dict[str, Atoms] = {"because": nobody, "who": nobody, ALONE: frozenset({ALONE})}
        service = self.register.services[attack.town.service]
        for dimension in {dimension for layout in attack.collected for dimension in layout.dimensions}:
            for value in dimensions.values(self.register, service, dimension):
                axis, atoms = self._class(dimension, value)
                self.atoms[axis] = self.atoms.get(axis, frozenset()) | atoms

    def few(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the figures from one to four that are told, each with what it is of."""
        for root, seen in self.seen.items():
            known = {name: self._classes(name) for name in seen}
            axes = sorted({axis for classes in known.values() for axis in classes})
            pairs = [pair for pair in combinations(axes, 2) if any({*pair} <= {*of} for of in known.values())]
            for pair in (*pairs, *((axis, ALONE) for axis in axes)):
                yield from self._few_of(root, pair, seen, known)

    def _few_of(
        self, root: str, pair: tuple[str, str], seen: Mapping[str, int], known: Mapping[str, Classes]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield what is told of two axes: of every class of one, and of all others, in those of the other."""
        atoms = [self._atoms(root, axis) for axis in pair]
        cells = {*product(*atoms)}
        if "because" in pair:
            cells = {cell for cell in cells if ("none" in cell) is ({*cell} == {"none"})}
        solved = Solved()
        for name, classes in known.items():
            if classes.keys() <= {*pair}:
                of_cell = self._cells_of(pair, atoms, classes) & cells
                for one in of_cell if seen[name] == 0 else ():
                    solved.add({one: 1}, 0)
                solved.add(dict.fromkeys(of_cell, 1), seen[name])
        groups = [
            {*(frozenset({atom}) for atom in of_axis), *(c[axis] & of_axis for c in known.values() if axis in c)}
            for axis, of_axis in zip(pair, atoms, strict=True)
        ]
        first, second = (
            {*some, *(of_axis - group for group in some)} for some, of_axis in zip(groups, atoms, strict=True)
        )
        for ones in product(first, second):
            figure = solved.value(self._product(*ones) & cells)
            assert figure is None or figure < PRIME // 2, "what is published contradicts itself"
            if figure is not None and 0 < figure < SMALLEST_SHOWN:
                yield f"{root}×{'×'.join(pair)}", tuple("+".join(sorted(one)) for one in ones)

    def _atoms(self, root: str, axis: str) -> Atoms:
        """Return the finest classes of an axis; a reader is not among the others, and only a number is nobody's."""
        return self.atoms[axis] if root in RECEPTION else self.atoms[axis] - {self.reader, "none"}

    def _cells_of(self, pair: tuple[str, str], atoms: list[Atoms], classes: Classes) -> set[tuple[str, str]]:
        first, second = (classes.get(axis, of_axis) for axis, of_axis in zip(pair, atoms, strict=True))
        return self._product(first, second)

    def _product(self, first: Atoms, second: Atoms) -> set[tuple[str, str]]:
        return {*product(first, second)}

    def _root(self, name: str) -> str:
        if name == SESSIONS:
            return "sessions"
        subject = "numbers" if name == layouts.RECOMMENDATIONS else re.split("[×|]", name, maxsplit=1)[0]
        return ROOTS.get(subject, subject)

    def _classes(self, name: str) -> Classes:
        """Return what a published cell is the sum of."""
        table, *values = name.split("|")
        subject, *dimensions = table.split("×")
        if name == SESSIONS:
            return {}
        if name == layouts.RECOMMENDATIONS:
            return {"who": self.providers["own"] | self.providers["private"]}
        classes: dict[str, Atoms] = {
            "firsts": {"visit": self._class("visit", "1")[1]},
            "own": {"who": self.providers["own"]},
            "recommended": {"who": self.providers["private"]},
        }.get(subject, {})
        return classes | dict(map(self._class, dimensions, values))

    def _class(self, dimension: str, value: str) -> tuple[str, Atoms]:
        """Return the axis of a dimension, and which of its finest classes are in one of the dimension's."""
        if dimension in {"regi", "recommended", "provider"}:
            return "who", self.providers.get(value, frozenset({value}))
        if dimension in {"visit", "wait", "within"}:
            waits = {"visit": codes.WAITS if value == "1" else (), "wait": (value,), "within": WITHIN.get(value, ())}
            return "visit", frozenset(f"1: {wait}" for wait in waits[dimension]) or frozenset({value})
        for axis, (name, coarser) in COARSER.items():
            if dimension == name:
                return axis, frozenset(coarser[value])
        return dimension, frozenset({value})


def _cells(attack: "Attack", table: str) -> Iterator[tuple[str, Cell]]:
    """Yield the cells of a table in all of its classes, and its total."""
    (layout,) = (layout for layout in attack.collected if layout.id == table)
    for level in attack.figures.levels(layout):
        row = attack.figures.row(layout, level)
        yield from row.cells.items()
        if layout.total not in row.cells:
            yield layout.total, row.total
