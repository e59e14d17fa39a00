import copy
import dataclasses
import json

import pytest

from catalogue.policy import register as register_json
from catalogue.policy.model import Policy
from chalicelib.register import parser
from chalicelib.register.accounts import DIMENSIONS, Dimension
from chalicelib.register.codes import EVENTS
from chalicelib.register.model import DecisionLimits, FirstVisits, RegisterError


@pytest.fixture
def made(policy: Policy) -> dict[str, object]:
    return copy.deepcopy(register_json.register(policy))


class TestRegister:
    """What the claim endpoint reads, from policy alone."""

    def test_the_function_reads_what_the_catalogue_writes(self, policy: Policy) -> None:
        read = parser.parse(json.loads(register_json.text(register_json.register(policy))))
        assert read.providers.keys() == policy.authorisations.keys()
        assert {tariff.id: tariff.amount_ore for tariff in read.tariffs} == {
            tariff.id: tariff.amount_ore for tariff in policy.tariffs
        }
        assert {fee.service: (fee.amount_ore, fee.exempt.amount_ore) for fee in read.fees} == {
            "familjeradgivning": (45000, 0)
        }
        assert read.services["familjeradgivning"].extra == {"children_under_18": 3}

    def test_a_decisions_limits_and_first_visits_are_kept(self, policy: Policy) -> None:
        (service,) = policy.services.values()
        by_hour = dataclasses.replace(service, unit="hour", granted=None, extra=(), decision=(5, 6))
        (fee,) = policy.fees
        sessions = dataclasses.replace(policy, fees=(dataclasses.replace(fee, first_visits=(3, 10_000, "provider")),))
        hours = dataclasses.replace(policy, services={service.id: by_hour}, fees=())
        assert parser.parse(register_json.register(hours)).services[service.id].decision == DecisionLimits(300, 6)
        (read,) = parser.parse(register_json.register(sessions)).fees
        assert read.first_visits == FirstVisits(10_000, "provider", 3)

    def test_a_page_and_a_claim_find_the_same_fee_of_an_event_on_a_day(self, policy: Policy) -> None:
        (fee,) = policy.fees
        later = dataclasses.replace(fee, start=fee.start.replace(year=fee.start.year + 1), events=("no_show",))
        changed = dataclasses.replace(policy, fees=(fee, later))
        read = parser.parse(register_json.register(changed))
        expected = {
            (day, event): read.fee(fee.service, event, day) for day in (fee.start, later.start) for event in EVENTS
        }
        found = {(day, event): changed.fee(fee.service, event, day) for day, event in expected}
        amounts = [{key: row and row.amount_ore for key, row in table.items()} for table in (found, expected)]
        assert amounts[0] == amounts[1]
        assert amounts[0][later.start, "session"] is None

    def test_the_names_of_accounts_are_kept(self, policy: Policy) -> None:
        named = dataclasses.replace(policy, account_names={"463": "Köp av verksamhet"})
        assert parser.parse(register_json.register(named)).account_names == {"463": "Köp av verksamhet"}

    def test_dimensions_are_kept_and_are_the_usual_ones_where_policy_names_none(self, policy: Policy) -> None:
        own = (Dimension("service", "1", "Ansvar", {"familjeradgivning": "5570"}),)
        read = [
            parser.parse(register_json.register(dataclasses.replace(policy, dimensions=dimensions))).dimensions
            for dimensions in (own, (), None)
        ]
        assert read == [own, (), DIMENSIONS]

    def test_the_most_sessions_are_told_only_where_policy_says_how_many(self, policy: Policy) -> None:
        (service,) = policy.services.values()
        saying = dataclasses.replace(policy, services={service.id: dataclasses.replace(service, most=12)})
        written = [register_json.register(one) for one in (policy, saying)]
        assert [one["services"][0].get("most") for one in written] == [None, 12]
        assert [parser.parse(one).services[service.id].most for one in written] == [8, 12]

    def test_dates_of_authorisation_are_kept(self, policy: Policy) -> None:
        (right,) = parser.parse(register_json.register(policy)).providers["ensamma-exemplet"].services
        (period,) = policy.authorisations["ensamma-exemplet"].services
        assert (right.start, right.end) == (period.start, period.end)

    def test_it_is_sealed_with_the_hash_of_its_own_content(self, made: dict[str, object]) -> None:
        assert made["sha256"] == parser.digest(made)

    def test_a_changed_ore_breaks_the_seal(self, made: dict[str, object]) -> None:
        made["tariffs"][0]["amount_ore"] += 1  # type: ignore[index]
        with pytest.raises(RegisterError):
            parser.parse(made)

    def test_the_order_of_entries_in_policy_changes_nothing(self, policy: Policy) -> None:
        turned = dataclasses.replace(
            policy,
            tariffs=policy.tariffs[::-1],
            accounts=policy.accounts[::-1],
            authorisations=dict(reversed(list(policy.authorisations.items()))),
        )
        assert register_json.register(turned) == register_json.register(policy)

    def test_the_order_of_issuers_that_differ_by_their_tokens_alone_changes_nothing(self, policy: Policy) -> None:
        (issuer,) = policy.municipality.identity
        older = dataclasses.replace(
            issuer, register=dataclasses.replace(issuer.register, token_issuer="https://v1.example")
        )
        registers = [
            register_json.register(
                dataclasses.replace(policy, municipality=dataclasses.replace(policy.municipality, identity=issuers))
            )
            for issuers in ((issuer, older), (older, issuer))
        ]
        assert registers[0] == registers[1]

    def test_nothing_that_names_a_person_or_a_profile_is_in_it(self, made: dict[str, object]) -> None:
        text = json.dumps(made)
        assert not {"legal_name", "organisation_number", "supplier", "ended_reason", "verified"} & set(
            json.loads(text)["providers"][0]
        )
        assert json.loads(text)["providers"][0].keys() == {"id", "regi", "type", "services"}

    def test_a_source_is_one_text_in_the_first_language(self, policy: Policy, made: dict[str, object]) -> None:
        told = {tariff.id: tariff.source["sv"] for tariff in policy.tariffs}
        assert {row["id"]: row["source"] for row in made["tariffs"]} == told  # type: ignore[attr-defined]

    def test_a_budget_says_what_the_council_has_decided_and_nothing_else(self, policy: Policy) -> None:
        read = parser.parse(register_json.register(policy))
        decided = [(one.year, one.own_unit_sessions, one.amount_ore) for one in policy.budgets]
        assert [(one.year, one.own_unit_sessions, one.amount_ore) for one in read.budgets] == sorted(decided)

    def test_case_reports_are_taken_only_where_policy_asks_for_them(self, policy: Policy) -> None:
        (service,) = policy.services.values()
        asking = dataclasses.replace(policy, services={service.id: dataclasses.replace(service, case_reports=True)})
        taken = [
            parser.parse(register_json.register(one)).services[service.id].case_reports for one in (policy, asking)
        ]
        assert taken == [False, True]

    def test_its_parts_are_those_of_the_contract(self, made: dict[str, object]) -> None:
        assert made.keys() == {
            "schema",
            "municipality",
            "identity",
            "services",
            "tariffs",
            "fees",
            "accounts",
            "account_names",
            "budgets",
            "providers",
            "sha256",
        }
        assert made["municipality"] == {
            "code": "0180",
            "name": "Stockholm (demonstration)",
            "members": [],
            "demo": True,
            "organisation_number": "212000-0142",
        }

    def test_the_text_is_the_same_every_time(self, policy: Policy) -> None:
        again = dataclasses.replace(policy)
        assert register_json.text(register_json.register(again)) == register_json.text(register_json.register(policy))

    def test_what_the_function_would_refuse_is_a_problem(self, policy: Policy) -> None:
        cheap = dataclasses.replace(policy.tariffs[0], fee="deducted", amount_ore=100)
        (problem,) = register_json.problems(dataclasses.replace(policy, tariffs=(cheap,)), "policy")
        assert problem.code == "register_refused"
        assert "less than the fee" in problem.message.en
