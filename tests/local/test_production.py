"""`serve --production`: what it demands before it serves, what it answers, and that nobody gets in another way."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest

import app
from catalogue import pipeline
from chalicelib import keys
from chalicelib.ledger_sqlite import SqliteLedger
from local import production, static
from local.gateway import Gateway
from local.httpd import Server
from local.issuer import Issuer
from local.production import SettingsError
from tests.app.endpoint import SERVICE, TODAY, register_data
from tests.local.test_server import LATE_SECONDS, ROOT, free_port

NAME = "kundval.kommun.internal"
LOGIN = {"issuer": f"https://login.{NAME}", "audience": "kundval", "jwks": f"https://login.{NAME}/jwks"}
Environment = dict[str, str]


@pytest.fixture
def environment(root: Path) -> Environment:
    """A folder in which everything is as it should be, and the variables that say where."""
    (root / pipeline.REGISTER).write_text(json.dumps(register_data(identity=LOGIN)), encoding="utf-8")
    shutil.copytree(ROOT / "policy", root / "policy")
    town = root / "policy" / "municipality.yaml"
    town.write_text(town.read_text(encoding="utf-8").replace("//kundval.example", f"//{NAME}"), encoding="utf-8")
    (root / "kept").mkdir(mode=0o700)
    keys.create(root / "secret")
    return {production.LEDGER: f"sqlite:{root}/kept/ledger.sqlite", production.SECRETS: f"file:{root}/secret"}


def faults(root: Path, environment: Environment) -> list[str]:
    """What is said to be missing or wrong."""
    with pytest.raises(SettingsError) as told:
        production.settings(root, environment)
    return str(told.value).splitlines()


class TestSettings:
    """Each fault has a line of its own that says what to do."""

    def test_with_everything_set_it_knows_its_name(self, root: Path, environment: Environment) -> None:
        assert production.settings(root, environment).origin == f"https://{NAME}"

    def test_all_faults_are_told_at_once(self, root: Path) -> None:
        told = faults(root, {})
        assert [line.split()[0] for line in told[:2]] == ["Set", "Set"]
        assert any("identity.issuer" in line for line in told)
        assert len(told) >= 4

    @pytest.mark.parametrize("place", ["", "dynamodb:table", "sqlite:", "sqlite:relative/ledger.sqlite"])
    def test_the_ledger_is_a_file_with_its_whole_path(self, root: Path, environment: Environment, place: str) -> None:
        (told,) = faults(root, {**environment, production.LEDGER: place})
        assert told.startswith("Set KUNDVAL_LEDGER, for example to sqlite:/")

    def test_nobody_else_may_look_into_the_ledgers_folder(self, root: Path, environment: Environment) -> None:
        (root / "kept").chmod(0o750)
        assert faults(root, environment) == [
            f"The folder {root}/kept must be open to its owner only: chmod 700 {root}/kept"
        ]

    def test_a_folder_that_is_not_there_is_named(self, root: Path, environment: Environment) -> None:
        (root / "kept").rmdir()
        assert faults(root, environment) == [f"There is no folder {root}/kept for the ledger (KUNDVAL_LEDGER)."]

    def test_a_secret_is_never_made_by_itself(self, root: Path, environment: Environment) -> None:
        (root / "secret").unlink()
        (told,) = faults(root, environment)
        assert told.startswith(f"There is no file of secrets at {root}/secret.")
        assert not (root / "secret").exists()

    def test_a_secret_that_others_can_read_is_refused(self, root: Path, environment: Environment) -> None:
        (root / "secret").chmod(0o640)
        (told,) = faults(root, environment)
        assert "chmod 600 secret" in told

    @pytest.mark.parametrize("key", ["issuer", "jwks"])
    @pytest.mark.parametrize("host", ["issuer.example", "localhost", "127.0.0.1:8000", "login.example.org"])
    def test_an_issuer_for_examples_signs_nobody_in(
        self, root: Path, environment: Environment, key: str, host: str
    ) -> None:
        changed = register_data(identity={**LOGIN, key: f"https://{host}/x"})
        (root / pipeline.REGISTER).write_text(json.dumps(changed), encoding="utf-8")
        (told,) = faults(root, environment)
        assert told.startswith(f"policy/municipality.yaml: identity.{key}: ")

    def test_an_issuer_without_https_is_refused(self, root: Path, environment: Environment) -> None:
        changed = register_data(identity={**LOGIN, "issuer": f"http://login.{NAME}"})
        (root / pipeline.REGISTER).write_text(json.dumps(changed), encoding="utf-8")
        (told,) = faults(root, environment)
        assert told.endswith("must begin with https://.")

    def test_the_demonstrations_address_is_nobodys(self, root: Path, environment: Environment) -> None:
        shutil.copy(ROOT / "policy" / "municipality.yaml", root / "policy")
        (told,) = faults(root, environment)
        assert told.startswith("policy/municipality.yaml: address: kundval.example is a name for examples.")

    def test_a_site_that_was_never_built_is_not_served(self, root: Path, environment: Environment) -> None:
        (root / "dist" / "index.html").unlink()
        assert faults(root, environment) == ["The site is not built. Run: build.py build"]

    def test_a_register_that_is_not_there_is_told(self, root: Path, environment: Environment) -> None:
        (root / pipeline.REGISTER).unlink()
        (told,) = faults(root, environment)
        assert told.endswith("Run: build.py build")


@dataclass
class Installed:
    """A served installation, asked as its proxy asks."""

    server: Server
    issuer: Issuer

    def ask(self, path: str, who: str = "", body: object = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One request as the proxy passes it on."""
        sent = {"Host": NAME, production.VIEWER: "192.0.2.7", **headers}
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
    found = production.settings(root, environment)
    issuer = Issuer(LOGIN["issuer"], LOGIN["audience"], lambda: ())
    ledger = SqliteLedger(found.ledger, synchronous="FULL")
    with Server(0, production.public_of(found)) as server:
        app.configure(production.wired(root, found, ledger, issuer.fetch))
        server.answers = production.Front(root / "dist", Gateway(app.app)).answer
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield Installed(server, issuer)
        server.shutdown()
        thread.join()
    app._wired.clear()
    ledger.close()


