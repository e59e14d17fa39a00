"""The rule of one row, where it can be followed by eye: what is hidden, and what is drawn."""

from collections.abc import Mapping

import pytest

from chalicelib.reporting.suppression import Cell, Draw, Row, hidden
from tests.support.tables import assert_rows

DRAWS = [Draw(b"secret", year) for year in range(2000, 2300)]


def row(*values: int, own: Mapping[int, Mapping[str, int]] | None = None, **kinds: bool) -> Row:
    """A row of classes 0, 1, …, with what providers have of some."""
    return Row({str(n): Cell(value, (own or {}).get(n, {})) for n, value in enumerate(values)}, **kinds)


def in_order(cells: Row, order: str = "0123456789", more: int = 0) -> str:
    """The classes that are hidden when others are drawn in an order."""
    return "".join(sorted(hidden(cells, lambda name: bytes([order.index(name)]), more)))


class TestPublic:
    """What the figures alone hide."""

    def test_a_row_without_small_classes_is_shown_whole(self) -> None:
        assert in_order(row(5, 0, 12)) == ""

    def test_a_lone_small_class_takes_two_others_with_it_as_they_are_drawn(self) -> None:
        assert_rows(
            [("3210", "023"), ("0123", "012"), ("1320", "013")],
            lambda order: in_order(row(3, 40, 12, 8), order),
        )

    def test_two_small_classes_take_one_other_with_them(self) -> None:
        assert in_order(row(3, 2, 12, 40), "3210") == "013"

    def test_three_small_classes_take_one_that_is_not_small(self) -> None:
        assert in_order(row(3, 2, 4, 12, 0), "34012") == "0123"

    def test_a_zero_is_drawn_like_any_other(self) -> None:
        assert in_order(row(3, 0, 0, 9), "1203") == "0123"
        assert in_order(row(4, 2, 0, 9), "2301") == "012"

    def test_others_are_hidden_until_they_hold_six(self) -> None:
        """3, 1 and 0 hold four; five could not be one of them while another is small."""
        assert in_order(row(3, 1, 0, 9, 30), "23401") == "0123"
        assert in_order(row(1, 4, 0, 9, 30), "23401") == "0123"
        assert in_order(row(2, 4, 0, 9, 30), "23401") == "012"

    def test_more_are_hidden_if_more_are_drawn(self) -> None:
        assert [in_order(row(3, 40, 12, 8, 7), more=more) for more in (0, 1, 2, 3)] == ["012", "0123", "01234", "01234"]

    def test_a_total_under_six_hides_everything(self) -> None:
        assert_rows([((5, 0, 0), "012"), ((0, 0, 0), "012"), ((6, 0, 0), "")], lambda values: in_order(row(*values)))

    def test_of_two_classes_none_is_few_and_both_are_hidden(self) -> None:
        assert_rows([((20, 0), "01"), ((20, 4), "01"), ((20, 5), "")], lambda values: in_order(row(*values)))

    def test_where_zeros_are_rare_two_classes_are_enough(self) -> None:
        """The third gender: 0 and 2 are hidden alike, with one other."""
        assert_rows(
            [((30, 25, 0), "02"), ((30, 25, 2), "02"), ((30, 25, 5), "")],
            lambda values: in_order(row(*values, zero_tells=True)),
        )


class TestProviders:
    """A provider takes its own part away: what is left may be small."""

    def test_a_class_is_hidden_when_others_have_few_in_it(self) -> None:
        assert "0" in in_order(row(9, 40, 30, 30, own={0: {"a": 7}}), "1230")

    def test_a_class_of_one_provider_alone_tells_that_provider_nothing(self) -> None:
        assert in_order(row(9, 40, 30, own={0: {"a": 9}})) == ""

    def test_a_provider_that_is_alone_in_the_row_is_told_nothing(self) -> None:
        assert in_order(row(9, 40, 30, own={0: {"a": 9}, 1: {"a": 40}, 2: {"a": 30}})) == ""

    def test_what_is_hidden_holds_six_for_each_provider(self) -> None:
        """The first three hold five for `a`, which has all of the third itself."""
        assert in_order(row(2, 3, 20, 30, own={2: {"a": 20}})) == "0123"
        assert in_order(row(2, 4, 20, 30, own={2: {"a": 20}})) == "012"

    def test_a_row_that_is_under_six_for_a_provider_is_hidden_whole(self) -> None:
        assert in_order(row(20, 30, 10, own={0: {"a": 20}, 1: {"a": 30}, 2: {"a": 5}})) == "012"

    def test_of_kinds_of_providers_the_only_one_of_a_kind_is_told_nothing_by_a_zero(self) -> None:
        of_regi = {0: {"own": 20}, 1: {"a": 30, "b": 30}}
        assert in_order(row(20, 60, own=of_regi, of_providers=True)) == ""
        assert in_order(row(20, 60, own=of_regi)) == "01"

    def test_that_another_provider_of_the_same_kind_has_none_is_as_rare_as_that_it_has_few(self) -> None:
        """If zero were shown and three hidden, `a` would know that `b` has from one to four."""
        assert_rows(
            [(0, "01"), (3, "01"), (5, "")],
            lambda b: in_order(row(20, 30 + b, own={0: {"own": 20}, 1: {"a": 30, "b": b}}, of_providers=True)),
        )


class TestDraw:
    """Cells are drawn under a secret of the year, never by their value."""

    def test_a_year_is_always_drawn_alike(self) -> None:
        assert Draw(b"secret", 2025).order("a") == Draw(b"secret", 2025).order("a")

    @pytest.mark.parametrize("other", [Draw(b"another", 2025), Draw(b"secret", 2026)], ids=["secret", "year"])
    def test_another_secret_and_another_year_are_drawn_otherwise(self, other: Draw) -> None:
        names = [str(n) for n in range(12)]
        assert sorted(names, key=Draw(b"secret", 2025).order) != sorted(names, key=other.order)

    def test_each_class_is_drawn_in_some_year_whatever_its_value(self) -> None:
        cells = row(3, 0, 8, 40, 900)
        drawn = {name for draw in DRAWS for name in hidden(cells, draw.order)}
        assert drawn == {*cells.cells}

    def test_no_more_are_hidden_than_must_be_in_seven_years_of_eight(self) -> None:
        counts = [draw.more("table") for draw in DRAWS]
        assert counts.count(0) == pytest.approx(len(DRAWS) * 7 / 8, rel=0.05)
        assert max(counts) > 1

    def test_the_secret_is_not_in_a_traceback(self) -> None:
        assert "secret" not in repr(DRAWS[0])
