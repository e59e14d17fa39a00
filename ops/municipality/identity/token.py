"""Why a token is refused, or what it is good for; neither the token nor the person in it is printed."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from catalogue.policy.model import Policy
from chalicelib.register.issuer import RegisterIssuer
from chalicelib.service import token_claims, token_verifier
from chalicelib.service.caller import Caller, KeysUnavailableError, Unauthorised
from chalicelib.service.issuer_keys import ALGORITHMS, fetch_https
from chalicelib.service.token_verifier import Verifier
from ops.municipality.identity import checks
from ops.municipality.identity.finding import Finding

_OF_TIME: Final = ("expired", "not_yet_valid")
_SHOWN_MAX: Final = 12  # of an officer's many groups


def findings(token: str, policy: Policy) -> Iterator[Finding]:
    """Yield why a token is refused, else its roles; one whose time is over is judged as it was then."""
    verifier = Verifier(tuple(issuer.register for issuer in policy.municipality.identity), fetch_https, time.monotonic)
    try:
        result = verifier.verify(token)
        claims = _claims(token)
        issuer = verifier.issuer_of(claims) or verifier.issuers[0]
        if isinstance(result, Unauthorised) and result.reason in _OF_TIME:
            yield _untimely(result.reason, claims)
            start_seconds = max(claims["iat"], claims.get("nbf") or 0)
            result = replace(verifier, now_seconds=lambda: start_seconds).verify(token)
    except KeysUnavailableError:
        issuer = verifier.issuer_of(_claims(token)) or verifier.issuers[0]
        yield Finding("error", "jwks", checks.fault_of_keys(issuer.jwks))
        return
    if isinstance(result, Caller):
        yield from _accepted(result, claims, issuer, policy)
    elif result.reason not in _OF_TIME:
        yield _refusal(result.reason, token, issuer, verifier)


def _accepted(caller: Caller, claims: dict[str, Any], issuer: RegisterIssuer, policy: Policy) -> Iterator[Finding]:
    whose = f" of {caller.provider}" if caller.provider else ""
    yield Finding("note", "token", f"{issuer.issuer} has signed it, for {' and '.join(caller.roles)}{whose}.")
    if "provider" in token_claims.roles_of(claims, issuer) and "provider" not in caller.roles:
        yield Finding("warning", issuer.provider_claim, "it names no provider, so the role provider does not count.")
    if caller.provider and caller.provider not in policy.contracted:
        sentence = f"policy/authorisations.yaml has no {caller.provider}, so nobody signs in for it."
        yield Finding("error", issuer.provider_claim, sentence)


def _refusal(reason: str, token: str, issuer: RegisterIssuer, verifier: Verifier) -> Finding:
    """Return the finding for a reason, with what the token has instead."""
    claims = _claims(token)
    match reason:
        case "malformed":
            api = "Many issuers give one that only they can read unless an API is asked for, by scope or parameters."
            times = "its times (iat, nbf, exp) are not whole seconds."
            return Finding("error", "token", times if claims else f"it is no signed token (JWT). {api}")
        case "too_long":
            most = token_verifier.MAX_TOKEN_CHARACTERS
            sentence = f"it has {len(token)} characters, and {most} are carried: let it have assigned roles only."
            return Finding("error", "token", sentence)
        case "issuer":
            known = ", ".join(issuer.token_issuer for issuer in verifier.issuers)
            sentence = f"its issuer is {claims['iss']}, and policy has {known}."
            return Finding("error", "token_issuer", sentence, f"token_issuer: {claims['iss']}")
        case "algorithm" | "unknown_key" | "signature":
            return Finding("error", "token", _sentence_of_signature(reason, token, issuer))
    return _refused_claim(reason, claims, issuer)


def _sentence_of_signature(reason: str, token: str, issuer: RegisterIssuer) -> str:
    header, _ = token_verifier.read(token)
    if reason == "algorithm":
        return f"it is signed with {header.get('alg')}, not with {' or '.join(ALGORITHMS)}. Change it at the issuer."
    if reason == "unknown_key":
        return f"the key that it names ({token_verifier.key_id(header) or 'none'}) is not at {issuer.jwks}."
    return (
        f"the key that it names is at {issuer.jwks} and did not sign it: it was changed on the way, or is for another "
        "service (Entra signs for Microsoft Graph so that nobody else can verify it)."
    )


def _refused_claim(reason: str, claims: dict[str, Any], issuer: RegisterIssuer) -> Finding:
    """Return the finding for a claim that is missing, or that has another value than policy expects."""
    there = f"Its claims are {', '.join(sorted(claims))}."
    match reason:
        case "missing_claim":
            named = ("iss", "iat", "exp", issuer.audience_claim, issuer.subject_claim)
            missing = ", ".join(name for name in named if token_claims.find(claims, name) is None)
            path = _path_to({issuer.audience}, claims) if issuer.audience_claim in missing.split(", ") else ""
            write = f"audience_claim: {path}" if path else ""
            return Finding("error", "token", f"it has no {missing}. {there}", write)
        case "audience":
            values = _texts(token_claims.find(claims, issuer.audience_claim))
            sentence = (
                f"it is for {_listed(values)} (`{issuer.audience_claim}`), not for {issuer.audience}. Ask the issuer "
                "for Kundval's own API, or write as audience what Kundval alone is called there."
            )
            return Finding("error", "audience", sentence)
        case "subject":
            sentence = "no text, empty, too long or not printable, or with a personal identity number in it."
            return Finding("error", issuer.subject_claim, f"{sentence} Name another claim in subject_claim. {there}")
        case "provider":
            sentence = f"it has to be the id of one provider, as in policy/authorisations.yaml. {there}"
            return Finding("error", issuer.provider_claim, sentence)
    values = _texts(token_claims.find(claims, issuer.roles_claim))
    expected = [value for value, role in issuer.role_values.items() if role in issuer.roles]
    sentence = f"it holds {_listed(values)}; policy knows {_listed(expected)}. {there}"
    path = _path_to({*expected, *issuer.roles}, claims)
    return Finding("error", issuer.roles_claim, sentence, f"roles_claim: {path}" if path else "")


def _path_to(values: set[str], claims: dict[str, Any], deepest: int = 3) -> str:
    """Return the path to the first claim that is, or holds, one of the values; empty if there is none.

    >>> _path_to({"reception"}, {"sub": "u1", "realm_access": {"roles": ["reception"]}})
    'realm_access.roles'
    """
    for name, value in claims.items():
        if isinstance(value, dict):
            below = _path_to(values, value, deepest - 1) if deepest > 1 else ""
            if below:
                return f"{name}.{below}"
        elif values & {*_texts(value)}:
            return name
    return ""


def _untimely(reason: str, claims: dict[str, Any]) -> Finding:
    if reason == "expired":
        return Finding("error", "exp", f"it was valid until {_time(claims['exp'])}. As it was then:")
    start = _time(max(claims["iat"], claims.get("nbf") or 0))
    return Finding("error", "iat", f"it is valid from {start}: is the clock right here, and at the issuer? Then:")


def _claims(token: str) -> dict[str, Any]:
    """Return the claims of a token, verified or not; none if it cannot be read."""
    try:
        return token_verifier.read(token)[1]
    except token_verifier.UNREADABLE:
        return {}


def _texts(value: object) -> list[str]:
    return [str(entry) for entry in (value if isinstance(value, list) else [value]) if entry is not None]


def _listed(values: list[str]) -> str:
    more = f" and {len(values) - _SHOWN_MAX} more" if len(values) > _SHOWN_MAX else ""
    return f"{', '.join(values[:_SHOWN_MAX])}{more}" if values else "nothing"


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
