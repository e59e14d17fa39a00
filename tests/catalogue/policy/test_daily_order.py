import dataclasses
import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from itertools import combinations, permutations
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.policy import daily_order
from catalogue.policy import loader as policies
from catalogue.policy.model import Authorisation, OrderSeed, Period, Policy
from tests.support import frozen
from tests.support.catalogue.evenness import SEED, ids_of, unevenness

ROOT = Path(__file__).parents[3]
CHRISTMAS_EVE = dt.date(2026, 12, 24)
EVE_OF_A_PAIR = dt.date(2026, 12, 23)  # day 20810 begins a pair
SIZES = (1, 2, 3, 4, 5, 7, 12, 30)


def a_cycle(m: int, cycle: int = 346) -> range:
    """Every day of one cycle of m providers."""
    return range(2 * m * cycle, 2 * m * (cycle + 1))


class TestByHand:
    """The formula of the page, worked again here in the plainest words."""

    @pytest.mark.parametrize("day", [20810, 20811, 0, 1, 7])
    def test_the_order_is_the_formula(self, day: int) -> None:
        ids, m = ids_of(5), 5
        pair, flip = day // 2, day % 2
        cycle, slot = pair // m, pair % m
        hashed = {text: sha256(text.encode()).hexdigest() for text in (f"{SEED}:{cycle}:{id_}" for id_ in ids)}
        base = sorted(ids, key=lambda id_: hashed[f"{SEED}:{cycle}:{id_}"])
        step = sorted(range(m), key=lambda p: sha256(f"{SEED}:{cycle}:place:{p}".encode()).hexdigest())
        expected = [base[(p + slot) % m] for p in step]
        assert daily_order.order(ids, SEED, day) == (expected[::-1] if flip else expected)

    def test_one_order_is_known_for_ever(self) -> None:
        """Worked with `sha256sum` in a shell; whoever changes the formula changes what residents were promised."""
        assert daily_order.order(["a", "b", "c"], "seed", 20811) == KNOWN

    @pytest.mark.parametrize(
        ("date", "day"), [(dt.date(1970, 1, 1), 0), (dt.date(1970, 1, 2), 1), (CHRISTMAS_EVE, 20811)]
    )
    def test_days_are_counted_from_1970(self, date: dt.date, day: int) -> None:
        assert daily_order.day_number(date) == day

    def test_no_provider_has_no_order(self) -> None:
        assert daily_order.order([], SEED, 5) == []

    def test_one_provider_is_the_order(self) -> None:
        assert daily_order.order(["a"], SEED, 5) == ["a"]

    def test_two_providers_change_places_every_day_of_a_pair(self) -> None:
        assert daily_order.order(["a", "b"], SEED, 8) == daily_order.order(["a", "b"], SEED, 9)[::-1]


KNOWN = ["c", "b", "a"]


class TestProof:
    """What the page promises, counted day by day."""

    @pytest.mark.parametrize("m", SIZES)
    def test_over_a_cycle_everyone_stands_in_every_place_exactly_twice(self, m: int) -> None:
        assert unevenness([daily_order.order(ids_of(m), SEED, day) for day in a_cycle(m)]) == 0
        count = Counter(
            (place, id_) for day in a_cycle(m) for place, id_ in enumerate(daily_order.order(ids_of(m), SEED, day))
        )
        assert count == {(place, id_): 2 for place in range(m) for id_ in ids_of(m)}

    @pytest.mark.parametrize("m", SIZES)
    def test_over_a_pair_each_stands_above_each_other_exactly_once(self, m: int) -> None:
        for first in list(a_cycle(m))[::2]:
            above = Counter(
                pair for day in (first, first + 1) for pair in combinations(daily_order.order(ids_of(m), SEED, day), 2)
            )
            assert above == dict.fromkeys(permutations(ids_of(m), 2), 1)

    @given(
        m=st.integers(1, 20),
        seed=st.text(max_size=10),
        cycle=st.integers(0, 3000),
        picks=st.lists(st.booleans(), min_size=20, max_size=20),
    )
    @settings(max_examples=60, deadline=None)
    def test_in_every_filtered_view_all_shown_have_the_same_mean_place(
        self, m: int, seed: str, cycle: int, picks: list[bool]
    ) -> None:
        shown = {id_ for id_, pick in zip(ids_of(m), picks, strict=False) if pick}
        places: Counter[str] = Counter()
        for day in a_cycle(m, cycle):
            for place, id_ in enumerate(id_ for id_ in daily_order.order(ids_of(m), seed, day) if id_ in shown):
                places[id_] += place
        assert len({places[id_] for id_ in shown}) <= 1

    def test_over_2026_none_of_three_is_first_on_less_than_27_days_of_100(self) -> None:
        """Fair is 33. This is simulated and no theorem: in the unluckiest of twenty years it was 25."""
        assert lowest_share_of_firsts(orders_of(2026, 365)) >= 0.27

    def test_over_five_years_none_of_three_is_first_on_less_than_30_days_of_100(self) -> None:
        assert lowest_share_of_firsts(orders_of(2026, 5 * 365)) >= 0.30

    @pytest.mark.parametrize("shuffle", range(3))
    def test_the_order_in_which_ids_are_given_changes_nothing(self, shuffle: int) -> None:
        ids = ids_of(12)
        random.Random(shuffle).shuffle(ids)
        assert daily_order.order(ids, SEED, 20811) == daily_order.order(ids_of(12), SEED, 20811)

    def test_another_seed_gives_another_order(self) -> None:
        assert daily_order.order(ids_of(12), "another", 20811) != daily_order.order(ids_of(12), SEED, 20811)


