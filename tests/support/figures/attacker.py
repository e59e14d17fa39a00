"""An attacker who knows the rule and all that is published, and as a provider its own part, but not the secret.

It makes other years up, publishes each by the rule under a draw that could be, and keeps those that give the same
publication. What is so in none of them is told. It knows nothing of how cells are chosen: it only runs the rule.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.register import codes
from chalicelib.reporting import layouts, tables
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.layouts import SESSIONS, Layout
from chalicelib.reporting.suppression import PUBLIC, SMALLEST_SHOWN, Draw
from tests.support.figures import crossed
from tests.support.figures.crossed import Cells, Values
from tests.support.figures.towns import Town

TRIES = 60
DAYS = {"0-5": (0, 5), "6-10": (6, 10), "11-15": (11, 15), "16-20": (16, 20), "21-": (21, 300)}
"""The least and the greatest wait of each class."""


@dataclass(frozen=True)
class Guess:
    """A draw as it looks to who has not the secret: some order of the cells, and some number more."""

    order_of: Mapping[str, int]
    extra: int

    def order(self, name: str) -> bytes:
        """Return the place of a cell in the order."""
        return self.order_of.get(name, len(self.order_of)).to_bytes(4, "big")

    def more(self, table: str) -> int:  # noqa: ARG002 - the draw's contract
        """Return how many more classes are hidden."""
        return self.extra


Draws = Callable[[random.Random, Sequence[str]], Any]
"""Gives a draw that could be the year's, for a table with these cells hidden."""


def guessed(rng: random.Random, names: Sequence[str]) -> Guess:
    """Return a draw that begins with the cells that are hidden: no other could hide just these."""
    order = rng.sample(names, len(names))
    more = rng.choice((0, len(names) - 3, len(names) - 2))
    return Guess({name: place for place, name in enumerate(order)}, max(0, more))


@dataclass(frozen=True)
class Told:
    """A hidden figure that can be told not to be zero, or not to be five or more."""

    table: str
    values: Values
    reader: str
    never: str


