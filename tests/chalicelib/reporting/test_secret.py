"""The secret of a year's draw is made of what only the ledger has."""

import random
from dataclasses import replace

from chalicelib.reporting import yearly_counts
from chalicelib.reporting.counts import YearCounts
from tests.support.chalicelib.sample import SERVICE
from tests.support.figures.year import RULES, YEAR, ListLedger, number, report


def secret(*places: str) -> bytes:
    """Return the secret of a year with numbers, and without a claim."""
    counted = {SERVICE: YearCounts()}
    ledger = ListLedger(number_rows=[number(place) for place in places])
    yearly_counts.add_numbers(counted, RULES, ledger, YEAR)  # type: ignore[arg-type]
    return counted[SERVICE].secret


def test_a_year_with_numbers_and_no_claim_has_a_secret_of_its_own() -> None:
    assert len({secret(), secret("a"), secret("b"), secret("a", "b")}) == 4


def test_the_order_in_which_numbers_are_read_does_not_matter() -> None:
    assert secret("a", "b", "c") == secret("c", "a", "b")


def test_the_same_case_reports_under_other_ids_give_another_secret() -> None:
    """A year without numbers and claims has reports alone: their figures can be guessed, their ids cannot."""
    reports = [report(random.Random(n), n) for n in range(3)]
    counted = [{SERVICE: YearCounts()} for _ in range(3)]
    yearly_counts.add_reports(counted[0], RULES, reports)
    yearly_counts.add_reports(counted[1], RULES, reversed(reports))
    yearly_counts.add_reports(counted[2], RULES, [replace(one, id=f"{one.id}x") for one in reports])
    first, again, others = (one[SERVICE].secret for one in counted)
    assert first == again
    assert first != others
