"""`build.py compare-prices YEAR`: what the own unit's session or hour costs beside what is paid (D22, D52, D53).

What is paid follows from the tariffs and from who is authorised; what a framework agreement's suppliers are paid, and
what the own unit has cost, stands in `policy/budget.yaml` with its source.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from catalogue.policy.loader import FrameworkPrices, OwnCost, Policy, Service, Tariff
from chalicelib.reporting.yearly_counts import YearCounts

_MINUTES_AN_HOUR = 60
Said = TypeVar("Said", OwnCost, FrameworkPrices)


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one kind, in öre a session or hour; the median of an even number lies between two."""

    count: int | None
    lowest_ore: int
    highest_ore: int
    median_ore: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One service's year; what is not known is None, and `assumed` tells that a figure of it is."""

    year: int
    service: str
    unit: str
    own_cost_ore: int | None
    own_cost_year: int | None
    own_paid_ore: int | None
    private: Prices | None
    framework: Prices | None
    framework_year: int | None
    own_below_lowest: bool | None
    """The own cost is below every price that it is compared with."""
    assumed: bool

    def told(self) -> dict[str, object]:
        """Give everything as plain data."""
        return asdict(self)


def of_year(policy: Policy, year: int, performed: Mapping[str, int]) -> list[Comparison]:
    """Compare each service of which anything is known; `performed` counts the own unit's sessions or hours by service.

    A price is that of an ordinary session with one counsellor, in force when the year ends.
    """
    return [found for one in policy.services.values() if (found := _of(policy, one, year, performed.get(one.id)))]


def performed(counted: YearCounts, services: Sequence[Service]) -> dict[str, int]:
    """Give what the own unit performed of each service: sessions, or whole hours of a service by the hour."""
    return {
        one.id: counted.own_minutes.get(one.id, 0) // _MINUTES_AN_HOUR
        if one.unit == "hour"
        else counted.own_sessions.get(one.id, 0)
        for one in services
    }


def cost_ore(cost: OwnCost, performed_units: int | None) -> int | None:
    """Give the cost of one session or hour, half an öre rounded up (D22: 11.1 mnkr over 7,200 sessions)."""
    units = cost.performed or performed_units
    return (2 * cost.amount_ore + units) // (2 * units) if units else None


def summed_up(paid_ore: Sequence[int]) -> Prices | None:
    """Give the lowest, the highest and the median of some prices.

    >>> summed_up([60_500, 97_200, 80_000, 85_500])
    Prices(count=4, lowest_ore=60500, highest_ore=97200, median_ore=82750.0)
    """
    return Prices(len(paid_ore), min(paid_ore), max(paid_ore), median(paid_ore)) if paid_ore else None


def _of(policy: Policy, service: Service, year: int, performed_units: int | None) -> Comparison | None:
    """Put one service together, or nothing where nobody was paid and nothing is said."""
    end = date(year, 12, 31)
    cost = _latest([one for one in policy.own_costs if one.performed or one.year == year], service, year)
    said = _latest(policy.framework_prices, service, year)
    tariffs = {regi: found for regi in ("own", "private") if (found := _tariff(policy, service, regi, end))}
    private = [
        tariffs["private"].amount_ore
        for one in policy.authorisations.values()
        if one.regi == "private" and "private" in tariffs and one.in_force(end, service.id)
    ]
    own = cost_ore(cost, performed_units) if cost else None
    paid, framework = summed_up(private), _stated(said) if said else None
    if not (cost or said or tariffs):
        return None
    lowest = [one.lowest_ore for one in (paid, framework) if one]
    return Comparison(
        year=year,
        service=service.id,
        unit=service.unit,
        own_cost_ore=own,
        own_cost_year=cost.year if cost and own is not None else None,
        own_paid_ore=tariffs["own"].amount_ore if "own" in tariffs else None,
        private=paid,
        framework=framework,
        framework_year=said.year if said else None,
        own_below_lowest=own < min(lowest) if own is not None and lowest else None,
        assumed=any(one.assumed for one in (cost, said, *tariffs.values()) if one),
    )


def _latest(said: Sequence[Said], service: Service, year: int) -> Said | None:
    """Give what was said last of a service, in the year or before it."""
    known = [one for one in said if one.service == service.id and one.year <= year]
    return max(known, key=lambda one: one.year, default=None)


def _tariff(policy: Policy, service: Service, regi: str, on: date) -> Tariff | None:
    """Give what an ordinary session with one counsellor is paid on a day."""
    found = [
        one
        for one in policy.tariffs
        if (one.service, one.event, one.regi, one.counsellors) == (service.id, "session", regi, 1) and one.start <= on
    ]
    return max(found, key=lambda one: one.start, default=None)


def _stated(said: FrameworkPrices) -> Prices:
    return Prices(said.suppliers, said.lowest_ore, said.highest_ore, said.median_ore)


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


def as_rows(found: Sequence[Comparison]) -> Iterator[list[str]]:
    """Give the comparison as a table in öre; what is not known is empty."""
    yield [*COLUMNS]
    for one in found:
        begin = [one.service, one.unit, _text(one.own_cost_ore), _text(one.own_cost_year), _text(one.own_paid_ore)]
        kinds = (("private", one.year, one.private), ("framework", one.framework_year, one.framework))
        known = [(kind, of, prices) for kind, of, prices in kinds if prices]
        for kind, of, prices in known:
            amounts = (prices.count, prices.lowest_ore, prices.highest_ore, prices.median_ore)
            yield [*begin, kind, _text(of), *map(_text, amounts)]
        if not known:
            yield begin + [""] * (len(COLUMNS) - len(begin))


def _text(value: float | None) -> str:
    return "" if value is None else str(value).removesuffix(".0")
