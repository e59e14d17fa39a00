"""Text that is copied from elsewhere is read as a keyboard would have written it."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.pasted_text import fold_words, normalize
from tests.support.input_cases import rights
from tests.support.tables import assert_rows


def test_pasted_text_is_read_as_it_looks() -> None:
    assert_rows(rights("text"), normalize)


def test_words_are_compared_as_they_are_read_aloud() -> None:
    assert_rows(rights("words"), fold_words)


@given(st.text())
def test_normalized_text_stays_as_it_is(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)
