"""Nacka's one-person firms report their shared hours all year: each hour is booked once and paid once (D37)."""

from collections import defaultdict

import pytest

from chalicelib.ledger.rows import ClaimRow
from chalicelib.payments.counterparts import without_counterpart
from tests.support.municipalities.lived import Lived, Through
from tests.support.municipalities.systems import PAIRS

HOUR_ORE = 165_100


@pytest.fixture
def nacka(through: Through) -> Lived:
    """Nacka's whole year."""
    return through("nacka")


def shared(lived: Lived) -> dict[tuple[str, str, int | None], list[ClaimRow]]:
    """Return the reports of shared hours that stand, by number, day and minutes."""
    hours: defaultdict[tuple[str, str, int | None], list[ClaimRow]] = defaultdict(list)
    for outcome in lived.year.standing():
        if outcome.claim.partner:
            hours[outcome.claim.place, outcome.claim.date, outcome.claim.minutes].append(outcome.claim)
    return hours


@pytest.mark.xdist_group("nacka")
class TestSharedHours:
    """Two reports an hour, one hour of the decision, one price of two."""

    def test_each_hour_is_reported_by_both(self, nacka: Lived) -> None:
        hours = shared(nacka)
        assert len(hours) > len(PAIRS)
        assert all({row.provider for row in rows} == {str(row.partner) for row in rows} for rows in hours.values())

    def test_their_halves_make_the_price_of_two(self, nacka: Lived) -> None:
        for (_, _, minutes), rows in shared(nacka).items():
            assert sum(row.amount_ore for row in rows) == HOUR_ORE * (minutes or 0) // 60 * (len(rows) // 2)

    def test_at_the_end_of_the_year_every_report_has_its_counterpart(self, nacka: Lived) -> None:
        assert without_counterpart(nacka.year.ledger, [row for _, row in nacka.rows]) == []

    def test_their_decisions_began_before_their_numbers(self, nacka: Lived) -> None:
        places = {place for place, _, _ in shared(nacka)}
        numbers = nacka.year.ledger.numbers(sorted(places))
        assert all(number.valid_from < number.issued_at[:10] for number in numbers.values())
