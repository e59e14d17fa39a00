"""The caller that a token's claims describe; the register says where each claim of an issuer's tokens stands."""

import re
from collections.abc import Mapping
from typing import Any, Final

from chalicelib.privacy import holds_personal_identity_number
from chalicelib.register.codes import ROLES
from chalicelib.register.issuer import RegisterIssuer
from chalicelib.service.caller import LEEWAY_SECONDS, Caller, Unauthorised

_TIMES: Final = ("iat", "nbf", "exp")
_END_SECONDS: Final = 253_402_300_800  # the year 10000, which no calendar of ours can show
_MAX_SUBJECT_CHARACTERS: Final = 255  # OIDC Core §2
_PROVIDER_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def find(claims: Mapping[str, Any], path: str) -> object:
    """Return the value at a path, or None; at each object the longest prefix of the path that is a key of it counts.

    >>> find({"realm_access": {"roles": ["reception"]}}, "realm_access.roles")
    ['reception']
    >>> find({"https://kundval.example/role": "reception"}, "https://kundval.example/role")
    'reception'
    """
    names = path.split(".")
    value: object = claims
    while names:
        if not isinstance(value, dict):
            return None
        prefixes = [".".join(names[:length]) for length in range(len(names), 0, -1)]
        key = next((prefix for prefix in prefixes if prefix in value), None)
        if key is None:
            return None
        value, names = value[key], names[key.count(".") + 1 :]
    return value


def roles_of(claims: Mapping[str, Any], issuer: RegisterIssuer) -> tuple[str, ...]:
    """Return the roles that a token's values mean and that its issuer may give, in the order of ROLES."""
    roles = {issuer.role_values.get(value) for value in _texts(find(claims, issuer.roles_claim))}
    return tuple(role for role in ROLES if role in roles and role in issuer.roles)


def caller(claims: Mapping[str, Any], issuer: RegisterIssuer, now_seconds: float) -> Caller | Unauthorised:
    """Return the caller of the claims in a token that the issuer has signed, or the reason for its refusal."""
    audience, subject = (find(claims, path) for path in (issuer.audience_claim, issuer.subject_claim))
    if any(claim is None for claim in (claims.get("iat"), claims.get("exp"), audience, subject)):
        return Unauthorised("missing_claim")
    if reason := _reason_of_time(claims, now_seconds):
        return Unauthorised(reason)
    if issuer.audience not in _texts(audience):
        return Unauthorised("audience")
    if not (isinstance(subject, str) and _may_be_kept(subject)):
        return Unauthorised("subject")
    roles = roles_of(claims, issuer)
    if not roles:
        return Unauthorised("role")
    provider = _provider(claims, issuer) if "provider" in roles else ""
    roles = tuple(role for role in roles if role != "provider" or provider)
    return Caller(subject, roles, provider, claims["exp"]) if roles else Unauthorised("provider")


def _reason_of_time(claims: Mapping[str, Any], now_seconds: float) -> str:
    """Return why a token is not valid at this time, or the empty text; its times are whole seconds."""
    times = {name: claims[name] for name in _TIMES if claims.get(name) is not None}
    if not all(type(value) is int and 0 <= value < _END_SECONDS for value in times.values()):
        return "malformed"
    if times["exp"] + LEEWAY_SECONDS <= now_seconds:
        return "expired"
    if max(times["iat"], times.get("nbf", 0)) - LEEWAY_SECONDS > now_seconds:
        return "not_yet_valid"
    return ""


def _texts(value: object) -> list[str]:
    """Return the texts of a claim that is one text or a list of texts; of anything else, none."""
    values = value if isinstance(value, list) else [value]
    texts = [entry for entry in values if isinstance(entry, str)]
    return texts if len(texts) == len(values) else []


def _provider(claims: Mapping[str, Any], issuer: RegisterIssuer) -> str:
    """Return the id of the one provider that a token names, or the empty text.

    It may stand among the roles, for an issuer that can give a program nothing else (Entra ID).
    """
    roles = issuer.role_values if issuer.provider_claim == issuer.roles_claim else {}
    providers = [text for text in _texts(find(claims, issuer.provider_claim)) if text not in roles]
    return providers[0] if len(providers) == 1 and _PROVIDER_ID.fullmatch(providers[0]) else ""


def _may_be_kept(subject: str) -> bool:
    """Return whether a subject can be stored: short, printable, and without a personal identity number."""
    printable = bool(subject.strip()) and subject.isprintable() and len(subject) <= _MAX_SUBJECT_CHARACTERS
    return printable and not holds_personal_identity_number(subject)
