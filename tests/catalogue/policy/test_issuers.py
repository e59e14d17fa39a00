"""The list of issuers: each rule on its own fault, at its line, and the defaults of what is left out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from catalogue.policy.issuers import Issuer
from catalogue.schema.problem import Problem
from tests.support.catalogue.policy_lines import CASES, copied, line_of
from tests.support.tables import assert_rows

FIRST = line_of("municipality", "- issuer:")
STAFF = """\
  - issuer: https://id.kommunen.example/realms/kommunen
    jwks: https://id.kommunen.example/realms/kommunen/certs
    audience: kundval
"""
PROVIDERS = """\
  - issuer: https://utforare.kommunen.example:8443/
    jwks: https://utforare.kommunen.example:8443/jwks
    audience: kundval
"""
Checked = Callable[[str], list[Problem]]


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """Return what writes a list of issuers into the small policy, and gives the problems of that policy."""
    identity = (CASES / "municipality.yaml").read_text(encoding="utf-8").partition("identity:\n")[2]
    count = 0

    def check(entries: str) -> list[Problem]:
        nonlocal count
        count += 1
        folder = tmp_path / str(count)
        copied(folder)("municipality", f"identity:\n{identity}", f"identity:\n{entries}")
        return policies.load(folder)[1]

    return check


@pytest.fixture
def issuers(checked: Checked, tmp_path: Path) -> Callable[[str], tuple[Issuer, ...]]:
    """Return what reads a list of issuers, which has no fault."""

    def read(entries: str) -> tuple[Issuer, ...]:
        assert checked(entries) == []
        policy, _ = policies.load(max(tmp_path.iterdir(), key=lambda folder: int(folder.name)))
        assert policy is not None
        return policy.municipality.identity

    return read


def places(problems: list[Problem]) -> list[str]:
    """Return line and code of each problem; the first issuer's first line is 0."""
    return [f"{problem.line - FIRST} {problem.code}" for problem in problems]


def codes(problems: list[Problem]) -> list[str]:
    """Return the code of each problem."""
    return [problem.code for problem in problems]


class TestDefaults:
    """What is left out has the value that most issuers need."""

    def test_an_issuer_that_says_no_more_gives_every_role_by_our_own_names(
        self, issuers: Callable[[str], tuple[Issuer, ...]]
    ) -> None:
        (issuer,) = issuers(STAFF)
        rules = issuer.register
        assert (issuer.client, issuer.scope, issuer.parameters) == ("kundval", "openid", {})
        assert rules.roles == ("reception", "provider", "controller")
        assert rules.role_values == {role: role for role in rules.roles}
        assert (rules.roles_claim, rules.provider_claim, rules.subject_claim) == ("role", "provider", "sub")
        assert (rules.audience_claim, rules.token_issuer, rules.origins) == ("aud", rules.issuer, ())

    def test_what_is_written_stands_as_it_is_written(self, issuers: Callable[[str], tuple[Issuer, ...]]) -> None:
        more = """\
    client: kundval-webb
    scope: openid api://kundval/personal
    parameters: {prompt: select_account}
    roles_claim: resource_access.kundval.roles
    role_values: {Mottagning: reception, Ekonomi: controller, Chef: controller}
    roles: [controller, reception]
    provider_claim: utforare
    subject_claim: oid
    audience_claim: client_id
    token_issuer: http://id.kommunen.example/adfs/services/trust
    origins: [https://kommunen.auth.example]
"""
        staff, providers = issuers(STAFF + more + PROVIDERS + "    roles: [provider]\n")
        rules = staff.register
        assert (staff.client, staff.scope) == ("kundval-webb", "openid api://kundval/personal")
        assert staff.parameters == {"prompt": "select_account"}
        assert rules.roles == ("reception", "controller")
        assert rules.role_values == {"Mottagning": "reception", "Ekonomi": "controller", "Chef": "controller"}
        assert (rules.roles_claim, rules.provider_claim) == ("resource_access.kundval.roles", "utforare")
        assert (rules.subject_claim, rules.audience_claim) == ("oid", "client_id")
        assert rules.token_issuer == "http://id.kommunen.example/adfs/services/trust"
        assert rules.origins == ("https://kommunen.auth.example",)
        assert providers.register.issuer == "https://utforare.kommunen.example:8443/"
        assert providers.register.role_values == {"provider": "provider"}


