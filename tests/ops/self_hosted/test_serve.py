"""`serve --production`: what it answers behind its proxy, and that nobody gets in another way."""

import http.client
import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import app
from catalogue import REGISTER
from chalicelib.dates import clock
from chalicelib.ledger.sqlite import SqliteLedger
from ops.self_hosted import serve, settings
from ops.server import static_files
from ops.server.api_gateway import Gateway
from ops.server.http_server import Server
from ops.server.oidc_issuer import Issuer
from tests.support import threads
from tests.support.app.endpoint import SERVICE, register_data
from tests.support.chalicelib import sample
from tests.support.ops.installation import LOGIN, NAME, Environment, laid_out
from tests.support.ops.serving import LATE_SECONDS, free_port
from tests.support.ops.started import running, started


@pytest.fixture
def environment(root: Path) -> Environment:
    """A folder in which everything is as it should be, and the variables that say where."""
    return laid_out(root)


@dataclass
class Installed:
    """A served installation, asked as its proxy asks."""

    server: Server
    issuer: Issuer

    def ask(self, path: str, who: str = "", body: object = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One request as the proxy passes it on."""
        sent = {"Host": NAME, serve.CLIENT_ADDRESS: "192.0.2.7", **headers}
        if who:
            role = who if who in {"reception", "controller"} else "provider"
            token = self.issuer.token(role, who if role == "provider" else "")
            sent |= {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=30)
        connection.request("POST" if body is not None else "GET", path, json.dumps(body) if body else None, sent)
        answer = connection.getresponse()
        found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        connection.close()
        return found


@pytest.fixture
def installed(root: Path, environment: Environment) -> Iterator[Installed]:
    """An installation whose issuer is ours, so that it needs no network."""
    found = settings.load(root, environment)
    issuer = Issuer(LOGIN["issuer"], LOGIN["audience"], lambda: ())
    ledger = SqliteLedger(found.ledger, synchronous="FULL")
    with Server(0, serve.public_origin(found)) as server:
        app.configure(serve.wire(root, found, ledger, issuer.fetch))
        server.answers = serve.ProductionSite(root / "dist", Gateway(app.app)).answer
        with threads.serving(server):
            yield Installed(server, issuer)
    app._wired.clear()
    ledger.close()


class TestServed:
    """What stands behind the proxy."""

    def test_a_number_is_issued_and_claimed(self, installed: Installed) -> None:
        status, _, issued = installed.ask("/v1/numbers", "reception", {"service": SERVICE, "residence": "checked"})
        assert status == 201
        claim = {"number": json.loads(issued)["number"], "service": SERVICE, "date": clock.day(clock.now()).isoformat()}
        status, _, receipt = installed.ask("/v1/claims", "ana", claim)
        assert (status, json.loads(receipt)["left"]) == (201, 4)

    def test_another_issuers_token_is_refused(self, installed: Installed) -> None:
        stranger = Issuer(LOGIN["issuer"], LOGIN["audience"], lambda: ())
        status, _, _ = Installed(installed.server, stranger).ask("/v1/numbers", "reception", {"service": SERVICE})
        assert status == 401

    @pytest.mark.parametrize("path", ["/dev", "/dev/", "/dev/token", "/dev/jwks.json", "/dev/authorize"])
    def test_there_is_no_sign_in_for_development(self, installed: Installed, path: str) -> None:
        assert installed.ask(path)[0] == 404
        assert installed.ask(path, body={"role": "reception"})[0] == 405

    def test_whom_to_tell_of_a_fault_is_served(self, installed: Installed, root: Path) -> None:
        (root / "dist/.well-known").mkdir()
        (root / "dist/.well-known/security.txt").write_text("Contact: mailto:a@b.example\n", encoding="utf-8")
        status, headers, text = installed.ask("/.well-known/security.txt")
        assert (status, headers["content-type"], text[:8]) == (200, "text/plain; charset=utf-8", b"Contact:")

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "evil.example", f"{NAME}.evil.example"])
    def test_no_other_name_is_answered(self, installed: Installed, host: str) -> None:
        status, _, told = installed.ask("/", Host=host)
        assert (status, told) == (421, f"This server answers to {NAME} only.\n".encode())

    def test_another_sites_page_cannot_send(self, installed: Installed) -> None:
        sent = {"number": "x"}
        assert installed.ask("/v1/numbers/mine", body=sent, Origin="https://evil.example")[0] == 403
        assert installed.ask("/v1/numbers/mine", body=sent, Origin=f"https://{NAME}")[0] != 403

    def test_a_proxy_that_does_not_tell_who_asks_is_told_so(self, installed: Installed) -> None:
        status, _, told = installed.ask("/", **{serve.CLIENT_ADDRESS: ""})
        assert (status, serve.CLIENT_ADDRESS.encode() in told) == (500, True)

    def test_guesses_are_counted_by_who_the_proxy_says_asks(self, installed: Installed) -> None:
        guess = {"number": "7K3M-9RT4-WXC6"}
        json_ = {"Content-Type": "application/json"}
        for _ in range(21):
            last = installed.ask("/v1/numbers/mine", body=guess, **json_)
        assert last[0] == 429
        other = {serve.CLIENT_ADDRESS: "192.0.2.8", **json_}
        assert installed.ask("/v1/numbers/mine", body=guess, **other)[0] == 404

    @pytest.mark.parametrize("path", ["/", "/nothing", "/v1/health", "/v1/claims"])
    def test_every_answer_has_the_security_headers(self, installed: Installed, path: str) -> None:
        _, headers, _ = installed.ask(path)
        expected = {**static_files.headers_for_origins([LOGIN["issuer"]]), **static_files.HTTPS_ONLY}
        assert {name: headers.get(name.lower()) for name in expected} == expected

    def test_pages_may_be_kept_for_a_minute_and_answers_never(self, installed: Installed) -> None:
        assert installed.ask("/")[1]["cache-control"] == static_files.CACHED
        assert installed.ask("/v1/health")[1]["cache-control"] == "no-store"

    def test_what_a_browser_has_already_it_may_keep_for_another_minute(self, installed: Installed) -> None:
        status, headers, body = installed.ask("/", **{"If-None-Match": installed.ask("/")[1]["etag"]})
        assert (status, headers["cache-control"], body) == (304, static_files.CACHED, b"")

    def test_an_acknowledged_claim_survives_a_power_cut(self, installed: Installed) -> None:
        del installed
        ledger = app.wired().ledger()
        assert isinstance(ledger, SqliteLedger)
        with ledger._file.transaction("BEGIN") as database:
            assert database.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


def content_policy(port: int) -> str:
    """Return the content policy of the start page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LATE_SECONDS)
    connection.request("GET", "/", headers={"Host": NAME, serve.CLIENT_ADDRESS: "192.0.2.7"})
    policy = connection.getresponse().getheader("Content-Security-Policy", "")
    connection.close()
    return policy


