"""A provider's own reference is the key of a claim, so it is the same however it was pasted."""

from chalicelib.rules.claim_request import REFERENCE, read_reference
from tests.support.input_cases import rights
from tests.support.tables import assert_rows


def kept(text: str) -> str | None:
    """Return the reference that is kept, or None where it is refused."""
    reference = read_reference(text)
    return reference if REFERENCE.fullmatch(reference) else None


def test_the_table_is_read() -> None:
    assert_rows(rights("reference"), kept)


def test_a_reference_that_could_be_kept_before_is_unchanged() -> None:
    rows = [(text, text) for text in ("A1", "a.", "7/", "0-_", "2026/0417b", "x" * 40)]
    assert_rows(rows, read_reference)
