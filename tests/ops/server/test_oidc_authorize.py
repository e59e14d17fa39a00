"""The sign-in for development as OIDC: a code with PKCE, one click a role, for this site's own pages only."""

import base64
import hashlib
import re
import urllib.parse

import pytest

from chalicelib.service.caller import Caller
from ops.server.dev_site import Site
from ops.server.http_request import Request
from ops.server.oidc_authorize import CODE_SECONDS, Authorize
from ops.server.oidc_issuer import BadRequest
from ops.server.serve import Local

ORIGIN = "http://127.0.0.1:8000"
VERIFIER = "v" * 43
BACK = f"{ORIGIN}/personal/inloggning/"
ASKED = {
    "response_type": "code",
    "client_id": "kundval-local",
    "redirect_uri": BACK,
    "state": "canary-state",
    "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode(),
    "code_challenge_method": "S256",
}


class Clock:
    """Seconds that only a test moves."""

    now_seconds = 0.0

    def __call__(self) -> float:
        return self.now_seconds


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def authorize(local: Local, time: Clock) -> Authorize:
    return Authorize(local.client.issuer, time)


def code(authorize: Authorize, who: str = "reception") -> dict[str, str]:
    """What a page sends to get a token, after a button was pressed."""
    going = authorize.grant({**ASKED, "as": who}, ORIGIN)
    assert isinstance(going, str)
    given = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(going).query))
    assert (going.partition("?")[0], given["state"]) == (BACK, "canary-state")
    return {"code": given["code"], "code_verifier": VERIFIER, "redirect_uri": BACK}


@pytest.mark.parametrize("who", ["reception", "controller", "reception controller", "provider ana"])
def test_a_code_is_exchanged_for_a_token_that_the_function_believes(
    local: Local, authorize: Authorize, who: str
) -> None:
    issuer = local.client.issuer
    given = authorize.exchange(code(authorize, who))
    assert isinstance(given, dict)
    caller = issuer.verifier().verify(given["access_token"])
    assert isinstance(caller, Caller)
    assert " ".join([*caller.roles, caller.provider]).strip() == who


@pytest.mark.parametrize("changed", ["code", "code_verifier", "redirect_uri"])
def test_only_whoever_asked_can_exchange_it(authorize: Authorize, changed: str) -> None:
    assert isinstance(authorize.exchange({**code(authorize), changed: "another"}), BadRequest)


def test_a_code_is_exchanged_once(authorize: Authorize) -> None:
    asked = code(authorize)
    assert isinstance(authorize.exchange(asked), dict)
    assert isinstance(authorize.exchange(asked), BadRequest)


def test_a_code_is_soon_too_old(authorize: Authorize, time: Clock) -> None:
    asked = code(authorize)
    time.now_seconds = CODE_SECONDS + 1
    assert isinstance(authorize.exchange(asked), BadRequest)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("redirect_uri", "https://elsewhere.example/"),
        ("redirect_uri", f"{BACK}?x=1"),
        ("redirect_uri", "//127.0.0.1:8000/"),
        ("response_type", "token"),
        ("client_id", "another"),
        ("code_challenge_method", "plain"),
        ("code_challenge", "short"),
        ("state", "<script>"),
        ("state", ""),
    ],
)
def test_what_our_pages_would_not_ask_is_refused(authorize: Authorize, name: str, value: str) -> None:
    assert isinstance(authorize.page({**ASKED, name: value}, ORIGIN), BadRequest)
    assert isinstance(authorize.grant({**ASKED, name: value, "as": "reception"}, ORIGIN), BadRequest)


def test_a_role_that_is_none_is_refused(authorize: Authorize) -> None:
    assert isinstance(authorize.grant({**ASKED, "as": "mayor"}, ORIGIN), BadRequest)


class TestOverHttp:
    """The same behind the port."""

    def site(self, local: Local) -> Site:
        """What stands behind the port."""
        found = local.server.answers.__self__  # type: ignore[attr-defined]
        assert isinstance(found, Site)
        return found

    def test_the_page_has_a_button_for_every_role_and_provider(self, local: Local) -> None:
        asked = {**ASKED, "redirect_uri": f"{local.server.origin}/personal/inloggning/"}
        target = f"/dev/authorize?{urllib.parse.urlencode(asked)}"
        answer = self.site(local).answer(Request("GET", target, {}, b""))
        buttons = re.findall(r'name="as" value="([^"]+)"', answer.body.decode())
        providers = [f"provider {one}" for one in sorted(local.client.issuer.providers())]
        assert (answer.status, buttons) == (
            200,
            ["reception", "controller", "reception controller", *providers],
        )

    def test_a_pressed_button_leads_back_with_a_code(self, local: Local) -> None:
        back = "http://localhost:1/personal/inloggning/"
        sent = urllib.parse.urlencode({**ASKED, "redirect_uri": back, "as": "controller"}).encode()
        answer = self.site(local).answer(Request("POST", "/dev/authorize", {"Host": "localhost:1"}, sent))
        assert (answer.status, answer.headers["Location"].partition("?")[0]) == (303, back)

    def test_a_page_is_told_where_to_sign_in(self, local: Local) -> None:
        site = self.site(local)
        headers = {"Host": "localhost:1"}
        identity = site.answer(Request("GET", "/identity.json", headers, b"")).json()
        assert set(identity["roles"]) == {"reception", "provider", "controller"}
        issuer = identity["roles"]["reception"]["issuer"]
        address = f"{issuer.removeprefix('http://localhost:1')}/.well-known/openid-configuration"
        discovery = site.answer(Request("GET", address, headers, b"")).json()
        assert discovery["issuer"] == issuer
        assert discovery["authorization_endpoint"] == "http://localhost:1/dev/authorize"

    def test_the_answer_says_whose_it_is_as_discovery_promises(self, local: Local) -> None:
        sent = urllib.parse.urlencode({**ASKED, "redirect_uri": "http://localhost:1/x/", "as": "controller"}).encode()
        answer = self.site(local).answer(Request("POST", "/dev/authorize", {"Host": "localhost:1"}, sent))
        fields = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).query))
        assert local.client.issuer.discovery("http://localhost:1")["authorization_response_iss_parameter_supported"]
        assert fields["iss"] == "http://localhost:1/dev"

    def test_a_form_of_the_sign_in_says_where_it_comes_from(self, local: Local) -> None:
        answer = self.site(local).answer(Request("GET", "/dev/", {}, b""))
        assert answer.headers["Referrer-Policy"] == "same-origin"
