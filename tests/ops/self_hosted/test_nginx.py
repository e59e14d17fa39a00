"""The reverse proxy's example as a real nginx runs it: it logs nobody, writes no body to disk, and counts by /64."""

import http.client
import re
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import environ
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ops import setup
from tests.support import separate_tools
from tests.support.ops.serving import free_port
from tests.support.threads import serving

CONF = Path(__file__).parents[3] / "ops" / "self_hosted" / "nginx.conf"
FROM = "X-Test-Address"
"""The header in which a request of these tests says which address it comes from."""
BURST = 100
MAIN = """
pid {folder}/nginx.pid;
error_log {folder}/main.log info;
events {{ }}
http {{
    access_log {folder}/access.log;
    error_log {folder}/http.log info;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/other;
    uwsgi_temp_path {folder}/other;
    scgi_temp_path {folder}/other;
    set_real_ip_from 127.0.0.1;
    real_ip_header {header};
    include {folder}/kundval.conf;
}}
"""


class Upstream(BaseHTTPRequestHandler):
    """Answers what the proxy says of the client, or a megabyte."""

    def do_POST(self) -> None:
        """Answer when the body is here."""
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b"x" * 1_000_000 if self.path == "/large" else self.headers["X-Kundval-Viewer"].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@dataclass
class Proxy:
    """A running nginx."""

    folder: Path
    port: int
    trusting: ssl.SSLContext

    def post(self, path: str, address: str, body: bytes = b"{}") -> tuple[int, bytes]:
        """Send a request as from an address; return the status and the body."""
        with closing(http.client.HTTPSConnection("127.0.0.1", self.port, context=self.trusting, timeout=30)) as client:
            client.request("POST", path, body, {"Host": "kundval.example", FROM: address})
            answer = client.getresponse()
            return answer.status, answer.read()

    def logged(self) -> str:
        """Return what is in every file that was written, but those about nginx as a whole."""
        written = [path for path in self.folder.rglob("*") if path.is_file() and path.suffix == ".log"]
        return "\n".join(path.read_text() for path in written if path.name != "main.log")


def certificate(folder: Path) -> ssl.SSLContext:
    """Write a certificate of these tests' own, and return what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kundval.example")])
    begin = datetime.now(UTC) - timedelta(days=1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=2))
    signed = builder.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    trusting = ssl.create_default_context(cafile=folder / "fullchain.pem")
    trusting.check_hostname = False
    return trusting


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Run nginx with the example as it is, but for ports, certificate and the folder of its log."""
    program = setup.nginx()
    if program is None:
        separate_tools.give_up("nginx is not installed here", environ)
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    upstream, port = ThreadingHTTPServer(("127.0.0.1", 0), Upstream), free_port()
    text = re.sub(r"\n *listen \[::\][^\n]*", "", CONF.read_text(encoding="utf-8"))
    changes = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "127.0.0.1:8000": f"127.0.0.1:{upstream.server_port}",
        "/etc/ssl/kundval": str(folder),
        "/var/log/nginx": str(folder),
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "kundval.conf").write_text(text, encoding="utf-8")
    (folder / "main.conf").write_text(MAIN.format(folder=folder, header=FROM), encoding="utf-8")
    trusting = certificate(folder)
    command = [program, "-p", str(folder), "-c", str(folder / "main.conf"), "-g", "daemon off; master_process off;"]
    with serving(upstream), subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        try:
            _wait(port)
            yield Proxy(folder, port, trusting)
        finally:
            running.terminate()
    upstream.server_close()


def _wait(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            threading.Event().wait(0.02)
        else:
            return
    pytest.fail("nginx did not start")


def test_addresses_of_one_household_share_a_limit_and_others_have_their_own(proxy: Proxy) -> None:
    statuses = Counter(proxy.post("/v1/x", f"2001:db8:0:a:1:2:3:{host + 1:x}")[0] for host in range(BURST + 20))
    assert statuses[429] > 0
    assert statuses[200] > BURST
    others = ["2001:db8:0:b:1:2:3:4", "2001:db8::1", "2001:db8:0:a0a::1", "192.0.2.1"]
    assert [proxy.post("/v1/x", address)[0] for address in others] == [200] * 4


def test_addresses_of_ipv4_have_each_their_own(proxy: Proxy) -> None:
    statuses = Counter(proxy.post("/v1/x", f"198.51.100.{host}")[0] for host in range(BURST + 20))
    assert statuses == {200: BURST + 20}


def test_nothing_that_goes_wrong_leaves_an_address_in_a_log(proxy: Proxy) -> None:
    address = "203.0.113.77"
    assert proxy.post("/v1/too-large", address, b"x" * 70_000)[0] == 413
    assert {proxy.post("/v1/often", address)[0] for _ in range(BURST + 20)} == {200, 429}
    with socket.create_connection(("127.0.0.1", proxy.port), 10) as no_tls:
        no_tls.sendall(b"\x16\x03\x01\x00\x05rubbish that is no handshake")
        no_tls.recv(100)
    with socket.create_connection(("127.0.0.1", proxy.port), 10) as half:
        half.sendall(b"GET /v1/x HTTP/1.1\r\nHost: a b c\r\n\r\n")
        half.recv(1000)
    logged = proxy.logged()
    assert not [text for text in (address, "127.0.0.1", "client:", "/v1/") if text in logged]


def test_bodies_and_answers_stay_in_memory(proxy: Proxy) -> None:
    before = {path: path.stat().st_mtime_ns for path in (proxy.folder / "bodies", proxy.folder / "answers")}
    assert proxy.post("/v1/x", "192.0.2.50", b"x" * 64_000) == (200, b"192.0.2.50")
    assert len(proxy.post("/large", "192.0.2.50")[1]) == 1_000_000
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert "buffered to a temporary file" not in (proxy.folder / "main.log").read_text()


def test_a_cache_is_told_that_the_answer_depends_on_what_the_client_can_unpack(proxy: Proxy) -> None:
    context = proxy.trusting
    with closing(http.client.HTTPSConnection("127.0.0.1", proxy.port, context=context, timeout=30)) as client:
        client.request("POST", "/large", b"{}", {"Host": "kundval.example", "Accept-Encoding": "gzip"})
        answer = client.getresponse()
        answer.read()
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
