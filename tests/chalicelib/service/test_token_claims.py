"""A token: what is believed, what is refused and why, and who may sign in."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.register import parser
from chalicelib.service.caller import Caller, Unauthorised, may_sign_in
from tests.support.app.endpoint import TODAY, register_data
from tests.support.chalicelib.tokens import EC_KEY, OTHER_RSA_KEY, RSA_KEY, FakeIssuer, claims, token
from tests.support.tables import assert_rows


def forged(header: dict[str, object], sign: Callable[[bytes], bytes]) -> str:
    """A token with any header, signed by any means."""
    parts = [json.dumps(part).encode() for part in (header, claims())]
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    return (text + b"." + base64.urlsafe_b64encode(sign(text)).rstrip(b"=")).decode()


def pem(key: rsa.RSAPrivateKey) -> bytes:
    """The public key as text, as an attacker would use it for a secret."""
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def hs256(secret: bytes) -> Callable[[bytes], bytes]:
    """A signature with a shared secret."""
    return lambda text: hmac.digest(secret, text, hashlib.sha256)


class TestBelieved:
    """A token becomes a caller."""

    def test_with_an_rsa_key(self) -> None:
        caller = FakeIssuer().verifier().verify(token())
        assert isinstance(caller, Caller)
        assert (caller.subject, caller.roles, caller.provider) == ("person-7", ("provider",), "ana")

    def test_with_an_elliptic_key(self) -> None:
        assert isinstance(FakeIssuer().verifier().verify(token(EC_KEY, "ec", "ES256")), Caller)

    @pytest.mark.parametrize("role", ["reception", "controller"])
    def test_a_role_of_the_municipality_has_no_provider(self, role: str) -> None:
        caller = FakeIssuer().verifier().verify(token(role=role, provider="ana"))
        assert isinstance(caller, Caller)
        assert (caller.roles, caller.provider) == ((role,), "")

    @pytest.mark.parametrize(
        "subject",
        [
            "4f2c9d1e-8a7b-4c3d-9e5f-a1212121212b",
            "f:4f2c9d1e-8a7b-4c3d-9e5f-0a1b2c3d4e5f:ada",
            "auth0|507f1f77bcf86cd799439011",
            "110169484474386276334",
            "AItOawmwtWwcT0k51BayewNvutrJUqsvl6qs7A4",
            "ada.exempelgren@kundval.example",
            "Åsa Öberg",
        ],
    )
    def test_a_subject_as_issuers_give_them(self, subject: str) -> None:
        caller = FakeIssuer().verifier().verify(token(sub=subject))
        assert isinstance(caller, Caller)
        assert caller.subject == subject

    def test_two_clocks_may_differ_a_little(self) -> None:
        late = token(exp=int(time.time()) - 5, nbf=int(time.time()) + 5)
        assert isinstance(FakeIssuer().verifier().verify(late), Caller)


class TestRefused:
    """Every way in which a token is not good enough, each with its reason."""

    def test_for_a_claim(self) -> None:
        rows: list[tuple[dict[str, Any], str]] = [
            ({"iss": "https://other.example"}, "issuer"),
            ({"iss": None}, "missing_claim"),
            ({"aud": "another"}, "audience"),
            ({"aud": None}, "missing_claim"),
            ({"sub": None}, "missing_claim"),
            ({"exp": None}, "missing_claim"),
            ({"iat": None}, "missing_claim"),
            ({"exp": 1}, "expired"),
            ({"nbf": 4_000_000_000}, "not_yet_valid"),
            ({"iat": 4_000_000_000}, "not_yet_valid"),
            ({"role": None}, "role"),
            ({"role": "admin"}, "role"),
            ({"role": []}, "role"),
            ({"role": {"provider": True}}, "role"),
            ({"provider": None}, "provider"),
            ({"provider": ""}, "provider"),
            ({"provider": "Ana/../bo"}, "provider"),
            ({"provider": 7}, "provider"),
            ({"exp": "soon"}, "malformed"),
            ({"sub": ""}, "subject"),
            ({"sub": " \t\u00a0"}, "subject"),
            ({"sub": "\u200b"}, "subject"),
            ({"sub": 7}, "subject"),
            ({"sub": "person-\ud800"}, "subject"),
            ({"sub": "\udc00"}, "subject"),
            ({"sub": "person\x007"}, "subject"),
            ({"sub": "191212121212"}, "subject"),
            ({"sub": "SE:19121212-1212"}, "subject"),
            ({"sub": "121212.1212@kundval.example"}, "subject"),
            ({"sub": "１２1212_1212"}, "subject"),
            ({"sub": "121212-T220"}, "subject"),
        ]
        verifier = FakeIssuer().verifier()
        assert_rows(
            ((changed, Unauthorised(reason)) for changed, reason in rows),
            lambda changed: verifier.verify(token(**changed)),
        )

    def test_for_a_signature_by_another_key(self) -> None:
        assert FakeIssuer().verifier().verify(token(OTHER_RSA_KEY)) == Unauthorised("signature")

    def test_for_an_unknown_key_id(self) -> None:
        assert FakeIssuer().verifier().verify(token(kid="new")) == Unauthorised("unknown_key")

    @pytest.mark.parametrize("algorithm", ["none", "None", "", "HS256", "RS512", "PS256", 7, None])
    def test_for_an_algorithm_that_is_not_on_the_list(self, algorithm: object) -> None:
        text = forged({"alg": algorithm, "typ": "JWT", "kid": "rsa"}, lambda _: b"")
        found = FakeIssuer().verifier().verify(text)
        assert isinstance(found, Unauthorised)
        assert found.reason in {"algorithm", "malformed"}

    def test_for_the_public_key_used_as_a_shared_secret(self) -> None:
        text = forged({"alg": "HS256", "typ": "JWT", "kid": "rsa"}, hs256(pem(RSA_KEY)))
        assert FakeIssuer().verifier().verify(text) == Unauthorised("algorithm")

    def test_for_an_algorithm_that_is_not_the_keys_own(self) -> None:
        text = forged({"alg": "ES256", "typ": "JWT", "kid": "rsa"}, lambda _: bytes(64))
        assert FakeIssuer().verifier().verify(text) == Unauthorised("algorithm")

    @pytest.mark.parametrize("text", ["", "x", "a.b.c", "....", "é", "\x00", "x" * 100_000, "eyJhbGciOiJub25lIn0."])
    def test_for_being_no_token(self, text: str) -> None:
        assert isinstance(FakeIssuer().verifier().verify(text), Unauthorised)

    def test_for_a_critical_extension_that_we_do_not_know(self) -> None:
        text = jwt.encode(claims(), RSA_KEY, algorithm="RS256", headers={"kid": "rsa", "crit": ["b65"], "b65": 1})
        assert isinstance(FakeIssuer().verifier().verify(text), Unauthorised)


class TestSignIn:
    """A provider's sign-in lasts until the latest claim age has passed since its authorisation ended."""

    RULES = parser.parse(register_data())

    @pytest.mark.parametrize("provider", ["ana", "ended", "coming"])
    def test_those_who_have_something_to_claim_or_to_come(self, provider: str) -> None:
        assert may_sign_in(self.RULES, provider, TODAY)

    @pytest.mark.parametrize("provider", ["gone", "stranger"])
    def test_not_those_who_have_nothing_left_to_claim(self, provider: str) -> None:
        assert not may_sign_in(self.RULES, provider, TODAY)

    def test_the_ninetieth_day_is_the_last(self) -> None:
        ended = TODAY - dt.timedelta(days=30)
        days = [may_sign_in(self.RULES, "ended", ended + dt.timedelta(days=after)) for after in (90, 91)]
        assert days == [True, False]
