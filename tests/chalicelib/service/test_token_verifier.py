"""The token verifier: what is believed, what is refused and why, and when the issuer is asked for its keys."""

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import ssl
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from chalicelib.register import parser
from chalicelib.service.caller import Caller, KeysUnavailableError, Unauthorised, may_sign_in
from chalicelib.service.token_verifier import (
    FIRST_FETCH_RETRY_SECONDS,
    KEEP_SECONDS,
    REFETCH_SECONDS,
    Verifier,
    fetch_https,
    usable_keys,
)
from tests.support.app.endpoint import TODAY, register_data
from tests.support.tables import assert_rows

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
ISSUER, AUDIENCE = "https://issuer.example", "kundval"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
OTHER_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(key: Key, kid: str, **more: object) -> dict[str, Any]:
    """A key's public half as a JWKS entry."""
    if isinstance(key, rsa.RSAPrivateKey):
        return {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}
    return {**jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}


def jwks(*entries: dict[str, Any]) -> bytes:
    """A JWKS document."""
    return json.dumps({"keys": list(entries)}).encode()


BOTH = jwks(public(RSA_KEY, "rsa"), public(EC_KEY, "ec"))


@dataclass
class FakeIssuer:
    """Gives its document and counts how often it was asked; a document that is an error is an outage."""

    document: bytes | Exception = BOTH
    asked: int = 0
    seconds: float = 1000.0
    urls: list[str] = field(default_factory=list)

    def fetch(self, url: str) -> bytes:
        """Return the keys."""
        self.asked += 1
        self.urls.append(url)
        if isinstance(self.document, Exception):
            raise self.document
        return self.document

    def verifier(self) -> Verifier:
        """A verifier that asks here."""
        return Verifier(ISSUER, AUDIENCE, f"{ISSUER}/jwks", self.fetch, lambda: self.seconds)


def claims(**changed: object) -> dict[str, object]:
    """Good claims, some of them changed; None takes one away."""
    now_seconds = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "person-7",
        "iat": now_seconds,
        "exp": now_seconds + 600,
        "role": "provider",
        "provider": "ana",
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def token(key: Key = RSA_KEY, kid: str = "rsa", algorithm: str = "RS256", **changed: Any) -> str:  # noqa: ANN401 - any claim
    """A signed token."""
    return jwt.encode(claims(**changed), key, algorithm=algorithm, headers={"kid": kid})


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
        assert (caller.subject, caller.role, caller.provider) == ("person-7", "provider", "ana")

    def test_with_an_elliptic_key(self) -> None:
        assert isinstance(FakeIssuer().verifier().verify(token(EC_KEY, "ec", "ES256")), Caller)

    @pytest.mark.parametrize("role", ["reception", "controller"])
    def test_a_role_of_the_municipality_has_no_provider(self, role: str) -> None:
        caller = FakeIssuer().verifier().verify(token(role=role, provider="ana"))
        assert isinstance(caller, Caller)
        assert (caller.role, caller.provider) == (role, "")

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
            ({"role": ["provider"]}, "role"),
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


class TestKeys:
    """The issuer is asked seldom, and its outage does not stop those whose key is known."""

    def test_known_keys_are_asked_for_once(self) -> None:
        issuer = FakeIssuer()
        verifier = issuer.verifier()
        for _ in range(5):
            verifier.verify(token())
        assert (issuer.asked, issuer.urls) == (1, [f"{ISSUER}/jwks"])

    def test_an_unknown_key_id_asks_again_at_most_once_in_five_minutes(self) -> None:
        issuer = FakeIssuer()
        verifier = issuer.verifier()
        for _ in range(REFETCH_SECONDS):
            verifier.verify(token(kid="new"))
            issuer.seconds += 1
        assert issuer.asked == 1
        verifier.verify(token(kid="new"))
        assert issuer.asked == 2

    def test_a_new_key_is_found_when_the_pause_has_passed(self) -> None:
        issuer = FakeIssuer(jwks(public(EC_KEY, "ec")))
        verifier = issuer.verifier()
        assert verifier.verify(token()) == Unauthorised("unknown_key")
        issuer.document, issuer.seconds = BOTH, issuer.seconds + REFETCH_SECONDS
        assert isinstance(verifier.verify(token()), Caller)

    def test_known_keys_go_on_working_when_the_issuer_is_down(self) -> None:
        issuer = FakeIssuer()
        verifier = issuer.verifier()
        verifier.verify(token())
        issuer.document, issuer.seconds = TimeoutError(), issuer.seconds + 2 * KEEP_SECONDS
        assert isinstance(verifier.verify(token()), Caller)
        assert verifier.verify(token(kid="new")) == Unauthorised("unknown_key")

    def test_a_withdrawn_key_stops_working_within_the_hour(self) -> None:
        issuer = FakeIssuer()
        verifier = issuer.verifier()
        verifier.verify(token())
        issuer.document, issuer.seconds = jwks(public(EC_KEY, "ec")), issuer.seconds + KEEP_SECONDS
        assert verifier.verify(token()) == Unauthorised("unknown_key")

    @pytest.mark.parametrize(
        "document", [OSError(), b"", b"[" * 100_000, b"<html>", b"[]", b'{"keys": 7}', b"{}", b'{"keys": []}']
    )
    def test_no_key_at_all_is_an_outage_and_is_asked_for_again_soon(self, document: bytes | Exception) -> None:
        issuer = FakeIssuer(document)
        verifier = issuer.verifier()
        for _ in range(2):
            with pytest.raises(KeysUnavailableError):
                verifier.verify(token())
        assert issuer.asked == 1
        issuer.document, issuer.seconds = BOTH, issuer.seconds + FIRST_FETCH_RETRY_SECONDS
        assert isinstance(verifier.verify(token()), Caller)

    def test_only_public_signing_keys_with_an_id_are_used(self) -> None:
        secret = {"kty": "oct", "k": "c2VjcmV0", "kid": "shared", "alg": "HS256"}
        document = jwks(
            secret,
            public(RSA_KEY, "encryption", use="enc"),
            public(RSA_KEY, "", use="sig"),
            public(RSA_KEY, "other", alg="RS512"),
            {"kty": "RSA", "kid": "damaged"},
            public(RSA_KEY, "good"),
        )
        assert list(usable_keys(document)) == ["good"]

    @pytest.mark.parametrize("url", ["file:///etc/hostname", "http://issuer.example/jwks", "ftp://127.0.0.1/x", "jwks"])
    def test_keys_come_over_https_only(self, url: str) -> None:
        with pytest.raises(ValueError, match="https"):
            fetch_https(url)


