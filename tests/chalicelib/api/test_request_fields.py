"""Bodies are read strictly, and whatever comes there is an answer."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api import request_fields
from chalicelib.api.problems import PROBLEM_TYPES
from chalicelib.api.request_fields import CODE, DATE, FLAG, MONTH, TEXT, Field, FieldType, choice, integer, parse
from chalicelib.rules.outcomes import Refused

FIELDS = (
    Field("number", TEXT, required=True),
    Field("date", DATE),
    Field("nth", integer(1, 99), default=1),
    Field("told", FLAG),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def parsed(sent: object) -> object:
    """What comes of a value sent as JSON."""
    return parse(json.dumps(sent).encode(), "application/json", FIELDS)


class TestValues:
    """What a handler gets."""

    def test_every_field_is_there_with_its_default(self) -> None:
        assert parsed({"number": "x"}) == {"number": "x", "date": None, "nth": 1, "told": None}

    def test_false_is_a_value(self) -> None:
        assert parsed({"number": "x", "told": False}) == {"number": "x", "date": None, "nth": 1, "told": False}

    def test_a_date_is_a_date(self) -> None:
        assert parsed({"number": "x", "date": "2024-02-29"}) == {
            "number": "x",
            "date": dt.date(2024, 2, 29),
            "nth": 1,
            "told": None,
        }

    def test_null_is_read_as_absent(self) -> None:
        assert parsed({"number": "x", "date": None, "nth": None, "told": None}) == parsed({"number": "x"})

    def test_null_in_a_required_field_is_a_missing_field(self) -> None:
        assert parsed({"number": None}) == parsed({})

    def test_a_misspelt_field_is_found_although_it_is_null(self) -> None:
        refused = parsed({"number": "x", "dat": None})
        assert isinstance(refused, Refused)
        assert (refused.code, refused.facts["did_you_mean"]) == ("unknown_field", "date")

    def test_a_byte_order_mark_before_the_body_is_left_out(self) -> None:
        assert parse(b'\xef\xbb\xbf{"number": "x"}', "application/json", FIELDS) == parsed({"number": "x"})

    def test_a_personal_identity_number_is_named_by_its_field(self) -> None:
        assert parsed({"number": "19900602-2397"}) == Refused("personal_identity_number", {"field": "number"})
        assert parsed({"19900602-2397": 1}) == Refused("personal_identity_number", {})


class TestKinds:
    """What each kind takes and what it does not."""

    @pytest.mark.parametrize(
        ("kind", "good", "bad"),
        [
            (TEXT, ["a", "å" * 64], ["", "a" * 65, 1, None]),
            (CODE, ["a", "a-b_c9", "0180"], ["", "A", "-a", "å", "a b", "a" * 65, "a\n", 180]),
            (DATE, ["2026-11-09"], ["2026-11-31", "20261109", "2026-W46-1", "٢٠٢٦-١١-٠٩", "2026-11-09\n", 20261109]),
            (MONTH, ["2026-01", "2026-12"], ["2026-00", "2026-13", "2026-1", "2026-01-01", "2026-01\n"]),
            (FLAG, [True, False], [0, 1, "true", None]),
            (integer(1, 9), [1, 9], [0, 10, True, 1.0, "1", None]),
            (choice("a", "b"), ["a"], ["c", "", None, [], {}]),
        ],
    )
    def test_a_kind(self, kind: FieldType, good: list[object], bad: list[object]) -> None:
        assert [one for one in good if kind.read(one) is None] == []
        assert [one for one in bad if kind.read(one) is not None] == []


class TestWhateverComes:
    """There is always an answer, and it repeats nothing."""

    @given(st.binary(max_size=200), st.text(max_size=40))
    def test_any_bytes(self, raw: bytes, kind: str) -> None:
        found = parse(raw, kind, FIELDS)
        assert not isinstance(found, Refused) or found.code in PROBLEM_TYPES

    @given(st.dictionaries(st.sampled_from(["number", "date", "nth", "told", "other"]), JSON, max_size=4))
    def test_any_json(self, sent: dict[str, object]) -> None:
        found = parsed(sent)
        assert not isinstance(found, Refused) or found.code in PROBLEM_TYPES

    def test_a_refusal_says_our_words_only(self) -> None:
        refused = parsed({"number": "x", "canary": "canary"})
        assert isinstance(refused, Refused)
        assert "canary" not in json.dumps(dict(refused.facts))

    def test_the_largest_body_is_taken_and_one_more_byte_is_not(self) -> None:
        good = json.dumps({"number": "x"}).encode()
        padded = good + b" " * (request_fields.MAX_BYTES - len(good))
        assert not isinstance(parse(padded, "application/json", FIELDS), Refused)
        assert parse(padded + b" ", "application/json", FIELDS) == Refused(
            "too_large", {"max_bytes": request_fields.MAX_BYTES}
        )
