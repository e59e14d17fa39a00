"""Presence codes: distinct within a number, the same each time, and a longer slip begins like a shorter one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.control_numbers import control_number, presence_codes
from chalicelib.control_numbers.key_ring import KeyRing, KeysError
from tests.support.input_cases import rights
from tests.support.tables import assert_rows

NEW, OLD = (letter * 32 for letter in (b"n", b"o"))
NUMBER = "7K3M9RT4WXC6"


def slip(count: int, ring: KeyRing | None = None) -> tuple[str, ...]:
    """The first codes of a number that was issued under the older secret."""
    return (ring or KeyRing((NEW, OLD))).codes(NUMBER, KeyRing((OLD,)).hashes(NUMBER)[0], count)


def test_a_slip_has_one_code_a_session_and_no_two_alike() -> None:
    found = slip(60)
    assert len(set(found)) == 60
    assert all(len(code) == 4 and set(code) <= set(control_number.ALPHABET) for code in found)


def test_a_longer_slip_begins_with_the_same_codes() -> None:
    assert slip(8)[:5] == slip(5)


def test_another_number_and_another_secret_have_other_codes() -> None:
    ring = KeyRing((OLD,))
    other = ring.codes("011100000000", ring.hashes("011100000000")[0], 5)
    newer = KeyRing((NEW,)).codes(NUMBER, KeyRing((NEW,)).hashes(NUMBER)[0], 5)
    assert not set(slip(5)) & (set(other) | set(newer))


def test_the_codes_of_a_number_stay_after_a_rotation() -> None:
    assert slip(5, KeyRing((OLD,))) == slip(5, KeyRing((NEW, OLD)))


def test_a_place_under_no_live_secret_has_no_codes() -> None:
    with pytest.raises(KeysError, match="under any live secret"):
        slip(5, KeyRing((NEW,)))


@pytest.mark.parametrize("typed", ["7k3m", " 7K3M ", "7-K3M", "7K 3M"])
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    assert presence_codes.find(typed, ("B0B0", "7K3M")) == 2


@pytest.mark.parametrize("typed", ["", "7K3", "7K3MM", "B0B1", "ÅÄÖ"])
def test_what_is_no_code_of_the_number_is_not_found(typed: str) -> None:
    assert presence_codes.find(typed, ("B0B0", "7K3M")) is None


def test_a_code_is_found_in_what_it_was_pasted_with() -> None:
    rows = rights("presence_code")
    codes = tuple(dict.fromkeys(str(right) for _, right in rows if right))
    assert_rows(rows, lambda text: codes[index - 1] if (index := presence_codes.find(text, codes)) else None)


@given(st.lists(st.integers(0, 3), min_size=8, max_size=40), st.integers(0, 4))
def test_a_code_that_comes_twice_is_passed_over(values: list[int], count: int) -> None:
    """Digests that collide much more often than real ones."""
    wanted = min(count, len(set(values)))
    found = presence_codes.derive((bytes([value]) for value in values), wanted)
    assert len(found) == len(set(found)) == wanted
    assert found == presence_codes.derive((bytes([value]) for value in values), len(set(values)))[:wanted]
