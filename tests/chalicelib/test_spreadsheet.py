"""A spreadsheet shows codes and references as they are, and runs nothing."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.register.codes import REFERENCE_PATTERN
from chalicelib.rules.claim_request import read_reference
from chalicelib.spreadsheet import verbatim
from tests.support.input_cases import rights
from tests.support.tables import assert_rows


def test_a_code_stands_as_it_is_in_a_spreadsheet() -> None:
    assert_rows(rights("cell"), verbatim)


@given(st.from_regex(REFERENCE_PATTERN, fullmatch=True))
def test_a_reference_that_is_pasted_back_is_the_same(reference: str) -> None:
    assert read_reference(verbatim(reference)) == reference
