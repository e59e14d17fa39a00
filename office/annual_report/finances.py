"""The annual report's finances: entered amounts, members' shares, and prices beside the own cost (D22, D42, D53)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from catalogue.policy.model import Policy
from catalogue.policy.money.budget import Budget, ore
from catalogue.policy.money.price_comparison import Comparison, compare_prices
from office.annual_report import cost_shares, price_table
from office.print_format import format_amount

_THOUSAND = 1_000
_ORE = 100

Table = dict[str, Any]
"""A captioned table: `head` and `rows` of cells, optional `foot`, and for a chart the bars of its rows."""


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], foot: Sequence[str] | None) -> Table:
    """Build a table without bars."""
    return {"caption": caption, "sentence": "", "head": head, "rows": rows, "foot": foot, "bars": []}


def economy(
    policy: Policy, year: int, entered: Mapping[str, Any], texts: Mapping[str, Any], *, rounded: bool
) -> dict[str, Any]:
    """Build the section with the entered income and costs, the budget, and each member's share of the costs (D42).

    Where counts are hidden, what depends on them is `rounded` to thousands of kronor: few sums of prices make an exact
    amount. The cost that members share is fixed before the year (D43), and the review has a frame of its own (D44).
    """
    tables: list[Table] = []
    for name in ("income", "costs"):
        if entries := entered.get(name):
            rows = [[entry["what"], _entered_amount(ore(entry["kronor"]), rounded=rounded)] for entry in entries]
            total = _entered_amount(sum(ore(entry["kronor"]) for entry in entries), rounded=rounded)
            head = texts["economy"]["rounded_head" if rounded else "head"]
            tables.append(table(texts["economy"][name], head, rows, [texts["sum"], total]))
    municipality = policy.municipality
    budgets = cost_shares.joint_budgets(policy, year)
    shared = _shared(entered, budgets) if municipality.members else {}
    is_rounded = rounded and bool(tables or "result" in shared)
    for name, kronor in shared.items():
        in_thousands = rounded and name == "result"
        amount = _THOUSAND * _thousands(kronor) if in_thousands else kronor
        member_shares = cost_shares.shares(municipality.members, municipality.code, amount)
        tables.append(_share_table(texts, name, member_shares, rounded=in_thousands))
    tables += [budget for row in budgets for budget in _budget_tables(row, texts, shared=bool(municipality.members))]
    paragraphs = [texts["economy"]["rounded"]] if is_rounded else [] if tables else [texts["missing"]]
    return {"title": texts["parts"]["economy"], "paragraphs": paragraphs, "tables": tables}


def compared(policy: Policy, year: int, own_sessions: Mapping[str, int], texts: Mapping[str, Any]) -> dict[str, Any]:
    """Build the section that compares the own cost with what is paid; `own_sessions` is by service."""
    comparisons = compare_prices(policy, year, own_sessions)
    rows = [
        [label, *map(format_amount, amounts if len(amounts) > 1 else [*amounts] * 3)]
        for comparison in comparisons
        for label, amounts in price_table.price_rows(
            comparison, policy.services[comparison.service].name["sv"], texts["prices"]
        )
    ]
    assumed = [texts["prices"]["assumed"]] if any(comparison.assumed for comparison in comparisons) else []
    return {
        "title": texts["parts"]["prices"],
        "paragraphs": [*_deficits(comparisons, own_sessions, policy, texts["prices"]), *assumed]
        if rows
        else [texts["missing"]],
        "tables": [table(texts["prices"]["caption"], texts["prices"]["head"], rows, None)] if rows else [],
    }


def _deficits(
    comparisons: Sequence[Comparison], own_sessions: Mapping[str, int], policy: Policy, texts: Mapping[str, Any]
) -> Iterator[str]:
    """Yield what the own unit's cost of the year is beyond its remuneration and fees, for the sessions published."""
    for comparison in comparisons:
        sessions, each_ore = own_sessions.get(comparison.service), comparison.own_deficit_ore
        if sessions and each_ore is not None and comparison.own_cost_year == comparison.year:
            key, amount = "deficit" if each_ore >= 0 else "surplus", format_amount(sessions * abs(each_ore))
            name = policy.services[comparison.service].name["sv"]
            yield texts[key].format(service=name, count=_format_integer(sessions), amount=amount)


def _budget_tables(budget: Budget, texts: Mapping[str, Any], *, shared: bool) -> Iterator[Table]:
    """Yield a budget's costs and its income; what members share is the first row of the income."""
    members = [(texts["economy"]["members"], budget.shared_ore)] if shared else []
    for name, rows in (("costs", []), ("income", members)):
        rows += [(row.what, row.amount_ore) for row in getattr(budget, name)]
        cells = [[what, format_amount(amount_ore)] for what, amount_ore in rows]
        foot = [texts["sum"], format_amount(sum(amount_ore for _, amount_ore in rows))]
        if rows:
            caption = texts["economy"][f"budget_{name}"].format(year=budget.year)
            yield table(caption, texts["economy"]["head"], cells, foot)


def _shared(entered: Mapping[str, Any], budgets: Sequence[Budget]) -> dict[str, int]:
    """Return the shared amounts in kronor: the cost, the quality review, and the year's result (D42-D44).

    The cost is the budget's, unless another is entered.
    """
    amounts = {name: entered[f"{name}_kronor"] for name in ("shared", "review") if entered.get(f"{name}_kronor")}
    amounts = {"shared": sum(budget.shared_ore for budget in budgets) // _ORE} | amounts
    if "result_kronor" in entered:
        amounts["result"] = cost_shares.settled(entered["result_kronor"], entered.get("carried_over_kronor", 0))
    return {name: kronor for name, kronor in amounts.items() if kronor}


def _share_table(
    texts: Mapping[str, Any], name: str, member_shares: Sequence[cost_shares.Share], *, rounded: bool
) -> Table:
    unit = _thousands if rounded else int
    rows = [
        [
            row["name"],
            _format_integer(row["population"]),
            f"{row['per_cent']} %",
            _format_integer(unit(row["amount_kr"])),
        ]
        for row in cost_shares.share_rows(member_shares)
    ]
    population = sum(share.population for share in member_shares)
    kronor = unit(sum(share.amount_kr for share in member_shares))
    foot = [texts["sum"], _format_integer(population), "100,0 %", _format_integer(kronor)]
    return table(texts["shares"][name], texts["shares"]["rounded_head" if rounded else "head"], rows, foot)


def _entered_amount(amount_ore: int, *, rounded: bool) -> str:
    return _format_integer(_thousands(amount_ore // 100)) if rounded else format_amount(amount_ore)


def _thousands(kronor: str | int) -> int:
    """Return kronor as thousands, halves away from zero.

    >>> _thousands(1_499), _thousands("1500"), _thousands(-1_500)
    (1, 2, -2)
    """
    return int((Decimal(kronor) / _THOUSAND).quantize(Decimal(1), ROUND_HALF_UP))


def _format_integer(number: str | int) -> str:
    """Format an integer with no-break spaces between thousands."""
    return f"{int(number):,}".replace(",", "\u00a0").replace("-", "−")
