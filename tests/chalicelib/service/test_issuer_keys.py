"""The issuer's keys: when they are asked for, which are used, and that they come from their own address alone."""

import datetime as dt
import ipaddress
import ssl
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from chalicelib.service.caller import Caller, KeysUnavailableError, Unauthorised
from chalicelib.service.issuer_keys import (
    FIRST_FETCH_RETRY_SECONDS,
    KEEP_SECONDS,
    REFETCH_SECONDS,
    IssuerKeys,
    fetch_https,
    usable_keys,
)
from tests.support import threads
from tests.support.chalicelib.tokens import BOTH, EC_KEY, ISSUER, RSA_KEY, FakeIssuer, claims, jwks, public, token


def named_by(header: dict[str, object]) -> str:
    """A token whose header has nothing but these names of its key."""
    return jwt.encode(claims(), RSA_KEY, algorithm="RS256", headers=header)


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

    def test_a_key_without_an_id_in_the_token_is_found_by_its_thumbprint(self) -> None:
        assert isinstance(FakeIssuer().verifier().verify(named_by({"x5t": "rsa"})), Caller)

    def test_a_thumbprint_does_not_outdo_the_key_id(self) -> None:
        assert FakeIssuer().verifier().verify(named_by({"kid": "other", "x5t": "rsa"})) == Unauthorised("unknown_key")

    @pytest.mark.parametrize("thumbprint", [None, "", "other", 7, ["rsa"], {"rsa": 1}])
    def test_a_thumbprint_that_names_no_key_is_refused(self, thumbprint: object) -> None:
        assert FakeIssuer().verifier().verify(named_by({"x5t": thumbprint})) == Unauthorised("unknown_key")

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
        with pytest.raises(ValueError, match=r"https|unknown url type"):
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
    with server, threads.serving(server):
        yield server


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
        keys = IssuerKeys(address, fetch_https, lambda: 1000.0)
        for _ in range(3):
            with pytest.raises(KeysUnavailableError):
                keys.find("rsa")
        assert served.asked == [f"/{path}"]

    def test_known_keys_go_on_working_when_the_issuer_has_moved(self, served: _Served) -> None:
        now = [1000.0]
        keys = IssuerKeys(f"http://127.0.0.1:{served.server_port}/jwks", fetch_https, lambda: now[0])
        assert keys.find("rsa")
        keys.jwks, now[0] = f"http://127.0.0.1:{served.server_port}/302/%2Fjwks", now[0] + KEEP_SECONDS
        assert keys.find("rsa")
        assert served.asked == ["/jwks", "/302/%2Fjwks"]
