"""Tokens as the issuers of municipalities give them: each is accepted by what policy says of its issuer."""

from dataclasses import replace
from typing import Any, Final

import app
from chalicelib.service.token_verifier import Verifier
from tests.support.app.endpoint import NOON, Endpoint
from tests.support.app.signed_tokens import BY_STAFF, NOW_SECONDS, token
from tests.support.chalicelib.tokens import RSA_KEY, jwks, public, registered
from tests.support.tables import assert_rows

ENTRA: Final = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0"
ENTRA_V1: Final = "https://sts.windows.net/11111111-1111-1111-1111-111111111111/"
KEYCLOAK: Final = "https://id.kommunen.example:8443/realms/kommunen"
COGNITO: Final = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_AAAAAAAAA"
ADFS: Final = "https://adfs.kommunen.example/adfs"
AUTH0: Final = "https://kommunen.eu.auth0.com/"
OF_KEYCLOAK: Final = {"iss": KEYCLOAK, "aud": ["kundval", "account"], "azp": "kundval", "sub": "u1"}
SHAPES: Final[dict[str, tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]]] = {
    "Entra ID, access token of version 2": (
        ENTRA,
        {"audience": "22222222-2222-2222-2222-222222222222", "roles_claim": "roles"},
        {
            "iss": ENTRA,
            "aud": "22222222-2222-2222-2222-222222222222",
            "azp": "33333333-3333-3333-3333-333333333333",
            "sub": "AAAA",
            "scp": "access_as_user",
            "roles": ["reception"],
            "ver": "2.0",
        },
        {"roles": ["reception"], "subject": "AAAA"},
    ),
    "Entra ID, access token of version 1, known by its object id": (
        ENTRA,
        {"token_issuer": ENTRA_V1, "audience": "api://kundval", "roles_claim": "roles", "subject_claim": "oid"},
        {"iss": ENTRA_V1, "aud": "api://kundval", "sub": "AAAA", "oid": "0a1b", "roles": ["controller"], "ver": "1.0"},
        {"roles": ["controller"], "subject": "0a1b"},
    ),
    "Keycloak, role of the realm": (
        KEYCLOAK,
        {"roles_claim": "realm_access.roles"},
        {**OF_KEYCLOAK, "realm_access": {"roles": ["reception", "offline_access"]}},
        {"roles": ["reception"], "subject": "u1"},
    ),
    "Keycloak, role of the client": (
        KEYCLOAK,
        {"roles_claim": "resource_access.kundval.roles"},
        {**OF_KEYCLOAK, "resource_access": {"kundval": {"roles": ["provider"]}}, "provider": "ana"},
        {"roles": ["provider"], "provider": "ana", "subject": "u1"},
    ),
    "Keycloak, role of a client with a full stop in its name": (
        KEYCLOAK,
        {"roles_claim": "resource_access.kundval.webb.roles"},
        {**OF_KEYCLOAK, "resource_access": {"kundval.webb": {"roles": ["reception"]}}},
        {"roles": ["reception"], "subject": "u1"},
    ),
    "Keycloak, a claim of several values": (
        KEYCLOAK,
        {},
        {"iss": KEYCLOAK, "aud": "kundval", "sub": "u1", "role": ["reception", "default-roles-kommunen"]},
        {"roles": ["reception"], "subject": "u1"},
    ),
    "Cognito, access token": (
        COGNITO,
        {"audience": "3abc", "audience_claim": "client_id", "roles_claim": "cognito:groups"},
        {"iss": COGNITO, "client_id": "3abc", "token_use": "access", "sub": "u1", "cognito:groups": ["reception"]},
        {"roles": ["reception"], "subject": "u1"},
    ),
    "Cognito, ID token": (
        COGNITO,
        {"audience": "3abc", "roles_claim": "cognito:groups", "provider_claim": "custom:provider"},
        {
            "iss": COGNITO,
            "aud": "3abc",
            "token_use": "id",
            "sub": "u1",
            "cognito:groups": ["provider"],
            "custom:provider": "ana",
        },
        {"roles": ["provider"], "provider": "ana", "subject": "u1"},
    ),
    "ADFS, groups of the directory": (
        ADFS,
        {
            "token_issuer": "http://adfs.kommunen.example/adfs/services/trust",
            "audience": "microsoft:identityserver:kundval",
            "roles_claim": "group",
            "role_values": {"GG-Kundval-Kontaktcenter": "reception", "GG-Kundval-Ekonomi": "controller"},
        },
        {
            "iss": "http://adfs.kommunen.example/adfs/services/trust",
            "aud": "microsoft:identityserver:kundval",
            "sub": "a1",
            "group": ["Domain Users", "GG-Kundval-Ekonomi", "GG-Kundval-Kontaktcenter"],
        },
        {"roles": ["reception", "controller"], "subject": "a1"},
    ),
    "ADFS, a single group": (
        ADFS,
        {"roles_claim": "group", "role_values": {"GG-Kundval-Ekonomi": "controller"}},
        {"iss": ADFS, "aud": "kundval", "sub": "a1", "group": "GG-Kundval-Ekonomi"},
        {"roles": ["controller"], "subject": "a1"},
    ),
    "Auth0, claims in a namespace": (
        AUTH0,
        {"roles_claim": "https://kundval.example/roles", "provider_claim": "https://kundval.example/provider"},
        {
            "iss": AUTH0,
            "aud": ["kundval", f"{AUTH0}userinfo"],
            "sub": "auth0|507f1f77bcf86cd799439011",
            "https://kundval.example/roles": ["provider"],
            "https://kundval.example/provider": ["ana"],
        },
        {"roles": ["provider"], "provider": "ana", "subject": "auth0|507f1f77bcf86cd799439011"},
    ),
}
"""What gives it; what policy says of the issuer beside its address; the claims; and who then is signed in."""
TIMES: Final = {"iat": NOW_SECONDS, "exp": NOW_SECONDS + 3600}


def signed_in(endpoint: Endpoint, shape: str, **policy: object) -> Any:  # noqa: ANN401 - JSON is any
    """Return the answer to who is signed in by a token of a shape, where policy says this of its issuer."""
    address, _, claims, _ = SHAPES[shape]
    verifier = Verifier(
        (registered(address, **policy),),
        lambda _url: jwks(public(RSA_KEY, "same")),
        lambda: 0.0,
        lambda: NOW_SECONDS,
    )
    with endpoint.at(lambda: NOON):
        app.configure(replace(app.wired(), verifier=lambda: verifier))
        authorization = f"Bearer {token({**claims, **TIMES}, BY_STAFF)}"
        return endpoint.raw("GET", "/v1/caller", {"authorization": authorization}).json()


class TestIssuersAsTheyAre:
    """Each shape is accepted with what policy says of its issuer, and needs no code of its own."""

    def test_each_is_accepted_by_its_policy(self, endpoint: Endpoint) -> None:
        expires_at = "2026-11-21T12:00:00.000000Z"
        rows = [(name, {**caller, "expires_at": expires_at}) for name, (*_, caller) in SHAPES.items()]
        assert_rows(rows, lambda name: signed_in(endpoint, name, **SHAPES[name][1]))

    def test_without_it_each_is_refused_but_the_one_whose_issuer_follows_the_defaults(self, endpoint: Endpoint) -> None:
        refused = {name for name in SHAPES if signed_in(endpoint, name).get("code") == "unauthorised"}
        assert set(SHAPES) - refused == {"Keycloak, a claim of several values"}