def orders_of(year: int, days: int) -> list[list[str]]:
    first = daily_order.day_number(dt.date(year, 1, 1))
    return [daily_order.order(ids_of(30), "kundval-demonstration-2026", day) for day in range(first, first + days)]


def lowest_share_of_firsts(orders: Sequence[Sequence[str]]) -> float:
    """Return how seldom, of any three that a filter may leave of thirty, one is first."""
    days = [{id_: place for place, id_ in enumerate(one)} for one in orders]
    columns = [[day[id_] for day in days] for id_ in ids_of(30)]
    lowest = len(days)
    for a, b, c in combinations(columns, 3):
        firsts = [0, 0, 0]
        for x, y, z in zip(a, b, c, strict=True):
            firsts[0 if x < y and x < z else 1 if y < z else 2] += 1
        lowest = min(lowest, *firsts)
    return lowest / len(days)


Periods = dict[str, tuple[dt.date, dt.date | None]]


def with_providers(policy: Policy, periods: Periods) -> Policy:
    one = policy.authorisations["exempelbyran"]
    made: dict[str, Authorisation] = {
        id_: dataclasses.replace(one, id=id_, services=(Period("familjeradgivning", start, end),))
        for id_, (start, end) in periods.items()
    }
    return dataclasses.replace(policy, authorisations=made)


LONG_AGO = dt.date(2020, 1, 1)


class TestComingAndGoing:
    """Who begins within a pair stands last that day, who has ended is gone at once, the others keep their places."""

    FOUR: ClassVar[Periods] = dict.fromkeys("abcd", (LONG_AGO, None))

    def test_everyone_in_force_stands_once(self, policy: Policy) -> None:
        assert sorted(daily_order.order_on(with_providers(policy, self.FOUR), CHRISTMAS_EVE)) == list("abcd")

    def test_one_that_begins_within_a_pair_stands_last_that_day_and_moves_nobody(self, policy: Policy) -> None:
        coming = with_providers(policy, self.FOUR | {"e": (CHRISTMAS_EVE, None)})
        before = daily_order.order_on(with_providers(policy, self.FOUR), CHRISTMAS_EVE)
        assert daily_order.order_on(coming, CHRISTMAS_EVE) == [*before, "e"]

    def test_from_the_next_pair_on_it_takes_part_like_everyone(self, policy: Policy) -> None:
        coming = with_providers(policy, self.FOUR | {"e": (CHRISTMAS_EVE, None)})
        boxing_day = CHRISTMAS_EVE + dt.timedelta(days=2)
        listed = daily_order.order("abcde", daily_order.seed_of(coming, boxing_day), daily_order.day_number(boxing_day))
        assert daily_order.order_on(coming, boxing_day) == listed

    def test_a_first_day_of_all_within_a_pair_lists_everyone(self, policy: Policy) -> None:
        """A municipality may start on any day: 2027-01-01 is the second day of a pair."""
        started = dt.date(2027, 1, 1)
        starting = with_providers(policy, dict.fromkeys("abcd", (started, None)))
        assert sorted(daily_order.order_on(starting, started)) == list("abcd")
        assert "begins on 2027-01-01" in daily_order.explain(starting, started)

    def test_one_that_begins_with_a_pair_is_there(self, policy: Policy) -> None:
        coming = with_providers(policy, self.FOUR | {"e": (EVE_OF_A_PAIR, None)})
        assert "e" in daily_order.order_on(coming, EVE_OF_A_PAIR)

    def test_one_whose_last_day_it_is_is_still_there(self, policy: Policy) -> None:
        going = with_providers(policy, self.FOUR | {"d": (LONG_AGO, CHRISTMAS_EVE)})
        assert "d" in daily_order.order_on(going, CHRISTMAS_EVE)

    def test_one_that_ends_within_a_pair_is_gone_and_the_others_keep_their_places(self, policy: Policy) -> None:
        going = with_providers(policy, self.FOUR | {"d": (LONG_AGO, EVE_OF_A_PAIR)})
        before = daily_order.order_on(with_providers(policy, self.FOUR), CHRISTMAS_EVE)
        assert daily_order.order_on(going, CHRISTMAS_EVE) == [id_ for id_ in before if id_ != "d"]

    def test_before_anyone_is_in_force_the_order_is_empty(self, policy: Policy) -> None:
        assert daily_order.order_on(policy, dt.date(2000, 1, 1)) == []

    def test_who_is_in_force_is_reckoned_right_on_every_day_of_change(self, policy: Policy) -> None:
        day = dt.timedelta(days=1)
        changing = with_providers(
            policy, {"a": (LONG_AGO, LONG_AGO + day), "b": (LONG_AGO + day, None), "c": (LONG_AGO - day, LONG_AGO)}
        )
        for ahead in range(-3, 5):
            on = LONG_AGO + ahead * day
            assert daily_order.members(changing, on) == {
                one.id for one in changing.authorisations.values() if one.in_force(on)
            }

    def test_a_new_seed_takes_over_with_a_pair(self, policy: Policy) -> None:
        old, new = OrderSeed(LONG_AGO, "old", {}), OrderSeed(CHRISTMAS_EVE, "new", {})
        changing = dataclasses.replace(policy, orders=(old, new))
        assert daily_order.seed_of(changing, CHRISTMAS_EVE) == "old"
        assert daily_order.seed_of(changing, CHRISTMAS_EVE + dt.timedelta(days=1)) == "new"