class TestProcess:
    """As the service manager meets it."""

    def test_it_says_who_cannot_sign_in_reloads_and_stops_when_told(self, root: Path, environment: Environment) -> None:
        port = free_port()
        with running(root, environment, port) as (process, said, wrong):
            assert said.readline().startswith(f"https://{NAME} is served on http://127.0.0.1:")
            warning = wrong.readline()
            assert warning.startswith("serve: sign-in: error: identity[0].issuer: discovery cannot be read: ")
            another = register_data(identity=[sample.issuer(f"https://another.{NAME}")])
            (root / REGISTER).write_text(json.dumps(another), encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            assert said.readline() == "The register that was built last is in force.\n"
            assert f" https://another.{NAME};" in content_policy(port)
            process.send_signal(signal.SIGTERM)
            last, warnings = process.communicate()
        assert (process.returncode, last) == (0, "Stopped.\n")
        assert all(line.startswith("serve: sign-in: ") for line in warnings.splitlines())

    def test_a_register_that_it_would_not_start_with_is_not_loaded_either(
        self, root: Path, environment: Environment
    ) -> None:
        port = free_port()
        with running(root, environment, port) as (process, said, wrong):
            said.readline()
            for_trials = register_data(identity=[sample.issuer("http://127.0.0.1:9000")])
            (root / REGISTER).write_text(json.dumps(for_trials), encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            lines = (line for line in wrong if not line.startswith("serve: sign-in: "))
            assert next(lines).startswith("The register stays as it was: policy/municipality.yaml: identity: ")
            assert f" https://login.{NAME};" in content_policy(port)
            process.send_signal(signal.SIGTERM)
            assert process.communicate()[0] == "Stopped.\n"

    def test_without_its_settings_it_does_not_start(self, root: Path) -> None:
        process = started(root, {settings.LEDGER: "", settings.SECRETS: ""}, free_port())
        said, wrong = process.communicate(timeout=LATE_SECONDS)
        assert (process.returncode, said) == (1, "")
        assert all(line.startswith("serve: ") for line in wrong.splitlines())
