"""An issuer on a port of this machine, with the documents of a known product, and one fault where a test wants it."""

import json
import ssl
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from catalogue.policy.issuers import Issuer
from chalicelib.register.issuer import RegisterIssuer
from ops.municipality.identity.checks import OIDC_PATH
from tests.support import threads
from tests.support.chalicelib import sample
from tests.support.chalicelib.tokens import EC_KEY, RSA_KEY, public

REDIRECT = "https://kundval.kommun.internal/personal/inloggning/"
ORIGIN = "https://kundval.kommun.internal"
KEYS = {"keys": [public(RSA_KEY, "rsa", use="sig", alg="RS256"), public(EC_KEY, "ec")]}


@dataclass
class LocalIssuer:
    """What it answers, by path: a status, header fields and a body; every answer may be read by every page."""

    origin: str = ""
    path: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        """Return its address."""
        return self.origin + self.path

    def put(self, path: str, document: object, status: int = 200, **headers: str) -> None:
        """Answer with a document at a path."""
        fields = {"Access-Control-Allow-Origin": "*", **{name.replace("_", "-"): headers[name] for name in headers}}
        self.answers[path] = status, fields, json.dumps(document).encode()

    def discovery(self, **changes: object) -> dict[str, Any]:
        """Answer discovery, with some members changed (None takes one away), and return it."""
        document: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code", "id_token"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "scopes_supported": ["openid", "profile"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
            **changes,
        }
        document = {name: value for name, value in document.items() if value is not None}
        self.put(f"{self.path}{OIDC_PATH}", document)
        return document

    def policy(self, **changes: object) -> Issuer:
        """Return what policy says of it; `scope`, `client` and `parameters` are what the browser asks with."""
        asked: Any = {"client": "kundval", "scope": "openid", "parameters": {}}
        for name in asked.keys() & changes.keys():
            asked[name] = changes.pop(name)
        return policy_issuer(self.issuer, asked, **changes)


def policy_issuer(address: str, asked: Mapping[str, Any], **changes: object) -> Issuer:
    """Build an issuer of policy."""
    return Issuer(RegisterIssuer(**sample.issuer(address, **changes)), **asked)


@contextmanager
def issuing(path: str = "") -> Iterator[LocalIssuer]:
    """Serve an issuer in which everything is as it should be, until the test ends."""
    local = LocalIssuer(path=path)

    with _serving(local) as server:
        local.origin = f"http://127.0.0.1:{server.server_port}"
        local.discovery()
        local.put(f"{path}/jwks", KEYS)
        local.put(f"{path}/token", {"error": "invalid_grant"}, 400)
        yield local


@contextmanager
def behind_https(issuer: LocalIssuer, folder: Path, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve over https what an issuer serves, with a certificate that it has signed itself; yield the origin."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    key_id = x509.SubjectKeyIdentifier.from_public_key(EC_KEY.public_key())
    start = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(EC_KEY.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(key_id, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_id), critical=False)
        .sign(EC_KEY, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    key = EC_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with _serving(issuer, context) as server:
        yield f"https://{host}:{server.server_port}"


@contextmanager
def _serving(local: LocalIssuer, context: ssl.SSLContext | None = None) -> Iterator[ThreadingHTTPServer]:
    """Answer on a port of the machine's choice until the test ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = local.answers.get(self.path, (404, {}, b"Not here"))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            local.forms.append(dict(urllib.parse.parse_qsl(form)))
            self.do_GET()

        def log_request(self, *_: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        with threads.serving(server):
            yield server
