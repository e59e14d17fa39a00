"""Every error of one or two characters is found, and one wrong character is found again."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise, permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.control_numbers import control_number
from chalicelib.control_numbers.control_number import ALPHABET, LENGTH, MistypedError
from tests.support.input_cases import cases, rights
from tests.support.tables import assert_rows

NUMBER = "7K3M9RT4WXC6"
SENTENCES = (Path(__file__).parents[2] / "cases" / "ordinary_sentences.txt").read_text("utf-8").splitlines()
BASE = len(ALPHABET)

digests = st.binary(min_size=32, max_size=32)
vectors = st.lists(st.integers(0, BASE - 1), min_size=LENGTH, max_size=LENGTH)


def single_errors() -> Iterator[dict[int, int]]:
    """Every error of one character: a place and what is added to its value."""
    for place, added in product(range(LENGTH), range(1, BASE)):
        yield {place: added}


def double_errors() -> Iterator[dict[int, int]]:
    """Every error of two characters."""
    for places in combinations(range(LENGTH), 2):
        for added in product(range(1, BASE), repeat=2):
            yield dict(zip(places, added, strict=True))


def pattern(error: dict[int, int]) -> list[int]:
    """The error as twelve values."""
    return [error.get(place, 0) for place in range(LENGTH)]


def spoilt(text: str, error: dict[int, int]) -> str:
    """The number with the error in it."""
    values = [(ALPHABET.index(character) + error.get(place, 0)) % BASE for place, character in enumerate(text)]
    return "".join(ALPHABET[value] for value in values)


def exchanged(first: int, second: int) -> str:
    """Return the number with the characters of two places exchanged."""
    characters = list(NUMBER)
    characters[first], characters[second] = characters[second], characters[first]
    return "".join(characters)


class TestDetection:
    """The sums are linear, so an error is missed in some number only if its own sums are zero: none is."""

    @given(vectors, vectors)
    def test_the_sums_of_a_spoilt_number_are_those_of_the_number_and_the_error(
        self, one: list[int], other: list[int]
    ) -> None:
        both = [(a + b) % BASE for a, b in zip(one, other, strict=True)]
        sums = zip(control_number._syndromes(one), control_number._syndromes(other), strict=True)
        assert control_number._syndromes(both) == tuple((a + b) % BASE for a, b in sums)

    def test_no_error_of_one_or_two_characters_has_sums_of_zero(self) -> None:
        errors = [*single_errors(), *double_errors()]
        assert len(errors) == LENGTH * 28 + 66 * 28 * 28
        assert not [error for error in errors if control_number._syndromes(pattern(error)) == (0, 0)]

    def test_every_one_of_them_is_refused_in_a_number(self) -> None:
        errors = [*single_errors(), *double_errors()]
        assert not [error for error in errors if control_number.is_valid(spoilt(NUMBER, error))]

    def test_some_error_of_three_characters_passes_so_two_is_the_limit(self) -> None:
        assert control_number._syndromes([*control_number._checks([1] + [0] * 9), 0]) is not None
        codeword = [1] + [0] * 9 + control_number._checks([1] + [0] * 9)
        assert control_number.is_valid(spoilt(NUMBER, dict(enumerate(codeword))))

    def test_two_characters_that_changed_places_are_refused(self) -> None:
        pairs = list(combinations(range(LENGTH), 2))
        rows = [(exchanged(*pair), NUMBER[pair[0]] == NUMBER[pair[1]]) for pair in pairs]
        assert len(rows) == 66
        assert_rows(rows, control_number.is_valid)


class TestSuggestion:
    """One wrong character is found again; two are never passed off as a certainty."""

    def test_every_single_error_leads_back_to_the_number(self) -> None:
        assert {control_number.suggest(spoilt(NUMBER, error)) for error in single_errors()} == {NUMBER}

    def test_a_character_that_no_number_has_is_found_again(self) -> None:
        rows = [(NUMBER[:place] + "Ä" + NUMBER[place + 1 :], NUMBER) for place in range(LENGTH)]
        assert_rows(rows, control_number.suggest)

    def test_two_wrong_characters_give_nothing_or_a_number_one_character_away(self) -> None:
        for error in double_errors():
            typed = spoilt(NUMBER, error)
            found = control_number.suggest(typed)
            assert found is None or (
                control_number.is_valid(found) and sum(a != b for a, b in zip(found, typed, strict=True)) == 1
            )

    @pytest.mark.parametrize("typed", [NUMBER, "", "7K3M9RT4WXC", "7K3M9RT4WXC66", "ÄÖ3M9RT4WXC6"])
    def test_nothing_is_suggested_where_one_character_is_not_the_error(self, typed: str) -> None:
        assert control_number.suggest(typed) is None

    def test_a_foreign_character_is_not_blamed_on_another_place(self) -> None:
        for foreign, place in permutations(range(LENGTH), 2):
            for value in range(1, BASE):
                wrong = spoilt(NUMBER, {place: value})
                typed = wrong[:foreign] + "Ä" + wrong[foreign + 1 :]
                suggested = control_number.suggest(typed)
                assert suggested is None or suggested[place] == wrong[place], typed


class TestReading:
    """What people type and what they mean."""

    @given(digests)
    def test_a_derived_number_is_valid_and_printing_it_can_be_undone(self, digest: bytes) -> None:
        derived = control_number.from_digest(digest)
        assert control_number.validate(control_number.format(derived)) == derived

    @given(digests)
    def test_small_letters_spaces_and_dashes_do_not_matter(self, digest: bytes) -> None:
        derived = control_number.from_digest(digest)
        assert control_number.validate(" – ".join(derived.lower())) == derived

    @given(digests)
    def test_o_is_zero_and_i_and_l_are_one(self, digest: bytes) -> None:
        derived = control_number.from_digest(digest)
        assert control_number.validate(derived.replace("0", "O").replace("1", "i")) == derived
        assert control_number.validate(derived.replace("0", "o").replace("1", "L")) == derived

    @given(st.text())
    def test_any_text_is_valid_or_mistyped_and_nothing_else_happens(self, text: str) -> None:
        control_number.suggest(text)
        assert control_number.is_valid(text) in {True, False}

    def test_payloads_that_differ_give_numbers_that_differ(self) -> None:
        assert len({control_number.from_digest(n.to_bytes(32, "big")) for n in range(2_000)}) == 2_000

    def test_no_number_can_spell_a_word(self) -> None:
        assert not set(ALPHABET) & set("AEIOUYÅÄÖ")

    @pytest.mark.parametrize("typed", ["7K3M9RT4WX", "7K3M9RT4WXCA", "7K3M9RT4WXC7"])
    def test_the_refusal_does_not_repeat_what_was_typed(self, typed: str) -> None:
        with pytest.raises(MistypedError) as refusal:
            control_number.validate(typed)
        assert typed not in repr(refusal.value)
        assert refusal.value.__cause__ is None
        assert refusal.value.__context__ is None


def read(text: str) -> str | None:
    """Return the valid number that is read in a text, or None."""
    return control_number.validate(text) if control_number.is_valid(text) else None


def foreign(text: str) -> dict[str, object]:
    """Return what is said of a character that no number has."""
    with pytest.raises(MistypedError) as refusal:
        control_number.validate(text)
    return dict(refusal.value.facts)


class TestPasted:
    """A number is read in whatever it was pasted with, and in nothing that holds none."""

    def test_the_table_is_read(self) -> None:
        assert_rows(rights("control_number"), read)

    def test_a_character_that_no_number_has_is_told_with_its_place(self) -> None:
        rows = [
            (row["text"], {key: row[key] for key in ("position", "character") if key in row})
            for row in cases("control_number")
            if "fault" in row
        ]
        assert_rows(rows, foreign)

    def test_the_number_that_is_meant_is_found_in_a_sentence_too(self) -> None:
        assert_rows(
            [(row["text"], row.get("meant")) for row in cases("control_number") if row.get("meant")],
            control_number.suggest,
        )

    def test_any_number_is_read_in_any_sentence(self) -> None:
        numbers = [control_number.from_digest(bytes([index]) * 32) for index in range(1, len(SENTENCES) + 1)]
        texts = [
            f"{sentence} {control_number.format(number)} {sentence}"
            for sentence, number in zip(SENTENCES, numbers, strict=True)
        ]
        assert_rows(zip(texts, numbers, strict=True), read)

    def test_ordinary_sentences_hold_no_number(self) -> None:
        pairs = [" ".join(pair) for pair in pairwise(SENTENCES)]
        assert [text for text in (*SENTENCES, *pairs, " ".join(SENTENCES)) if control_number.is_valid(text)] == []

    def test_days_times_and_telephones_are_no_number(self) -> None:
        days = [date(2026, 1, 1) + timedelta(days=count) for count in range(400)]
        texts = [f"Tid {day} kl {9 + day.day % 8}.{day.day:02}, ring 08-508 25{day.day:02} {day.day}." for day in days]
        assert [text for text in texts if control_number.is_valid(text)] == []

    def test_ordinary_sentences_hold_no_mistyped_number(self) -> None:
        assert [text for text in SENTENCES if control_number.suggest(text)] == []
