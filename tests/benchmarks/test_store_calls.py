from pathlib import Path

from benchmarks.endpoint import store_calls
from tests.support import frozen

ROOT = Path(__file__).parents[2]


def test_a_claim_makes_no_more_store_calls_than_the_design_allows() -> None:
    assert store_calls.count(frozen.DATA) == store_calls.LIMITS