class TestAddresses:
    """An issuer's address is taken as its discovery says it; the rest is named with what to write."""

    def test_an_address_may_have_a_port_a_path_and_a_slash_at_its_end(self, checked: Checked) -> None:
        addresses = [
            "https://id.kommunen.example",
            "https://id.kommunen.example/",
            "https://id.kommunen.example:8443/realms/kommunen",
            "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0",
            "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_AAAAAAAAA",
            "https://kommunen.eu.auth0.com/",
            "https://adfs.kommunen.example/adfs",
        ]
        assert_rows(
            ((address, []) for address in addresses),
            lambda address: codes(
                checked(STAFF.replace("https://id.kommunen.example/realms/kommunen\n", f"{address}\n"))
            ),
        )

    def test_an_issuer_on_ones_own_machine_is_only_for_trying_out(self, checked: Checked) -> None:
        for host in ("http://127.0.0.1:9000/oidc", "http://localhost:8080", "https://localhost:8443/"):
            entry = f"  - issuer: {host}\n    jwks: {host}\n    audience: kundval\n"
            assert places(checked(entry)) == ["0 issuer_on_loopback"]

    def test_keys_on_ones_own_machine_are_only_for_trying_out_too(self, checked: Checked) -> None:
        entry = STAFF.replace("https://id.kommunen.example/realms/kommunen/certs", "http://localhost:8080/certs")
        assert codes(checked(entry)) == ["issuer_on_loopback"]

    def test_a_name_that_begins_as_ones_own_machine_is_another(self, checked: Checked) -> None:
        for host in ("https://localhost.kommunen.example", "https://127.0.0.1.kommunen.example/x"):
            assert places(checked(f"  - issuer: {host}\n    jwks: {host}\n    audience: kundval\n")) == []

    def test_any_other_address_is_a_fault_with_what_was_meant(self, checked: Checked) -> None:
        rows = [
            ("http://id.kommunen.example", "https://id.kommunen.example"),
            ("id.kommunen.example/x", "https://id.kommunen.example/x"),
            ("https://id.kommunen.example:99999", None),
            ("https://id.kommunen.example/?a=b", None),
            ("https://id.kommunen.example/#x", None),
            ("https://me@id.kommunen.example", None),
            ("https://localhost.evil\\x", None),
            ("https://login.microsoftonline.com/{tenantid}/v2.0", None),
            ("https://inloggning.malmö.example/x", "https://inloggning.xn--malm-8qa.example/x"),
        ]

        def check(address: str) -> list[tuple[str, str]]:
            problems = checked(STAFF.replace("https://id.kommunen.example/realms/kommunen\n", f"'{address}'\n"))
            return [
                (problem.code, problem.message.en.partition("did you mean ")[2].strip("`?")) for problem in problems
            ]

        assert_rows(((address, [("issuer_format", meant or "")]) for address, meant in rows), check)

    def test_keys_may_be_asked_for_with_a_question(self, checked: Checked) -> None:
        assert checked(STAFF.replace("/certs", "/keys?p=flow")) == []

    @pytest.mark.parametrize(
        "path", ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/realms/kommunen"]
    )
    def test_the_address_of_discovery_is_no_issuer(self, checked: Checked, path: str) -> None:
        (problem,) = checked(STAFF.replace("/realms/kommunen\n", f"{path}\n", 1))
        assert places([problem]) == ["0 issuer_is_discovery"]
        assert "`issuer`" in problem.message.sv

    def test_the_address_of_discovery_is_no_key_set(self, checked: Checked) -> None:
        (problem,) = checked(STAFF.replace("/certs", "/.well-known/openid-configuration"))
        assert places([problem]) == ["1 issuer_is_discovery"]
        assert "`jwks_uri`" in problem.message.sv

    def test_the_keys_may_stand_under_well_known(self, checked: Checked) -> None:
        assert checked(STAFF.replace("/certs", "/.well-known/jwks.json")) == []

    def test_an_origin_is_an_address_without_a_path(self, checked: Checked) -> None:
        assert checked(f"{STAFF}    origins: [https://kommunen.auth.example:8443]\n") == []
        (problem,) = checked(f"{STAFF}    origins: [https://kommunen.auth.example/oauth2/token]\n")
        assert problem.code == "origin_format"
        assert "did you mean `https://kommunen.auth.example`?" in problem.message.en

    def test_origins_are_few_enough_for_a_header(self, checked: Checked) -> None:
        origins = ", ".join(f"https://a{number}.kommunen.example" for number in range(6))
        assert codes(checked(f"{STAFF}    origins: [{origins}]\n")) == ["list_long"]


