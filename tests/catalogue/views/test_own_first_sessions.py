"""First sessions by provider, as a published year has them: the figures of one, or why they are not shown."""

from catalogue.views.published_statistics import BY_PROVIDER, Mark, own_first_sessions
from chalicelib.register import codes
from tests.support.catalogue.statistics_years import year

SERVICE = "familjeradgivning"


def cells(provider: str, *counts: int | None) -> dict[str, int | None]:
    """A provider's cells of the table."""
    return {f"{BY_PROVIDER}|{provider}|{within}": count for within, count in zip(codes.WITHIN, counts, strict=True)}


SHOWN = year(
    2025, tables={BY_PROVIDER: {"sessions×visit|1": 90} | cells("a", 40, 20, 0) | cells("b", None, None, None)}
)
WITHHELD = year(2024, tables={}, withheld=(BY_PROVIDER,))
UNASKED = year(2023, tables={})


def by_year(provider: str) -> list[tuple[int, tuple[int, ...] | Mark]]:
    """What is shown of a provider."""
    (own,) = own_first_sessions({SERVICE: (SHOWN, WITHHELD, UNASKED)}, {SERVICE: "Familjerådgivning"}, provider)
    return own.by_year


def test_figures_are_shown_together_or_not_at_all_with_the_reason() -> None:
    assert by_year("a") == [(2025, (40, 20, 0)), (2024, Mark.HIDDEN), (2023, Mark.NOT_COLLECTED)]
    assert by_year("b")[0] == (2025, Mark.HIDDEN)


def test_a_provider_that_is_not_in_the_table_has_none_that_year() -> None:
    assert by_year("new")[0] == (2025, Mark.NOT_COLLECTED)


def test_a_provider_of_whom_no_year_has_figures_is_known_by_it() -> None:
    shown = {provider: own_first_sessions({SERVICE: (SHOWN,)}, {SERVICE: ""}, provider)[0].shown for provider in "abc"}
    assert shown == {"a": True, "b": False, "c": False}


def test_where_no_year_has_them_there_is_nothing() -> None:
    assert own_first_sessions({SERVICE: (UNASKED,)}, {SERVICE: "Familjerådgivning"}, "a") == []


def test_a_year_names_every_provider_of_its_table() -> None:
    assert sorted(SHOWN.providers()) == ["a", "b"]
    assert WITHHELD.providers() == []
