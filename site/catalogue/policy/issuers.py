"""The issuers at which staff sign in: the schema of `identity`, what holds where a key is left out, and its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from catalogue.policy.field_types import group
from catalogue.schema import suggestions
from catalogue.schema.containers import Choice, Fault, ListOf, MapOf, Validation
from catalogue.schema.scalars import PORT, PatternText, Text
from catalogue.schema.todo import question
from catalogue.schema.yaml_reader import KeyPath
from chalicelib.register.codes import ROLES
from chalicelib.register.issuer import RegisterIssuer

OUR_PARAMETERS: Final = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
)
"""The parameters of the authorisation request that the sign-in itself sets."""
_DISCOVERY = re.compile(r"/\.well-known/(?:openid-configuration|oauth-authorization-server)(?:/|\Z)")
_OF_A_PERSON = re.compile(r"mail|upn|username|unique_name|(?:\A|_)name\Z|personal|personnummer", re.IGNORECASE)
_LOOPBACK = re.compile(r"https?://(?:127\.0\.0\.1|localhost)(?:[:/]|\Z)")
_ASCII_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
_ISSUER = rf"(?:https://{_ASCII_HOST}|https?://(?:127\.0\.0\.1|localhost)){PORT}"
_ISSUER_PATH = r"(?:/[A-Za-z0-9/%&=+,.:;@!$()*~_-]{0,200})?"
_ORIGIN = PatternText(rf"^{_ISSUER}$", "origin_format", suggestions.origin)
"""An origin that a browser may talk to: of an issuer, so http on loopback is accepted."""
_ISSUER_ADDRESS = PatternText(rf"^{_ISSUER}{_ISSUER_PATH}$", "issuer_format", suggestions.issuer)
"""An issuer has neither query nor fragment (OpenID Connect Discovery 1.0, 3)."""
_JWKS_ADDRESS = PatternText(
    rf"^{_ISSUER}{_ISSUER_PATH}(?:\?[A-Za-z0-9/?%&=+,.:;@!$()*~_-]{{0,200}})?$", "issuer_format", suggestions.issuer
)
File = Mapping[str, Any]


class _Issuers(ListOf):
    """The list of issuers; an only issuer that is written without the dash of a list is one fault."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401 - see FieldType
        if type(value) is dict:
            seen.fault(path, "identity_not_list")
        else:
            super().check(value, path, seen)


class _RoleValues(MapOf):
    """The values of the roles claim, each with our role; one that is written backwards is told so."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401 - see FieldType
        backwards = {
            key: role
            for key, role in (value.items() if type(value) is dict else ())
            if key in ROLES and type(role) is str and role not in ROLES and question(role) is None
        }
        for key, role in backwards.items():
            seen.key_fault((*path, key), "role_value_backwards", f"{role}: {key}")
        rest = {key: role for key, role in value.items() if key not in backwards} if backwards else value
        super().check(rest, path, seen)


_CLAIM = Text(200)  # a claim's name, or the path to it
_SCOPE = PatternText(
    r"^[!#-+\--\[\]-~]+(?: [!#-+\--\[\]-~]+)*$",  # RFC 6749, 3.3, without the comma
    "scope_format",
    lambda text: " ".join(re.split(r"[,\s]+", text.strip(", "))),
)
_OPTIONAL = {
    "client": Text(200),
    "scope": _SCOPE,
    "parameters": MapOf(Text(80), Text(500)),
    "roles": ListOf(Choice(options=ROLES), at_least=1),
    "roles_claim": _CLAIM,
    "role_values": _RoleValues(_CLAIM, Choice(options=ROLES)),
    "provider_claim": _CLAIM,
    "subject_claim": _CLAIM,
    "audience_claim": _CLAIM,
    "token_issuer": Text(300),
    "origins": ListOf(_ORIGIN, at_most=5),  # they stand in a header whose length CloudFront limits
}
ISSUERS = _Issuers(
    group(
        {"issuer": _ISSUER_ADDRESS, "jwks": _JWKS_ADDRESS, "audience": Text(200), **_OPTIONAL},
        optional=tuple(_OPTIONAL),
    ),
    at_least=1,
    at_most=len(ROLES),
    unique=False,
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """An OIDC issuer at which staff sign in: the register's, with what the browser asks it for."""

    register: RegisterIssuer
    client: str
    scope: str
    parameters: Mapping[str, str]


def of_role(issuers: Iterable[Issuer], role: str) -> Issuer | None:
    """Return the issuer at which a role signs in; None only in a draft."""
    return next((issuer for issuer in issuers if role in issuer.register.roles), None)


