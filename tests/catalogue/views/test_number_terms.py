"""Number terms: what a number gives and costs, and the statement that the law asks for, from policy alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from catalogue.policy.model import Extra, Policy
from catalogue.policy.municipality import Statement
from tests.support.catalogue.terms import terms, with_fee, with_service, with_statement

STATEMENT = Statement("partial", dt.date(2026, 11, 1), dt.date(2026, 11, 9), "self", ({"sv": "En brist."},), None)


def test_a_number_tells_sessions_length_and_validity(policy: Policy) -> None:
    (service,) = terms(policy).numbers()
    assert [(row.label, row.value) for row in service["rows"]] == [
        ("Antal samtal", "5"),
        ("Ett samtal är", "90 minuter"),
        ("Numret gäller", "12 månader från den dag du får det"),
    ]


def test_a_service_without_numbers_is_not_on_the_page_about_them(policy: Policy) -> None:
    assert terms(with_service(policy, control_number="none")).numbers() == []


def test_what_is_granted_by_decision_says_so(policy: Policy) -> None:
    (service,) = terms(with_service(policy, unit="hour", granted=None, decision=(5, 6))).numbers()
    assert service["rows"][0].value == "Så många som står i ditt beslut"


def test_the_exempt_pay_what_policy_says(policy: Policy) -> None:
    (service,) = terms(policy).exemptions()
    assert service["amount"] == "Är du befriad från avgiften betalar du ingenting. Då betalar kommunen avgiften."


def test_who_is_exempt_is_policy_s_own_sentence(policy: Policy) -> None:
    (service,) = terms(with_fee(policy, exempt_who={"sv": "Den som har försörjningsstöd."})).exemptions()
    assert service["who"] == "Den som har försörjningsstöd."


def test_the_exempt_pay_what_policy_says_where_a_report_says_who_they_are(policy: Policy) -> None:
    direct = with_service(policy, control_number="none", exempt_on_claim=True)
    assert terms(with_service(policy, control_number="none")).exemptions() == []
    assert terms(direct).exemptions() == terms(policy).exemptions()


def test_who_only_pays_for_not_coming_can_be_exempt_from_it(policy: Policy) -> None:
    missed = with_fee(policy, amount_ore=0, amounts_ore={"no_show": 10_000})
    assert terms(missed).exemptions() == terms(policy).exemptions()


def test_without_a_fee_nobody_is_exempt(policy: Policy) -> None:
    assert terms(with_fee(policy, amount_ore=0)).exemptions() == []


def test_a_missed_visit_is_paid_and_used_where_policy_says_so(policy: Policy) -> None:
    ((_, facts),) = terms(policy).missed_visits()
    assert facts == [
        "Lämnar du återbud för sent, eller uteblir, betalar du 450\u00a0kronor och ett samtal räknas som använt."
    ]


def test_missed_visits_that_differ_are_told_apart(policy: Policy) -> None:
    changed = with_service(with_fee(policy, events=("session", "no_show")), consumes=("session", "no_show"))
    ((_, facts),) = terms(changed).missed_visits()
    assert facts == [
        "Lämnar du återbud för sent betalar du ingenting. Du har samtalet kvar.",
        "Kommer du inte betalar du 450\u00a0kronor och ett samtal räknas som använt.",
    ]


def test_missed_visits_that_cost_different_amounts_are_told_apart(policy: Policy) -> None:
    ((_, facts),) = terms(with_fee(policy, amounts_ore={"late_cancellation": 12_500})).missed_visits()
    assert facts == [
        "Lämnar du återbud för sent betalar du 125\u00a0kronor och ett samtal räknas som använt.",
        "Kommer du inte betalar du 450\u00a0kronor och ett samtal räknas som använt.",
    ]


def test_a_missed_visit_is_paid_though_a_session_is_free(policy: Policy) -> None:
    ((_, facts),) = terms(with_fee(policy, events=("no_show",))).missed_visits()
    assert facts[1] == "Kommer du inte betalar du 450\u00a0kronor och ett samtal räknas som använt."


def test_the_statement_tells_what_the_law_asks_for(policy: Policy) -> None:
    rows = terms(with_statement(policy, STATEMENT)).statement()
    assert [row.value for row in rows[2:]] == [
        "Webbplatsen är delvis förenlig med lagen",
        "Kommunens egen granskning",
        "1\u00a0november\u00a02026",
        "9\u00a0november\u00a02026",
    ]


def test_a_website_that_nobody_assessed_says_so(policy: Policy) -> None:
    rows = terms(with_statement(policy, None)).statement()
    assert [row.value for row in rows[2:]] == ["Webbplatsen är ännu inte bedömd"]


@pytest.mark.parametrize(("lang", "marked"), [("sv", False), ("en", True)])
def test_a_defect_that_a_language_lacks_is_marked_as_swedish(policy: Policy, lang: str, marked: bool) -> None:  # noqa: FBT001 - what is expected
    (defect,) = terms(with_statement(policy, STATEMENT), lang).defects()
    assert hasattr(defect, "__html__") is marked


def test_a_reason_of_the_municipalitys_own_is_told_in_its_own_sentence(policy: Policy) -> None:
    (service,) = policy.services.values()
    sentence = {"sv": "Är du döv kan du få två samtal till.", "en": "If you are deaf you can have two more."}
    own = replace(service, extra=(Extra("deaf", 2, {"sv": "dövhet", "en": "deaf"}, sentence),))
    (number,) = terms(replace(policy, services={own.id: own})).numbers()
    assert number["rows"][0].note == sentence["sv"]


class TestBeforeBooking:
    """A provider's page says what its services cost, and whom to call for a control number first."""

    def test_the_fee_and_the_number_are_told(self, policy: Policy) -> None:
        (service,) = policy.services
        before = terms(policy).before_booking([service])
        assert before["needs"] == ["Du behöver ett kontrollnummer. Det får du av {reception}, {phone}."]
        assert before["fees"] == [" ".join(terms(policy).facts.fee_sentences(policy.services[service]))]

    def test_without_numbers_none_is_needed(self, policy: Policy) -> None:
        (service,) = policy.services
        assert terms(with_service(policy, control_number="none")).before_booking([service])["needs"] == []

    def test_where_only_one_of_two_services_has_numbers_it_is_named(self, policy: Policy) -> None:
        (service,) = policy.services.values()
        other = replace(service, id="stod", name={"sv": "Stöd", "en": "Support"}, control_number="none")
        both = replace(policy, services={service.id: service, other.id: other})
        assert terms(both).before_booking([*both.services])["needs"] == [
            "Familjerådgivning: Du behöver ett kontrollnummer. Det får du av {reception}, {phone}."
        ]
        assert terms(both).before_booking([other.id])["needs"] == []
