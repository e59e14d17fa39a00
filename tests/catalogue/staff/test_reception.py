"""What the reception's page holds: what policy says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy.municipality import Member
from catalogue.staff import reception as reception_page
from catalogue.views.policy_facts import Facts
from chalicelib.control_numbers import control_number
from tests.support.catalogue.wording import words
from tests.support.tables import assert_rows

SITE = Path(__file__).parents[3] / "site"


@pytest.mark.parametrize("lang", ["sv", "en", "fi"])
def test_every_letter_of_a_number_has_a_name_to_spell_it_by(lang: str) -> None:
    letters = [letter for letter in control_number.ALPHABET if letter.isalpha()]
    assert len(words(lang)[lang]["staff.spelling"].split()) == len(letters)


@pytest.mark.parametrize("lang", ["sv", "en", "fi"])
@pytest.mark.parametrize("unit", ["session", "minute"])
def test_the_number_is_read_out_of_our_own_message_and_slip(lang: str, unit: str) -> None:
    texts = words(lang)[lang]
    about = texts[f"staff.slip_about_{unit}.other"].format(count=5, date="30 november 2027")
    address = "https://kundval.example/utforare/"
    message = texts["staff.message"].format(number="7K3M-9RT4-WXC6", about=about, address=address)
    slip = [texts["own.label"], "7K3M-9RT4-WXC6", about, texts["staff.slip_choose"], address, texts["staff.slip_keep"]]
    pasted = [
        message,
        message.replace("\n", " "),
        "\n".join(slip),
        f"{' '.join(slip)} Mottagningen, 08-508 250 00, 9-16",
    ]
    assert_rows([(text, "7K3M9RT4WXC6") for text in pasted], control_number.validate)


def test_a_member_is_chosen_where_several_run_it_together(facts: Facts) -> None:
    town = replace(facts.policy.municipality, members=(Member("2326", "Berg", 7101),))
    joint = replace(facts, policy=replace(facts.policy, municipality=town))
    assert reception_page.template_context(joint, [])["members"] == [("2326", "Berg")]


def granted(facts: Facts) -> Any:  # noqa: ANN401 - as only the template reads it
    """Return the services that numbers are issued for, as the template gets them."""
    return reception_page.template_context(facts, [])["services"]


def test_a_service_by_decision_is_granted_in_hours_and_without_numbers_not_at_all(facts: Facts) -> None:
    (service,) = facts.policy.services.values()
    hours = replace(service, id="behandling", unit="hour", granted=None, extra=(), decision=(5, 6))
    unnumbered = replace(service, id="oppen", granted=None, extra=(), control_number="none")
    every = {each.id: each for each in (service, hours, unnumbered)}
    _, shown = granted(replace(facts, policy=replace(facts.policy, services=every)))
    assert (shown["id"], shown["decision"], shown["amounts"], shown["fee"]) == ("behandling", (5, 6), [], False)


def test_whoever_owes_a_fee_can_be_exempt_from_it(facts: Facts) -> None:
    (shown,) = granted(facts)
    assert shown["fee"]
    free = replace(facts, policy=replace(facts.policy, fees=()))
    assert [service["fee"] for service in granted(free)] == [False]


def test_a_reason_of_the_municipalitys_own_is_shown_as_policy_writes_it(facts: Facts) -> None:
    (service,) = facts.policy.services.values()
    (extra,) = service.extra
    own = replace(service, extra=(replace(extra, reason="deaf", sessions=2, label={"sv": "dövhet", "en": "deaf"}),))
    changed = replace(facts, policy=replace(facts.policy, services={own.id: own}))
    (shown,) = granted(changed)
    assert shown["amounts"] == [("", "5 samtal", 5), ("deaf", "7 samtal: dövhet", 7)]
