"""`build.py compare-prices YEAR`: the own cost beside what is paid, as a table in kronor, or as CSV in öre."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalogue.policy.model import Policy, Service
from catalogue.policy.money.price_comparison import Comparison
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.yearly_counts import ByService
from office.print_format import format_amount

_MINUTES_AN_HOUR = 60
COLUMNS = (
    "service",
    "unit",
    "own_cost_ore",
    "own_cost_year",
    "own_paid_ore",
    "kind",
    "year",
    "count",
    "lowest_ore",
    "highest_ore",
    "median_ore",
)
"""The columns of the CSV, in öre; what follows from them is only in the tables in kronor."""
Row = tuple[str, Sequence[int]]
"""What a price is of, then one amount in öre, or the lowest, the median and the highest."""


def performed(counts: ByService, services: Sequence[Service]) -> dict[str, int]:
    """Return what the own unit performed by service: sessions, or whole hours of a service paid by the hour.

    A service that is not counted, because the register was built before policy had it, has performed nothing.
    """
    by_service = [(service, counts.get(service.id, YearCounts())) for service in services]
    return {
        service.id: count.own_minutes // _MINUTES_AN_HOUR if service.unit == "hour" else count.own_sessions
        for service, count in by_service
    }


def price_rows(comparison: Comparison, name: str, texts: Mapping[str, Any]) -> Iterator[Row]:
    """Yield a service's prices with their labels: of the own unit one amount, of others the lowest to the highest."""
    unit, share = texts["units"][comparison.unit], f"{100 * comparison.difference_share:.2f}".replace(".", ",")
    for key, amount_ore in comparison.own:
        yield f"{name}: {texts[key].format(year=comparison.own_cost_year, share=share)}, {unit}", (amount_ore,)
    for kind, year, prices in comparison.kinds:
        label = texts[kind].format(count=prices.count, year=year)
        yield f"{name}: {label}, {unit}", (prices.lowest_ore, prices.median_whole_ore, prices.highest_ore)


def as_tables(comparisons: Sequence[Comparison], policy: Policy, texts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of two tables in kronor: the own unit's amounts, and the prices of others."""
    rows = [
        row
        for comparison in comparisons
        for row in price_rows(comparison, policy.services[comparison.service].name["sv"], texts)
    ]
    yield from _aligned(texts["own_head"], [row for row in rows if len(row[1]) == 1])
    others = [row for row in rows if len(row[1]) > 1]
    if others:
        yield ""
        yield from _aligned(texts["head"], others)


def _aligned(head: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    table = [head, *([label, *map(format_amount, amounts)] for label, amounts in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for first, *cells in table:
        yield "  ".join((first.ljust(widths[0]), *map(str.rjust, cells, widths[1:])))


def as_rows(comparisons: Sequence[Comparison]) -> Iterator[list[str]]:
    """Yield the comparisons as CSV in öre, header first; unknown figures are empty."""
    yield [*COLUMNS]
    for comparison in comparisons:
        own = (comparison.own_cost_ore, comparison.own_cost_year, comparison.own_paid_ore)
        first_cells = [comparison.service, comparison.unit, *map(_text, own)]
        kinds = [*comparison.kinds]
        for kind, year, prices in kinds:
            amounts = (prices.count, prices.lowest_ore, prices.highest_ore, prices.median_ore)
            yield [*first_cells, kind, _text(year), *map(_text, amounts)]
        if not kinds:
            yield first_cells + [""] * (len(COLUMNS) - len(first_cells))


def _text(value: float | None) -> str:
    return "" if value is None else str(value).removesuffix(".0")
