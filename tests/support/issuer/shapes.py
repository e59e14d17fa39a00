"""The tokens of the products that municipalities have, as those document them, with the policy of the handbook."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from tests.support.catalogue.sign_in_pages import BLOCKS
from tests.support.catalogue.small import NORMAL

HOST: Final = "127.0.0.1"


@dataclass(frozen=True)
class Person:
    """Somebody with an account at the issuer."""

    name: str
    roles: tuple[str, ...]
    provider: str = ""
    groups: int = 0
    """How many groups it is in; Entra writes up to 200 of them into a token."""

    @property
    def id(self) -> str:
        """Return the opaque identifier that the account has beside its name."""
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, self.name))


PEOPLE: Final = (
    Person("anna", ("reception",)),
    Person("bo", ("provider",), NORMAL),
    Person("cilla", ("controller",)),
    Person("dana", ("reception", "controller")),
    Person("erik", ()),
    Person("frida", ("provider",)),
    Person("gunnar", ("reception",), groups=137),
    Person("hanna", ("reception",), groups=200),
)


@dataclass(frozen=True)
class Shape:
    """How an issuer writes its access tokens, and the part of policy that is not about where it is."""

    policy: Mapping[str, Any]
    claims: Callable[[Person], dict[str, Any]]
    audience: str | tuple[str, ...]
    without: tuple[str, ...] = ()
    """The claims that every token has and these have not."""
    algorithm: str = "RS256"
    key_named_by: str = "kid"
    path: str = ""
    token_issuer_path: str = ""
    """The path of `iss` in its tokens, where that is not the issuer's own."""
    endpoint_host: str = HOST
    asked: Mapping[str, Any] = field(default_factory=dict)
    """The scope, or the parameters, without which it gives no token for our service."""


def _written(page: str, nth: int = 0) -> dict[str, Any]:
    """Return the entry of `identity` on a page of the handbook, without the issuer's addresses."""
    block = [block for name, block in BLOCKS if name == page][nth]
    (entry,) = yaml.safe_load(block)["identity"]
    return {key: value for key, value in entry.items() if key not in {"issuer", "token_issuer", "jwks", "origins"}}


def _entra(person: Person) -> dict[str, Any]:
    """App roles as a list of texts, a mapped claim for the provider, and the groups of an account."""
    roles = {"roles": [*person.roles]} if person.roles else {}
    groups = {"groups": [str(uuid.UUID(int=group)) for group in range(person.groups)]} if person.groups else {}
    own = {"oid": person.id, "scp": "access_as_user", "ver": "2.0"}
    return {**own, **roles, **groups, **_provider("kundval_provider", person)}


def _keycloak(person: Person) -> dict[str, Any]:
    """Realm roles, among those that every account has."""
    roles = [*(REALM_ROLES[role] for role in person.roles), "offline_access", "default-roles-kommun"]
    return {"azp": "kundval-web", "realm_access": {"roles": roles}, **_provider("provider", person)}


def _keycloak_client(person: Person) -> dict[str, Any]:
    """Roles of a client, beside those of Keycloak's own."""
    clients = {"account": {"roles": ["manage-account"]}} | (
        {"kundval": {"roles": [*person.roles]}} if person.roles else {}
    )
    return {"azp": "kundval-web", "resource_access": clients, **_provider("provider", person)}


def _cognito(person: Person) -> dict[str, Any]:
    """Groups, which an account without any lacks, and what a trigger adds."""
    groups = {"cognito:groups": [*person.roles]} if person.roles else {}
    return {"token_use": "access", "username": person.name, **groups, **_provider("provider", person)}


def _auth0(person: Person) -> dict[str, Any]:
    """Claims that an action adds, whose names are addresses."""
    ours = "https://kundval.kommun.example"
    return {f"{ours}/roles": [*person.roles], **_provider(f"{ours}/provider", person)}


def _adfs(person: Person) -> dict[str, Any]:
    """What rules add: one role is a text, two are a list."""
    role = {"role": person.roles[0] if len(person.roles) == 1 else [*person.roles]} if person.roles else {}
    return {"kundval_subject": person.id, "ver": "1.0", "scp": "openid", **role, **_provider("provider", person)}


def _provider(claim: str, person: Person) -> dict[str, str]:
    return {claim: person.provider} if person.provider else {}


REALM_ROLES: Final = {
    "reception": "kundval-kontaktcenter",
    "provider": "kundval-utforare",
    "controller": "kundval-ekonomi",
}
_ENTRA, _AUTH0, _ADFS = _written("entra.md"), _written("auth0.md"), _written("adfs.md")
FLAT = Shape(_ENTRA, _entra, _ENTRA["audience"], asked={"scope": _ENTRA["scope"].split()[-1]})
"""Entra ID."""
NESTED = Shape(_written("keycloak.md", 1), _keycloak, ("kundval", "account"), path="/realms/kommun")
"""Keycloak's realm roles."""
CLIENT_ROLE = Shape(
    _written("keycloak.md"), _keycloak_client, ("kundval", "account"), path="/realms/kundval", algorithm="ES256"
)
"""Keycloak's client roles."""
NO_AUD = Shape(_written("cognito.md"), _cognito, "", without=("aud",), endpoint_host="localhost")
"""Cognito, whose endpoints are on another host than the issuer."""
NAMESPACED = Shape(
    _AUTH0,
    _auth0,
    (_AUTH0["audience"], "https://inloggning.kommun.example/userinfo"),
    path="/",
    asked={"parameters": _AUTH0["parameters"]},
)
"""Auth0, whose issuers end with a slash."""
OTHER_ISS = Shape(
    _ADFS,
    _adfs,
    _ADFS["audience"],
    without=("sub",),
    key_named_by="x5t",
    path="/adfs",
    token_issuer_path="/adfs/services/trust",
    asked={"parameters": _ADFS["parameters"]},
)
"""ADFS, whose access tokens name another issuer than its discovery, and their key by a thumbprint."""
