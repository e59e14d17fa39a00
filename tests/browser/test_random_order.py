"""What looks fair and is not: the comparator that many sites shuffle with, in the browser, by our own statistic."""

from __future__ import annotations

import pytest

from tests.support.browser.visiting import Visit
from tests.support.catalogue.evenness import DAYS, ids_of, unevenness

pytestmark = pytest.mark.browser
LIMIT = 6  # what chance itself is beyond once in some million runs
SHUFFLED = """([ids, days, fair]) => Array.from({ length: days }, () => {
  const row = [...ids];
  if (!fair) return row.sort(() => 0.5 - Math.random());
  for (let last = row.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [row[last], row[other]] = [row[other], row[last]];
  }
  return row;
})"""


def shuffled(reader: Visit, *, fair: bool) -> float:
    """Shuffle twelve providers in the browser on as many days as Python does, and measure."""
    return unevenness(reader.page.evaluate(SHUFFLED, [ids_of(12), DAYS, fair]))


def test_sorting_by_math_random_fails_the_uniformity_test(reader: Visit) -> None:
    assert shuffled(reader, fair=False) > LIMIT  # usually above 100


def test_a_fair_shuffle_in_the_same_browser_passes_it(reader: Visit) -> None:
    assert shuffled(reader, fair=True) < LIMIT
