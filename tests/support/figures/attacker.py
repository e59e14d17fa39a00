"""An attacker who knows the rule and all that is published, and as a provider its own part, but not the secret.

It makes other years up, publishes each by the rule under a draw that could be, and keeps those that give the same
publication. What is so in none of them is told. It shares nothing with how cells are chosen: it only runs the rule.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.register import codes
from chalicelib.reporting import layouts, tables
from chalicelib.reporting.counts import Key, YearCounts
from chalicelib.reporting.figures import Figures
from chalicelib.reporting.layouts import Layout
from chalicelib.reporting.suppression import PUBLIC, TWO
from tests.support import size
from tests.support.figures.by_provider import TRIES, HiddenProviders
from tests.support.figures.crossed import FACTS, Cells, Crossed, Values, coarse, facts, is_so
from tests.support.figures.differences import Differences
from tests.support.figures.draws import Draws, guessed
from tests.support.figures.towns import Town

TRIES_CROSSED = size.of(50, 200)
"""How many candidates are made up before something is said to be told."""
ENOUGH = TRIES_CROSSED // 2
"""How many of a crossed table's must have its margins for that: where few have, the attacker searches too poorly."""
ALL = 1_000_000
HALF = 0.5
NOBODY = "nobody"
"""Whose part the public takes away: no provider's, and not what is counted without one, as numbers are."""
DAYS = {"0-5": (0, 5), "6-10": (6, 10), "11-15": (11, 15), "16-20": (16, 20), "21-": (21, 300)}
"""The least and the greatest wait of each class."""


@dataclass(frozen=True)
class Told:
    """A hidden figure of which a reader can tell that it is not zero, or not five or more."""

    table: str
    values: Values
    reader: str
    never: str


class Attack:
    """A reader's attack on a year's tables; `most` bounds what is tried of each."""

    def __init__(self, town: Town, reader: str = PUBLIC, draws: Draws = guessed, most: int = ALL) -> None:
        """Read what is published."""
        self.town, self.reader, self.draws, self.most = town, reader or NOBODY, draws, most
        self.tried = 0
        self.rng = random.Random(f"{town.seed}|{reader}")
        self.collected = self.tables_of(town)
        self.published = tables.publish(town.register, town.service, town.counts, town.draw, self.collected)
        self.figures = Figures(town.register, town.service, town.counts)
        self.shown = tables.cells_of(self.published["tables"])
        self.providers = town.register.providers.values()

    def tables_of(self, town: Town) -> list[Layout]:
        """Return the tables that are attacked: those of a service's year."""
        return layouts.collected(town.register, town.register.services[town.service])

    def told(self, table: str | None = None) -> list[Told]:
        """Return what is told of a table, or of all, if it is not shown whole; and of what all tables tell together."""
        attacked = [layout for layout in self.collected if table in (None, layout.id)]
        differences = [Told(id_, values, self.reader, FACTS[0]) for id_, values in Differences(self).few()]
        return differences + [
            told for layout in attacked if self._depends_on_its_figures(layout) for told in self._told_of(layout)
        ]

    def _depends_on_its_figures(self, layout: Layout) -> bool:
        """Return whether the rule looked at a table's own figures: not if one that it follows is not shown whole."""
        return tables._Published(self.figures, self.town.draw, self.published["tables"])._may_follow(layout)

    def _told_of(self, layout: Layout) -> Iterator[Told]:
        """Yield what is told of a table."""
        kind = _Crossed if len(layout.dimensions) > 1 else _Row
        candidates = (HiddenProviders if "provider" in layout.dimensions else kind)(self, layout)
        aims = list(candidates.aims())
        for values, fact in self.rng.sample(aims, min(self.most, len(aims))):
            self.tried += 1
            if (values, fact) not in candidates.possible and not candidates.can_be(values, fact):
                yield Told(layout.id, values, self.reader, fact)

    def is_same(
        self, candidates: Sequence[Layout], cells: dict[Key, Counter[str]], names: Sequence[str], least: int = TWO + 1
    ) -> bool:
        """Return whether the rule, under a draw that could be, publishes these tables just as they are published."""
        ids = {table for layout in candidates for table in (layout.id, coarse(layout))}
        real = self.published["tables"]
        published = tables._Published(
            replace(self.figures, counts=YearCounts(cells=self.town.counts.cells | cells)),
            self.draws(self.rng, names, least),
            {table: figures for table, figures in real.items() if table not in ids},
        )
        for layout in candidates:
            published.add(layout)
        return all(published.tables.get(table) == real.get(table) for table in ids)

    def others(self, regi: str | None) -> list[str]:
        """Return the other providers, of one kind or of all."""
        providers = self.town.register.providers.values()
        return [one.id for one in providers if one.id != self.reader and regi in (None, one.regi)]


