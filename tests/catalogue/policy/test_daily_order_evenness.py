"""A comparator that looks fair and is not, by the statistic that our order passes."""

import random
from functools import cmp_to_key

from catalogue.policy import daily_order
from tests.support.catalogue.evenness import DAYS, SEED, ids_of, unevenness


class TestNegativeControl:
    """The comparator `() => 0.5 - Math.random()` looks fair and is not; the test that passes our order must fail it.

    Browsers sort with TimSort, as Python does (V8's is a port of Python's), so the same comparator gives such a bias
    (27 on Python 3.11 and 17 on 3.13, whose sort compares in another order).
    """

    def test_a_random_comparator_fails_the_uniformity_test(self) -> None:
        chance = random.Random(2026)
        comparator = cmp_to_key(lambda _a, _b: -1 if 0.5 - chance.random() < 0 else 1)
        assert unevenness([sorted(ids_of(12), key=comparator) for _ in range(DAYS)]) > 10

    def test_a_fair_shuffle_passes_it(self) -> None:
        chance = random.Random(2026)
        assert unevenness([chance.sample(ids_of(12), 12) for _ in range(DAYS)]) < 5

    def test_our_order_passes_it(self) -> None:
        assert unevenness([daily_order.order(ids_of(12), SEED, day) for day in range(DAYS)]) < 0.5

    def test_sorting_by_name_fails_it(self) -> None:
        assert unevenness([ids_of(12) for _ in range(DAYS)]) > 20
