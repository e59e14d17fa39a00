"""Personal identity numbers are found however they are written, and nothing else is taken for one."""

import pytest

from chalicelib.privacy import holds_personal_identity_number

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


class TestFound:
    """Ten or twelve digits, any usual writing, anywhere."""

    @pytest.mark.parametrize(
        "text",
        [
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
        ],
    )
    def test_a_writing_of_one(self, text: str) -> None:
        assert holds_personal_identity_number(text)

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


class TestNotFound:
    """What only looks a little like one."""

    @pytest.mark.parametrize(
        "text",
        [
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
            "",
        ],
    )
    def test_text_that_is_something_else(self, text: str) -> None:
        assert not holds_personal_identity_number(text)

    @pytest.mark.parametrize("value", [None, True, 0, 110_400, -5, 1.5, float("inf"), float("nan"), [], {}])
    def test_a_value_that_is_something_else(self, value: object) -> None:
        assert not holds_personal_identity_number(value)

    def test_every_date_has_ten_serials_in_a_hundred_that_fit(self) -> None:
        found = sum(holds_personal_identity_number(f"900602{serial:04}") for serial in range(10_000))
        assert found == 1000
