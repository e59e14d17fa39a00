"""What a month's sum to a provider tells of sessions and exemptions, and that the handbook says so (D28, D29)."""

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from chalicelib.register.model import Reduction, RegisterFee, RegisterTariff
from chalicelib.rules.money.price import price

DAY = date(2022, 1, 1)
SESSION_ORE, FEE_ORE = 110_400, 45_000
MOST_VISITS = 200
HANDBOOK = Path(__file__).parents[3] / "site" / "handbook"


def paid_ore(tariff_fee: str, paid_by: str, *, exempt: bool) -> int:
    """Return what Stockholm pays for a session if the fee is handled like this."""
    tariff = RegisterTariff("t", "s", "session", "private", 1, DAY, SESSION_ORE, tariff_fee, "D29", assumed=True)
    fee = RegisterFee("s", DAY, frozenset({"session"}), FEE_ORE, Reduction(0, paid_by), None, "D28", assumed=True)
    return price(tariff, fee, exempt=exempt, visits_before=0, minutes=None).amount_ore


def months(visits: int, kinds: int) -> Iterator[tuple[int, ...]]:
    """Yield the months with so many visits, by how many there are of each kind."""
    for cuts in itertools.combinations_with_replacement(range(visits + 1), kinds - 1):
        yield tuple(after - before for before, after in itertools.pairwise((0, *cuts, visits)))


def ambiguous_from(prices_ore: Sequence[int], most: int = MOST_VISITS) -> int | None:
    """Return the fewest visits of a month whose sum another month of up to so many visits has as well."""
    fewest_of_sum: dict[int, int] = {}
    ambiguous = set[int]()
    for visits in range(most + 1):
        for month in months(visits, len(prices_ore)):
            sum_ore = sum(number * price_ore for number, price_ore in zip(month, prices_ore, strict=True))
            if sum_ore in fewest_of_sum:
                ambiguous.add(fewest_of_sum[sum_ore])
            fewest_of_sum.setdefault(sum_ore, visits)
    return min(ambiguous, default=None)


def session_prices(tariff_fee: str, paid_by: str) -> tuple[int, int]:
    """Return what is paid for a session, and for that of an exempt resident."""
    return paid_ore(tariff_fee, paid_by, exempt=False), paid_ore(tariff_fee, paid_by, exempt=True)


@pytest.mark.parametrize(("tariff_fee", "sessions"), [("on_top", 184), ("deducted", 109)])
def test_a_sum_tells_sessions_and_exemptions_below_the_handbooks_figure(tariff_fee: str, sessions: int) -> None:
    assert ambiguous_from(session_prices(tariff_fee, "municipality"), most=260) == sessions


def test_up_to_258_sessions_a_sum_is_told_apart_unless_184_are_exempt() -> None:
    ordinary, exempt = session_prices("on_top", "municipality")
    sums = [(sessions - n) * ordinary + n * exempt for sessions in range(259) for n in range(min(sessions, 183) + 1)]
    assert len(set(sums)) == len(sums)
    assert 184 * exempt == 259 * ordinary


def test_the_handbooks_example_has_one_reading() -> None:
    ordinary, exempt = session_prices("on_top", "municipality")
    readings = [(a, b) for a in range(20) for b in range(20) if a * ordinary + b * exempt == 1_414_800]
    assert readings == [(10, 2)]
    for page, example in (("en/operate/personal_data.md", "14,148 kr"), ("sv/juridik.md", "14 148 kr")):
        assert example in (HANDBOOK / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("tariff_fee", ["on_top", "deducted"])
def test_an_exemption_that_the_provider_bears_is_in_no_sum(tariff_fee: str) -> None:
    ordinary, exempt = session_prices(tariff_fee, "provider")
    assert ordinary == exempt


@pytest.mark.parametrize("tariff_fee", ["on_top", "deducted"])
def test_a_sum_has_two_readings_from_one_session_where_a_missed_visit_is_paid_by_half(tariff_fee: str) -> None:
    ordinary, exempt = session_prices(tariff_fee, "municipality")
    assert ambiguous_from((ordinary, exempt, ordinary // 2), most=10) == 1


def test_a_missed_visit_for_which_nothing_is_paid_is_in_no_sum() -> None:
    assert ambiguous_from((*session_prices("on_top", "municipality"), 0), most=1) == 0


@pytest.mark.parametrize("page", ["en/operate/personal_data.md", "sv/juridik.md"])
def test_the_handbook_has_the_figures(page: str) -> None:
    assert re.findall(r"\*\*(\d+)\*\*", (HANDBOOK / page).read_text(encoding="utf-8")) == ["184", "109"]
