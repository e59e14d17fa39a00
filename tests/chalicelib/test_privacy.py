"""Personal identity numbers are found however they are written, and nothing else is taken for one."""

import datetime as dt
import random
import re
import uuid

import pytest

from chalicelib.privacy import holds_personal_identity_number
from tests.support import size
from tests.support.chalicelib import references
from tests.support.input_cases import cases
from tests.support.tables import assert_rows

PUBLISHED = "199006022397"
"""Published by Skatteverket for tests; it belongs to nobody."""


def luhn(nine: str) -> str:
    """Nine digits with their check digit, worked out apart from the code under test."""
    total = 0
    for place, digit in enumerate(nine):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product if product < 10 else product - 9
    return nine + str(-total % 10)


COORDINATION = luhn("900662239")  # a samordningsnummer: day 2 + 60


def is_refused(reference: str) -> bool:
    return holds_personal_identity_number({"reference": reference})


def test_the_table_of_cases_is_judged_as_it_says() -> None:
    rows = cases("personal_number")
    assert_rows(
        ((({row["in"]: row["text"]}, row["reason"]), row["right"]) for row in rows),
        lambda written: holds_personal_identity_number(written[0]),
    )


class TestFound:
    """Ten or twelve digits, any usual writing, anywhere."""

    def test_a_writing_of_one(self) -> None:
        texts = [
            "199006022397",
            "9006022397",
            "19900602-2397",
            "900602-2397",
            "900602+2397",
            "19900602+2397",
            "900602 2397",
            "19 900602-2397",
            "900602–2397",
            "900602−2397",
            "900602‑2397",
            "1990-06-02-2397",
            "1990-06-02 2397",
            "90.06.02-2397",
            "900602 - 2397",
            "9006\u200b022397",
            "90060\u00ad2-2397",
            "９００６０２-２３９７",
            "Anna,900602-2397,ring",
            "x900602-2397x",
            COORDINATION,
            f"19{COORDINATION[:6]}-{COORDINATION[6:]}",
            "000229-" + luhn("000229123")[6:],
            "121212.1212",
            "121212_1212",
            "121212/1212",
            "121212--1212",
            "121212*1212",
            "19121212:1212",
            "121212 -\n1212",
            "12_12_12.1212",
            "121212\u00a01212",
            "121212\u2024\u00b71212",
            "121212\u034f\ufe0f1212",
            "121212\x001212",
            "121212\ud8001212",
            "١٩١٢١٢١٢١٢١٢",
            "१२१२१२-१२१२",
            "⑫⑫⑫⑫⑫",
            "121212-T220",
            "19121212-t220",
            "ref_121212_K220",
        ]
        assert_rows(((text, True) for text in texts), holds_personal_identity_number)

    @pytest.mark.parametrize(
        "value",
        [
            {"a": {"b": ["c", PUBLISHED]}},
            {PUBLISHED: None},
            [[[PUBLISHED]]],
            int(PUBLISHED),
            9_006_022_397,
            199006022397.0,
        ],
    )
    def test_anywhere_in_a_decoded_body(self, value: object) -> None:
        assert holds_personal_identity_number(value)

    def test_however_deep(self) -> None:
        value: object = PUBLISHED
        for _ in range(100_000):
            value = [value]
        assert holds_personal_identity_number(value)


class TestOneValueAtATime:
    """Two values that are innocent are so beside each other."""

    @pytest.mark.parametrize(
        "value",
        [
            ["121212", "1212"],
            [121212, 1212],
            {"reference": "121212", "code": "1212"},
            {"121212": "1212"},
            {"121212": {"1212": None}},
            {"reference": "1912", "date": "2012-12-12", "minutes": 1212},
            {"claims": [{"reference": "121212"}, {"reference": "1212"}]},
            {"reference": ["121212", "T123"]},
        ],
    )
    def test_values_are_never_joined(self, value: object) -> None:
        assert not holds_personal_identity_number(value)

    @pytest.mark.parametrize("value", [["1", "121212 1212"], {"a": "1", "b": {"c": ["19121212-T123"]}}])
    def test_each_is_judged(self, value: object) -> None:
        assert holds_personal_identity_number(value)


WRITING = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")
"""What a reference may hold."""


