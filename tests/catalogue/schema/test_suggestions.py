"""What is pasted is read as one table a kind says, which the form in the browser reads too."""

import pytest

from catalogue.schema import suggestions
from catalogue.schema.containers import Context, FieldType, Validation
from catalogue.schema.dates import suggest_span
from catalogue.schema.problem import message_templates
from catalogue.schema.scalars import AMOUNT, EMAIL, PHONE, POSTCODE, URL, PatternText
from catalogue.schema.yaml_reader import Positions
from tests.support.input_cases import cases, rights
from tests.support.tables import assert_rows

KINDS = {"phone": PHONE, "postcode": POSTCODE, "email": EMAIL, "web": URL}
NOWHERE = Positions((1, 1))


def message(kind: FieldType, value: str) -> str:
    """Return what the check says of a value, in English; empty if it is taken."""
    seen = Validation(Context())
    kind.check(value, (), seen)
    return "; ".join(fault.problem("a.yaml", NOWHERE).message.en for fault in seen.faults)


def code(kind: FieldType, value: str) -> str | None:
    """Return the code of the first fault of a value."""
    seen = Validation(Context())
    kind.check(value, (), seen)
    return seen.faults[0].code if seen.faults else None


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_what_is_pasted_has_its_right_value(name: str, kind: PatternText) -> None:
    assert_rows(rights(name), kind.suggestion)


def test_a_name_keeps_all_but_its_spaces_and_the_quotes_around_it() -> None:
    assert_rows(rights("name"), suggestions.name)


def test_opening_hours_have_two_times_and_a_plain_hyphen() -> None:
    assert_rows(rights("hours"), suggest_span)


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_the_right_value_is_taken(name: str, kind: PatternText) -> None:
    rows = [(row["right"], None) for row in cases(name) if "right" in row]
    assert_rows(rows, lambda value: code(kind, value))


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_what_cannot_be_read_is_refused_under_its_code(name: str, kind: PatternText) -> None:
    rows = [(row["text"], row["fault"]) for row in cases(name) if "fault" in row]
    assert all(fault in message_templates() for _, fault in rows)
    assert_rows(rows, lambda value: code(kind, value))


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_value_that_is_not_taken_as_it_stands_is_refused_with_the_one_to_write(name: str, kind: PatternText) -> None:
    rows = [(row["text"], row["right"]) for row in cases(name) if "right" in row and not kind.match(row["text"])]
    assert_rows(
        ((text, True) for text, _ in rows), lambda text: f"did you mean `{dict(rows)[text]}`?" in message(kind, text)
    )


def test_a_right_value_is_its_own_right_value() -> None:
    for name, kind in KINDS.items():
        rows = [(row["right"], row["right"]) for row in cases(name) if "right" in row]
        assert_rows(rows, kind.suggestion)


def test_the_character_that_is_not_taken_is_named_with_its_place() -> None:
    rows = [
        ((PHONE, "08-465\u00a0004 10"), "character 7 is NO-BREAK SPACE (U+00A0)"),
        ((PHONE, "08\u2011465 004 10"), "character 3 is `\u2011`, NON-BREAKING HYPHEN (U+2011)"),
        ((PHONE, "08~465 004 10"), "character 3 is `~`, TILDE (U+007E)"),
        ((PHONE, "08-465 004 1O"), "character 13 is `O`, LATIN CAPITAL LETTER O (U+004F)"),
        ((POSTCODE, "127\u00a000"), "character 4 is NO-BREAK SPACE (U+00A0)"),
        ((EMAIL, "mottagningen@exempelbron.example\u00a0"), "character 33 is NO-BREAK SPACE (U+00A0)"),
        ((EMAIL, "frågor@exempelbron.example"), "character 3 is `å`, LATIN SMALL LETTER A WITH RING ABOVE (U+00E5)"),
        (
            (URL, "https://exempelbron.example/råd"),
            "character 30 is `å`, LATIN SMALL LETTER A WITH RING ABOVE (U+00E5)",
        ),
        (
            (URL, "https://exempelbron.example/våra tjänster"),
            "character 30 is `å`, LATIN SMALL LETTER A WITH RING ABOVE",
        ),
        ((URL, "https://exempel_bron.example/"), "character 16 is `_`, LOW LINE (U+005F)"),
        ((URL, "https://vera@exempelbron.example/"), "character 13 is `@`, COMMERCIAL AT (U+0040)"),
        ((AMOUNT, "1104,00 kr"), "character 5 is `,`, COMMA (U+002C)"),
    ]
    assert_rows((((kind, value), True) for (kind, value), _ in rows), lambda row: dict(rows)[row] in message(*row))


def test_a_value_of_the_wrong_length_names_no_character() -> None:
    assert "character" not in message(PHONE, "112")


def test_an_amount_is_read_as_it_is_written_in_swedish() -> None:
    rows = [
        ("1 104,00 kr", "1104.00"),
        ("1\u00a0104 kr", "1104"),
        ("1\u202f104,50\u00a0SEK", "1104.50"),
        ("1104:-", "1104"),
        ("1104,-", "1104"),
        ("1104:50", "1104.50"),
        ("1.104,50 kr.", None),
        ("1104,5", "1104.50"),
        ("1104", "1104"),
        ("ettusen", None),
        ("-5", None),
        ("1,104", None),
    ]
    assert_rows(rows, AMOUNT.suggestion)
