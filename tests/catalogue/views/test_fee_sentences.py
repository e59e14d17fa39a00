"""What a resident pays is said in plain sentences: what is in force, and what is decided for a coming date."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from catalogue.policy.model import Policy
from tests.support.catalogue.terms import TODAY, terms, with_fee, with_service

LATER = TODAY + dt.timedelta(days=40)


def sentences(policy: Policy, lang: str = "sv") -> list[str]:
    """Return the sentences on the fee of the first service."""
    return terms(policy, lang).facts.fees()[0]


def remunerations(policy: Policy) -> list[str]:
    """Return the amounts in the table of what the municipality pays."""
    rows: Any = terms(policy).facts.tariffs()["tariffs"]
    return [row["amount"] for row in rows]


def with_later_fee(policy: Policy, amount_ore: int) -> Policy:
    """Return the policy with another fee from a coming day."""
    (fee,) = policy.fees
    return dataclasses.replace(policy, fees=(fee, dataclasses.replace(fee, start=LATER, amount_ore=amount_ore)))


def with_two_services(policy: Policy) -> Policy:
    """Return the policy with its service once more under another name."""
    (service,) = policy.services.values()
    other = dataclasses.replace(service, id="andra", name={"sv": "Gruppsamtal", "en": "Group sessions"})
    return dataclasses.replace(policy, services={service.id: service, other.id: other})


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (("session",), []),
        (("session", "no_show"), ["Du betalar lika mycket om du inte kommer."]),
        (("session", "late_cancellation"), ["Du betalar lika mycket om du lämnar återbud för sent."]),
        (
            ("session", "late_cancellation", "no_show"),
            ["Du betalar lika mycket om du lämnar återbud för sent eller inte kommer."],
        ),
    ],
)
def test_a_fee_is_one_plain_sentence_and_one_for_missed_visits(
    policy: Policy, events: tuple[str, ...], said: list[str]
) -> None:
    assert sentences(with_fee(policy, events=events)) == ["Ett samtal kostar 450\u00a0kronor.", *said]


@pytest.mark.parametrize(
    ("amounts_ore", "said"),
    [
        (
            {"late_cancellation": 12_500},
            [
                "Du betalar lika mycket om du inte kommer.",
                "Lämnar du återbud för sent betalar du 125\u00a0kronor.",
            ],
        ),
        (
            {"session": 25_000},
            ["Lämnar du återbud för sent betalar du 450\u00a0kronor.", "Kommer du inte betalar du 450\u00a0kronor."],
        ),
    ],
)
def test_an_event_with_a_fee_of_its_own_has_its_sentence(
    policy: Policy, amounts_ore: dict[str, int], said: list[str]
) -> None:
    first, *others = sentences(with_fee(policy, amounts_ore=amounts_ore))
    assert first == f"Ett samtal kostar {amounts_ore.get('session', 45_000) // 100}\u00a0kronor."
    assert others == said


@pytest.mark.parametrize(
    "changes",
    [
        {"amounts_ore": {"session": 0}, "events": ("session", "no_show")},
        {"amount_ore": 0, "amounts_ore": {"no_show": 45_000}},
        {"events": ("no_show",)},
    ],
)
def test_what_is_free_to_who_comes_may_cost_who_does_not(policy: Policy, changes: dict[str, Any]) -> None:
    said = ["Samtalen är gratis.", "Kommer du inte betalar du 450\u00a0kronor."]
    assert sentences(with_fee(policy, **changes)) == said


def test_a_fee_that_is_decided_has_its_date(policy: Policy) -> None:
    assert sentences(with_later_fee(with_fee(policy, events=("session",)), 50_000)) == [
        "Ett samtal kostar 450\u00a0kronor.",
        "Från och med 31\u00a0december\u00a02026 kostar ett samtal 500\u00a0kronor.",
    ]


def test_a_fee_that_has_ended_is_not_said(policy: Policy) -> None:
    (fee,) = policy.fees
    before = dataclasses.replace(fee, start=dt.date(2010, 1, 1), amount_ore=12_300)
    assert not any("123" in sentence for sentence in sentences(dataclasses.replace(policy, fees=(before, fee))))


@pytest.mark.parametrize(
    ("count", "each_ore", "said"),
    [
        (1, 0, "Det första samtalet är gratis."),
        (3, 0, "De första 3 samtalen är gratis."),
        (1, 10_000, "Det första samtalet kostar 100\u00a0kronor."),
        (2, 10_000, "De första 2 samtalen kostar 100\u00a0kronor."),
    ],
)
def test_first_visits_are_in_the_right_number(policy: Policy, count: int, each_ore: int, said: str) -> None:
    assert sentences(with_fee(policy, first_visits=(count, each_ore, "municipality")))[-1] == said


def test_what_is_free_says_so(policy: Policy) -> None:
    assert sentences(with_fee(policy, amount_ore=0)) == ["Samtalen är gratis."]


def test_a_sentence_about_money_names_its_service_where_there_are_several(policy: Policy) -> None:
    fees = terms(with_two_services(policy)).facts.fees()
    assert fees[0][0] == "Familjerådgivning kostar 450\u00a0kronor per samtal."
    assert fees[1] == ["Gruppsamtal är gratis."]


def test_only_what_is_in_force_or_decided_is_in_the_table_of_remuneration(policy: Policy) -> None:
    (first, *_) = policy.tariffs
    old = dataclasses.replace(first, start=dt.date(2001, 1, 1), amount_ore=100)
    coming = dataclasses.replace(first, start=LATER, amount_ore=200_000)
    amounts = remunerations(dataclasses.replace(policy, tariffs=(old, *policy.tariffs, coming)))
    assert "1\N{NO-BREAK SPACE}kr" not in amounts
    assert "2\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in amounts


def test_a_price_of_an_hour_is_an_hourly_price(policy: Policy) -> None:
    by_the_hour = with_service(policy, unit="hour", granted=None, decision=(5, 6))
    assert [amount for amount in remunerations(by_the_hour) if not amount.endswith(" per timme")] == []
