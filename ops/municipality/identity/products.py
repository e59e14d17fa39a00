"""What the known products do in their own way, for settings of policy that cannot work with them as they come."""

import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal

from catalogue.policy.issuers import Issuer
from ops.municipality.identity.finding import Finding

Product = Literal["entra", "cognito", "keycloak", "auth0", "adfs"]
_ENTRA_HOSTS: Final = ("login.microsoftonline.com", "sts.windows.net")
_OF_OIDC: Final = {"openid", "profile", "email", "offline_access"}
ALLOWING: Final[Mapping[Product | None, str]] = {
    "entra": "In Entra the redirect addresses must be of the platform Single-page application.",
    "keycloak": "In Keycloak: the client's Web origins.",
    "auth0": "In Auth0: the application's Allowed Web Origins.",
    "adfs": "In AD FS: Set-AdfsResponseHeaders -EnableCORS $true -CORSTrustedOrigins ORIGIN.",
    "cognito": "In Cognito: the app client's callback addresses.",
    None: "Allow that origin at the issuer.",
}
"""Where an origin is allowed to read the issuer's answers."""


def product_of(issuer: str) -> Product | None:
    """Return the product that an issuer's address looks like.

    >>> product_of("https://id.kommunen.example/realms/kommunen"), product_of("https://id.kommunen.example")
    ('keycloak', None)
    """
    address = urllib.parse.urlsplit(issuer)
    host, path = address.hostname or "", f"{address.path}/"
    if host in _ENTRA_HOSTS:
        return "entra"
    if host.startswith("cognito-idp."):
        return "cognito"
    if host.endswith(".auth0.com"):
        return "auth0"
    return "keycloak" if "/realms/" in path else "adfs" if path.startswith("/adfs/") else None


def findings(issuer: Issuer, key: str) -> Iterator[Finding]:
    """Yield what policy says that does not work with the product as it comes."""
    product = product_of(issuer.register.issuer)
    if product:
        yield from _FINDINGS[product](issuer, key)


def _entra(issuer: Issuer, key: str) -> Iterator[Finding]:
    if set(issuer.scope.split()) <= _OF_OIDC:
        sentence = (
            "Entra gives a token for Microsoft Graph, which nobody else can verify, unless a scope of your own app is "
            "asked for (Expose an API)."
        )
        yield Finding(
            "error", f"{key}.scope", sentence, f"scope: openid profile {issuer.register.audience}/NAME-OF-THE-SCOPE"
        )
    if issuer.register.roles_claim == "role":
        sentence = "Entra has app roles in the claim `roles`, and lets nobody have a claim `role`."
        yield Finding("error", f"{key}.roles_claim", sentence, "roles_claim: roles")
    if issuer.register.token_issuer.endswith("/v2.0"):
        sentence = (
            "Entra's tokens say this issuer only if the app's manifest has requestedAccessTokenVersion: 2; else they "
            "say https://sts.windows.net/TENANT/, which is then the token_issuer."
        )
        yield Finding("note", f"{key}.token_issuer", sentence)


def _cognito(issuer: Issuer, key: str) -> Iterator[Finding]:
    if issuer.register.audience_claim == "aud":
        sentence = "Cognito's access tokens have no `aud`; the client stands in `client_id`."
        yield Finding("error", f"{key}.audience_claim", sentence, "audience_claim: client_id")
    if issuer.register.roles_claim == "role":
        sentence = "Cognito has groups in `cognito:groups`, and `role` only where a trigger of your own adds it."
        yield Finding("warning", f"{key}.roles_claim", sentence, "roles_claim: cognito:groups")


def _keycloak(issuer: Issuer, key: str) -> Iterator[Finding]:
    if issuer.register.roles_claim == "role":
        sentence = (
            "Keycloak has realm roles in `realm_access.roles` and a client's in "
            f"`resource_access.{issuer.client}.roles`, and `role` only where a mapper of your own adds it."
        )
        yield Finding("warning", f"{key}.roles_claim", sentence, "roles_claim: realm_access.roles")
    if issuer.register.audience_claim == "aud":
        sentence = (
            f"Keycloak's tokens say {issuer.register.audience} in `aud` only where the person has a role of it "
            "or the client that signs in has an Audience mapper."
        )
        yield Finding("note", f"{key}.audience", sentence)


def _auth0(issuer: Issuer, key: str) -> Iterator[Finding]:
    if "audience" not in issuer.parameters:
        sentence = "Auth0 gives a token that nobody else can verify unless the API's identifier is asked for."
        yield Finding("error", f"{key}.parameters", sentence, _parameters(issuer, "audience"))
    if issuer.register.roles_claim in {"role", "roles"}:
        sentence = (
            f"Auth0 has no claim `{issuer.register.roles_claim}`; an Action adds roles under an address of yours."
        )
        yield Finding("warning", f"{key}.roles_claim", sentence, "roles_claim: https://YOUR-SITE/roles")


def _adfs(issuer: Issuer, key: str) -> Iterator[Finding]:
    if "resource" not in issuer.parameters and set(issuer.scope.split()) <= _OF_OIDC:
        sentence = (
            "AD FS gives a token for its own user information unless the identifier of your Web API is asked for."
        )
        yield Finding("error", f"{key}.parameters", sentence, _parameters(issuer, "resource"))


def _parameters(issuer: Issuer, name: str) -> str:
    """Format the parameters with one more, whose value is our audience."""
    parameters = {**issuer.parameters, name: issuer.register.audience}
    return f"parameters: {{{', '.join(f'{key}: {value}' for key, value in parameters.items())}}}"


_FINDINGS: Final[Mapping[Product, Callable[[Issuer, str], Iterator[Finding]]]] = {
    "entra": _entra,
    "cognito": _cognito,
    "keycloak": _keycloak,
    "auth0": _auth0,
    "adfs": _adfs,
}
