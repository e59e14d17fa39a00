"""What `make test` holds of the benchmarks; the tests of the harness itself run first in `make bench`."""

from benchmarks import __main__ as benchmarks
from benchmarks.endpoint import store_calls
from tests.support import frozen


def test_every_measurement_can_be_imported_and_has_a_name() -> None:
    assert all(callable(measurement) for measurement in benchmarks.steps().values())


def test_what_is_left_out_unless_it_is_named_is_a_measurement() -> None:
    assert benchmarks.SLOWEST in benchmarks.steps()


def test_a_claim_makes_no_more_store_calls_than_the_design_allows() -> None:
    assert store_calls.count(frozen.DATA) == store_calls.LIMITS
