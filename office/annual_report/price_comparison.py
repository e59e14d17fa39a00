"""`build.py compare-prices YEAR`: what the own unit's session or hour costs beside what is paid (D22, D52, D53).

What is paid follows from the tariffs and the authorised providers. The prices of a framework agreement's suppliers and
the own unit's cost are in `policy/budget.yaml` with their sources.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from catalogue.policy.model import Policy, Service
from catalogue.policy.money.budget import FrameworkPrices, OwnCost
from catalogue.policy.money.model import Tariff
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.yearly_counts import ByService

_MINUTES_AN_HOUR = 60
YearlyEntry = TypeVar("YearlyEntry", OwnCost, FrameworkPrices)


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one kind, in öre per session or hour; the median of an even count may be fractional."""

    count: int | None
    lowest_ore: int
    highest_ore: int
    median_ore: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One service's year; unknown figures are None, and `assumed` is set if any figure is assumed."""

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
    """Whether the own cost is below every price that it is compared with."""
    assumed: bool

    def as_dict(self) -> dict[str, object]:
        """Return everything as plain data."""
        return asdict(self)


def compare_prices(policy: Policy, year: int, performed: Mapping[str, int]) -> list[Comparison]:
    """Return a comparison for each service with known figures; `performed` is the own unit's sessions or hours.

    A price is that of an ordinary session with one counsellor, in force when the year ends.
    """
    comparisons = (
        _compare_service(policy, service, year, performed.get(service.id)) for service in policy.services.values()
    )
    return [comparison for comparison in comparisons if comparison]


def performed(counts: ByService, services: Sequence[Service]) -> dict[str, int]:
    """Return what the own unit performed by service: sessions, or whole hours of a service paid by the hour.

    A service that is not counted, because the register was built before policy had it, has performed nothing.
    """
    by_service = [(service, counts.get(service.id, YearCounts())) for service in services]
    return {
        service.id: count.own_minutes // _MINUTES_AN_HOUR if service.unit == "hour" else count.own_sessions
        for service, count in by_service
    }


def cost_ore(cost: OwnCost, performed_units: int | None) -> int | None:
    """Return the cost of one session or hour, half an öre rounded up (D22: 11.1 mnkr over 7,200 sessions)."""
    units = cost.performed or performed_units
    return (2 * cost.amount_ore + units) // (2 * units) if units else None


def summarise(paid_ore: Sequence[int]) -> Prices | None:
    """Return the lowest, the highest and the median of prices, or None without prices.

    >>> summarise([60_500, 97_200, 80_000, 85_500])
    Prices(count=4, lowest_ore=60500, highest_ore=97200, median_ore=82750.0)
    """
    return Prices(len(paid_ore), min(paid_ore), max(paid_ore), median(paid_ore)) if paid_ore else None


def _compare_service(policy: Policy, service: Service, year: int, performed_units: int | None) -> Comparison | None:
    """Return one service's comparison, or None without any cost, tariff or framework price."""
    end = date(year, 12, 31)
    cost = _latest([cost for cost in policy.own_costs if cost.performed or cost.year == year], service, year)
    framework_entry = _latest(policy.framework_prices, service, year)
    tariffs = {regi: tariff for regi in ("own", "private") if (tariff := _tariff(policy, service, regi, end))}
    private = [
        tariffs["private"].amount_ore
        for authorisation in policy.authorisations.values()
        if authorisation.regi == "private" and "private" in tariffs and authorisation.in_force(end, service.id)
    ]
    own = cost_ore(cost, performed_units) if cost else None
    paid, framework = summarise(private), _framework_prices(framework_entry) if framework_entry else None
    if not (cost or framework_entry or tariffs):
        return None
    lowest = [prices.lowest_ore for prices in (paid, framework) if prices]
    return Comparison(
        year=year,
        service=service.id,
        unit=service.unit,
        own_cost_ore=own,
        own_cost_year=cost.year if cost and own is not None else None,
        own_paid_ore=tariffs["own"].amount_ore if "own" in tariffs else None,
        private=paid,
        framework=framework,
        framework_year=framework_entry.year if framework_entry else None,
        own_below_lowest=own < min(lowest) if own is not None and lowest else None,
        assumed=any(entry.assumed for entry in (cost, framework_entry, *tariffs.values()) if entry),
    )


def _latest(entries: Sequence[YearlyEntry], service: Service, year: int) -> YearlyEntry | None:
    """Return a service's latest entry of the year or earlier."""
    candidates = [entry for entry in entries if entry.service == service.id and entry.year <= year]
    return max(candidates, key=lambda entry: entry.year, default=None)


def _tariff(policy: Policy, service: Service, regi: str, on: date) -> Tariff | None:
    """Return the tariff of an ordinary session with one counsellor on a day."""
    candidates = [
        tariff
        for tariff in policy.tariffs
        if (tariff.service, tariff.event, tariff.regi, tariff.counsellors) == (service.id, "session", regi, 1)
        and tariff.start <= on
    ]
    return max(candidates, key=lambda tariff: tariff.start, default=None)


def _framework_prices(entry: FrameworkPrices) -> Prices:
    return Prices(entry.suppliers, entry.lowest_ore, entry.highest_ore, entry.median_ore)


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


def as_rows(comparisons: Sequence[Comparison]) -> Iterator[list[str]]:
    """Yield the comparisons as a table in öre, header first; unknown figures are empty."""
    yield [*COLUMNS]
    for comparison in comparisons:
        own = (comparison.own_cost_ore, comparison.own_cost_year, comparison.own_paid_ore)
        first_cells = [comparison.service, comparison.unit, *map(_text, own)]
        kinds = (
            ("private", comparison.year, comparison.private),
            ("framework", comparison.framework_year, comparison.framework),
        )
        with_prices = [(kind, year, prices) for kind, year, prices in kinds if prices]
        for kind, year, prices in with_prices:
            amounts = (prices.count, prices.lowest_ore, prices.highest_ore, prices.median_ore)
            yield [*first_cells, kind, _text(year), *map(_text, amounts)]
        if not with_prices:
            yield first_cells + [""] * (len(COLUMNS) - len(first_cells))


def _text(value: float | None) -> str:
    return "" if value is None else str(value).removesuffix(".0")
