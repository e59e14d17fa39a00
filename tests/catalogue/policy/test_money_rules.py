"""Rules of policy about money and about where residents live, each on its own fault."""

import shutil
from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from tests.support.catalogue.policy_lines import CASES, Change, line_of


class TestMoney:
    """Tariffs, fees, accounts, and who owes what: each rule at the line of its fault."""

    @pytest.mark.parametrize(
        ("amounts", "codes"),
        [
            ('{late_cancellation: "125"}', set()),
            ('{phone: "125"}', {"service_contradicts"}),
            ('{late_cancellation: "125,00"}', {"amount_format"}),
            ('{session: "450", late: "125"}', {"choice_unknown"}),
        ],
    )
    def test_an_event_may_have_a_fee_of_its_own_if_the_rule_lists_it(
        self, changed: Change, amounts: str, codes: set[str]
    ) -> None:
        problems = changed("fees", 'amount: "450"', f'amount: "450"\n    amounts: {amounts}')
        assert {problem.rpartition(" ")[2] for problem in problems} == codes

    def test_the_exempt_never_owe_more_for_any_event(self, changed: Change) -> None:
        exempt = 'amount: "450"\n    amounts: {no_show: "0"}\n    exempt:\n      amount: "1"'
        found = changed("fees", 'amount: "450"\n    exempt:\n      amount: "0"', exempt)
        assert [problem.rpartition(" ")[2] for problem in found] == ["fee_higher"]

    def test_a_fee_that_is_deducted_may_take_the_whole_price(self, changed: Change) -> None:
        problems = changed("tariffs", 'amount: "960"\n    fee: on_top', 'amount: "450"\n    fee: deducted')
        assert [problem for problem in problems if "amount_jump" not in problem] == []

    def test_a_higher_fee_that_comes_after_the_low_price_is_measured_with_the_next_price(
        self, changed: Change, tmp_path: Path
    ) -> None:
        assert changed("tariffs", 'amount: "960"\n    fee: on_top', 'amount: "449"\n    fee: deducted') != []
        later = 'amount: "1066"', 'amount: "1066"\n    intended: true\n    reason: Nytt avtal'
        assert changed("tariffs", *later) != []
        assert [problem.rpartition(" ")[2] for problem in changed("fees", "from: 2019-01-01", "from: 2022-01-01")] == [
            "fee_missing",
        ]
        assert policies.load(tmp_path / "policy")[0] is not None

    def test_no_fee_at_all_is_a_warning_that_says_how_to_write_a_free_session(
        self, changed: Change, tmp_path: Path
    ) -> None:
        whole = (CASES / "fees.yaml").read_text(encoding="utf-8").partition("fees:\n")[2]
        assert changed("fees", "fees:\n" + whole, "fees: []\n") == [f"fees:{line_of('fees', 'fees:')} fee_missing"]
        (problem,) = policies.load(tmp_path / "policy")[1]
        assert 'write amount "0"' in problem.message.en
        assert "familjeradgivning" in problem.message.en

    def test_no_tariff_at_all_is_a_warning_that_names_the_service(self, changed: Change, tmp_path: Path) -> None:
        whole = (CASES / "tariffs.yaml").read_text(encoding="utf-8").partition("tariffs:\n")[2]
        assert {one.split()[1] for one in changed("tariffs", "tariffs:\n" + whole, "tariffs: []\n")} == {
            "tariff_missing"
        }
        assert all("familjeradgivning" in one.message.en for one in policies.load(tmp_path / "policy")[1])

    def test_one_key_has_one_price_from_one_day(self, changed: Change) -> None:
        found = changed("tariffs", "from: 2022-01-01", "from: 2019-01-01")
        assert found == [f"tariffs:{line_of('tariffs', 'from: 2022-01-01')} entry_repeated"]

    def test_one_service_has_one_account_a_type(self, changed: Change) -> None:
        assert changed("accounts", "type: association", "type: municipality") == [
            f"accounts:{line_of('accounts', 'type: association')} entry_repeated"
        ]

    def test_every_type_in_use_has_an_account(self, changed: Change) -> None:
        whole = '  - service: familjeradgivning\n    type: company\n    account: "463"\n    motpart: "87"\n'
        assert changed("accounts", whole, "") == [f"accounts:{line_of('accounts', 'accounts:')} account_missing"]

    @pytest.mark.parametrize(
        ("names", "found"),
        [
            ('[{account: "463", name: Köp av verksamhet}]', []),
            ('[{account: "463", name: Köp}, {account: "463", name: Inköp}]', ["entry_repeated"]),
            ('[{account: "464", name: Köp av verksamhet}]', ["account_unused"]),
            ("[{account: 463, name: Köp av verksamhet}]", ["type_text"]),
        ],
    )
    def test_an_account_that_is_booked_on_has_one_name(self, changed: Change, names: str, found: list[str]) -> None:
        told = changed("accounts", "accounts:\n", f"names: {names}\naccounts:\n")
        assert [one.split(" ")[1] for one in told] == found

    @pytest.mark.parametrize(
        ("dimensions", "found"),
        [
            ('[{of: service, number: "1", name: Ansvar, objects: {familjeradgivning: "5570"}}]', []),
            ("[]", []),
            ('[{of: service, number: "1", name: A}, {of: service, number: "1", name: B}]', ["entry_repeated"]),
            ('[{of: service, number: "x1", name: Ansvar}]', ["dimension_format"]),
            ("[{of: service, number: 1, name: Ansvar}]", ["type_text"]),
            ('[{of: provider, number: "1", name: Ansvar}]', ["choice_unknown"]),
            ('[{of: service, number: "1", name: Ansvar, objects: {familjeradgivning: "55 70"}}]', ["object_format"]),
            ('[{of: service, number: "1", name: Ansvar, objects: {}}]', ["object_missing"]),
            (
                '[{of: motpart, number: "1", name: A, objects: {"82": a, "85": b, "86": c, "87": d, "88": e}}]',
                ["object_unused"],
            ),
            ('[{of: member, number: "1", name: Kommun, objects: {"0180": "1"}}]', ["object_unused"]),
        ],
    )
    def test_a_dimension_has_a_number_of_its_own_and_a_code_for_all_that_is_booked_in_it(
        self, changed: Change, dimensions: str, found: list[str]
    ) -> None:
        told = changed("accounts", "accounts:\n", f"dimensions: {dimensions}\naccounts:\n")
        assert [one.split(" ")[1] for one in told] == found

    @pytest.mark.parametrize(
        ("residence", "found"),
        [
            ("[checked, unverified_at_own_unit]", []),
            ("[unverified_at_own_unit]", ["residence_apart"]),
            ("[checked, attested]\n    attestation: {most: 5}", ["residence_apart", *["service_contradicts"] * 3]),
            ("[attested]", ["missing_key", *["service_contradicts"] * 3]),
            ("[checked]\n    attestation: {most: 5}", ["service_contradicts"]),
        ],
    )
    def test_who_checks_where_residents_live_goes_together_with_their_numbers(
        self, changed: Change, residence: str, found: list[str]
    ) -> None:
        problems = changed("services", "residence: [checked]", f"residence: {residence}")
        assert sorted(problem.rpartition(" ")[2] for problem in problems) == sorted(found)

    def test_what_the_budget_alone_pays_has_no_tariff_and_compensates_nobody(self, changed: Change) -> None:
        found = changed("services", "unit: session\n", "unit: session\n    remuneration: none\n")
        assert {problem.rpartition(" ")[2] for problem in found} == {"service_contradicts"}
        assert {problem.partition(":")[0] for problem in found} == {"tariffs", "fees"}

    def test_an_exemption_stands_on_the_claim_only_where_no_number_says_it(self, changed: Change) -> None:
        found = changed("services", "unit: session\n", "unit: session\n    exempt_on_claim: true\n")
        assert [problem.rpartition(" ")[2] for problem in found] == ["service_contradicts"]

    def test_first_visits_say_who_pays_the_rest(self, changed: Change) -> None:
        first = 'paid_by: municipality\n    first_visits: {count: 3, amount: "100"'
        assert changed("fees", "paid_by: municipality", first + "}") != []
        assert changed("fees", 'amount: "100"', 'amount: "100", paid_by: provider') == []

    def test_a_missing_session_price_is_a_warning_and_nothing_is_invented(
        self, changed: Change, tmp_path: Path
    ) -> None:
        assert changed("authorisations", "from: 2019-01-01", "from: 2018-01-01")[0].endswith("seed_late")
        shutil.rmtree(tmp_path / "policy")
        shutil.copytree(CASES, tmp_path / "policy")
        assert changed("tariffs", "event: session", "event: phone") == [
            f"tariffs:{line_of('tariffs', 'tariffs:', nth=1)} tariff_missing"
        ]
        assert policies.load(tmp_path / "policy")[0] is not None
