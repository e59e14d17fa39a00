"""A mean is one more sum: it is published only where its table hides nothing from anybody."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from chalicelib.dates import holidays
from chalicelib.reporting import tables, yearly_counts
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.suppression import Draw
from tests.support.chalicelib.sample import SERVICE
from tests.support.figures import towns, year

ISSUED = dt.date(year.YEAR, 1, 2)
WAIT, VISIT = "firsts×wait", "sessions×visit"
LATER = {1: 12, 4: 12, 8: 12}
"""Later sessions by how many were before: each class of visits has enough."""


def after(working_days: int) -> str:
    """The day that lies so many working days after the day on which every number was issued."""
    day = ISSUED
    while holidays.working_days(ISSUED, day) < working_days:
        day += dt.timedelta(days=1)
    return day.isoformat()


def of_waits(waits: Mapping[int, Mapping[str, int]], later: Mapping[int, int] = LATER) -> YearCounts:
    """A year of first sessions, after so many working days and so many at each provider, and of `later` ones."""
    ledger = year.ListLedger()
    for days, at in waits.items():
        for provider, count in at.items():
            for _ in range(count):
                n = len(ledger.rows)
                ledger.rows.append(year.claim(n, provider, date=after(days), visits_before=0))
    providers = sorted({provider for at in waits.values() for provider in at})
    for before, count in later.items():
        for n in range(count):
            ledger.rows.append(year.claim(1_000 * before + n, providers[n % len(providers)], visits_before=before))
    return yearly_counts.count_rows(ledger, year.RULES, year.YEAR)[SERVICE]  # type: ignore[arg-type]


def content(counted: YearCounts) -> dict[str, Any]:
    """What is published of a year."""
    published: Any = tables.publish(year.RULES, SERVICE, counted, Draw(counted.secret, year.YEAR))
    return cast("dict[str, Any]", published)


def test_a_mean_whose_table_hides_nothing_is_published() -> None:
    found = content(of_waits({5: {"a-samtal": 5}, 16: {"a-samtal": 10}}))
    assert found["means"] == {"wait_days": 12.3, "sessions_per_number": 3.4}


def test_the_mean_wait_is_withheld_where_a_class_of_the_wait_is_hidden() -> None:
    found = content(of_waits({5: {"a-samtal": 2}} | {days: {"a-samtal": 10} for days in (8, 13, 18, 30)}))
    assert None in found["tables"][WAIT].values()
    assert "wait_days" not in found["means"]


def test_the_mean_wait_is_withheld_where_its_table_is_withheld() -> None:
    found = content(of_waits({5: {"a-samtal": 5}}))
    assert WAIT in found["withheld"]
    assert "wait_days" not in found["means"]


def test_the_mean_wait_is_withheld_where_a_class_is_hidden_for_one_provider_s_sake() -> None:
    """Nine came soon, seven of them at one provider, for whom the other two would be few."""
    both = {days: {"a-samtal": 20, "b-samtal": 20} for days in (8, 13, 18, 30)}
    found = content(of_waits({5: {"a-samtal": 7, "b-samtal": 2}} | both))
    assert found["tables"][WAIT][f"{WAIT}|0-5"] is None
    assert "wait_days" not in found["means"]


def test_sessions_on_a_number_are_withheld_where_a_class_of_visits_is_hidden() -> None:
    found = content(of_waits({5: {"a-samtal": 20}}, LATER | {8: 3}))
    assert found["tables"][VISIT][f"{VISIT}|9-"] is None
    assert "sessions_per_number" not in found["means"]


def test_no_random_year_has_a_mean_beside_a_hidden_figure() -> None:
    for town in map(towns.of_seed, range(30)):
        found = tables.publish(town.register, town.service, town.counts, town.draw)
        for mean, table in (("wait_days", WAIT), ("sessions_per_number", VISIT)):
            assert mean not in found["means"] or None not in found["tables"][table].values()
