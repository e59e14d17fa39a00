"""Jämtland's table, to the krona (D42), and what follows from the same key."""

from dataclasses import replace
from decimal import Decimal

import pytest

from catalogue.policy.municipality import Member
from office.annual_report import cost_shares

HOST = "2380"
MEMBERS = (
    Member("2303", "Ragunda", 5_150),
    Member("2305", "Bräcke", 6_037),
    Member("2309", "Krokom", 15_702),
    Member("2313", "Strömsund", 10_995),
    Member("2321", "Åre", 12_626),
    Member("2326", "Berg", 7_101),
    Member("2361", "Härjedalen", 10_120),
    Member(HOST, "Östersund", 64_977),
)
TOTAL_KR = 4_421_442
PER_MILLE = (39, 45, 118, 83, 95, 54, 76, 490)
KRONOR = (172_436, 198_965, 521_730, 366_980, 420_037, 238_758, 336_030, 2_166_506)


def test_the_table_of_the_agreement_comes_out_to_the_krona() -> None:
    found = cost_shares.shares(MEMBERS, HOST, TOTAL_KR)
    assert tuple(one.per_mille for one in found) == PER_MILLE
    assert tuple(one.amount_kr for one in found) == KRONOR


def test_it_follows_from_the_populations() -> None:
    """One more inhabitant of a thousand moves money: the table is reckoned, not kept."""
    moved = (replace(MEMBERS[0], population=6_150), *MEMBERS[1:])
    assert cost_shares.shares(moved, HOST, TOTAL_KR)[0].amount_kr > KRONOR[0]


@pytest.mark.parametrize("total_kr", [0, 1, 7, 999, TOTAL_KR, 150_000, -2_000_000])
def test_whatever_the_amount_the_parts_add_up_to_it(total_kr: int) -> None:
    assert sum(one.amount_kr for one in cost_shares.shares(MEMBERS, HOST, total_kr)) == total_kr


def test_rounding_per_cent_last_would_give_another_table() -> None:
    """The negative control: Bräcke would pay 2 170 kronor more by its exact share (D42)."""
    exact = round(TOTAL_KR * 6_037 / sum(one.population for one in MEMBERS))
    assert exact - KRONOR[1] == 2_170


@pytest.mark.parametrize(("base_kr", "next_kr"), [(4_421_442, 4_554_085), (4_736_442, 4_878_535)])
def test_the_index_is_three_per_cent_on_either_base_that_the_agreement_may_mean(base_kr: int, next_kr: int) -> None:
    assert cost_shares.indexed(base_kr, 1, Decimal(3)) == next_kr


def test_a_surplus_is_repaid_less_what_is_carried_over() -> None:
    """The budget of 2025 repays 2 000 000 of 3 327 637 (D44)."""
    assert cost_shares.settled(3_327_637, 1_327_637) == -2_000_000


def test_a_deficit_is_paid_by_the_key() -> None:
    found = cost_shares.shares(MEMBERS, HOST, cost_shares.settled(-100_000, 0))
    assert (found[0].amount_kr, sum(one.amount_kr for one in found)) == (3_900, 100_000)