class _Issuer(BaseHTTPRequestHandler):
    """A server that gives its keys at /jwks, and otherwise what the address asks for: a redirect, or no HTTP at all."""

    server: "_Served"

    def do_GET(self) -> None:
        """Answer, and remember that it was asked."""
        self.server.asked.append(self.path)
        what, _, where = self.path.removeprefix("/").partition("/")
        if what == "garbage":
            self.wfile.write(b"no HTTP\r\n\r\n")
            return
        self.send_response(int(what) if what.isdigit() else 200)
        if where:
            self.send_header("Location", urllib.parse.unquote(where))
        self.end_headers()
        self.wfile.write(BOTH if what == "jwks" else b" " * 300_000 + BOTH)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay silent."""


class _Served(ThreadingHTTPServer):
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        """Listen on the loopback address."""
        super().__init__(("127.0.0.1", 0), _Issuer)
        self.asked: list[str] = []


@contextmanager
def running(server: _Served) -> Iterator[_Served]:
    """Run a server for a while."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def served() -> Iterator[_Served]:
    """A server that runs for one test."""
    with running(_Served()) as server:
        yield server


def certified(folder: Path) -> Path:
    """Write a key and a certificate of its own for 127.0.0.1, valid today."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, EC_KEY.public_key(), 1, now - dt.timedelta(1), now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(EC_KEY, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    key = EC_KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "both.pem"
    file.write_bytes(key + certificate)
    return file


class TestFetched:
    """The keys come from the address that policy names alone: whoever could redirect would choose the keys."""

    def test_from_the_address_itself(self, served: _Served) -> None:
        assert fetch_https(f"http://127.0.0.1:{served.server_port}/jwks") == BOTH

    @pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
    def test_a_redirect_is_not_followed(self, served: _Served, status: int) -> None:
        port = served.server_port
        targets = ("/jwks", "http://127.0.0.1:{}/jwks", "http://localhost:{}/jwks", "//127.0.0.1:{}/jwks")
        paths = [f"/{status}/{urllib.parse.quote(target.format(port), safe='')}" for target in targets]
        for path in paths:
            with pytest.raises(OSError, match=str(status)):
                fetch_https(f"http://127.0.0.1:{port}{path}")
        assert served.asked == paths

    def test_a_redirect_from_https_to_http_is_not_followed(
        self, served: _Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certified(tmp_path)))
        plain = f"http://127.0.0.1:{served.server_port}/jwks"
        with running(_Served()) as safe:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tmp_path / "both.pem")
            safe.socket = context.wrap_socket(safe.socket, server_side=True)
            address = f"https://127.0.0.1:{safe.server_port}"
            assert fetch_https(f"{address}/jwks") == BOTH
            with pytest.raises(OSError, match="302"):
                fetch_https(f"{address}/302/{urllib.parse.quote(plain, safe='')}")
        assert served.asked == []

    @pytest.mark.parametrize("path", ["302/%2Fjwks", "404", "500", "garbage", "200"])
    def test_what_is_no_answer_is_an_outage(self, served: _Served, path: str) -> None:
        address = f"http://127.0.0.1:{served.server_port}/{path}"
        verifier = Verifier(ISSUER, AUDIENCE, address, fetch_https, lambda: 1000.0)
        for _ in range(3):
            with pytest.raises(KeysUnavailableError):
                verifier.verify(token())
        assert served.asked == [f"/{path}"]

    def test_known_keys_go_on_working_when_the_issuer_has_moved(self, served: _Served) -> None:
        now = [1000.0]
        verifier = Verifier(
            ISSUER, AUDIENCE, f"http://127.0.0.1:{served.server_port}/jwks", fetch_https, lambda: now[0]
        )
        assert isinstance(verifier.verify(token()), Caller)
        verifier.jwks, now[0] = f"http://127.0.0.1:{served.server_port}/302/%2Fjwks", now[0] + KEEP_SECONDS
        assert isinstance(verifier.verify(token()), Caller)
        assert served.asked == ["/jwks", "/302/%2Fjwks"]


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
