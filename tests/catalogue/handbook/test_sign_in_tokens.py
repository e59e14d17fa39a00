"""What a page about an issuer says to write accepts that issuer's tokens, as they are documented or published."""

import re
import textwrap
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest

from catalogue.handbook.pages import FOLDER
from chalicelib.service.caller import Caller, Unauthorised
from chalicelib.service.token_verifier import Verifier
from tests.support.catalogue.sign_in_pages import BLOCKS, policy_of
from tests.support.chalicelib.tokens import RSA_KEY, jwks, public

Shape = Callable[[list[str], str | None], dict[str, Any]]
KEY_ID = "UtTPYQs5OWuDZ2L0b2EiedFW82Q"
SUBJECT = "6f1b2c9e-3d0a-4c57-9b1e-0a2f7c8d9e10"
TENANT, CLIENT = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
HEADERS: Mapping[str, Mapping[str, str]] = {"adfs.md": {"x5t": KEY_ID}}
"""A token of ADFS names its key by the certificate's thumbprint, the others' by a key id."""


def entra(roles: list[str], provider: str | None) -> dict[str, Any]:
    """Version 2, with app roles and a mapped claim."""
    issuer = f"https://login.microsoftonline.com/{TENANT}/v2.0"
    claims = {"iss": issuer, "aud": CLIENT, "azp": CLIENT, "scp": "access_as_user", "ver": "2.0", "tid": TENANT}
    return {**claims, "sub": "AbCdEf_0123", "oid": SUBJECT, "roles": roles, "kundval_provider": provider}


def keycloak(roles: list[str], provider: str | None) -> dict[str, Any]:
    """Roles of a client that is not the one that asked."""
    claims = {"iss": "https://id.kommun.example/realms/kommun", "aud": "kundval", "azp": "kundval-web", "sub": SUBJECT}
    return {**claims, "typ": "Bearer", "resource_access": {"kundval": {"roles": roles}}, "provider": provider}


def keycloak_of_the_realm(roles: list[str], provider: str | None) -> dict[str, Any]:
    """Roles of the realm under other names, among Keycloak's own, and several audiences."""
    names = {"reception": "kundval-kontaktcenter", "provider": "kundval-utforare", "controller": "kundval-ekonomi"}
    claims = {name: value for name, value in keycloak([], provider).items() if name != "resource_access"}
    realm = {"roles": ["offline_access", *(names[role] for role in roles)]}
    return {**claims, "aud": ["kundval", "account"], "realm_access": realm}


def cognito(roles: list[str], provider: str | None) -> dict[str, Any]:
    """Groups, the client instead of an audience, and a claim that the trigger adds."""
    issuer = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_AAAAAAAAA"
    claims = {"iss": issuer, "client_id": "3abcdefghijklmnopqrstuvwxy", "token_use": "access", "sub": SUBJECT}
    return {**claims, "cognito:groups": ["eu-north-1_AAAAAAAAA_Freja", *roles], "provider": provider}


def cognito_of_systems(roles: list[str], provider: str | None) -> dict[str, Any]:
    """What the trigger writes for a system: no groups, another client, and the claims that a person's token has."""
    claims = {name: value for name, value in cognito([], provider).items() if name != "cognito:groups"}
    own = {"kundval_audience": "kundval", "kundval_roles": roles, "scope": "kundval/report"}
    return {**claims, "client_id": "4systemsclientidatexempelbron", **own}


def entra_of_systems(roles: list[str], provider: str | None) -> dict[str, Any]:
    """An application's token: app roles alone, one of which is the provider's id."""
    claims = {name: value for name, value in entra([], None).items() if name not in {"scp", "kundval_provider"}}
    return {**claims, "idtyp": "app", "roles": [*roles, *([] if provider is None else [provider])]}


def adfs(roles: list[str], provider: str | None) -> dict[str, Any]:
    """Another `iss` than discovery's, a role that is a text when there is one, and no `sub`."""
    claims = {"iss": "http://fs.kommun.example/adfs/services/trust", "aud": "https://kundval.kommun.example"}
    claims |= {"apptype": "Public", "appid": "33333333-3333-3333-3333-333333333333", "ver": "1.0", "scp": "openid"}
    role = roles[0] if len(roles) == 1 else roles
    return {**claims, "kundval_subject": "nEc7b9oKV0yb4Qovx42eEA==", "role": role, "provider": provider}


def auth0(roles: list[str], provider: str | None) -> dict[str, Any]:
    """Claims whose names are addresses, two audiences, and a slash at the end of `iss`."""
    issuer, ours = "https://inloggning.kommun.example/", "https://kundval.kommun.example"
    claims = {"iss": issuer, "aud": [f"{ours}/api", f"{issuer}userinfo"], "sub": "auth0|65f0c1d2e3a4b5c6d7e8f901"}
    return {**claims, "scope": "openid", f"{ours}/roles": roles, f"{ours}/provider": provider}


