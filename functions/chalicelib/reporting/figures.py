"""The figures of a service's year as the rows of tables, before anything is hidden."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from chalicelib.register.model import Register
from chalicelib.reporting import dimensions, layouts
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.layouts import COARSER, Classes, Layout
from chalicelib.reporting.suppression import Cell, Row


@dataclass(frozen=True, slots=True)
class Figures:
    """A service's counts as the rows of tables."""

    register: Register
    service: str
    counts: YearCounts

    def row(self, layout: Layout, dimensions: Mapping[str, Classes]) -> Row:
        """Return a table's cells by name, with these classes of its dimensions."""
        table = "×".join((layout.subject, *dimensions))
        by_name = {
            "|".join((table, *combination)): self._cell(
                layout, [classes[value] for value, classes in zip(combination, dimensions.values(), strict=True)]
            )
            for combination in itertools.product(*dimensions.values())
        }
        return Row(by_name, zero_tells=layout.zero_tells, of_providers="regi" in layout.dimensions)

    def levels(self, layout: Layout) -> Iterator[Mapping[str, Classes]]:
        """Yield the classes of a table's dimensions: as they are counted and, of a crossed table, the coarser ones."""
        service = self.register.services[self.service]
        fine: dict[str, Classes] = {
            name: {value: (value,) for value in dimensions.values(self.register, service, name)}
            for name in layout.dimensions
        }
        yield fine
        if layout.can_be_joined:
            yield dict(COARSER.get(name, (name, classes)) for name, classes in fine.items())

    def all(self) -> dict[str, int]:
        """Return every figure that a publication could show, by its name; a total as the first of its tables has it.

        Whether first sessions are published by provider may change: a year in which they were keeps them.
        """
        figures: dict[str, int] = {}
        asking = replace(self.register.services[self.service], first_sessions=True)
        for layout in layouts.collected(self.register, asking):
            for level in self.levels(layout):
                row = self.row(layout, level)
                own = {layout.total: row.total.value, **{name: cell.value for name, cell in row.cells.items()}}
                figures = own | figures
        return figures

    def _cell(self, layout: Layout, joined: list[tuple[str, ...]]) -> Cell:
        by_provider = Counter[str]()
        if layout.dimensions[0] == "regi":
            by_provider.update(dict.fromkeys(dimensions.of_regi(self.register, self.service, joined[0][0]), 0))
        for values in itertools.product(*joined):
            by_provider.update(self.counts.cells.get((layout.id, values), {}))
        return Cell(by_provider.total(), {provider: own for provider, own in by_provider.items() if provider})
