"""The sign-in for development: tokens for every role, and clear words when there is none."""

import json
from html.parser import HTMLParser

import pytest

from chalicelib.service.caller import Caller
from ops.server.dev_site import Site
from ops.server.http_request import Request
from ops.server.serve import Local

FORM = {"content-type": "application/x-www-form-urlencoded"}


def site(local: Local) -> Site:
    """What stands behind the port."""
    found = local.server.answers.__self__  # type: ignore[attr-defined]
    assert isinstance(found, Site)
    return found


def token_for(local: Local, body: str, **headers: str) -> tuple[int, bytes]:
    """The answer of POST /dev/token."""
    answer = site(local).answer(Request("POST", "/dev/token", {**FORM, **headers}, body.encode()))
    return answer.status, answer.body


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of a kind."""
        return [attributes for name, attributes in self.found if name == tag]


class TestToken:
    """POST /dev/token."""

    @pytest.mark.parametrize(
        "body", ["role=reception", "role=controller", "role=reception+controller", "role=provider&provider=ana"]
    )
    def test_the_functions_own_verifier_believes_it(self, local: Local, body: str) -> None:
        issuer = local.client.issuer
        verifier = issuer.verifier()
        status, answer = token_for(local, body)
        given = json.loads(answer)
        assert (status, given["token_type"], given["expires_in"]) == (200, "Bearer", 8 * 3600)
        assert isinstance(verifier.verify(given["access_token"]), Caller)

    def test_json_is_taken_too(self, local: Local) -> None:
        asked = {"content-type": "application/json"}
        assert token_for(local, '{"role": "provider", "provider": "ana"}', **asked)[0] == 200

    def test_plain_text_gives_the_token_alone(self, local: Local) -> None:
        assert token_for(local, "role=reception", accept="text/plain")[1].count(b".") == 2

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("", "Send role as one of"),
            ("role=canary", "Send role as one of"),
            ("role=provider", "an id of the register"),
            ("role=provider&provider=canary", "an id of the register"),
            ("role=reception&provider=ana", "Only the role provider"),
            ("role=reception&canary=1", "nothing else"),
        ],
    )
    def test_what_is_wrong_is_said_and_not_repeated(self, local: Local, body: str, words: str) -> None:
        status, answer = token_for(local, body)
        assert (status, words in json.loads(answer)["error_description"]) == (400, True)
        assert b"canary" not in answer

    @pytest.mark.parametrize("body", ["{", "[]", '{"role": 7}', "null", "[" * 5000])
    def test_broken_json_is_said(self, local: Local, body: str) -> None:
        assert token_for(local, body, **{"content-type": "application/json"})[0] == 400


class TestDiscovery:
    """What an OIDC client asks first."""

    def test_it_names_the_issuer_and_where_its_keys_are(self, local: Local) -> None:
        answer = site(local).answer(Request("GET", "/dev/.well-known/openid-configuration", {}, b""))
        assert answer.json()["issuer"] == local.client.issuer.issuer == f"{local.server.origin}/dev"
        assert answer.json()["jwks_uri"] == f"{local.server.origin}/dev/jwks.json"

    def test_the_keys_are_public_halves_only(self, local: Local) -> None:
        keys = site(local).answer(Request("GET", "/dev/jwks.json", {}, b"")).json()["keys"]
        assert [set(key) for key in keys] == [{"kty", "crv", "kid", "use", "alg", "x", "y"}]

    @pytest.mark.parametrize(("method", "path"), [("GET", "/dev/token"), ("POST", "/dev/jwks.json"), ("PUT", "/dev/")])
    def test_another_method_is_405(self, local: Local, method: str, path: str) -> None:
        assert site(local).answer(Request(method, path, {}, b"")).status == 405

    def test_another_address_is_404(self, local: Local) -> None:
        assert site(local).answer(Request("GET", "/dev/x", {}, b"")).status == 404


class TestPage:
    """GET /dev/: one button a role."""

    def page(self, local: Local, body: str = "") -> Elements:
        """The page, or what it becomes when a button was pressed."""
        method = "POST" if body else "GET"
        return Elements(site(local).answer(Request(method, "/dev/", FORM, body.encode())).body.decode())

    def test_there_is_a_button_for_every_role(self, local: Local) -> None:
        assert {button["value"] for button in self.page(local).all("button")} == {
            "reception",
            "controller",
            "reception controller",
            "provider",
        }

    def test_every_field_has_a_name_that_is_read_out(self, local: Local) -> None:
        page = self.page(local, "role=reception")
        labelled = {label["for"] for label in page.all("label")}
        assert all(
            field.get("id") in labelled or field.get("aria-label")
            for field in page.all("select") + page.all("textarea")
        )
        assert [html.get("lang") for html in page.all("html")] == ["en"]

    def test_the_token_is_shown(self, local: Local) -> None:
        assert len(self.page(local, "role=reception").all("textarea")) == 1

    def test_a_refusal_is_announced(self, local: Local) -> None:
        assert [text.get("role") for text in self.page(local, "role=x").all("p")][-1] == "alert"

    def test_the_providers_of_the_register_can_be_chosen(self, local: Local) -> None:
        assert len(self.page(local).all("option")) == len(register_ids(local))


def register_ids(local: Local) -> list[str]:
    """The providers that the issuer knows."""
    return list(local.client.issuer.providers())
