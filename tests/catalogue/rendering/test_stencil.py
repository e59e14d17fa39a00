from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from catalogue.rendering import stencil
from catalogue.views.field_rows import FieldRow

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[3] / "site" / "templates"),
    autoescape=True,
    keep_trailing_newline=True,
)
TEMPLATES.globals["w"] = {
    key: f"<{key}> 100 %" for key in ("provider.staff_credentials", "provider.staff_name", "value.not_stated")
}
MACROS = TEMPLATES.get_template("rows.html").make_module()
MACRO = MACROS.row  # type: ignore[attr-defined]
FILTERS = stencil.filters(TEMPLATES)
WRITTEN = FILTERS["rows"]
TEXT = st.text(alphabet="aå<>&\"'{}%0", max_size=6)


STATE = st.sampled_from(["", "yes", "no", "missing"])
ROW = st.builds(FieldRow, TEXT, TEXT, STATE, TEXT, TEXT, st.lists(TEXT, max_size=3).map(tuple))


@given(ROW)
def test_a_row_is_what_the_template_makes_of_it(row: FieldRow) -> None:
    assert WRITTEN([row]) == str(MACRO(*row))


@pytest.mark.parametrize("state", ["", "missing"])
def test_text_that_equals_another_rows_markup_is_escaped_all_the_same(state: str) -> None:
    markup = FieldRow("E-post", Markup("a<wbr>@b.example"), state)
    text = FieldRow("E-post", "a<wbr>@b.example", state)
    assert WRITTEN([markup, text]) == WRITTEN([markup]) + WRITTEN([text])
    assert "&lt;wbr&gt;" in WRITTEN([text])


@given(st.lists(st.tuples(TEXT, TEXT), max_size=3))
def test_opening_hours_are_what_the_template_makes_of_them(lines: list[tuple[str, str]]) -> None:
    assert FILTERS["hours"](lines) == "".join(str(MACROS.hours(*line)) for line in lines)  # type: ignore[attr-defined]


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=3))
def test_staff_are_what_the_template_makes_of_them(people: list[tuple[str, str, str]]) -> None:
    assert FILTERS["people"](people) == "".join(str(MACROS.person(*one)) for one in people)  # type: ignore[attr-defined]