def both(roles: list[str], provider: str | None) -> dict[str, Any]:
    """Entra's, or for a provider those of a realm of its own, as the overview has them side by side."""
    if provider is None:
        return entra(roles, None)
    return {**keycloak(roles, provider), "iss": "https://id.kommun.example/realms/kundval"}


SHAPES = (
    adfs,
    auth0,
    cognito,
    cognito_of_systems,
    entra,
    entra_of_systems,
    both,
    keycloak,
    keycloak_of_the_realm,
)
EXAMPLES = [(page, block, shape) for (page, block), shape in zip(BLOCKS, SHAPES, strict=True)]
every_example = pytest.mark.parametrize(("page", "block", "shape"), EXAMPLES, ids=[shape.__name__ for shape in SHAPES])


def signed(page: str, claims: Mapping[str, Any]) -> str:
    """Return a token of an issuer, with the claims that have a value."""
    now_seconds = int(time.time())
    there = {name: value for name, value in claims.items() if value is not None}
    payload = {**there, "iat": now_seconds, "nbf": now_seconds, "exp": now_seconds + 3600}
    return jwt.encode(payload, RSA_KEY, algorithm="RS256", headers=dict(HEADERS.get(page, {"kid": KEY_ID})))


def verify(block: str, folder: Path, token: str) -> Caller | Unauthorised:
    """Verify a token as the service does whose policy has that block."""
    issuers = tuple(issuer.register for issuer in policy_of(block, folder).municipality.identity)
    keys = jwks(public(RSA_KEY, KEY_ID, use="sig", x5t=KEY_ID))
    return Verifier(issuers, lambda _url: keys, time.monotonic).verify(token)


@every_example
def test_an_officer_with_two_roles_has_both(page: str, block: str, shape: Shape, tmp_path: Path) -> None:
    caller = verify(block, tmp_path, signed(page, shape(["reception", "controller"], None)))
    assert isinstance(caller, Caller), caller
    assert (caller.roles, caller.provider) == (("reception", "controller"), "")


@every_example
def test_a_provider_is_the_one_that_its_token_names(page: str, block: str, shape: Shape, tmp_path: Path) -> None:
    caller = verify(block, tmp_path, signed(page, shape(["provider"], "exempelbron")))
    assert isinstance(caller, Caller), caller
    assert (caller.roles, caller.provider) == (("provider",), "exempelbron")


def test_a_token_with_the_roles_of_two_providers_is_refused(tmp_path: Path) -> None:
    block = next(block for page, block, shape in EXAMPLES if shape is entra_of_systems)
    token = signed("entra.md", entra_of_systems(["provider", "samtalsrummet-exemplet"], "exempelbron"))
    assert verify(block, tmp_path, token) == Unauthorised("provider")


@every_example
def test_the_reason_for_a_missing_role_or_provider_is_the_pages(
    page: str, block: str, shape: Shape, tmp_path: Path
) -> None:
    reasons = {
        verify(block, tmp_path / name, signed(page, claims))
        for name, claims in {
            "role": shape([], None),
            "provider": shape(["provider"], ""),
        }.items()
    }
    assert reasons == {Unauthorised("role"), Unauthorised("provider")}


def trigger_of_cognito() -> dict[str, Any]:
    """Return what the trigger for people and systems on Cognito's page defines."""
    page = (FOLDER / "en/operate/sign_in/cognito.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^    ```python\n(.*?)^    ```$", page, re.DOTALL | re.MULTILINE)
    (block,) = [block for block in blocks if "SYSTEMS" in block]
    defined: dict[str, Any] = {}
    exec(textwrap.dedent(block), defined)  # noqa: S102 - the handbook's own code
    return defined


@pytest.mark.parametrize(
    ("event", "roles", "provider"),
    [
        ({"triggerSource": "TokenGeneration_ClientCredentials"}, ["provider"], "exempelbron"),
        ({"triggerSource": "TokenGeneration_Authentication"}, ["controller"], None),
    ],
)
def test_the_trigger_writes_for_people_and_systems_what_the_policy_reads(
    event: dict[str, Any], roles: list[str], provider: str | None
) -> None:
    context = {"clientId": "4systemsclientidatexempelbron"}
    request = {"userAttributes": {}, "groupConfiguration": {"groupsToOverride": ["controller"]}}
    answered = trigger_of_cognito()["handler"](
        {**event, "callerContext": context, "request": request, "response": {}}, None
    )
    written = answered["response"]["claimsAndScopeOverrideDetails"]["accessTokenGeneration"]["claimsToAddOrOverride"]
    expected = {"kundval_audience": "kundval", "kundval_roles": roles, **({"provider": provider} if provider else {})}
    assert written == expected
