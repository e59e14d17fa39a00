"""Which sessions are a first one at a provider, and how long it took: a number is issued on 2 January."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.ledger.rows import NumberRow
from chalicelib.reporting import yearly_counts
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.first_sessions import TABLE, WITHIN
from tests.support.chalicelib.claims import reversed_
from tests.support.chalicelib.sample import SERVICE
from tests.support.figures import year
from tests.support.figures.year import ListLedger

A, B = "a-samtal", "b-samtal"
"""The provider that is called first, and another."""
SOON, LATER, LATE = f"{year.YEAR}-01-13", f"{year.YEAR}-01-27", f"{year.YEAR}-02-10"
"""Six, sixteen and twenty-six working days after 2 January."""


def counted(*rows: Any, ledger: ListLedger | None = None) -> YearCounts:  # noqa: ANN401 - a ledger's rows
    """Count the rows of a ledger."""
    filled = ledger or ListLedger()
    filled.rows.extend(rows)
    return yearly_counts.count_rows(filled, year.RULES, year.YEAR)[SERVICE]  # type: ignore[arg-type]


def firsts(counts: YearCounts, provider: str) -> tuple[int, ...]:
    """A provider's first sessions by class."""
    return tuple(counts.count(TABLE, provider, name) for name in WITHIN)


def claim(date: str = SOON, provider: str = A, **more: object) -> Any:  # noqa: ANN401 - a claim
    """A session on one number, reported on its day."""
    n = int(str(more.pop("n", 1)))
    return replace(year.claim(n, provider, date=date), place="number", **more)  # type: ignore[arg-type]


def test_it_is_in_the_class_of_its_working_days() -> None:
    assert [firsts(counted(claim(date)), A) for date in (SOON, LATER, LATE)] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


def test_a_missed_visit_is_none_and_the_session_after_it_is() -> None:
    missed = claim(event="no_show")
    assert firsts(counted(missed, claim(LATER, n=2)), A) == (0, 1, 0)


def test_after_a_missed_visit_that_used_up_a_session_there_is_none() -> None:
    missed = claim(event="no_show")
    assert firsts(counted(missed, claim(LATER, n=2, visits_before=1)), A) == (0, 0, 0)


def test_who_changes_provider_is_counted_at_the_first_alone() -> None:
    counts = counted(claim(), claim(LATE, B, n=2, visits_before=1))
    assert (firsts(counts, A), firsts(counts, B)) == ((1, 0, 0), (0, 0, 0))


def test_one_that_is_taken_back_is_not_counted() -> None:
    row = claim()
    assert firsts(counted(row, reversed_(row)), A) == (0, 0, 0)


def test_a_number_that_replaces_one_with_a_session_has_none() -> None:
    assert firsts(counted(claim(visits_before=1)), A) == (0, 0, 0)


class LastYear(ListLedger):
    """A ledger whose numbers were issued in December of the year before."""

    def numbers(self, hashes: Any) -> Mapping[str, NumberRow]:  # noqa: ANN401 - as the ledger's
        """Return them."""
        issued = f"{year.YEAR - 1}-12-20T09:00:00.000000Z"
        return {number_hash: replace(year.number(number_hash), issued_at=issued) for number_hash in hashes}


def test_the_number_may_be_of_the_year_before() -> None:
    assert firsts(counted(claim(SOON), ledger=LastYear()), A) == (0, 1, 0)


def test_a_claim_without_a_number_is_none() -> None:
    assert firsts(counted(claim(reference="2025-1")), A) == (0, 0, 0)


def test_a_provider_s_own_are_those_of_the_figures_of_all() -> None:
    ledger = ListLedger()
    ledger.rows.extend(year.claim(n, (A, B)[n % 2], date=(SOON, LATER, LATE)[n % 3]) for n in range(30))
    every = yearly_counts.count_rows(ledger, year.RULES, year.YEAR)[SERVICE]  # type: ignore[arg-type]
    for provider in (A, B):
        own = yearly_counts.count_rows(ledger, year.RULES, year.YEAR, provider=provider)[SERVICE]  # type: ignore[arg-type]
        assert firsts(own, provider) == firsts(every, provider) != (0, 0, 0)