@dataclass
class Attack:
    """One reader's attack on a year's tables. `most` is how many cells of a crossed table are tried."""

    town: Town
    reader: str = PUBLIC
    draws: Draws = guessed
    most: int = 2
    tried: int = 0
    rng: random.Random = field(init=False)
    published: dict[str, Any] = field(init=False)
    figures: tables._Figures = field(init=False)

    def __post_init__(self) -> None:
        """Read what is published."""
        town = self.town
        self.rng = random.Random(f"{town.seed}|{self.reader}")
        self.published = tables.publish(town.register, town.service, town.counts, town.draw)
        self.figures = tables._Figures(town.register, town.service, town.counts)

    def told(self) -> Iterator[Told]:
        """Yield what is told of every table that is not shown whole."""
        for layout in layouts.collected(self.town.register, self.town.register.services[self.town.service]):
            if len(layout.dimensions) > 1:
                yield from self._told_of_crossed(layout)
            else:
                yield from self._told_of_row(layout)

    def _told_of_row(self, layout: Layout) -> Iterator[Told]:
        """Attack a table of one dimension, of which some cells are hidden, or all."""
        shown = self.published["tables"].get(layout.id, {})
        fine = next(iter(self.figures.levels(layout)))[layout.dimensions[0]]
        cells = {(value,): self.town.counts.cells.get((layout.id, (value,)), Counter()) for value in fine}
        total = Counter[str]()
        for cell in cells.values():
            total.update(cell)
        unknown = [values for values in cells if shown.get(f"{layout.id}|{values[0]}") is None]
        totals = tables.cells_of(self.published["tables"])
        if not shown and layout.apart == "session" and SESSIONS in totals:
            unknown.remove((layout.apart,))
        if not unknown or total.total() == total[self.reader] or not self._follows(layout):
            return
        known = bool(shown) or (layout.total in totals)
        for values in unknown:
            for never in ("zero", "five or more"):
                if not self._can_have(layout, values):
                    continue
                self.tried += 1
                candidates = (self._row(layout, cells, unknown, values, never, known) for _ in range(TRIES))
                if not any(self._fits(layout, candidate, unknown) for candidate in candidates if candidate):
                    yield Told(layout.id, values, self.reader, never)

    def _follows(self, layout: Layout) -> bool:
        """Return whether the rule looked at a table's own figures at all."""
        published = tables._Published(self.figures, self.town.draw, self.published["tables"])
        return published._may_follow(layout)

    def _can_have(self, layout: Layout, values: Values) -> bool:
        """Return whether others could have something in a class, and in another: where classes are of providers."""
        if "regi" not in layout.dimensions:
            return True
        return all(self._others(layout, (regi,)) for regi in codes.REGI)

    def _others(self, layout: Layout, values: Values) -> list[str]:
        regi = values[layout.dimensions.index("regi")] if "regi" in layout.dimensions else None
        providers = self.town.register.providers.values()
        return [p.id for p in providers if p.id != self.reader and regi in (None, p.regi)]

    def _row(
        self, layout: Layout, cells: Cells, unknown: list[Values], aim: Values, never: str, known: bool
    ) -> Cells | None:
        """Make a row up: the reader's own part as it is, what others have in hidden cells among these cells."""
        rng = self.rng
        others = Counter[str]()
        for values in unknown:
            others.update(cells[values])
        others.pop(self.reader, None)
        everybody = self._others(layout, aim) if "" not in others else [""]
        if not known and everybody and rng.random() < 0.7:
            others = Counter({rng.choice(everybody): rng.randint(0, 3 * SMALLEST_SHOWN)})
        elif others and everybody and rng.random() < 0.3:
            others = Counter({rng.choice(everybody): others.total()})
        made = {
            values: Counter({self.reader: cell[self.reader]}) if values in unknown else Counter(cell)
            for values, cell in cells.items()
        }
        parts = [who for who, count in others.items() for _ in range(count)]
        rng.shuffle(parts) if rng.random() < 0.5 else parts.sort()
        for values, count in _composition(rng, len(parts), unknown, aim, never).items():
            taken = [parts.pop() for _ in range(count)]
            if "regi" in layout.dimensions and taken:
                kind = self._others(layout, values)
                if not kind:
                    return None
                taken = [rng.choice(kind)] * count if rng.random() < 0.5 else rng.choices(kind, k=count)
            made[values].update(taken)
        seen = sum(made[aim].values()) - made[aim][self.reader]
        return made if (seen == 0 if never == "zero" else seen >= SMALLEST_SHOWN) else None

    def _fits(self, layout: Layout, candidate: Cells, unknown: Sequence[Values]) -> bool:
        """Return whether a year with this table would be published as this one is."""
        if not self._has_mean(layout, candidate):
            return False
        names = [f"{layout.id}|{'|'.join(values)}" for values in unknown]
        return self._same([layout], {(layout.id, values): cell for values, cell in candidate.items()}, names)

    def _same(self, layouts_: Sequence[Layout], cells: dict[Any, Counter[str]], names: Sequence[str]) -> bool:
        """Return whether the rule, under a draw that could be, publishes these tables just as they are published."""
        ids = {table for layout in layouts_ for table in (layout.id, crossed.coarse(layout))}
        real = self.published["tables"]
        counts = YearCounts(cells=cells)
        published = tables._Published(
            replace(self.figures, counts=counts),
            self.draws(self.rng, names),
            {table: cells for table, cells in real.items() if table not in ids},
        )
        for layout in layouts_:
            published.add(layout)
        return all(published.tables.get(table) == real.get(table) for table in ids)

    def _has_mean(self, layout: Layout, candidate: Cells) -> bool:
        """Return whether some waits in these classes have the mean that is published, to one decimal."""
        mean = self.published["means"].get("wait_days")
        if layout.id != "firsts×wait" or mean is None:
            return True
        waits = [(DAYS[values[0]], cell.total()) for values, cell in candidate.items()]
        count = sum(n for _, n in waits)
        least, most = (sum(days[end] * n for days, n in waits) for end in (0, 1))
        return any(round(days / count, 1) == mean for days in range(int((mean - 0.1) * count), int((mean + 0.1) * count) + 2) if least <= days <= most)

    def _told_of_crossed(self, layout: Layout) -> Iterator[Told]:
        """Attack a crossed table that is not shown, or only in coarser classes: its margins are known."""
        if layout.id in self.published["tables"] or not self._follows(layout):
            return
        margins = crossed.Margins(self.figures, layout, crossed.coarse(layout) in self.published["tables"], self.reader)
        aims = list(margins.aims())
        for values, never in self.rng.sample(aims, min(self.most, len(aims))):
            self.tried += 1
            fit = False
            for _ in range(TRIES):
                candidate = margins.candidate(self.rng, values, never)
                if candidate and self._same(margins.layouts, candidate, ()):
                    fit = True
                    if self._same([layout], candidate, ()):
                        break
            else:
                if fit:
                    yield Told(layout.id, values, self.reader, never)



def _composition(
    rng: random.Random, total: int, cells: Sequence[Values], aim: Values, never: str
) -> dict[Values, int]:
    """Draw how much of a total is in each cell: a few in some, most of it in one, none in most."""
    others = rng.sample([values for values in cells if values != aim], len(cells) - 1)
    bulk = others.pop() if others and never == "zero" else aim
    made = Counter[Values]()
    for values in others[: rng.choice((0, 1, 1, 2, len(others)))]:
        made[values] = min(rng.choice((1, 1, 2, 3, 4, 5, 9)), total - made.total())
    made[bulk] = total - made.total()
    return made
