"""The form of a case report holds the classes that the endpoint takes, named as on the page of statistics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from catalogue.staff import case_report as case_page
from catalogue.views.policy_facts import Facts
from chalicelib.register import codes


def test_the_classes_are_those_that_the_endpoint_takes(facts: Facts) -> None:
    view: Any = case_page.template_context(facts)
    offered = {id_: tuple(value for value, _ in options) for id_, _, options in view["case_choices"]}
    assert offered == {
        "wait": codes.WAITS,
        "sessions": codes.SESSIONS,
        "content": codes.CONTENTS,
        "initiative": codes.INITIATIVES,
        "family": codes.FAMILIES,
        "started": codes.STARTED,
    }
    assert tuple(value for value, _ in view["genders"]) == codes.GENDERS
    assert tuple(value for value, _ in view["ages"]) == codes.AGES
    assert tuple(value for value, _ in view["child_ages"]) == codes.CHILD_AGES


def test_a_class_is_named_as_on_the_page_of_statistics(facts: Facts) -> None:
    view: Any = case_page.template_context(facts)
    (wait, *_) = view["case_choices"]
    assert wait[2][-1] == ("21-", "21 arbetsdagar eller fler")


def test_only_a_service_that_policy_asks_for_is_reported(facts: Facts) -> None:
    (service,) = facts.policy.services.values()
    asked = replace(facts.policy, services={service.id: replace(service, case_reports=True)})
    assert [case_page.template_context(one)["case_services"] for one in (facts, replace(facts, policy=asked))] == [
        [],
        [(service.id, "Familjerådgivning")],
    ]
