"""A name stands by its first letter or digit: signs before it give no other place, here and in the browser."""

from hypothesis import assume, given
from hypothesis import strategies as st

from catalogue.i18n.formatting import alphabetical

NAMES = st.text(alphabet="abcåäöéABCÅÄÖ019 -.!", max_size=6)
SIGNS = st.text(alphabet="!.*(”\"'#-_ \u00a0…•«", max_size=4)


@given(st.lists(NAMES), st.lists(SIGNS))
def test_signs_before_names_never_change_their_order(names: list[str], signs: list[str]) -> None:
    names = [name for name in names if name[:1].isalnum()]
    signed = [sign + name for name, sign in zip(names, [*signs, *[""] * len(names)], strict=False)]
    ordered = sorted(range(len(names)), key=lambda place: (alphabetical(names[place]), place))
    assert ordered == sorted(range(len(names)), key=lambda place: (alphabetical(signed[place]), place))


@given(NAMES)
def test_a_name_without_letters_stands_last(name: str) -> None:
    assume(any(map(str.isalnum, name)))
    assert alphabetical("***") > alphabetical(name)
