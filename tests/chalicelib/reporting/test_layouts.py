"""What is known of a table by its rules alone is never taken for cover of what is hidden in it."""

import pytest

from chalicelib.register.model import Register
from chalicelib.reporting import tables
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.suppression import Draw
from tests.support.chalicelib.sample import ONE, OWN_ONLY, SERVICE, provider, rules, service, tariff

YEAR = 2025
DRAWS = [Draw(bytes([n]), YEAR) for n in range(100)]


def sessions(dimension: str, values: dict[str, int]) -> YearCounts:
    """Count sessions of a year by one dimension."""
    counts = YearCounts()
    for value, number in values.items():
        for _ in range(number):
            counts.add("sessions", ONE, {dimension: value})
    return counts


def hidden(register: Register, counts: YearCounts, table: str) -> set[str]:
    """Return the classes of a table that are hidden under some draw."""
    published = [tables.publish(register, SERVICE, counts, draw)["tables"].get(table, {}) for draw in DRAWS]
    return {cell.rpartition("|")[2] for shown in published for cell, value in shown.items() if value is None}


@pytest.mark.parametrize(
    "register",
    [
        rules(tariffs=[tariff(**{"from": "2025-07-01"})]),
        rules(providers=[provider(ONE, "private", {"service": SERVICE, "from": "2025-07-15", "to": None})]),
    ],
    ids=["no price", "no provider"],
)
def test_a_month_before_the_service_began_is_not_drawn(register: Register) -> None:
    counts = sessions("month", {"08": 3, "09": 20, "11": 30, "12": 15})
    assert hidden(register, counts, "sessions×month") == {"07", "08", "09", "10", "11", "12"}


def test_any_month_of_a_service_that_had_begun_can_be_drawn() -> None:
    assert len(hidden(rules(), sessions("month", {"08": 3, "09": 20, "11": 30}), "sessions×month")) == 12


@pytest.mark.parametrize(("most", "drawn"), [(8, {"2-4", "5-8"}), (9, {"2-4", "5-8", "9-"})])
def test_more_visits_than_a_number_grants_are_not_drawn(most: int, drawn: set[str]) -> None:
    register = rules(services=[service(granted=most, extra=[]), service(id=OWN_ONLY, own_unit_only=True)])
    counts = sessions("visit", {"1": 40, "2-4": 28, "5-8": 2})
    assert hidden(register, counts, "sessions×visit") == drawn
