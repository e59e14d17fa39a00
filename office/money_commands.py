"""The commands that compare prices and share costs: by policy, and by the ledger only for what policy does not say."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from catalogue.policy.model import Policy
from catalogue.policy.money.price_comparison import compare_prices as comparisons_of
from catalogue.policy.money.price_comparison import needs_ledger, sources
from chalicelib.reporting import yearly_counts
from office.annual_report import price_table
from office.annual_report.cost_shares import budgeted, joint_budgets, raised, share_rows, shares
from office.commands import ERRORS, year_progress
from office.context import OfficeError, open_source, read_policy
from office.print_format import format_amount, print_texts


def compare_prices(root: Path, year: int, *, csv: bool) -> int:
    """Print the own unit's cost of a session or hour next to the prices that are paid: in kronor, or as CSV in öre."""
    try:
        policy = read_policy(root)
    except OfficeError as error:
        print(f"compare-prices: {error}", file=sys.stderr)
        return 1
    comparisons = comparisons_of(policy, year, _performed(root, policy, year))
    if not comparisons:
        print(f"compare-prices: policy/ has no cost and no price of {year} or earlier.", file=sys.stderr)
        return 1
    texts = print_texts()["report"]["prices"]
    lines = (
        map(";".join, price_table.as_rows(comparisons)) if csv else price_table.as_tables(comparisons, policy, texts)
    )
    for line in lines:
        print(line)
    for source in sources(policy, comparisons):
        print(source["sv"], file=sys.stderr)
    if any(comparison.assumed for comparison in comparisons):
        print("Some of these figures are assumed: see `assumed` in policy/.", file=sys.stderr)
    return 0


def cost_shares(root: Path, amount_kr: int | None, budget_year: int | None, years: int) -> int:
    """Print as CSV how the members of a joint service share an amount, or what the budget of a year has them share."""
    try:
        policy = read_policy(root)
        by_base = _amounts(policy, amount_kr, budget_year, years)
    except OfficeError as error:
        print(f"cost-shares: {error}", file=sys.stderr)
        return 1
    municipality = policy.municipality
    columns = ("code", "name", "population", "per_cent", "amount_kr")
    several = len(by_base) > 1
    print(";".join(("base", *columns) if several else columns))
    for base, total_kr in by_base.items():
        for row in share_rows(shares(municipality.members, municipality.code, total_kr)):
            print(";".join((*([base] if several else []), *row.values())))
    for line in _explained(policy, budget_year, by_base):
        print(line, file=sys.stderr)
    return 0


def _performed(root: Path, policy: Policy, year: int) -> Mapping[str, int]:
    """Return what the own unit performed, where a cost is divided by it; without a ledger that cost is left out."""
    if not needs_ledger(policy, year):
        return {}
    try:
        with open_source(root) as source:
            counts = yearly_counts.count_rows(source.ledger, source.register, year, year_progress(source, year))
            return price_table.performed(counts, [*policy.services.values()])
    except ERRORS as error:
        print(f"The own cost of a session or hour is left out: {error}", file=sys.stderr)
        return {}


def _amounts(policy: Policy, amount_kr: int | None, budget_year: int | None, years: int) -> dict[str, int]:
    """Return what is shared in kronor, by what it is raised from: two amounts where the agreement is not clear."""
    if not policy.municipality.members:
        raise OfficeError("policy/municipality.yaml names no members, so there is nothing to share.")
    if amount_kr is not None and budget_year is None:
        amounts = {"": amount_kr}
    elif amount_kr is None and budget_year is not None:
        amounts = budgeted(policy, budget_year, to_raise=years > 0)
    else:
        raise OfficeError("give an amount in kronor, or the year of a budget with --budget.")
    return {base: raised(policy.cost_sharing, kronor, years) for base, kronor in amounts.items()}


def _explained(policy: Policy, budget_year: int | None, by_base: Mapping[str, int]) -> Iterator[str]:
    """Yield what a budget's income is the sum of, and that an agreement leaves open which amount rises (D42, D43)."""
    for budget in joint_budgets(policy, budget_year) if budget_year else ():
        rows = {"members": budget.shared_ore} | {row.what: row.amount_ore for row in budget.income}
        parts = " + ".join(f"{what} {_kronor(amount_ore)}" for what, amount_ore in rows.items())
        yield f"{budget.service}: income {_kronor(budget.income_ore)} kr = {parts}"
        yield f"{budget.service}: costs {_kronor(sum(row.amount_ore for row in budget.costs))} kr"
    if len(by_base) > 1:
        totals = ", ".join(f"{base} {_kronor(100 * total_kr)} kr" for base, total_kr in by_base.items())
        yield f"The agreement does not say which amount rises, so there are two: {totals}."
        yield "When the parties have agreed, leave one in cost_sharing.raised of policy/budget.yaml."


def _kronor(amount_ore: int) -> str:
    return format_amount(amount_ore).removesuffix(",00")
