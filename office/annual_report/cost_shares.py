"""`build.py cost-shares AMOUNT`: how municipalities that share a service share its cost (D42-D44).

Each share of the population is rounded to one decimal of a per cent *first*, then multiplied and rounded to kronor;
what is left over falls to the host. That is the agreement of Jämtland's eight, whose table comes out to the krona.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from catalogue.policy.loader import Member

YEARLY_INDEX = Decimal("1.03")
REVIEW_LIMIT_KR = 150_000
"""What the steering group may decide on for the quality review (D44)."""


@dataclass(frozen=True, slots=True)
class Share:
    """One member's part: per mille of the cost (so a per cent with one decimal), and kronor."""

    code: str
    name: str
    population: int
    per_mille: int
    amount_kr: int


def shares(members: Sequence[Member], host: str, total_kr: int) -> list[Share]:
    """Share an amount out; a negative one is repaid by the same key (D44: surplus and deficit)."""
    people = sum(member.population for member in members)
    parts = {member.code: _half_up(Decimal(1000 * member.population) / people) for member in members}
    kronor = {code: _half_up(Decimal(total_kr * part) / 1000) for code, part in parts.items()}
    kronor[host] += total_kr - sum(kronor.values())
    return [Share(one.code, one.name, one.population, parts[one.code], kronor[one.code]) for one in members]


def indexed(total_kr: int, years: int) -> int:
    """Raise an amount by 3 % a year, rounded to kronor each year (D43)."""
    for _ in range(years):
        total_kr = _half_up(total_kr * YEARLY_INDEX)
    return total_kr


def settled(result_kr: int, carried_over_kr: int) -> int:
    """Give what members pay (or, negative, get back) of a year's result: a surplus less what is carried over (D44)."""
    return -(result_kr - carried_over_kr) if result_kr > 0 else -result_kr


def as_rows(found: Sequence[Share]) -> list[Mapping[str, str]]:
    """Give the table as it is printed: per cent with one decimal and comma."""
    return [
        {
            "code": one.code,
            "name": one.name,
            "population": str(one.population),
            "per_cent": f"{one.per_mille / 10:.1f}".replace(".", ","),
            "amount_kr": str(one.amount_kr),
        }
        for one in found
    ]


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
