"""What the statistics page says of where callers were sent, and of who was recommended."""

from dataclasses import replace

from catalogue.i18n.messages import Messages
from catalogue.policy.contacts.model import OtherPlace
from catalogue.policy.model import Policy
from catalogue.views.charts import CHARTS
from catalogue.views.policy_statistics import BY_REASON, RECOMMENDED, REFERRED, recommendations, with_places
from catalogue.views.published_statistics import Mark, Year
from chalicelib.register.codes import BECAUSE

PRIVATE = "numbers×recommended|private"


def year(table: str, **cells: int | None) -> Year:
    """Build a year with one table."""
    named = {f"{table}|{name.replace('__', '|')}": value for name, value in cells.items()}
    return Year(2025, demo=True, tables={table: {PRIVATE: 30, **named}}, withheld=(), means={})


def test_places_are_named_as_in_policy_and_one_that_it_has_no_more_by_its_id(policy: Policy) -> None:
    places = (OtherPlace("bup", {"sv": "Bup"}, {"sv": "…"}),)
    town = replace(policy, municipality=replace(policy.municipality, elsewhere=places))
    words, charts = with_places(town, [year(REFERRED, bup=5, closed=6, other=7)], Messages("sv", {}), CHARTS)
    (chart,) = [chart for chart in charts if chart.table == REFERRED]
    assert chart.values == ("bup", "closed", "other")
    assert words["statistics.referred.bup"] == "Bup"
    assert words["statistics.referred.closed"] == "closed"


def test_recommendations_have_their_reasons_where_these_are_published() -> None:
    counts = dict.fromkeys((f"a__{reason}" for reason in BECAUSE), 6)
    (shown,) = recommendations([year(BY_REASON, **counts)])
    assert (shown.providers, shown.of("a"), shown.reasons) == (["a"], (6,) * 5, BECAUSE)


def test_and_else_each_provider_has_its_sum_or_a_mark() -> None:
    (shown,) = recommendations([year(RECOMMENDED, a=6, b=None)])
    assert (shown.of("a"), shown.of("b"), shown.reasons) == ((6,), Mark.HIDDEN, ())


def test_a_year_that_withheld_both_has_none_and_one_without_them_is_left_out() -> None:
    withheld = replace(year(RECOMMENDED), tables={}, withheld=(RECOMMENDED, BY_REASON))
    assert [of_year.providers for of_year in recommendations([withheld, replace(withheld, withheld=())])] == [[]]
