"""What the own unit's session or hour costs beside what is paid (D22, D29, D32, D52, D53), by policy alone.

What is paid follows from the tariffs and the authorised providers; the prices of a framework agreement are those of its
suppliers. The own unit's cost, and prices of an agreement that is not in policy, are in `policy/budget.yaml` with their
sources. What the own unit performed is given where policy does not say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from catalogue.policy.model import Policy, Service
from catalogue.policy.money.budget import FrameworkPrices, OwnCost, Texts
from catalogue.policy.money.model import Tariff
from catalogue.policy.money.prices import Prices, summarise
from chalicelib.amounts import divide

YearlyEntry = TypeVar("YearlyEntry", OwnCost, FrameworkPrices)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One service's year; unknown figures are None, and `assumed` is set if any figure is assumed."""

    year: int
    service: str
    unit: str
    own_cost_ore: int | None
    own_cost_year: int | None
    own_cost_full_ore: int | None
    """What a session or hour would cost at full occupancy (D32)."""
    own_paid_ore: int | None
    own_deficit_ore: int | None
    """What a session costs beyond its remuneration and its ordinary fee; below zero for a surplus."""
    private: Prices | None
    framework: Prices | None
    framework_year: int | None
    own_below_lowest: bool | None
    """Whether the own cost is below every price that it is compared with."""
    assumed: bool

    def as_dict(self) -> dict[str, object]:
        """Return everything as plain data."""
        return asdict(self)

    @property
    def own(self) -> Iterator[tuple[str, int]]:
        """Yield each amount of the own unit that is known, in öre, by its name; a deficit below zero is a surplus."""
        deficit_ore = self.own_deficit_ore
        for name, amount_ore in (
            ("own_cost", self.own_cost_ore),
            ("own_cost_full", self.own_cost_full_ore),
            ("own_paid", self.own_paid_ore),
            ("own_surplus" if deficit_ore is not None and deficit_ore < 0 else "own_deficit", deficit_ore),
            ("difference", self.difference_ore),
        ):
            if amount_ore is not None:
                yield name, abs(amount_ore)

    @property
    def difference_ore(self) -> int | None:
        """Return what private providers are paid beyond the own unit (D29), or None where it is nothing."""
        if self.private is None or self.own_paid_ore is None:
            return None
        return max(0, self.private.median_whole_ore - self.own_paid_ore) or None

    @property
    def difference_share(self) -> float:
        """Return that difference as a share of what the own unit is paid."""
        return (self.difference_ore or 0) / self.own_paid_ore if self.own_paid_ore else 0

    @property
    def kinds(self) -> Iterator[tuple[str, int | None, Prices]]:
        """Yield each kind of price that is known, with its year."""
        for kind, year, prices in (
            ("private", self.year, self.private),
            ("framework", self.framework_year, self.framework),
        ):
            if prices:
                yield kind, year, prices


def compare_prices(policy: Policy, year: int, performed: Mapping[str, int]) -> list[Comparison]:
    """Return a comparison for each service with known figures; `performed` is the own unit's sessions or hours.

    A price is that of an ordinary session with one counsellor, in force when the year ends.
    """
    comparisons = (
        _compare_service(policy, service, year, performed.get(service.id)) for service in policy.services.values()
    )
    return [comparison for comparison in comparisons if comparison]


def needs_ledger(policy: Policy, year: int) -> bool:
    """Return whether a cost of the year is divided by what only the ledger knows."""
    costs = (_own_cost(policy, service, year) for service in policy.services.values())
    return any(cost and cost.each_ore is None and cost.performed is None for cost in costs)


def sources(policy: Policy, comparisons: Sequence[Comparison]) -> list[Texts]:
    """Return where the own costs and the framework prices that are compared come from, each once."""
    costs = {(comparison.service, comparison.own_cost_year) for comparison in comparisons}
    texts = [cost.source for cost in policy.own_costs if (cost.service, cost.year) in costs]
    frameworks = (_framework(policy, policy.services[row.service], row.year) for row in comparisons)
    texts += [entry.source for entry in frameworks if entry]
    return [text for index, text in enumerate(texts) if text not in texts[:index]]


