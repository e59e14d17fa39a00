"""The sign-in for development gives a provider's system a token for its client credentials (RFC 6749 §4.4)."""

import base64

import pytest

from chalicelib.service.caller import Caller
from ops.server.api_gateway import Response
from ops.server.serve import Local
from tests.support.ops.serving import ask

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GRANT = "grant_type=client_credentials"


def sent(local: Local, body: str, client: str = "") -> Response:
    """Ask for a token over a real connection, with a client in the header if one is named."""
    basic = {"Authorization": f"Basic {base64.b64encode(client.encode()).decode()}"} if client else {}
    status, headers, answer = ask(local, "POST", "/dev/token", body, {**FORM, **basic})
    return Response(status, headers, answer)


@pytest.mark.parametrize(
    ("body", "client"),
    [
        (GRANT, "ana:development"),
        (f"{GRANT}&scope=kundval%2F.default", "ana:development"),
        (f"{GRANT}&client_id=ana&client_secret=development", ""),
    ],
)
def test_a_system_gets_the_role_provider_and_its_own_id(local: Local, body: str, client: str) -> None:
    answer = sent(local, body, client)
    caller = local.client.issuer.verifier().verify(answer.json()["access_token"])
    assert isinstance(caller, Caller)
    assert (answer.status, caller.roles, caller.provider) == (200, ("provider",), "ana")
    assert answer.json()["token_type"] == "Bearer"


@pytest.mark.parametrize("client", ["ana:guess", "nobody:development", "reception:development", ":", "ana"])
def test_another_client_is_refused_and_told_which_there_are(local: Local, client: str) -> None:
    answer = sent(local, GRANT, client)
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert "the secret is development" in answer.json()["error_description"]


@pytest.mark.parametrize(
    ("body", "client"), [(f"{GRANT}&provider=bo", "ana:development"), (f"{GRANT}&client_id=bo", "ana:development")]
)
def test_a_client_cannot_ask_to_be_another(local: Local, body: str, client: str) -> None:
    answer = sent(local, body, client)
    assert (answer.status, answer.json()["error"]) == (400, "invalid_request")


def test_a_header_that_cannot_be_read_is_no_client(local: Local) -> None:
    status, _, _ = ask(local, "POST", "/dev/token", GRANT, {**FORM, "Authorization": "Basic !"})
    assert status == 401


def test_discovery_names_the_grant_and_how_a_client_says_who_it_is(local: Local) -> None:
    discovery = local.client.issuer.discovery("http://127.0.0.1:8000")
    assert "client_credentials" in discovery["grant_types_supported"]
    assert "client_secret_basic" in discovery["token_endpoint_auth_methods_supported"]
