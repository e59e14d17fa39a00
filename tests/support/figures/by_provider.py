"""Candidates of a table by provider: the hidden providers have their figures otherwise, in each class as many."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib.register.codes import BECAUSE
from chalicelib.reporting import by_provider, tables
from chalicelib.reporting.by_provider import LEAST_PROVIDERS
from chalicelib.reporting.counts import Key
from chalicelib.reporting.figures import Figures
from chalicelib.reporting.first_sessions import TABLE, WITHIN
from chalicelib.reporting.layouts import BY_REASON, RECOMMENDED, Layout
from chalicelib.reporting.suppression import SMALLEST_SHOWN
from tests.support import size
from tests.support.figures.crossed import BY_ID, FACTS, Cells, Values, facts, is_so

if TYPE_CHECKING:
    from tests.support.figures.attacker import Attack

CLASSES: Mapping[str, Sequence[Values]] = {
    TABLE: [(within,) for within in WITHIN],
    BY_REASON: [(reason,) for reason in BECAUSE],
    RECOMMENDED: [()],
}
"""The tables by provider, and the classes of each."""
LAYOUTS: Mapping[str, Sequence[Layout]] = {
    TABLE: [BY_ID[table] for table in ("firsts×wait", TABLE, "firsts×regi")],
    BY_REASON: [BY_ID[BY_REASON]],
    RECOMMENDED: [BY_ID[RECOMMENDED]],
}
"""What is published beside each: candidates have to give all of it."""
HALF = 0.5
TRIES = size.of(500, 5_000)
"""How many candidates are made up before something is said to be told."""


class ByProvider:
    """What a reader knows of a published table: the figures that are shown, its own, and the sums of each class."""

    def __init__(self, id_: str, figures: Figures, table: tables.Table, reader: str) -> None:
        """Take the true figures, from which candidates are made."""
        self.id, self.figures, self.reader = id_, figures, reader
        self.classes = CLASSES[id_]
        self.hidden = sorted(by_provider.hidden_providers(table))
        self.unknown = [provider for provider in self.hidden if provider != reader]
        self.names = [f"{id_}|{provider}" for provider in self.hidden]
        self.true = {
            cell.split("|")[1]: [
                figures.counts.cells.get((id_, (cell.split("|")[1], *of_class)), Counter()).total()
                for of_class in self.classes
            ]
            for cell in table
            if cell.startswith(f"{id_}|")
        }

    def aims(self) -> Iterator[tuple[Values, str]]:
        """Yield that a hidden provider has none in a class, and five or more, where not only the reader has some."""
        for n, of_class in enumerate(self.classes):
            if sum(self.true[provider][n] for provider in self.unknown):
                yield from (((provider, *of_class), fact) for provider in self.unknown for fact in FACTS)

    def candidate(self, rng: random.Random, aim: Values, fact: str) -> dict[Key, Counter[str]]:
        """Make figures up with the same sums, in which a provider has none in a class, or five or more."""
        made = {provider: list(counts) for provider, counts in self.true.items()}
        for n, of_class in enumerate(self.classes):
            is_aim = of_class == aim[1:]
            if not is_aim and rng.random() < HALF:
                continue
            total = sum(self.true[provider][n] for provider in self.unknown)
            of_aim = (0 if fact == "zero" else self._some(rng, total)) if is_aim else None
            for provider, count in self._composition(rng, total, aim[0], of_aim).items():
                made[provider][n] = count
        return self._tables(rng, made)

    def _some(self, rng: random.Random, total: int) -> int:
        return rng.choice((total, min(total, SMALLEST_SHOWN), rng.randint(min(total, SMALLEST_SHOWN), total)))

    def _composition(self, rng: random.Random, total: int, aim: str, of_aim: int | None) -> Counter[str]:
        """Distribute a class over the unknown providers: to one, to two of them, or one by one."""
        made = Counter[str](dict.fromkeys(self.unknown, 0))
        others = [provider for provider in self.unknown if of_aim is None or provider != aim]
        if of_aim is not None:
            made[aim] = of_aim
        some = rng.sample(others, min(len(others), rng.choice((1, 2, 2, len(others)))))
        left = total - made.total()
        if len(some) == 2 and left > 1:
            share = rng.choice((min(left, SMALLEST_SHOWN), rng.randint(1, left - 1)))
            made[some[0]] += share
            made[some[1]] += left - share
        else:
            made.update(rng.choices(some, k=left) if some else ())
        return made

    def _tables(self, rng: random.Random, made: Mapping[str, Sequence[int]]) -> dict[Key, Counter[str]]:
        """Return the tables of these figures, first sessions also with the waits in finer classes."""
        cells: dict[Key, Counter[str]] = {
            (self.id, (provider, *of_class)): +Counter({provider: count})
            for provider, counts in made.items()
            for of_class, count in zip(self.classes, counts, strict=True)
        }
        if self.id != TABLE:
            return cells
        for provider, counts in made.items():
            regi = self.figures.register.providers[provider].regi
            cells.setdefault(("firsts×regi", (regi,)), Counter())[provider] += sum(counts)
        for n, waits in enumerate(WITHIN.values()):
            finer = self._finer(rng, waits, {provider: counts[n] for provider, counts in made.items()})
            cells |= {("firsts×wait", values): cell for values, cell in finer.items()}
        return cells

    def _finer(self, rng: random.Random, waits: Sequence[str], counts: dict[str, int]) -> Cells:
        """Divide a class into two with the sums that are shown; the reader knows its own."""
        true: Cells = {(wait,): self.figures.counts.cells.get(("firsts×wait", (wait,)), Counter()) for wait in waits}
        cells: Cells = {(wait,): +Counter({self.reader: cell[self.reader]}) for (wait,), cell in true.items()}
        order = rng.sample(sorted(counts.keys() - {self.reader}), len(counts.keys() - {self.reader}))
        for provider in order:
            left = counts[provider]
            for values in rng.sample(list(true), len(true)):
                room = true[values].total() - cells[values].total()
                cells[values] += Counter({provider: min(left, room)})
                left -= min(left, room)
        return cells


class HiddenProviders:
    """Candidates of a table by provider, unless nothing of it is shown: any figures can be withheld."""

    def __init__(self, attack: "Attack", layout: Layout) -> None:
        """Find what is known of the table."""
        self.attack, self.id = attack, layout.id
        self.table = ByProvider(layout.id, attack.figures, attack.published["tables"].get(layout.id, {}), attack.reader)
        self.possible: set[tuple[Values, str]] = set()

    def aims(self) -> Iterator[tuple[Values, str]]:
        """Yield what is to be found possible of each hidden provider."""
        return self.table.aims()

    def can_be(self, aim: Values, fact: str) -> bool:
        """Return whether some candidate would be published as the year is."""
        for _ in range(TRIES):
            candidate = self.table.candidate(self.attack.rng, aim, fact)
            if is_so(candidate[self.id, aim], self.attack.reader, fact) and self._is_same(candidate):
                cells = {values: cell for (table, values), cell in candidate.items() if table == self.id}
                self.possible |= facts(cells, self.attack.reader)
                return True
        return False

    def can_be_large(self, provider: str, least: int) -> bool:
        """Return whether a provider is hidden for others' sake in some candidate that would be published as it is.

        It has at least what is shown of a provider then, and in no class a few.
        """
        for _ in range(TRIES):
            aim = (provider, *self.attack.rng.choice(self.table.classes))
            candidate = self.table.candidate(self.attack.rng, aim, "five or more")
            counts = [candidate[self.id, (provider, *of_class)].total() for of_class in self.table.classes]
            few = any(0 < count < SMALLEST_SHOWN for count in counts)
            if sum(counts) >= least and not few and self._is_same(candidate):
                return True
        return False

    def _is_same(self, candidate: dict[Key, Counter[str]]) -> bool:
        return self.attack.is_same(LAYOUTS[self.id], candidate, self.table.names, LEAST_PROVIDERS)