class TestServed:
    """What stands behind the proxy."""

    def test_a_number_is_issued_and_claimed(self, installed: Installed) -> None:
        status, _, issued = installed.ask("/v1/numbers", "reception", {"service": SERVICE, "residence": "checked"})
        assert status == 201
        claim = {"number": json.loads(issued)["number"], "service": SERVICE, "date": TODAY.isoformat()}
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

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "evil.example", f"{NAME}.evil.example"])
    def test_no_other_name_is_answered(self, installed: Installed, host: str) -> None:
        status, _, told = installed.ask("/", Host=host)
        assert (status, told) == (421, f"This server answers to {NAME} only.\n".encode())

    def test_another_sites_page_cannot_send(self, installed: Installed) -> None:
        sent = {"number": "x"}
        assert installed.ask("/v1/numbers/mine", body=sent, Origin="https://evil.example")[0] == 403
        assert installed.ask("/v1/numbers/mine", body=sent, Origin=f"https://{NAME}")[0] != 403

    def test_a_proxy_that_does_not_tell_who_asks_is_told_so(self, installed: Installed) -> None:
        status, _, told = installed.ask("/", **{production.VIEWER: ""})
        assert (status, production.VIEWER.encode() in told) == (500, True)

    def test_guesses_are_counted_by_who_the_proxy_says_asks(self, installed: Installed) -> None:
        guess = {"number": "7K3M-9RT4-WXC6"}
        json_ = {"Content-Type": "application/json"}
        for _ in range(21):
            last = installed.ask("/v1/numbers/mine", body=guess, **json_)
        assert last[0] == 429
        other = {production.VIEWER: "192.0.2.8", **json_}
        assert installed.ask("/v1/numbers/mine", body=guess, **other)[0] == 404

    @pytest.mark.parametrize("path", ["/", "/nothing", "/v1/health", "/v1/claims"])
    def test_every_answer_has_the_security_headers(self, installed: Installed, path: str) -> None:
        _, headers, _ = installed.ask(path)
        expected = {**static.asking(LOGIN["issuer"]), **static.HTTPS_ALONE}
        assert {name: headers.get(name.lower()) for name in expected} == expected

    def test_pages_may_be_kept_for_a_minute_and_answers_never(self, installed: Installed) -> None:
        assert installed.ask("/")[1]["cache-control"] == static.CACHED
        assert installed.ask("/v1/health")[1]["cache-control"] == "no-store"

    def test_an_acknowledged_claim_survives_a_power_cut(self, installed: Installed) -> None:
        del installed
        ledger = app.wired().ledger()
        assert isinstance(ledger, SqliteLedger)
        with ledger._file.transaction("BEGIN") as database:
            assert database.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


START = """
import sys
sys.path[:0] = {paths!r}
from pathlib import Path
from local import production
sys.exit(production.serve(Path({root!r}), {port}))
"""


def started(root: Path, environment: Environment, port: int) -> "subprocess.Popen[str]":
    """The command in a process of its own."""
    paths = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]
    return subprocess.Popen(
        [sys.executable, "-c", START.format(paths=paths, root=str(root), port=port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
    )


class TestProcess:
    """As the service manager meets it."""

    def test_it_reloads_the_register_and_stops_when_told(self, root: Path, environment: Environment) -> None:
        process = started(root, environment, free_port())
        late = threading.Timer(LATE_SECONDS, process.kill)
        late.start()
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(f"https://{NAME} is served on http://127.0.0.1:")
        assert process.stderr.readline().startswith("Nobody can sign in yet")
        process.send_signal(signal.SIGHUP)
        assert process.stdout.readline() == "The register that was built last is in force.\n"
        process.send_signal(signal.SIGTERM)
        said, wrong = process.communicate()
        late.cancel()
        assert (process.returncode, said, wrong) == (0, "Stopped.\n", "")

    def test_without_its_settings_it_does_not_start(self, root: Path) -> None:
        process = started(root, {production.LEDGER: "", production.SECRETS: ""}, free_port())
        said, wrong = process.communicate(timeout=LATE_SECONDS)
        assert (process.returncode, said) == (1, "")
        assert all(line.startswith("serve: ") for line in wrong.splitlines())