class _Row:
    """Candidates of a table of one dimension: its hidden cells' sum is distributed otherwise, mostly to few of them."""

    def __init__(self, attack: Attack, layout: Layout) -> None:
        """Find what is unknown of the table."""
        self.attack, self.layout, self.rng = attack, layout, attack.rng
        self.of_regi = layout.dimensions == ("regi",)
        table = attack.published["tables"].get(layout.id, {})
        classes = next(iter(attack.figures.levels(layout)))[layout.dimensions[0]]
        self.cells: Cells = {
            (value,): attack.town.counts.cells.get((layout.id, (value,)), Counter()) for value in classes
        }
        self.unknown = [values for values in self.cells if table.get(f"{layout.id}|{values[0]}") is None]
        if not table and f"{layout.id}|{layout.apart}" in attack.shown:
            self.unknown.remove((layout.apart,))
        if layout.dimensions[0] in {"recommended", "concerns"}:  # everybody knows which kinds have no provider
            impossible = {(regi,) for regi in codes.REGI if not any(of.regi == regi for of in attack.providers)}
            self.unknown = [values for values in self.unknown if values not in impossible]
        self.names = [f"{layout.id}|{values[0]}" for values in self.unknown]
        self.total_known = bool(table) or layout.total in attack.shown
        self.possible: set[tuple[Values, str]] = set()
        """What is so in a candidate that would be published as the year is."""

    def aims(self) -> Iterator[tuple[Values, str]]:
        """Yield what is to be found possible, unless nobody else is in the table, or could be in but one class."""
        everything = sum((cell for cell in self.cells.values()), Counter[str]())
        alone = everything.total() == everything[self.attack.reader]
        if not alone and (not self.of_regi or all(self.attack.others(regi) for regi in codes.REGI)):
            yield from ((values, fact) for values in self.unknown for fact in FACTS)

    def can_be(self, aim: Values, fact: str) -> bool:
        """Return whether some candidate in which it is so would be published as the year is."""
        for candidate in (self._candidate(aim, fact) for _ in range(TRIES)):
            cells = {(self.layout.id, values): cell for values, cell in candidate.items()}
            if (
                is_so(candidate[aim], self.attack.reader, fact)
                and self._has_mean(candidate)
                and self.attack.is_same([self.layout], cells, self.names)
            ):
                self.possible |= facts(candidate, self.attack.reader)
                return True
        return False

    def _candidate(self, aim: Values, fact: str) -> Cells:
        """Make a row up: the reader's own part is as it is, and what others have in unknown cells is among these."""
        reader, rng = self.attack.reader, self.rng
        parts = self._parts()
        made = {values: Counter(cell) for values, cell in self.cells.items()}
        for values in self.unknown:
            made[values] = +Counter({reader: self.cells[values][reader]})
        for values, count in self._composition(len(parts), aim, fact).items():
            own, parts = parts[:count], parts[count:]
            if self.of_regi and own:
                own = rng.choices(self.attack.others(values[0]), k=count if rng.random() < HALF else 1)
                own *= count // len(own)
            made[values].update(own)
        return made

    def _parts(self) -> list[str]:
        """Return whose the others' visits are in unknown cells: as it is, or all of one; and other ones if unknown."""
        others = [
            provider
            for values in self.unknown
            for provider, count in self.cells[values].items()
            if provider != self.attack.reader
            for _ in range(count)
        ]
        somebody = [""] if "" in others else self.attack.others(None) or [""]
        if somebody and not self.total_known and self.rng.random() < HALF:
            return [self.rng.choice(somebody)] * self.rng.choice((0, 1, 3, 5, 5, 9))
        if somebody and "" not in others and self.rng.random() < HALF / 2:
            return [self.rng.choice(somebody)] * len(others)
        if self.rng.random() < HALF:
            self.rng.shuffle(others)
        return others

    def _composition(self, total: int, aim: Values, fact: str) -> Counter[Values]:
        """Draw how much of a total is in each unknown cell: a few in some, most of it in one, none in the others."""
        others = self.rng.sample([values for values in self.unknown if values != aim], len(self.unknown) - 1)
        bulk = others.pop() if others and fact == "zero" else aim
        made = Counter[Values]()
        for values in others[: self.rng.choice((0, 0, 1, 1, 2, len(others)))]:
            made[values] = min(self.rng.choice((1, 1, 2, 3, 4, 5, 9)), total - made.total())
        made[bulk] = total - made.total()
        return made

    def _has_mean(self, candidate: Cells) -> bool:
        """Return whether some waits in these classes have the mean that is published, to one decimal."""
        mean = self.attack.published["means"].get("wait_days")
        if self.layout.id != "firsts×wait" or mean is None:
            return True
        waits = [(DAYS[values[0]], cell.total()) for values, cell in candidate.items()]
        count = sum(n for _, n in waits)
        least, most = (sum(days[end] * n for days, n in waits) for end in (0, 1))
        possible = range(max(least, int((mean - 0.1) * count)), min(most, int((mean + 0.1) * count) + 1) + 1)
        return any(round(days / count, 1) == mean for days in possible)


class _Crossed:
    """Candidates of a crossed table with the margins that are shown."""

    def __init__(self, attack: Attack, layout: Layout) -> None:
        """Find what is known of the table."""
        self.attack, self.layout = attack, layout
        by_block = coarse(layout) in attack.published["tables"]
        self.crossed = Crossed(attack.figures, layout, attack.reader, by_block=by_block)
        self.possible: set[tuple[Values, str]] = set()

    def aims(self) -> Iterator[tuple[Values, str]]:
        """Yield what is to be found possible, unless the table is shown."""
        if self.layout.id not in self.attack.published["tables"]:
            yield from self.crossed.aims()

    def can_be(self, aim: Values, fact: str) -> bool:
        """Return whether some candidate would be published as the year is; or few that have its margins published so.

        What the margins tell by themselves is no fault of the crossed table, and a few candidates prove nothing.
        """
        with_its_margins = 0
        for _ in range(TRIES_CROSSED):
            candidate = self.crossed.candidate(self.attack.rng, aim, fact)
            if candidate and self.attack.is_same(self.crossed.margins, candidate, ()):
                with_its_margins += 1
                if self.attack.is_same([self.layout], candidate, ()):
                    cells = {values: cell for (table, values), cell in candidate.items() if table == self.layout.id}
                    self.possible |= facts(cells, self.attack.reader)
                    return True
        return with_its_margins < ENOUGH
