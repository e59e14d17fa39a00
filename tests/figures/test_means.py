"""A mean is one more sum: where its table hides a cell from anybody, the mean would help to find it."""

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any, cast

from chalicelib.dates import holidays
from chalicelib.register.codes import WAITS
from chalicelib.reporting import tables, yearly_counts
from chalicelib.reporting.counts import YearCounts
from tests.support.chalicelib.sample import SERVICE
from tests.support.figures import attacker, year

ISSUED = dt.date(year.YEAR, 1, 2)
WAIT, VISIT = "firsts×wait", "sessions×visit"


def after(working_days: int) -> str:
    """The day that lies so many working days after the day on which every number was issued."""
    day = ISSUED
    while holidays.working_days(ISSUED, day) < working_days:
        day += dt.timedelta(days=1)
    return day.isoformat()


def of_waits(waits: Mapping[int, Mapping[str, int]], later: Mapping[int, int] | None = None) -> YearCounts:
    """A year of first sessions, after so many working days and so many at each provider, and of `later` ones."""
    ledger = year.ListLedger()
    for days, at in waits.items():
        for provider, count in at.items():
            for _ in range(count):
                n = len(ledger.rows)
                ledger.rows.append(year.claim(n, provider, date=after(days), visits_before=0))
    for before, count in (later or {}).items():
        ledger.rows += [year.claim(1_000 * before + n, "a-samtal", visits_before=before) for n in range(count)]
    return yearly_counts.count_rows(ledger, year.RULES, year.YEAR)[SERVICE]  # type: ignore[arg-type]


def content(counted: YearCounts) -> dict[str, Any]:
    """What is published of a year."""
    published: Any = tables.content(year.RULES, year.YEAR, year.alone(counted), None)
    return cast("dict[str, Any]", published["services"][SERVICE])


def told(counted: YearCounts, mean: float) -> list[attacker.Interval]:
    """The hidden classes of the wait that a mean tells."""
    table = content(counted)["tables"].get(WAIT) or dict.fromkeys(f"{WAIT}|{name}" for name in WAITS)
    classes = {name: table[f"{WAIT}|{name}"] for name in WAITS}
    true = {name: counted.count(WAIT, name) for name in WAITS}
    return [one for one in attacker.attack_mean(classes, mean, true) if one.opened]


TWO_CAME_SOON = of_waits({5: {"a-samtal": 2}, 16: {"a-samtal": 10}})
FIVE_CAME_SOON = of_waits({5: {"a-samtal": 5}, 16: {"a-samtal": 10}})


def test_the_mean_wait_would_tell_a_hidden_class() -> None:
    """The negative control: two of twelve came within five days, which the mean of 14.2 gives away."""
    assert told(TWO_CAME_SOON, round(TWO_CAME_SOON.wait_days / TWO_CAME_SOON.waits, 1))


def test_the_mean_wait_is_withheld_where_a_class_of_the_wait_is_hidden() -> None:
    made = content(TWO_CAME_SOON)
    assert None in made["tables"].get(WAIT, {"": None}).values()
    assert "wait_days" not in made["means"]


def test_the_mean_wait_is_withheld_where_its_table_is_withheld() -> None:
    counted = of_waits({5: {"a-samtal": 3}, 16: {"a-samtal": 3, "b-samtal": 3}, 25: {"b-samtal": 3}})
    made = content(counted)
    assert WAIT in made["withheld"] or None in made["tables"][WAIT].values()
    assert "wait_days" not in made["means"]


def test_the_mean_wait_is_withheld_where_a_class_is_hidden_for_one_provider_s_sake() -> None:
    """Nine came soon, seven of them at one provider, for whom the other two would be few."""
    made = content(of_waits({5: {"a-samtal": 7, "b-samtal": 2}, 16: {"a-samtal": 20, "b-samtal": 20}}))
    assert made["tables"][WAIT][f"{WAIT}|0-5"] is None
    assert "wait_days" not in made["means"]


def test_sessions_on_a_number_are_withheld_where_a_class_of_visits_is_hidden() -> None:
    made = content(of_waits({5: {"a-samtal": 20}}, {1: 3, 5: 12}))
    assert made["tables"][VISIT][f"{VISIT}|2-4"] is None
    assert "sessions_per_number" not in made["means"]


def test_a_mean_whose_table_hides_nothing_is_published() -> None:
    assert content(FIVE_CAME_SOON)["means"] == {"wait_days": 12.3, "sessions_per_number": 1.0}


def test_no_published_mean_tells_a_hidden_class_over_random_years() -> None:
    for seed in range(40):
        rng = random.Random(seed)
        counted = of_waits({days: {"a-samtal": rng.randint(0, 9)} for days in (2, 8, 13, 18, 30)})
        mean = content(counted)["means"].get("wait_days")
        assert mean is None or told(counted, mean) == [], f"seed {seed}"
