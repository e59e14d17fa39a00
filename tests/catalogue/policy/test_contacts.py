"""Help lines, other places to turn to, and the form for complaints: what policy may say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.policy import loader
from catalogue.policy.contacts.model import WHOM
from catalogue.policy.municipality import Municipality
from tests.support.catalogue.policy_lines import Change

NUMBER = '  - number: "112"\n    confirmed: 2026-11-02\n'
PLACE = """\
  - id: {id}
    name: {{sv: Familjerätten, en: Family law}}
    about: {{sv: För föräldrar., en: For parents.}}
"""
FEEDBACK = "exit_link:"


def loaded(tmp_path: Path) -> Municipality:
    """Return the municipality of the changed policy."""
    policy, _ = loader.load(tmp_path / "policy")
    assert policy is not None
    return policy.municipality


def codes(lines: list[str]) -> list[str]:
    """Return the codes of problems."""
    return [line.rpartition(" ")[2] for line in lines]


class TestPlacesToCall:
    """Another place has a number like a help line's, also a short one that is the same in all of Sweden."""

    @pytest.mark.parametrize("phone", ['"1177"', "116 111", "08-508 25 000", "+46 8 508 25 000"])
    def test_it_may_have_a_short_number(self, changed: Change, phone: str) -> None:
        place = f"{PLACE.format(id='vard')}    phone: {phone}\n"
        assert changed("municipality", FEEDBACK, f"elsewhere:\n{place}{FEEDBACK}") == []


class TestHelpLines:
    """A help line is reached by telephone, by text message or at an address."""

    @pytest.mark.parametrize("way", ['sms: "112"', "web: https://www.bris.se/"])
    def test_a_line_needs_no_number_if_it_is_reached_otherwise(self, changed: Change, way: str) -> None:
        assert changed("municipality", NUMBER, f"  - {way}\n    confirmed: 2026-11-02\n") == []

    def test_a_line_that_nobody_can_reach_is_an_error(self, changed: Change) -> None:
        assert codes(changed("municipality", NUMBER, "  - confirmed: 2026-11-02\n")) == ["help_line_unreachable"]

    def test_the_error_names_the_three_ways_out(self, changed: Change, tmp_path: Path) -> None:
        changed("municipality", NUMBER, "  - confirmed: 2026-11-02\n")
        _, (problem,) = loader.load(tmp_path / "policy")
        assert all(way in problem.message.sv for way in ("`number`", "`sms`", "`web`"))

    def test_a_line_without_a_number_is_confirmed_too(self, changed: Change) -> None:
        assert codes(changed("municipality", NUMBER, "  - web: https://www.bris.se/\n")) == ["help_line_unconfirmed"]

    def test_a_chat_is_at_an_https_address(self, changed: Change) -> None:
        told = changed("municipality", NUMBER, "  - web: http://www.bris.se/\n    confirmed: 2026-11-02\n")
        assert codes(told) == ["url_scheme"]

    @pytest.mark.parametrize("whom", WHOM)
    def test_a_line_may_be_for_a_group(self, changed: Change, tmp_path: Path, whom: str) -> None:
        assert changed("municipality", NUMBER, f"{NUMBER}    for: [{whom}]\n") == []
        assert loaded(tmp_path).help_lines[0].whom == (whom,)


class TestElsewhere:
    """Policy may name other places to turn to."""

    def test_a_place_needs_neither_telephone_nor_address(self, changed: Change, tmp_path: Path) -> None:
        assert changed("municipality", FEEDBACK, f"elsewhere:\n{PLACE.format(id='ratt')}{FEEDBACK}") == []
        (place,) = loaded(tmp_path).elsewhere
        assert (place.name["sv"], place.phone, place.web) == ("Familjerätten", None, None)

    def test_two_places_have_not_one_id(self, changed: Change) -> None:
        places = PLACE.format(id="ratt") + PLACE.format(id="ratt").replace("Familjerätten", "Bup")
        assert codes(changed("municipality", FEEDBACK, f"elsewhere:\n{places}{FEEDBACK}")) == ["entry_repeated"]


class TestFeedback:
    """Policy may name the municipality's own form."""

    def test_a_municipality_may_have_a_form(self, changed: Change, tmp_path: Path) -> None:
        form = "https://kommun.example/synpunkter"
        assert changed("municipality", FEEDBACK, f"feedback: {form}\n{FEEDBACK}") == []
        assert loaded(tmp_path).feedback == form
