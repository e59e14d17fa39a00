"""The statistics page where figures are hidden: marks for them, and sentences that are true whatever they are."""

from collections.abc import Mapping
from typing import Any

import pytest

from catalogue.views import charts
from catalogue.views.published_statistics import Year
from tests.support.catalogue.statistics_years import CONTENT, EVENTS, view, year
from tests.support.catalogue.wording import words

WHOLE = {name: count or 0 for name, count in CONTENT.items()} | {"cases×content|other": 9}


def second_year(earlier: Year) -> set[str]:
    """Return what the rows and the total show of an earlier year."""
    (table,) = view(year(), earlier).tables()
    return {cells[1] for cells in (table["total"], *(row["cells"] for row in table["rows"]))}


def explained(newest: Mapping[str, int | None], earlier: Mapping[str, Any], lang: str) -> list[str]:
    """Return the explanations beside a newest and an earlier year."""
    statistics = view(year(tables={"cases×content": newest}), year(2024, tables=earlier), lang=lang)
    return statistics.explanations(statistics.tables())


def sentence(chart: str, total: int, *shown: int | None) -> str:
    """Return the sentence about a table's first classes, the rest of which are none."""
    (own,) = (own for own in charts.CHARTS if own.id == chart)
    counts = dict(zip(own.values, shown, strict=False))
    cells = {own.cells + value: counts.get(value, 0) for value in own.values}
    (table,) = view(year(tables={own.table: {own.total: total} | cells})).tables()
    return table["sentence"]


class TestView:
    """Marks and sentences under hidden figures."""

    def test_a_hidden_figure_has_a_mark_and_no_bar(self) -> None:
        rows = {row["label"]: row for row in view(year()).tables()[0]["rows"]}
        assert (rows["Separation"]["cells"], rows["Separation"]["bar"]) == ([".."], None)
        assert rows["Att reparera relationen"] == {"label": "Att reparera relationen", "bar": 100, "cells": ["11"]}

    def test_no_class_is_the_most_common_if_a_hidden_one_could_be(self) -> None:
        assert sentence("content", 20, 11, None, None) == (
            "Vanligast 2025 var samtal för klargörande och information (11 av 20 ärenden, 55 procent)."
        )
        assert sentence("content", 22, 11, None, None) == ""

    def test_none_is_as_common_as_another_if_a_hidden_one_could_be(self) -> None:
        assert (
            sentence("age", 23, 8, 8, None, None)
            == "Vanligast 2025 var 18–24 år och 25–34 år, lika ofta (8 vardera av 23)."
        )
        assert sentence("age", 24, 8, 8, None, None) == ""

    def test_no_share_is_told_of_none_while_others_are_hidden(self) -> None:
        assert sentence("gender", 12, None, 0, None) == ""

    def test_the_share_of_what_the_sentence_is_about_is_true_whatever_is_hidden(self) -> None:
        assert sentence("recommended", 40, None, 10, None) == (
            "2025 rekommenderades kommunens egen mottagning i 10 av 40 fall (25 procent)."
        )

    def test_no_month_has_the_fewest_if_one_is_hidden(self) -> None:
        assert sentence("months", 100, 60, 30, None, None, None) == ""

    def test_a_withheld_table_of_an_earlier_year_is_hidden_figure_by_figure(self) -> None:
        earlier = year(2024, tables={}, withheld=("cases×content",))
        assert second_year(earlier) == {".."}

    def test_a_table_that_an_earlier_year_did_not_have_was_not_collected(self) -> None:
        assert second_year(year(2024, tables={})) == {"saknas"}

    def test_the_total_of_a_withheld_table_is_shown_if_another_table_has_it(self) -> None:
        content = {"regi": {charts.SESSION: 30, "sessions×regi|own": 20, "sessions×regi|private": 10}}
        earlier = year(2024, tables={"events×event": EVENTS}, withheld=("sessions×regi",))
        (table,) = view(year(tables={"sessions×regi": content["regi"]}), earlier).tables()
        assert table["total"] == ["30", "30"]

    @pytest.mark.parametrize("lang", ["sv", "en", "fi"])
    def test_only_the_marks_of_the_page_are_explained(self, lang: str) -> None:
        texts = words("sv", "en", "fi")[lang]
        hidden, not_collected = texts["statistics.hidden_about"], texts["statistics.not_collected_about"]
        assert explained(CONTENT, {"cases×content": CONTENT}, lang) == [hidden]
        assert explained(CONTENT, {}, lang) == [hidden, not_collected]
        assert explained(WHOLE, {}, lang) == [not_collected]
        assert explained(WHOLE, {"cases×content": WHOLE}, lang) == []

    def test_a_withheld_table_is_named(self) -> None:
        assert view(year(withheld=("persons×age",))).withheld() == ["Besökarnas ålder"]
