"""Words that stand behind a number sign are lost, and said so where they may be part of the value."""

from catalogue.schema.comments import swallowed
from catalogue.schema.containers import Group, LangText, ListOf
from catalogue.schema.problem import report
from catalogue.schema.scalars import PHONE, Integer, Text, YesNo
from catalogue.schema.yaml_reader import locate
from tests.support.tables import assert_rows

FORM = Group(
    {
        "name": Text(80),
        "phone": PHONE,
        "lift": YesNo(),
        "hours": Integer(0, 24),
        "about": LangText(Text(80)),
        "rooms": ListOf(Text(80)),
    }
)


def lost(text: str) -> list[str | None]:
    """Return the value to write instead of each that a comment cuts."""
    return [fault.meant for fault in swallowed(text.encode(), FORM)]


def test_words_behind_a_number_sign_are_told_with_the_value_to_write() -> None:
    rows = [
        ("name: Bron #1 i Kista\n", ['"Bron #1 i Kista"']),
        ("name: Bron # i Kista\n", ['"Bron # i Kista"']),
        ("name: Bron #1\r\nphone: 1\r\n", ['"Bron #1"']),
        ("about:\n  sv: Vi tar emot #alla\n", ['"Vi tar emot #alla"']),
        ("rooms:\n  - Sal #1\n  - Sal 2\n", ['"Sal #1"']),
        ("phone: 08-465 004 10 #växel\n", [None]),
        ('name: Bron #1 "Kista"\n', [None]),
        ("about:\n  sv: Vi tar emot\n    alla #1 här\n", ['"Vi tar emot alla #1 här"']),
    ]
    assert_rows(rows, lost)


def test_a_comment_that_is_meant_as_one_gives_no_word() -> None:
    rows: list[tuple[str, object]] = [
        ("# Bron\nname: Bron\n", []),
        ("name: Bron#1\n", []),
        ("name: 'Bron' # i Kista\n", []),
        ('name: "Bron #1 i Kista"\n', []),
        ("name: >-\n  Bron #1\n  # i Kista\n", []),
        ("phone: 08-465 004 10 # växel\n", []),
        ("lift: yes #ramp\nhours: 12 #timmar\n", []),
        ("fax: 08-465 004 10 #växel\n", []),
        ("about: # hit\n  sv: Vi tar emot\n  # och ut\n", []),
        ("name: TODO # vad heter ni?\n", []),
        ("name:   # i Kista\n", []),
    ]
    assert_rows(rows, lost)


def test_the_message_says_which_words() -> None:
    data = b"name: Bron #1 i Kista\n"
    (fault,) = swallowed(data, FORM)
    line = report([fault.problem("a.yaml", locate(data))], language="en")
    assert line.startswith("a.yaml:1:7: warning: name: what stands from # on (#1 i Kista) is a comment")
