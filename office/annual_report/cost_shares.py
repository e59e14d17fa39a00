"""`build.py cost-shares`: how municipalities that share a service share its cost (D42-D44).

Each share of the population is rounded to one decimal of a per cent *first*, then multiplied and rounded to kronor;
the host pays the remainder. This follows the agreement of Jämtland's eight municipalities and reproduces its table to
the krona.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from catalogue.policy.model import Policy
from catalogue.policy.money.budget import Budget, CostSharing
from catalogue.policy.municipality import Member
from office.context import OfficeError

_ORE = 100
_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Share:
    """One member's part: per mille of the cost (so a per cent with one decimal), and kronor."""

    code: str
    name: str
    population: int
    per_mille: int
    amount_kr: int


def shares(members: Sequence[Member], host: str, total_kr: int) -> list[Share]:
    """Return the members' shares of an amount; a negative one is repaid by the same key (D44: surplus and deficit)."""
    people = sum(member.population for member in members)
    parts = {member.code: _half_up(Decimal(1000 * member.population) / people) for member in members}
    kronor = {code: _half_up(Decimal(total_kr * part) / 1000) for code, part in parts.items()}
    kronor[host] += total_kr - sum(kronor.values())
    return [
        Share(member.code, member.name, member.population, parts[member.code], kronor[member.code])
        for member in members
    ]


def indexed(total_kr: int, years: int, per_cent: Decimal) -> int:
    """Return an amount raised by some per cent a year, rounded to kronor each year (D43)."""
    for _ in range(years):
        total_kr = _half_up(total_kr * (_PER_CENT + per_cent) / _PER_CENT)
    return total_kr


def raised(sharing: CostSharing | None, total_kr: int, years: int) -> int:
    """Return an amount raised as policy says, or raise OfficeError where it says nothing of a rise."""
    if not years:
        return total_kr
    if sharing is None:
        raise OfficeError("policy/budget.yaml has no cost_sharing, which says how much an amount rises in a year.")
    return indexed(total_kr, years, sharing.yearly_rise_per_cent)


def joint_budgets(policy: Policy, year: int) -> list[Budget]:
    """Return the budgets of a year whose costs are listed, so that what members share follows from them."""
    return [budget for budget in policy.budgets if budget.year == year and budget.costs]


def budgeted(policy: Policy, year: int, *, to_raise: bool) -> dict[str, int]:
    """Return what members share by a year's budget, in kronor; `to_raise`, each amount that may be meant to rise."""
    budgets = joint_budgets(policy, year)
    if not budgets:
        raise OfficeError(f"policy/budget.yaml has no budget of {year} with its costs in rows.")
    amounts = {
        "members": sum(budget.shared_ore for budget in budgets) // _ORE,
        "costs": sum(row.amount_ore for budget in budgets for row in budget.costs) // _ORE,
    }
    bases = policy.cost_sharing.raised if to_raise and policy.cost_sharing else ("members",)
    return {base: amounts[base] for base in bases}


def settled(result_kr: int, carried_over_kr: int) -> int:
    """Return what members pay (negative: get back) of a year's result: a surplus less what is carried over (D44)."""
    return -(result_kr - carried_over_kr) if result_kr > 0 else -result_kr


def share_rows(member_shares: Sequence[Share]) -> list[Mapping[str, str]]:
    """Return the printed table: per cent with one decimal and comma."""
    return [
        {
            "code": share.code,
            "name": share.name,
            "population": str(share.population),
            "per_cent": f"{share.per_mille / 10:.1f}".replace(".", ","),
            "amount_kr": str(share.amount_kr),
        }
        for share in member_shares
    ]


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