class TestInAReference:
    """All but digits is taken out, and every ten or twelve that begin and end as a group of digits does are tried."""

    @pytest.mark.parametrize(
        "reference",
        [
            "121212.1212",
            "121212_1212",
            "121212/1212",
            "121212--1212",
            "121212-T220",
            "A121212-1212",
            "121272-1219",
            "1.2.1.2.1.2.1.2.1.2",
            "121212A1212",
            "K7-121212x1212/3",
            "19-12-12-12-12-12",
            "2026-19121212a1212-1",
            "121212-K-1212",
            "121212.x.T220",
            "121212._-/._-/._-/1212",
        ],
    )
    def test_whatever_stands_between_the_digits(self, reference: str) -> None:
        assert WRITING.fullmatch(reference)
        assert holds_personal_identity_number({"claims": [{"reference": reference}]})

    def test_any_signs_and_letters_between_any_digits(self) -> None:
        dice = random.Random(7)
        for _ in range(500):
            gaps = ["".join(dice.choices("ABEFabef./_-", k=dice.choice([0, 0, 1, 3]))) for _ in range(9)]
            reference = "".join(digit + gap for digit, gap in zip("1212121212", [*gaps, ""], strict=True))
            assert holds_personal_identity_number({"reference": reference}), reference

    @pytest.mark.parametrize(
        "reference",
        [
            "2026/17",
            "2026-00123",
            "SOC-2026-001234-01",
            "20261109-12",
            "2026-11-09/3",
            "20261109T101500",
            "1000012345",
            "121212-1213",
            "121212-R221",
            "1234567890123456",
            "K1212-1212",
        ],
    )
    def test_ordinary_references_go_free(self, reference: str) -> None:
        assert not holds_personal_identity_number({"reference": reference})

    def test_of_all_six_digits_seven_in_a_hundred_are_a_day_and_a_tenth_of_these_have_the_right_check(self) -> None:
        dice = random.Random(7)
        of = 20_000
        found = sum(holds_personal_identity_number({"reference": f"{dice.randrange(10**10):010}"}) for _ in range(of))
        assert 0.006 < found / of < 0.009

    def test_a_day_with_a_short_number_after_it_is_never_a_person(self) -> None:
        for ordinal in range(366):
            day = dt.date(2026, 1, 1) + dt.timedelta(ordinal)
            for text in (f"{day}-{ordinal % 100:02}", f"{day:%Y%m%d}-{ordinal % 1000:03}", f"{day:%y%m%d}/7"):
                assert not holds_personal_identity_number({"reference": text}), text

    @pytest.mark.parametrize("kind", references.USUAL)
    def test_a_usual_reference_of_at_most_nine_digits_is_never_a_person(self, kind: str) -> None:
        dice = random.Random(7)
        refused = [text for text in (references.usual(kind, dice) for _ in range(1_000)) if is_refused(text)]
        assert refused == []

    def test_no_spelling_of_one_is_taken(self) -> None:
        spellings = references.spellings(size.of(2_000, 50_000))
        assert [text for text in spellings if not is_refused(text)] == []

    def test_letters_before_three_digits_hide_no_interim_number(self) -> None:
        assert is_refused("kl121-212-T220")
        assert is_refused("K121.212.T220")

    @pytest.mark.parametrize("day", ["19121212", "121212", "20121272"])
    @pytest.mark.parametrize("serial", ["T000", "T123", "t999", "TF10", "tf99"])
    def test_a_temporary_number_has_no_check_digit(self, day: str, serial: str) -> None:
        assert is_refused(f"{day}-{serial}")
        assert holds_personal_identity_number(f"{day}{serial}")

    @pytest.mark.parametrize("text", ["20261309-T123", "20261109-T12", "20261109-T1234", "20261109-TF123", "2611-T123"])
    def test_a_temporary_number_has_a_day_and_as_many_signs_as_a_serial(self, text: str) -> None:
        assert not is_refused(text)

    def test_hostile_length_is_judged_in_one_pass(self) -> None:
        for part in ("1-", "12 ", "1", "12   ", "121212T", "12---------", "T123", "12 = ", "１２ "):
            text = part * (65_536 // len(part))
            assert holds_personal_identity_number({"reference": text, "text": text}) == is_refused(text), part

    def test_a_hash_is_never_a_person(self) -> None:
        for length in (40, 64):
            text = "e1212121212f".rjust(length, "a")
            assert not holds_personal_identity_number({"reference": text, "register": text})

    def test_a_uuid_is_never_a_person(self) -> None:
        for digits in ("121212121212", "a1212121212b", "12b12c12d121"):
            one = uuid.UUID(f"4f2c9d1e8a7b4c3d9e5f{digits[:12]}")
            for text in (str(one), one.hex, str(one).upper()):
                assert not holds_personal_identity_number({"reference": text, text: text})


class TestNotFound:
    """What only looks a little like one."""

    def test_text_that_is_something_else(self) -> None:
        texts = [
            "199006022398",  # wrong check digit
            "199013022397",  # no thirteenth month
            luhn("900231123"),  # no 31 February
            luhn("900692123"),  # day 92 is neither a day nor a coordinated one
            luhn("900660123"),  # day 60: a coordination number begins at 61
            "212000-0142",
            "16212000-0142",
            "556677-8899",
            "7K3M-9RT4-WXC6",
            "08-465 004 00",
            "070-174 06 05",
            "+46 8 465 004 00",
            "2026-11-09",
            "2026-11-09T10:15:00.123456Z",
            "1104.50",
            "110400",
            "1234567890123456",
            "199006022397199006022397",
            "4f2c9d1e-8a7b-4c3d-9e5f-0a1b2c3d4e5f",
            "2026-12-23, 1212 kr",
            "2026-12-23: 1212",
            "tel. 019-12 12 12, 12 12 12 och 1212",
            "",
        ]
        assert_rows(((text, False) for text in texts), holds_personal_identity_number)

    @pytest.mark.parametrize("value", [None, True, 0, 110_400, -5, 1.5, float("inf"), float("nan"), [], {}])
    def test_a_value_that_is_something_else(self, value: object) -> None:
        assert not holds_personal_identity_number(value)

    def test_every_date_has_ten_serials_in_a_hundred_that_fit(self) -> None:
        found = sum(holds_personal_identity_number(f"900602{serial:04}") for serial in range(10_000))
        assert found == 1000
