"""Framework agreements in policy: what is refused of them, whose turn it is, and what is held once it is in force."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.contributions import framework_rows, policy_changes
from catalogue.policy import loader
from catalogue.policy.frameworks import rules as framework_rules
from catalogue.schema.problem import dotted
from tests.support.municipalities.systems import SYSTEMS, rules

Faults = Callable[[str, str, str], list[str]]
SECOND = """  - id: ramavtal-2021
    service: familjebehandling
    from: 2021-06-01
    rule: rank
    source: {sv: "Ett till."}
    suppliers:
      - {id: leverantor-21, legal_name: Påhittad leverantör 21, supplier: L-2121, type: sole_trader, rank: 1,
         prices: [{from: 2021-06-01, amount: "700", counsellors: 1}]}
"""


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    """Return what replaces a text in Huddinge's or Nacka's policy and lists the codes of the problems."""

    def of(system: str, old: str, new: str) -> list[str]:
        SYSTEMS[system].written(tmp_path / "policy")
        file = tmp_path / "policy" / "frameworks.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
        return [problem.code for problem in loader.load(tmp_path / "policy")[1]]

    return of


def price(text: str) -> str:
    """Return the row of a price."""
    return f'{{from: 2020-01-01, amount: "{text}", counsellors: 1}}'


@pytest.mark.parametrize(
    ("system", "old", "new", "codes"),
    [
        ("huddinge", "id: leverantor-01", "id: leverantor-02", ["entry_repeated"]),
        ("huddinge", "id: leverantor-01", "id: egen-regi", ["entry_repeated"]),
        ("huddinge", "id: leverantor-01", "id: private", ["id_reserved"]),
        ("huddinge", "", SECOND, ["periods_overlap"]),
        ("huddinge", "rule: criterion", "rule: rank", ["missing_key"] * 10),
        ("nacka-2014", "rank: 1,", "rank: 2,", ["entry_repeated"]),
        ("nacka-2014", "rank: 1,", 'criterion: "1",', ["service_contradicts", "missing_key"]),
        ("huddinge", price("972"), "", ["list_short"]),
        ("huddinge", price("972"), price("972").replace("2020", "2021"), ["supplier_unpriced"]),
        ("huddinge", price("972"), f"{price('972')}, {price('973')}", ["entry_repeated"]),
        ("huddinge", "supplier: L-2009, ", "", ["supplier_missing"]),
        ("huddinge", "from: 2020-01-01\n", "from: 2020-01-01\n    to: 2019-12-31\n", ["dates_order"]),
        ("nacka-2014", "service: familjebehandling", "service: familjerådgivning", ["choice_unknown"]),
    ],
)
def test_what_is_refused_of_an_agreement(faults: Faults, system: str, old: str, new: str, codes: list[str]) -> None:
    assert sorted(faults(system, old, new)) == sorted(codes)


def test_a_municipality_without_agreements_has_no_such_file(tmp_path: Path) -> None:
    policy = SYSTEMS["nacka"].written(tmp_path / "policy")
    assert policy.frameworks == ()
    assert not (tmp_path / "policy" / "frameworks.yaml").exists()


def test_a_way_on_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    SYSTEMS["nacka-2014"].written(tmp_path / "policy")
    (tmp_path / "policy" / "frameworks.yaml").unlink()
    assert [problem.code for problem in loader.load(tmp_path / "policy")[1]] == ["framework_missing"]


def test_a_price_that_falls_below_the_others_moves_the_turn(tmp_path: Path) -> None:
    new = f"{price('972')}, {price('600').replace('2020-01-01', '2022-07-01')}"
    register = rules(SYSTEMS["huddinge"].written(tmp_path / "policy", {"frameworks": (price("972"), new)}))
    days = (date(2022, 6, 30), date(2022, 7, 1))
    assert [register.suppliers("familjebehandling", day)[0].id for day in days] == ["leverantor-02", "leverantor-01"]


def test_a_supplier_that_leaves_has_no_turn_from_then_on(tmp_path: Path) -> None:
    change = ("id: leverantor-02,", "id: leverantor-02, to: 2022-06-30,")
    register = rules(SYSTEMS["huddinge"].written(tmp_path / "policy", {"frameworks": change}))
    days = (date(2022, 6, 30), date(2022, 7, 1))
    assert [register.suppliers("familjebehandling", day)[0].id for day in days] == ["leverantor-02", "leverantor-09"]


def agreement(**changes: object) -> list[dict[str, Any]]:
    """Build an agreement in force with one supplier."""
    prices = [{"from": "2026-01-01", "amount": "700", "counsellors": 1}]
    supplier = {"id": "a", "type": "company", "organisation_number": "1", "rank": 1, "prices": prices, **changes}
    return [{"service": "s", "from": "2026-01-01", "rule": "rank", "suppliers": [supplier]}]


@pytest.mark.parametrize("fact", ["control_number: none", "first_sessions: true", "remuneration: none"])
def test_an_agreement_is_for_numbers_that_are_paid_for_and_not_compared(fact: str) -> None:
    service = {"id": "s", "control_number": "required", **yaml.safe_load(fact)}
    (fault,) = framework_rules.agreements_fit_their_service({"agreements": agreement()}, {"services": [service]})
    assert fault.facts["other"] == fact


GONE = ("id_frozen: agreements", "entry_frozen: agreements")
COMING = {"from": "2027-01-01", "amount": "720", "counsellors": 1}
IN_FORCE = {"from": "2026-01-01", "amount": "700", "counsellors": 1}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"prices": [{**IN_FORCE, "amount": "701"}]}, ["entry_frozen: agreements[0].suppliers[0].prices[0]"]),
        ({"prices": [IN_FORCE, COMING]}, []),
        (
            {"prices": [IN_FORCE, {**COMING, "amount": "900"}]},
            ["amount_jump: agreements[0].suppliers[0].prices[1].amount"],
        ),
        (
            {"prices": [IN_FORCE, {**COMING, "from": "2026-10-01"}]},
            ["entry_backdated: agreements[0].suppliers[0].prices[1].from"],
        ),
        ({"rank": 2}, ["entry_frozen: agreements[0].suppliers[0]"]),
        ({"type": "association"}, ["entry_frozen: agreements[0].suppliers[0].type"]),
        (
            {"id": "a-2"},
            [*GONE, *("entry_backdated: agreements[0].suppliers[0]" + at for at in ("", ".prices[0].from"))],
        ),
        ({"to": "2026-12-31"}, []),
        ({"to": "2026-10-31"}, ["entry_backdated: agreements[0].suppliers[0]"]),
    ],
)
def test_what_is_in_force_of_an_agreement_does_not_change(changes: dict[str, Any], refused: list[str]) -> None:
    old, new = framework_rows.rows(agreement()), framework_rows.rows(agreement(**changes))
    found = policy_changes.changes(old.rows, new.rows, date(2026, 11, 30))
    said = {f"{change.code}: {dotted(new.place(change.key_path))}" for change in found}
    assert said == set(refused)
