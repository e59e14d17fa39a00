"""Candidates of the first sessions by provider: the hidden providers have them otherwise, in each class as many."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from chalicelib.reporting import first_sessions, tables
from chalicelib.reporting.counts import Key
from chalicelib.reporting.figures import Figures
from chalicelib.reporting.first_sessions import TABLE, WITHIN
from chalicelib.reporting.suppression import SMALLEST_SHOWN
from tests.support.figures.crossed import BY_ID, FACTS, Cells, Values

LAYOUTS = [BY_ID[table] for table in ("firsts×wait", TABLE, "firsts×regi")]
"""What is published of first sessions: candidates have to give all of it."""
HALF = 0.5


class ByProvider:
    """What a reader knows of a published table: the figures that are shown, its own, and the sums of each class."""

    def __init__(self, figures: Figures, table: tables.Table, reader: str) -> None:
        """Take the true figures, from which candidates are made."""
        self.figures, self.reader = figures, reader
        self.hidden = sorted(first_sessions.hidden_providers(table))
        self.unknown = [provider for provider in self.hidden if provider != reader]
        self.names = [f"{TABLE}|{provider}" for provider in self.hidden]
        self.true = {
            cell.split("|")[1]: [
                sum(figures.counts.cells.get((TABLE, (cell.split("|")[1], name)), Counter()).values())
                for name in WITHIN
            ]
            for cell in table
            if cell.startswith(TABLE)
        }

    def aims(self) -> Iterator[tuple[Values, str]]:
        """Yield that a hidden provider has none in a class, and five or more, where not only the reader has some."""
        for n, name in enumerate(WITHIN):
            if sum(self.true[provider][n] for provider in self.unknown):
                yield from (((provider, name), fact) for provider in self.unknown for fact in FACTS)

    def candidate(self, rng: random.Random, aim: Values, fact: str) -> dict[Key, Counter[str]]:
        """Make figures up with the same sums, in which a provider has none in a class, or five or more."""
        made = {provider: list(counts) for provider, counts in self.true.items()}
        for n, name in enumerate(WITHIN):
            if name != aim[1] and rng.random() < HALF:
                continue
            total = sum(self.true[provider][n] for provider in self.unknown)
            of_aim = (0 if fact == "zero" else self._some(rng, total)) if name == aim[1] else None
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
        """Return the tables of these figures, with the waits in finer classes."""
        cells: dict[Key, Counter[str]] = {}
        for provider, counts in made.items():
            for name, count in zip(WITHIN, counts, strict=True):
                cells[TABLE, (provider, name)] = +Counter({provider: count})
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