def cost_ore(cost: OwnCost, performed_units: int | None) -> int | None:
    """Return the cost of one session or hour, half an öre rounded up (D22: 11.1 mnkr over 7,200 sessions)."""
    units = cost.performed or performed_units
    if cost.amount_ore is None:
        return cost.each_ore
    return divide(cost.amount_ore, units) if units else None


def _compare_service(policy: Policy, service: Service, year: int, performed_units: int | None) -> Comparison | None:
    """Return one service's comparison, or None without any cost, tariff or framework price."""
    end = date(year, 12, 31)
    cost, framework_entry = _own_cost(policy, service, year), _framework(policy, service, year)
    tariffs = {regi: tariff for regi in ("own", "private") if (tariff := _tariff(policy, service, regi, end))}
    private = [
        tariffs["private"].amount_ore
        for authorisation in policy.authorisations.values()
        if authorisation.regi == "private" and "private" in tariffs and authorisation.in_force(end, service.id)
    ]
    own = cost_ore(cost, performed_units) if cost else None
    paid, framework = summarise(private), framework_entry.prices if framework_entry else None
    if not (cost or framework_entry or tariffs):
        return None
    lowest = [prices.lowest_ore for prices in (paid, framework) if prices]
    income_ore = _income_ore(policy, service, tariffs.get("own"), end)
    return Comparison(
        year=year,
        service=service.id,
        unit=service.unit,
        own_cost_ore=own,
        own_cost_year=cost.year if cost and own is not None else None,
        own_cost_full_ore=_full_ore(policy, service, cost, own) if cost else None,
        own_paid_ore=tariffs["own"].amount_ore if "own" in tariffs else None,
        own_deficit_ore=own - income_ore if own is not None and income_ore is not None else None,
        private=paid,
        framework=framework,
        framework_year=framework_entry.year if framework_entry else None,
        own_below_lowest=own < min(lowest) if own is not None and lowest else None,
        assumed=any(entry.assumed for entry in (cost, framework_entry, *tariffs.values()) if entry),
    )


def _income_ore(policy: Policy, service: Service, tariff: Tariff | None, on: date) -> int | None:
    """Return what the own unit gets for an ordinary session, from the municipality and the resident; hours have no fee.

    Who is exempt owes less, and the municipality pays the rest where policy says so.
    """
    if tariff is None or tariff.fee == "deducted":
        return tariff.amount_ore if tariff else None
    fee = policy.fee(service.id, "session", on)
    return tariff.amount_ore + (fee.amount_ore if fee and service.unit == "session" else 0)


def _full_ore(policy: Policy, service: Service, cost: OwnCost, each_ore: int | None) -> int | None:
    """Return the cost of a session or hour at full occupancy: the stated one, or all budgeted sessions performed."""
    if cost.occupancy and each_ore is not None:
        return int(each_ore * cost.occupancy + Fraction(1, 2))
    budgets = (budget for budget in policy.budgets if (budget.year, budget.service) == (cost.year, service.id))
    budgeted = sum(budget.own_unit_sessions or 0 for budget in budgets)
    if cost.amount_ore is None or not budgeted:
        return None
    return divide(cost.amount_ore, budgeted)


def _own_cost(policy: Policy, service: Service, year: int) -> OwnCost | None:
    """Return the latest cost of a service; one that is divided by what the ledger says is of the year itself."""
    costs = [cost for cost in policy.own_costs if cost.performed or cost.each_ore is not None or cost.year == year]
    return _latest(costs, service, year)


def _framework(policy: Policy, service: Service, year: int) -> FrameworkPrices | None:
    """Return the prices of the suppliers whose agreement is in force when the year ends, or else what policy states."""
    end = date(year, 12, 31)
    for agreement in policy.frameworks:
        if agreement.service == service.id and agreement.in_force(end):
            suppliers = (row for row in agreement.suppliers if row.end is None or end <= row.end)
            prices = summarise([price.amount_ore for row in suppliers if (price := row.price(end))])
            if prices:
                return FrameworkPrices(year, service.id, prices, agreement.source, agreement.assumed)
    return _latest(policy.framework_prices, service, year)


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
