"""`serve --own-sign-in`: the issuers of policy sign staff in on this machine, and nobody else does."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from catalogue import REGISTER
from ops.cli.site import serve
from ops.server import own_sign_in
from ops.server.http_server import Server
from ops.server.own_sign_in import OwnSignIn
from tests.support import frozen
from tests.support.app.endpoint import register_data
from tests.support.chalicelib import sample, tokens
from tests.support.ops.issuers import LocalIssuer, issuing
from tests.support.ops.serving import LATE_SECONDS, listening


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    """An issuer of the municipality's own."""
    with issuing("/realms/kommunen") as running:
        yield running


@pytest.fixture
def running(root: Path, issuer: LocalIssuer) -> Iterator[OwnSignIn]:
    """A served site whose register names the issuer."""
    register(root, issuer.issuer)
    (root / "dist" / "identity.json").write_text('{"schema": 2}', encoding="utf-8")
    with Server(0) as server:
        site = own_sign_in.open_site(server, root)
        with listening(server):
            yield site


def register(root: Path, issuer: str) -> None:
    """Write a register with one issuer, whose roles stand in a list."""
    row = sample.issuer(issuer, roles_claim="realm_access.roles")
    (root / REGISTER).write_text(json.dumps(register_data(identity=[row])), encoding="utf-8")


def policy(root: Path, issuer: str) -> None:
    """Write a policy with one issuer."""
    frozen.laid(root)
    file = root / "policy" / "municipality.yaml"
    before, _, _ = file.read_text(encoding="utf-8").partition("\nidentity:")
    row = {"issuer": issuer, "jwks": f"{issuer}/jwks", "audience": "kundval", "client": "kundval-web"}
    file.write_text(f"{before}\n{yaml.safe_dump({'identity': [row]})}", encoding="utf-8")


def ask(running: OwnSignIn, path: str, token: str = "") -> tuple[int, str, str]:
    """Return status, content policy and body."""
    connection = http.client.HTTPConnection("127.0.0.1", running.server.server_port, timeout=LATE_SECONDS)
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
    response = connection.getresponse()
    answer = response.status, response.getheader("Content-Security-Policy", ""), response.read().decode()
    connection.close()
    return answer


def signed(issuer: LocalIssuer, *roles: str) -> str:
    """Return a token as Keycloak has it."""
    return tokens.token(iss=issuer.issuer, role=None, provider=None, realm_access={"roles": [*roles]})


class TestServed:
    """What is different from `serve`."""

    def test_a_token_of_the_issuer_is_accepted(self, running: OwnSignIn, issuer: LocalIssuer) -> None:
        status, _, body = ask(running, "/v1/caller", signed(issuer, "offline_access", "reception"))
        assert (status, json.loads(body)["roles"]) == (200, ["reception"])

    def test_a_token_of_another_is_not(self, running: OwnSignIn, issuer: LocalIssuer) -> None:
        forged = tokens.token(tokens.OTHER_RSA_KEY, iss=issuer.issuer, realm_access={"roles": ["reception"]})
        status, _, body = ask(running, "/v1/caller", forged)
        assert (status, json.loads(body)["reason"]) == (401, "signature")

    @pytest.mark.parametrize("path", ["/dev", "/dev/", "/dev/token", "/dev/jwks.json", "/dev/authorize"])
    def test_there_is_no_sign_in_for_development(self, running: OwnSignIn, path: str) -> None:
        assert ask(running, path)[0] == 404

    def test_the_page_is_told_what_policy_says(self, running: OwnSignIn) -> None:
        assert ask(running, "/identity.json")[2] == '{"schema": 2}'

    def test_a_page_may_talk_to_the_issuer(self, running: OwnSignIn, issuer: LocalIssuer) -> None:
        assert f"connect-src 'self' {issuer.origin};" in ask(running, "/")[1]

    def test_a_policy_that_is_saved_brings_its_issuer_into_force(self, running: OwnSignIn, issuer: LocalIssuer) -> None:
        with issuing() as another:
            register(running.root, another.issuer)
            running.reload()
            assert ask(running, "/v1/caller", signed(another, "controller"))[0] == 200
            assert json.loads(ask(running, "/v1/caller", signed(issuer, "controller"))[2])["reason"] == "issuer"
            assert f"connect-src 'self' {another.origin};" in ask(running, "/")[1]


class TestGreeting:
    """What an officer reads first."""

    def test_it_says_which_addresses_the_issuer_has_to_know(
        self, running: OwnSignIn, capsys: pytest.CaptureFixture[str]
    ) -> None:
        policy(running.root, "https://login.kommun.internal")
        running.greet()
        said = capsys.readouterr().out
        port = running.server.server_port
        assert "  https://login.kommun.internal (reception, provider, controller), client kundval-web:\n" in said
        assert (
            f"    http://localhost:{port}/personal/inloggning/\n    http://localhost:{port}/en/staff/sign-in/\n" in said
        )

    def test_it_says_where_numbers_are_kept_and_prints_no_claim_to_try(
        self, running: OwnSignIn, capsys: pytest.CaptureFixture[str]
    ) -> None:
        running.greet()
        said = capsys.readouterr().out
        assert f"{running.root / 'var' / 'ledger.sqlite'}, and nowhere else." in said
        assert "TOKEN" not in said
        assert "/dev" not in said


class TestCommand:
    """What stops it before anything is built."""

    def test_an_issuer_for_examples_is_said_with_the_way_out(self, tmp_path: Path) -> None:
        policy(tmp_path, "https://inloggning.kundval.example")
        done = CliRunner().invoke(serve, ["--own-sign-in", "--data", str(tmp_path)])
        assert done.exit_code == 1
        assert done.output.splitlines() == [
            (
                "serve: policy/municipality.yaml: identity[0].issuer: https://inloggning.kundval.example is no real "
                "address, so nobody can sign in there."
            ),
            "Write the issuer that you have, and ask it: python3 build.py identity",
            "To see the site without it: python3 build.py serve",
        ]

    def test_an_issuer_that_is_not_known_yet_is_said_too(self, tmp_path: Path) -> None:
        policy(tmp_path, "TODO")
        done = CliRunner().invoke(serve, ["--own-sign-in", "--data", str(tmp_path)])
        assert done.exit_code == 1
        assert done.output.startswith("serve: policy/municipality.yaml: identity[0].issuer: TODO is no real address")

    def test_with_production_it_is_one_too_many(self, tmp_path: Path) -> None:
        frozen.laid(tmp_path)
        done = CliRunner().invoke(serve, ["--own-sign-in", "--production", "--data", str(tmp_path)])
        assert done.exit_code == 2
        assert done.output.rstrip().endswith("at the issuers of policy anyway: leave --own-sign-in out.")
