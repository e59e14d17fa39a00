"""Published years of few tables, and the statistics page of them."""

from typing import Any

from catalogue.i18n.formatting import Formats
from catalogue.views.charts import StatisticsCharts
from catalogue.views.published_statistics import Year
from chalicelib.register import codes
from tests.support.catalogue.wording import words

CONTENT = {
    "events": 30,
    "events×event|session": 30,
    "sessions×visit|1": 12,
    "cases": 20,
    "cases×content|repair": 11,
    "cases×content|separation": None,
    "cases×content|other": None,
    "cases×content|clarification": 0,
    "cases×content|separated_parents": 0,
    "cases×content|other_relations": 0,
}
EVENTS = {f"events×event|{event}": 30 if event == "session" else 0 for event in codes.EVENTS} | {"events": 30}


def year(number: int = 2025, **more: Any) -> Year:  # noqa: ANN401 - a field of a year
    """A published year with one table."""
    given = {"tables": {"events×event": EVENTS, "cases×content": CONTENT}, "withheld": ()} | more
    return Year(number, demo=False, means={}, **given)


def view(*years: Year, lang: str = "sv") -> StatisticsCharts:
    """What the template gets."""
    translations = words("sv", "en", "fi")[lang]
    return StatisticsCharts(years, translations, Formats(translations))
