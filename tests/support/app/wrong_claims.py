"""Every way that we know of in which the claims of a rightly signed token are not good enough, each with its reason."""

from collections.abc import Iterator
from typing import Any, Final

from tests.support.app.signed_tokens import (
    BY_SUPPLIERS,
    NOW_SECONDS,
    SUPPLIERS,
    Way,
    claims,
    es256,
    token,
    with_member,
)
from tests.support.chalicelib.tokens import ISSUER

TEST_PERSON: Final = "191212121212"  # published by the Swedish Tax Agency for tests; it belongs to nobody


def every_way() -> Iterator[Way]:
    """Yield every way."""
    yield from of_claims()
    yield from of_role()
    yield from of_issuer()


def of_claims() -> Iterator[Way]:
    """Yield claims that are missing, not ours, not of now, or not to be kept; rightly signed."""
    rows: dict[str, list[tuple[str, list[Any]]]] = {
        "aud": [
            ("missing_claim", [None]),
            (
                "audience",
                ["", "other", "kundva", "kundvalx", "KUNDVAL", "kundval ", "*", 7, True, [], ["other"], [["kundval"]]],
            ),
            ("audience", [["kundval", 7], {"kundval": 1}, "kundval\ud800", "other kundval"]),
        ],
        "exp": [
            ("missing_claim", [None]),
            ("expired", [0, 1, NOW_SECONDS - 30]),
            ("malformed", [-1, True, False, "", str(NOW_SECONDS + 60), NOW_SECONDS + 60.5, float(NOW_SECONDS + 60)]),
            ("malformed", [10**12, 10**30, 10**400, [], [NOW_SECONDS + 60], {"at": 1}, "2030-01-01T00:00:00Z"]),
        ],
        "iat": [
            ("missing_claim", [None]),
            ("not_yet_valid", [NOW_SECONDS + 60]),
            ("malformed", [-1, True, "", str(NOW_SECONDS), NOW_SECONDS + 0.5, 10**30, [], {}]),
        ],
        "nbf": [
            ("not_yet_valid", [NOW_SECONDS + 60]),
            ("malformed", [-1, True, "", str(NOW_SECONDS), NOW_SECONDS + 0.5, 10**30, [], {}]),
        ],
        "sub": [
            ("missing_claim", [None]),
            (
                "subject",
                ["", " \t", "\u200b", "\ud800", "a\x00b", "a\nb", 7, True, [], ["person-7"], {"id": 1}, "x" * 256],
            ),
            ("subject", [TEST_PERSON, f"SE:{TEST_PERSON}", "SE:19121212-1212", "121212-T220"]),
            ("subject", ["121212.1212@kundval.example", "\uff11\uff121212_1212"]),
        ],
    }
    for name, reasons in rows.items():
        for reason, values in reasons:
            for value in values:
                yield f"{name} {str(value)[:40]!r}", token(claims(**{name: value})), reason
    yield "exp 1e400", token(with_member(claims(exp=None), '"exp": 1e400')), "malformed"
    yield "exp null", token(with_member(claims(exp=None), '"exp": null')), "missing_claim"
    yield "aud null", token(with_member(claims(aud=None), '"aud": null')), "missing_claim"
    yield "no claim at all", token({}), "missing_claim"


def of_role() -> Iterator[Way]:
    """Yield roles and providers that are none, rightly signed."""
    texts = ["", "admin", "Reception", "reception ", "reception controller", "reception,controller", "rec\ud800"]
    nested = [[["reception"]], ["reception", ["controller"]], [{"role": "reception"}], {"reception": True}]
    for role in (None, *texts, 7, True, [], ["admin"], ["reception", 7], ["x"] * 500, *nested):
        yield f"role {str(role)[:40]!r}", token(claims(role=role)), "role"
    yield "role null", token(with_member(claims(role=None), '"role": null')), "role"
    yield "a role that this issuer may not give", token(claims(role="provider", provider="ana")), "role"
    for role in ("controller", "reception", ["controller", "reception"]):
        suppliers = claims(SUPPLIERS, role=role)
        yield f"{role}, by the suppliers' issuer", token(suppliers, BY_SUPPLIERS), "role"
    odd: list[Any] = [7, {"id": "ana"}]
    odd += ["", "Ana", "ana/../bo", "ana bo", "ana,bo", "-ana", "ana\n", "\u0430na", "a" * 81, "ana\ud800"]
    for provider in (None, *odd, [], ["ana", "bo"], ["ana", "ana"], [["ana"]], ["ana", 7]):
        suppliers = claims(SUPPLIERS, provider=provider)
        yield f"provider {str(provider)[:40]!r}", token(suppliers, BY_SUPPLIERS), "provider"


def of_issuer() -> Iterator[Way]:
    """Yield tokens of no issuer of ours, and of one that another's key has signed."""
    yield "no iss", token(claims(iss=None)), "missing_claim"
    yield "iss null", token(with_member(claims(iss=None), '"iss": null')), "missing_claim"
    addresses = ["", f"{ISSUER}/", ISSUER.upper(), ISSUER.removeprefix("https://"), ISSUER.replace("https", "http")]
    odd: list[Any] = [f"{ISSUER} ", f" {ISSUER}", f"{ISSUER}.evil.example", f"{ISSUER}\ud800", "https://evil.example"]
    for iss in (*addresses, *odd, 7, True, [ISSUER], [], {ISSUER: 1}):
        yield f"iss {str(iss)[:40]!r}", token(claims(iss=iss)), "issuer"
    yield "the staff's, by the suppliers' key of the same id", token(sign=BY_SUPPLIERS), "signature"
    yield "the suppliers', by the staff's key of the same id", token(claims(SUPPLIERS)), "signature"
    elliptic = token(claims(SUPPLIERS), es256, alg="ES256", kid="ec")
    yield "the suppliers', by a key that only the staff's issuer has", elliptic, "unknown_key"
