"""A table's test names every row that differs."""

import pytest

from tests.support.tables import assert_rows


def test_a_table_that_holds_is_silent() -> None:
    assert_rows([("1", 1), ("2", 2)], int)


def test_every_row_that_differs_or_raises_is_named_with_what_was_expected_and_given() -> None:
    with pytest.raises(AssertionError) as failure:
        assert_rows([("1", 1), ("2", 3), ("x", 4), ("5", 6)], int)
    lines = str(failure.value).splitlines()
    assert lines[:2] == ["3 of 4 rows differ:", "'2': expected 3, got 2"]
    assert lines[2].startswith("'x': expected 4, raised ValueError(")
    assert lines[3] == "'5': expected 6, got 5"


def test_an_empty_table_holds_nothing() -> None:
    with pytest.raises(AssertionError, match="the table is empty"):
        assert_rows([], int)
