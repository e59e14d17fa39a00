"""The annual report's finances: entered amounts, members' shares, and prices beside the own cost (D22, D42, D53)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalogue.policy.budget import ore
from catalogue.policy.model import Policy
from office.annual_report import cost_shares, price_comparison
from office.print_format import format_amount

Table = dict[str, Any]
"""A captioned table: `head` and `rows` of cells, optional `foot`, and for a chart the bars of its rows."""


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], foot: Sequence[str] | None) -> Table:
    """Build a table without bars."""
    return {"caption": caption, "sentence": "", "head": head, "rows": rows, "foot": foot, "bars": []}


def economy(policy: Policy, entered: Mapping[str, Any], texts: Mapping[str, Any]) -> dict[str, Any]:
    """Build the section with the entered income and costs, and each member's share of the shared costs (D42)."""
    tables: list[Table] = []
    for name in ("income", "costs"):
        if entries := entered.get(name):
            rows = [[entry["what"], format_amount(ore(entry["kronor"]))] for entry in entries]
            foot = [texts["sum"], format_amount(sum(ore(entry["kronor"]) for entry in entries))]
            tables.append(table(texts["economy"][name], texts["economy"]["head"], rows, foot))
    municipality = policy.municipality
    if municipality.members:
        for name, kronor in _shared(entered).items():
            member_shares = cost_shares.shares(municipality.members, municipality.code, kronor)
            tables.append(_share_table(texts, name, member_shares))
    paragraphs = [] if tables else [texts["missing"]]
    return {"title": texts["parts"]["economy"], "paragraphs": paragraphs, "tables": tables}


def compared(policy: Policy, year: int, own_sessions: Mapping[str, int], texts: Mapping[str, Any]) -> dict[str, Any]:
    """Build the section that compares the own cost with what is paid; `own_sessions` is by service."""
    comparisons = price_comparison.compare_prices(policy, year, own_sessions)
    rows = [row for comparison in comparisons for row in _price_rows(comparison, policy, texts["prices"])]
    assumed = [texts["prices"]["assumed"]] if any(comparison.assumed for comparison in comparisons) else []
    return {
        "title": texts["parts"]["prices"],
        "paragraphs": assumed if rows else [texts["missing"]],
        "tables": [table(texts["prices"]["caption"], texts["prices"]["head"], rows, None)] if rows else [],
    }


def _shared(entered: Mapping[str, Any]) -> dict[str, int]:
    """Return the shared amounts in kronor: the cost, the quality review, and the year's result (D42-D44)."""
    amounts = {name: entered[f"{name}_kronor"] for name in ("shared", "review") if entered.get(f"{name}_kronor")}
    if "result_kronor" in entered:
        amounts["result"] = cost_shares.settled(entered["result_kronor"], entered.get("carried_over_kronor", 0))
    return {name: kronor for name, kronor in amounts.items() if kronor}


def _share_table(texts: Mapping[str, Any], name: str, member_shares: Sequence[cost_shares.Share]) -> Table:
    rows = [
        [row["name"], _format_integer(row["population"]), f"{row['per_cent']} %", _format_integer(row["amount_kr"])]
        for row in cost_shares.share_rows(member_shares)
    ]
    population = sum(share.population for share in member_shares)
    kronor = sum(share.amount_kr for share in member_shares)
    foot = [texts["sum"], _format_integer(population), "100,0 %", _format_integer(kronor)]
    return table(texts["shares"][name], texts["shares"]["head"], rows, foot)


def _format_integer(number: str | int) -> str:
    """Format an integer with no-break spaces between thousands."""
    return f"{int(number):,}".replace(",", "\u00a0").replace("-", "−")


def _price_rows(
    comparison: price_comparison.Comparison, policy: Policy, texts: Mapping[str, Any]
) -> Iterator[list[str]]:
    """Yield a service's price rows: its own cost, what its own unit is paid, and what others are paid."""
    name, unit = policy.services[comparison.service].name["sv"], texts["units"][comparison.unit]
    if comparison.own_cost_ore is not None:
        yield [
            f"{name}: {texts['own_cost'].format(year=comparison.own_cost_year)}, {unit}",
            *[format_amount(comparison.own_cost_ore)] * 3,
        ]
    if comparison.own_paid_ore is not None:
        yield [f"{name}: {texts['own_paid']}, {unit}", *[format_amount(comparison.own_paid_ore)] * 3]
    for kind, prices in (("private", comparison.private), ("framework", comparison.framework)):
        if prices:
            label = texts[kind].format(count=prices.count, year=comparison.framework_year)
            amounts = (prices.lowest_ore, round(prices.median_ore), prices.highest_ore)
            yield [f"{name}: {label}, {unit}", *map(format_amount, amounts)]