def from_row(row: File) -> Issuer:
    """Build an issuer, with what holds where a key is left out."""
    register = RegisterIssuer(
        issuer=row["issuer"],
        token_issuer=_token_issuer(row),
        jwks=row["jwks"],
        audience=row["audience"],
        audience_claim=row.get("audience_claim", "aud"),
        roles=_roles(row),
        roles_claim=row.get("roles_claim", "role"),
        role_values=row.get("role_values", {role: role for role in _roles(row)}),
        provider_claim=row.get("provider_claim", "provider"),
        subject_claim=row.get("subject_claim", "sub"),
        origins=tuple(row.get("origins", [])),
    )
    return Issuer(register, row.get("client", row["audience"]), row.get("scope", "openid"), row.get("parameters", {}))


def _token_issuer(row: File) -> str:
    return str(row.get("token_issuer", row["issuer"]))


def _roles(row: File) -> tuple[str, ...]:
    return tuple(role for role in ROLES if role in row.get("roles", ROLES))


def addresses_are_the_issuers(municipality: File) -> Iterator[Fault]:
    """An issuer is named as its discovery names it, never by discovery's own address; one on loopback is for trials."""
    for path, row in _entries(municipality):
        for key, field in (("issuer", "issuer"), ("jwks", "jwks_uri")):
            if _DISCOVERY.search(row[key]):
                yield Fault((*path, key), "issuer_is_discovery", {"field": field})
        for_trials = [key for key in ("issuer", "jwks") if _LOOPBACK.match(row[key])]
        if for_trials:
            yield Fault((*path, for_trials[0]), "issuer_on_loopback")


def tokens_tell_their_issuer(municipality: File) -> Iterator[Fault]:
    """No two issuers sign tokens with the same `iss`."""
    first: dict[str, int] = {}
    for path, row in _entries(municipality):
        earlier = first.setdefault(_token_issuer(row), path[1])
        if earlier != path[1]:
            facts = {"entry": f"identity[{earlier}]"}
            yield Fault((*path, _present(row, "token_issuer", "issuer")), "token_issuer_repeated", facts)


def every_role_has_one_issuer(municipality: File) -> Iterator[Fault]:
    """Each of our roles is given by exactly one issuer."""
    holders: dict[str, int] = {}
    for path, row in _entries(municipality):
        repeated = [role for role in _roles(row) if role in holders]
        if repeated:
            facts = {"roles": ", ".join(repeated), "entry": f"identity[{holders[repeated[0]]}]"}
            yield Fault((*path, _present(row, "roles", "issuer")), "role_repeated", facts)
        holders = dict.fromkeys(_roles(row), path[1]) | holders
    for role in ROLES:
        if role not in holders:  # then every entry says which roles it has
            last = len(municipality["identity"]) - 1
            yield Fault(("identity", last, "roles"), "role_without_issuer", {"role": role})


def values_lead_to_the_roles(municipality: File) -> Iterator[Fault]:
    """Some value leads to each role that an issuer gives, and none to a role that it does not give."""
    for path, row in _entries(municipality):
        values = row.get("role_values")
        if values is None:
            continue
        for value, role in values.items():
            if role not in _roles(row):
                yield Fault((*path, "role_values", value), "role_not_given", {"role": role})
        for role in _roles(row):
            if role not in values.values():
                yield Fault((*path, "role_values"), "role_without_value", {"role": role}, at_key=True)


def parameters_are_not_ours(municipality: File) -> Iterator[Fault]:
    """A further parameter of the request is none that the sign-in sets."""
    for path, row in _entries(municipality):
        for name in row.get("parameters", {}):
            if name in OUR_PARAMETERS:
                yield Fault((*path, "parameters", name), "parameter_ours", {"parameter": name}, at_key=True)


def subjects_are_opaque(municipality: File) -> Iterator[Fault]:
    """What is kept of who did something is an opaque identifier, not a person's name, address or number."""
    for path, row in _entries(municipality):
        if _OF_A_PERSON.search(row.get("subject_claim", "")):
            yield Fault((*path, "subject_claim"), "subject_names_person", {"claim": row["subject_claim"]})


RULES = (
    addresses_are_the_issuers,
    tokens_tell_their_issuer,
    every_role_has_one_issuer,
    values_lead_to_the_roles,
    parameters_are_not_ours,
    subjects_are_opaque,
)


def _entries(municipality: File) -> Iterator[tuple[tuple[str, int], File]]:
    """Yield the key path and the row of each issuer."""
    for index, row in enumerate(municipality["identity"]):
        yield ("identity", index), row


def _present(row: File, key: str, otherwise: str) -> str:
    """Return the key if it is written in the row, or else another one, for a fault's place."""
    return key if key in row else otherwise
