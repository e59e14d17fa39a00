"""`build.py cost-shares AMOUNT`: how municipalities that share a service share its cost (D42-D44).

Each share of the population is rounded to one decimal of a per cent *first*, then multiplied and rounded to kronor;
the host pays the remainder. This follows the agreement of Jämtland's eight municipalities and reproduces its table to
the krona.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from catalogue.policy.model import Member

YEARLY_INDEX = Decimal("1.03")
REVIEW_LIMIT_KR = 150_000
"""The most that the steering group may spend on the quality review (D44)."""


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


def indexed(total_kr: int, years: int) -> int:
    """Return an amount raised by 3 % a year, rounded to kronor each year (D43)."""
    for _ in range(years):
        total_kr = _half_up(total_kr * YEARLY_INDEX)
    return total_kr


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