class TestFiles:
    """Nothing but ids, seed and date goes in."""

    def test_the_order_of_entries_in_policy_changes_nothing(self, policy: Policy) -> None:
        turned = dataclasses.replace(policy, authorisations=dict(reversed(list(policy.authorisations.items()))))
        assert daily_order.order_on(turned, CHRISTMAS_EVE) == daily_order.order_on(policy, CHRISTMAS_EVE)

    def test_a_new_name_changes_nothing(self, policy: Policy) -> None:
        renamed = {
            id_: dataclasses.replace(one, legal_name="AAA " + one.legal_name)
            for id_, one in policy.authorisations.items()
        }
        changed = dataclasses.replace(policy, authorisations=renamed)
        assert daily_order.order_on(changed, CHRISTMAS_EVE) == daily_order.order_on(policy, CHRISTMAS_EVE)

    def test_the_demonstration_lists_everyone_in_force_once(self) -> None:
        demonstration, _ = policies.load(frozen.POLICY)
        assert demonstration is not None
        listed = daily_order.order_on(demonstration, CHRISTMAS_EVE)
        assert len(listed) == len(set(listed))
        assert set(listed) == {one.id for one in demonstration.authorisations.values() if one.in_force(CHRISTMAS_EVE)}


class TestForOthers:
    """What whoever wants to recompute the order gets."""

    def test_the_explanation_names_every_number_that_the_reckoning_needs(self, policy: Policy) -> None:
        told = daily_order.explain(policy, CHRISTMAS_EVE)
        assert "2026-12-24 is day 20811" in told
        assert "20811 = 2 · 10405 + 1: pair 10405, flip 1." in told
        assert "sha256sum" in told
        assert policy.orders[0].seed in told
        assert all(id_ in told for id_ in daily_order.order_on(policy, CHRISTMAS_EVE))

    def test_the_explanation_can_be_followed(self, policy: Policy) -> None:
        """Read base, step and slot from the text alone and arrive at the order."""
        lines = daily_order.explain(policy, CHRISTMAS_EVE).splitlines()
        begins = next(n for n, line in enumerate(lines) if line.startswith("base:"))
        ends = next(n for n, line in enumerate(lines) if line.startswith("step:"))
        base = [line.split()[-1] for line in lines[begins + 1 : ends]]
        step = [int(number) for number in lines[ends + 1].split()]
        slot = int(lines[ends + 2].split("(p + ")[1].split(")")[0])
        worked = [base[(p + slot) % len(base)] for p in step][::-1]
        assert worked == daily_order.order_on(policy, CHRISTMAS_EVE)

    def test_the_explanation_says_who_is_left_out(self, policy: Policy) -> None:
        going = with_providers(policy, {"a": (LONG_AGO, None), "d": (LONG_AGO, EVE_OF_A_PAIR)})
        assert "removed, since the authorisation has ended by 2026-12-24: d." in daily_order.explain(
            going, CHRISTMAS_EVE
        )

    def test_a_day_without_providers_is_explained_in_one_line(self, policy: Policy) -> None:
        assert daily_order.explain(policy, dt.date(2000, 1, 1)) == "No provider is in force on 2000-01-01."
