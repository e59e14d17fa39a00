"""The issuer that the sign-in is tested with behaves as others wrote it, and its tokens are those of the products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jwt
import pytest

from tests.support import size
from tests.support.issuer import by_hand, shapes
from tests.support.issuer.foreign import REFUSAL, ForeignIssuer, running
from tests.support.issuer.shapes import Shape

SITE = "http://localhost:9"
ENTRA, KEYCLOAK, OURS = "22222222-2222-2222-2222-222222222222", ["kundval", "account"], "https://kundval.kommun.example"
SHAPES: Mapping[str, tuple[Shape, object, str, str]] = {
    "entra": (shapes.FLAT, ENTRA, "", "kid"),
    "keycloak": (shapes.NESTED, KEYCLOAK, "/realms/kommun", "kid"),
    "keycloak of a client": (shapes.CLIENT_ROLE, KEYCLOAK, "/realms/kundval", "kid"),
    "cognito": (shapes.NO_AUD, None, "", "kid"),
    "auth0": (shapes.NAMESPACED, [f"{OURS}/api", "https://inloggning.kommun.example/userinfo"], "/", "kid"),
    "adfs": (shapes.OTHER_ISS, OURS, "/adfs/services/trust", "x5t"),
}
"""What `aud` says, the path of `iss`, and what names the key."""
STARTED = [*SHAPES] if size.FULL else ["entra", "adfs"]
"""The one that is most used, and the one that differs most: each is a program of its own to start."""
pytestmark = pytest.mark.xdist_group("foreign issuer")


@pytest.fixture(scope="module")
def issuer() -> Iterator[ForeignIssuer]:
    """Start the issuer whose roles are a list."""
    with running(shapes.FLAT, SITE) as issuer:
        yield issuer


def claims(token: str) -> dict[str, Any]:
    """Read a token without verifying it."""
    content: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return content


@pytest.mark.parametrize("name", STARTED)
def test_its_tokens_are_those_of_the_product(name: str) -> None:
    shape, audience, path, key_named_by = SHAPES[name]
    with running(shape, SITE) as issuer:
        token = by_hand.token(issuer, "anna")
    content = claims(token)
    assert (content.get("aud"), content["iss"]) == (audience, f"http://{issuer.host}{path}")
    assert ("sub" in content) == (name != "adfs")
    assert {"kid", "x5t"} & jwt.get_unverified_header(token).keys() == {key_named_by}
    assert shape.claims(shapes.PEOPLE[0]).items() <= content.items()


def test_it_asks_for_pkce_of_a_client_without_a_secret(issuer: ForeignIssuer) -> None:
    answer = by_hand.authorise(issuer, "anna", code_challenge="", code_challenge_method="")
    assert answer["error"] == "invalid_request"


def test_it_takes_no_other_verifier(issuer: ForeignIssuer) -> None:
    code = by_hand.authorise(issuer, "anna")["code"]
    assert by_hand.exchange(issuer, code, verifier="x" * 43)[0]["error"] == "invalid_grant"


def test_a_page_of_the_site_alone_may_read_its_answers(issuer: ForeignIssuer) -> None:
    answers = [
        by_hand.exchange(issuer, by_hand.authorise(issuer, "anna")["code"], origin=origin)[1]
        for origin in (SITE, "http://localhost:10")
    ]
    assert [headers["Access-Control-Allow-Origin"] for headers in answers] == [SITE, None]


def test_without_the_scope_of_our_service_its_token_is_for_somebody_else(issuer: ForeignIssuer) -> None:
    answer, _ = by_hand.exchange(issuer, by_hand.authorise(issuer, "anna", scope="openid")["code"])
    assert answer["access_token"].count(".") == 0


def test_a_refusal_comes_back_in_its_own_words(issuer: ForeignIssuer) -> None:
    answer = by_hand.authorise(issuer, "Refuse")
    assert (answer["error"], answer["error_description"]) == ("access_denied", REFUSAL)


def test_its_answers_name_it(issuer: ForeignIssuer) -> None:
    assert by_hand.discovery(issuer)["authorization_response_iss_parameter_supported"]
    assert by_hand.authorise(issuer, "anna")["iss"] == issuer.issuer
