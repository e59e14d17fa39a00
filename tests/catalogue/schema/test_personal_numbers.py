"""Personal identity numbers in a file are refused value by value, and a telephone number is told how to be written."""

import random

import pytest

from catalogue.schema import suggestions, yaml_reader
from catalogue.schema.personal_numbers import personal_numbers
from tests.support.input_cases import cases


class TestTwoValuesBesideEachOther:
    """Values are judged one by one: the digits of two of them are nobody's number."""

    @pytest.mark.parametrize(
        "text",
        [
            "a: [121212,1212]",
            'a: ["121212","1212"]',
            '{"121212":1212}',
            '{"121212":"1212"}',
            "{a: 121212,1212: b}",
            '["19121212","T123"]',
            "- 121212\n- 1212",
            "121212:\n- 1212",
            "a: 121212\n1212: b",
            "a: 19121212\nT123: b",
        ],
    )
    def test_are_not_one(self, text: str) -> None:
        value, problems = yaml_reader.load(text.encode(), "a.yaml")
        assert problems == []
        assert personal_numbers(text.encode(), "a.yaml", value) == []

    @pytest.mark.parametrize(
        ("text", "position"),
        [
            ("a: ['121212,1212']", (1, 6)),
            ("a: [1, 121212-1212]", (1, 8)),
            ("a: [1] # 121212,1212", (1, 10)),
            ("a: [121212,1212] # 121212,1212", (1, 20)),
            ('{"121212-1212":1}', (1, 3)),
            ("a: >-\n  121212\n  1212", (1, 4)),
        ],
    )
    def test_each_of_them_and_a_comment_is_judged(self, text: str, position: tuple[int, int]) -> None:
        value, _ = yaml_reader.load(text.encode(), "a.yaml")
        (problem,) = personal_numbers(text.encode(), "a.yaml", value)
        assert (problem.line, problem.column) == position


class TestTelephonesThatLookLikeOne:
    """A telephone number in one run is told how to be written; elsewhere, and for what is none, the refusal stands."""

    @staticmethod
    def told(text: str) -> list[tuple[str, str]]:
        """Return code and key of each problem."""
        value, problems = yaml_reader.load(text.encode(), "a.yaml")
        assert problems == []
        return [(one.code, one.key) for one in personal_numbers(text.encode(), "a.yaml", value)]

    def test_the_value_to_write_is_named(self) -> None:
        rows = [row for row in cases("personal_number") if "write" in row]
        for row in rows:
            data = f'contact:\n  phone: "{row["text"]}"\n'.encode()
            value, _ = yaml_reader.load(data, "a.yaml")
            (problem,) = personal_numbers(data, "a.yaml", value)
            assert problem.text().startswith("a.yaml:2:10: error: contact.phone: ")
            assert problem.code == "phone_personal"
            assert f"`{row['write']}`" in problem.text("sv")
            assert f"`{row['write']}`" in problem.text("en")

    def test_a_number_that_is_no_telephone_number_is_refused_without_being_shown(self) -> None:
        for text in ("121212-1212", "191212121212", "9006022397"):
            assert self.told(f"contact:\n  phone: '{text}'") == [("personal_identity_number", "")]

    def test_elsewhere_it_is_refused(self) -> None:
        assert self.told("about:\n  sv: Ring 0701010100") == [("personal_identity_number", "")]
        assert self.told("contact:\n  phone: '0701010100'\n# 0701010100") == [
            ("personal_identity_number", ""),
            ("phone_personal", "contact.phone"),
        ]

    def test_in_groups_none_looks_like_one(self) -> None:
        dice = random.Random(7)
        numbers = [f"0{dice.randrange(10**6, 10**9)}" for _ in range(20_000)]
        written = [suggestions.phone(number) for number in numbers]
        assert [text for text in written if personal_numbers(text.encode(), "a.yaml")] == []
