"""Cell suppression: which figures of a table are hidden, so that a table tells of nobody (D50, SoL 15:9).

A *row* is classes that add up to a total which readers know. Each reader takes its own part away: a provider what it
reported itself, the public nothing. Where a class has from one to four for anybody, it is hidden, and so are others in
the order in which they are drawn, zeros like any others, until enough are hidden: at least three, sometimes more, that
hold at least six for each reader. In a row of two classes, and wherever a zero would tell as much as a one, no class
that has fewer than five for anybody is shown, none included, and two hidden ones are enough.

A reader who knows this rule, but not the draw, can tell of no hidden figure that it is not zero, and of none that it
is not five or more: docs/published_figures.md has the proof.
"""

import hmac
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

SMALLEST_SHOWN = 5
TWO = 2
LEAST_HIDDEN = SMALLEST_SHOWN + 1
"""What hidden classes hold together at least: one can be five while another is small."""
PUBLIC = ""
"""The reader who takes nothing away."""

Order = Callable[[str], bytes]
"""The place of a class in the order in which others are hidden."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn for a year under a secret, never by a figure's value, so that nobody else can repeat it."""

    secret: bytes = field(repr=False)
    year: int

    def order(self, name: str) -> bytes:
        """Return the place of a cell in the order in which cells are hidden."""
        return hmac.digest(self.secret, f"{self.year}|{name}".encode(), "sha256")

    def more(self, table: str) -> int:
        """Return how many more classes of a table are hidden than must be: none in seven of eight."""
        bits = int.from_bytes(self.order(f"more|{table}"), "big")
        return next(n for n in range(85) if bits >> 3 * n & 7)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and each provider's own part of it."""

    value: int
    own: Mapping[str, int] = field(default_factory=dict)

    def seen_by(self, reader: str) -> int:
        """Return the value after the reader has subtracted its own part."""
        return self.value - self.own.get(reader, 0)

    def without(self, part: "Cell") -> "Cell":
        """Return what is left when a part of the cell is taken away."""
        return Cell(self.value - part.value, {name: own - part.own.get(name, 0) for name, own in self.own.items()})


@dataclass(frozen=True)
class Row:
    """Classes that add up to a known total, by name.

    `zero_tells` says that a zero tells as much as a one, as it does wherever there are but two classes. `of_providers`
    says that the classes are kinds of providers, and their cells name every provider of the kind: that nobody else is
    in the class of a provider that is the only one of its kind is known to all.
    """

    cells: Mapping[str, Cell]
    zero_tells: bool = False
    of_providers: bool = False

    @cached_property
    def total(self) -> Cell:
        """Return the sum of the classes."""
        own = Counter[str]()
        for cell in self.cells.values():
            own.update(cell.own)
        return Cell(sum(cell.value for cell in self.cells.values()), own)

    @cached_property
    def readers(self) -> tuple[str, ...]:
        """Return the readers that something can be told to: the public, and each provider that is not alone in it."""
        return (PUBLIC, *sorted(name for name in self.total.own if self.total.seen_by(name)))

    @property
    def none_is_few(self) -> bool:
        """Return whether a zero is too small to be shown."""
        return self.zero_tells or len(self.cells) <= TWO

    @cached_property
    def small(self) -> frozenset[str]:
        """Return the classes that have too few for some reader."""
        return frozenset(
            name for name, cell in self.cells.items() if any(self._is_few(cell, reader) for reader in self.readers)
        )

    def are_enough(self, names: Collection[str], more: int) -> bool:
        """Return whether these classes, if they are hidden, protect each other.

        There are others that could be the small one, one of them is not small itself, and they hold enough for each
        reader.
        """
        cells = [self.cells[name] for name in names]
        return (
            len(names) >= (TWO if self.none_is_few else TWO + 1) + more
            and not all(self._is_few(cell, PUBLIC) for cell in cells)
            and self.hold_enough(names)
        )

    def hold_enough(self, names: Iterable[str]) -> bool:
        """Return whether these classes hold at least six together, for each reader."""
        cells = [self.cells[name] for name in names]
        return all(sum(cell.seen_by(reader) for cell in cells) >= LEAST_HIDDEN for reader in self.readers)

    def _is_few(self, cell: Cell, reader: str) -> bool:
        seen = cell.seen_by(reader)
        if seen == 0:
            return self.none_is_few and not (self.of_providers and cell.own.keys() == {reader})
        return seen < SMALLEST_SHOWN


def hidden(row: Row, order: Order, more: int = 0) -> frozenset[str]:
    """Return the classes of a row that are hidden: none, some with `more` than must be, or all of them."""
    everything = frozenset(row.cells)
    if not row.hold_enough(everything):
        return everything
    if not row.small:
        return row.small
    names = set(row.small)
    drawn = sorted(everything - names, key=order, reverse=True)
    while drawn and not row.are_enough(names, more):
        names.add(drawn.pop())
    return frozenset(names)