class TestRoles:
    """Every role is given by exactly one issuer, and by some value of it."""

    def test_staff_and_providers_may_sign_in_at_different_issuers(self, checked: Checked) -> None:
        assert checked(f"{STAFF}    roles: [reception, controller]\n{PROVIDERS}    roles: [provider]\n") == []

    def test_a_role_that_nobody_gives_is_told_where_it_should_stand(self, checked: Checked) -> None:
        (problem,) = checked(f"{STAFF}    roles: [reception, provider]\n")
        assert places([problem]) == ["3 role_without_issuer"]
        assert "controller" in problem.message.sv

    def test_a_role_of_two_issuers_is_told_at_the_second(self, checked: Checked) -> None:
        (problem,) = checked(f"{STAFF}    roles: [reception, controller, provider]\n{PROVIDERS}    roles: [provider]\n")
        assert places([problem]) == ["7 role_repeated"]
        assert "provider" in problem.message.sv
        assert "identity[0]" in problem.message.sv

    def test_two_issuers_without_roles_are_told_to_share_them(self, checked: Checked) -> None:
        (problem,) = checked(STAFF + PROVIDERS)
        assert places([problem]) == ["3 role_repeated"]
        assert "reception, provider, controller" in problem.message.sv
        assert "`roles`" in problem.message.sv

    def test_a_role_that_no_value_leads_to_could_never_be_given(self, checked: Checked) -> None:
        (problem,) = checked(f"{STAFF}    role_values: {{a: reception, b: provider}}\n")
        assert places([problem]) == ["3 role_without_value"]
        assert "controller" in problem.message.sv

    def test_a_value_leads_to_a_role_that_the_issuer_gives(self, checked: Checked) -> None:
        staff = f"{STAFF}    roles: [reception, controller]\n"
        values = "    role_values:\n      a: reception\n      b: controller\n      c: provider\n"
        assert places(checked(f"{staff}{values}{PROVIDERS}    roles: [provider]\n")) == ["7 role_not_given"]

    def test_a_value_that_leads_to_no_role_of_ours_is_told_the_roles(self, checked: Checked) -> None:
        (problem,) = checked(f"{STAFF}    role_values: {{a: reception, b: provider, c: ekonomi}}\n")
        assert problem.code == "choice_unknown"
        assert "reception, provider, controller" in problem.message.sv

    def test_values_that_are_written_backwards_are_told_how_to_turn_them(self, checked: Checked) -> None:
        (problem, *_) = checked(f"{STAFF}    role_values: {{reception: Mottagning, b: provider, c: controller}}\n")
        assert places([problem]) == ["3 role_value_backwards"]
        assert "did you mean `Mottagning: reception`?" in problem.message.en


class TestRequest:
    """What the sign-in asks the issuer for."""

    @pytest.mark.parametrize(
        "name",
        [
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "response_mode",
        ],
    )
    def test_a_parameter_of_ours_is_refused_at_its_line(self, checked: Checked, name: str) -> None:
        assert places(checked(f"{STAFF}    parameters:\n      prompt: login\n      {name}: x\n")) == [
            "5 parameter_ours"
        ]

    @pytest.mark.parametrize(
        "parameters", ["{resource: 'https://api.kommunen.example'}", "{audience: x, prompt: login}"]
    )
    def test_other_parameters_are_the_issuers(self, checked: Checked, parameters: str) -> None:
        assert checked(f"{STAFF}    parameters: {parameters}\n") == []

    def test_scopes_stand_with_a_space_between(self, checked: Checked) -> None:
        assert checked(f"{STAFF}    scope: openid api://22222222/access_as_user\n") == []
        (problem,) = checked(f"{STAFF}    scope: openid, profile\n")
        assert problem.code == "scope_format"
        assert "did you mean `openid profile`?" in problem.message.en


class TestList:
    """The list as a whole."""

    def test_one_issuer_that_is_no_list_is_told_how_to_make_it_one(self, checked: Checked) -> None:
        mapping = (
            "  issuer: https://id.kommunen.example\n  audience: kundval\n  jwks: https://id.kommunen.example/jwks\n"
        )
        (problem,) = checked(mapping)
        assert places([problem]) == ["0 identity_not_list"]
        assert "`- `" in problem.message.sv

    def test_an_empty_list_signs_nobody_in(self, checked: Checked) -> None:
        assert codes(checked("  []\n")) == ["list_short"]

    def test_two_issuers_whose_tokens_say_the_same_cannot_be_told_apart(self, checked: Checked) -> None:
        providers = PROVIDERS + "    token_issuer: https://id.kommunen.example/realms/kommunen\n    roles: [provider]\n"
        problems = checked(f"{STAFF}    roles: [reception, controller]\n{providers}")
        assert places(problems) == ["7 token_issuer_repeated"]
        assert "identity[0]" in problems[0].message.sv

    def test_one_issuer_twice_is_told_at_the_second(self, checked: Checked) -> None:
        problems = checked(f"{STAFF}    roles: [reception, controller]\n{STAFF}    roles: [provider]\n")
        assert places(problems) == ["4 token_issuer_repeated"]

    @pytest.mark.parametrize("claim", ["email", "upn", "preferred_username", "unique_name", "personalIdentityNumber"])
    def test_a_subject_that_names_a_person_is_a_warning(self, checked: Checked, claim: str) -> None:
        (problem,) = checked(f"{STAFF}    subject_claim: {claim}\n")
        assert (problem.code, problem.severity) == ("subject_names_person", "warning")
