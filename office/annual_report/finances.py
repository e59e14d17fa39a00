"""The annual report's money: what was entered, what members share, and prices beside the own cost (D22, D42, D53)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalogue.policy.loader import Policy, ore
from catalogue.policy.published_statistics import Year
from office.annual_report import cost_shares, price_comparison
from office.print_format import spaced
from office.print_format import words as said

Table = dict[str, Any]
"""A table with its caption: `head` and `rows` of cells, `foot` or none, and for a chart the bars of its rows."""


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], foot: Sequence[str] | None) -> Table:
    """Give a table without bars."""
    return {"caption": caption, "sentence": "", "head": head, "rows": rows, "foot": foot, "bars": []}


def economy(policy: Policy, notes: Mapping[str, Any]) -> dict[str, Any]:
    """Give income and costs as they were entered, and what each member pays of what is shared (D42)."""
    say, tables = said()["report"], []
    for name in ("income", "costs"):
        if found := notes.get(name):
            rows = [[one["what"], spaced(ore(one["kronor"]))] for one in found]
            foot = [say["sum"], spaced(sum(ore(one["kronor"]) for one in found))]
            tables.append(table(say["economy"][name], say["economy"]["head"], rows, foot))
    town = policy.municipality
    if town.members:
        for name, kronor in _shared(notes).items():
            tables.append(_shares(say["shares"][name], cost_shares.shares(town.members, town.code, kronor)))
    paragraphs = [] if tables else [say["missing"]]
    return {"title": say["parts"]["economy"], "paragraphs": paragraphs, "tables": tables}


def compared(policy: Policy, year: Year) -> dict[str, Any]:
    """Compare the own cost with what is paid; the own unit's sessions are those that are published, if they are."""
    say = said()["report"]
    own, services = year.cell("sessions×regi|own"), [*policy.services]
    performed = {services[0]: own} if own and len(services) == 1 else {}
    found = price_comparison.of_year(policy, year.year, performed)
    rows = [row for one in found for row in _price_rows(one, policy, say["prices"])]
    assumed = [say["prices"]["assumed"]] if any(one.assumed for one in found) else []
    return {
        "title": say["parts"]["prices"],
        "paragraphs": assumed if rows else [say["missing"]],
        "tables": [table(say["prices"]["caption"], say["prices"]["head"], rows, None)] if rows else [],
    }


def _shared(notes: Mapping[str, Any]) -> dict[str, int]:
    """Give what members pay by the key: the cost, the quality review, and (or get back) the year's result (D42-D44)."""
    found = {name: notes[f"{name}_kronor"] for name in ("shared", "review") if notes.get(f"{name}_kronor")}
    if "result_kronor" in notes:
        found["result"] = cost_shares.settled(notes["result_kronor"], notes.get("carried_over_kronor", 0))
    return {name: kronor for name, kronor in found.items() if kronor}


def _shares(caption: str, found: Sequence[cost_shares.Share]) -> Table:
    say = said()["report"]
    rows = [
        [row["name"], _whole(row["population"]), f"{row['per_cent']} %", _whole(row["amount_kr"])]
        for row in cost_shares.as_rows(found)
    ]
    people, kronor = sum(one.population for one in found), sum(one.amount_kr for one in found)
    foot = [say["sum"], _whole(people), "100,0 %", _whole(kronor)]
    return table(caption, say["shares"]["head"], rows, foot)


def _whole(number: str | int) -> str:
    """Write a whole number with no-break spaces between thousands."""
    return f"{int(number):,}".replace(",", "\u00a0").replace("-", "−")


def _price_rows(one: price_comparison.Comparison, policy: Policy, say: Mapping[str, Any]) -> Iterator[list[str]]:
    """Give a service's prices: its own cost, what its own unit is paid, and what others are paid."""
    name, unit = policy.services[one.service].name["sv"], say["units"][one.unit]
    if one.own_cost_ore is not None:
        yield [f"{name}: {say['own_cost'].format(year=one.own_cost_year)}, {unit}", *[spaced(one.own_cost_ore)] * 3]
    if one.own_paid_ore is not None:
        yield [f"{name}: {say['own_paid']}, {unit}", *[spaced(one.own_paid_ore)] * 3]
    for kind, found in (("private", one.private), ("framework", one.framework)):
        if found:
            label = say[kind].format(count=found.count, year=one.framework_year)
            amounts = (found.lowest_ore, round(found.median_ore), found.highest_ore)
            yield [f"{name}: {label}, {unit}", *map(spaced, amounts)]
