"""The container: what its image holds, and that it serves unprivileged, in a root that nobody can write."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from catalogue import REGISTER
from chalicelib.control_numbers import key_ring
from chalicelib.dates import clock
from ops.cli import profiles, self_hosted, site
from ops.self_hosted import serve, settings
from ops.server.oidc_issuer import Issuer
from tests.support import frozen, separate_tools
from tests.support.app.endpoint import SERVICE, register_data
from tests.support.chalicelib import sample
from tests.support.ops import image, installation, runbook
from tests.support.ops.image import Container
from tests.support.ops.issuers import LocalIssuer, behind_https
from tests.support.ops.serving import LATE_SECONDS, free_port

SEEN_BY_OTHERS = 0o077
TOUCH = """
for place in / /opt/kundval /opt/kundval/site /etc /run /tmp /usr /var /var/lib /var/lib/kundval; do
    touch $place/x && printf "%s " $place
done
id -u
"""


def parsed(words: Sequence[str]) -> dict[str, object]:
    """Return what our command line reads from a command."""
    name, *arguments = words
    commands = {one.name: one for one in (*site.COMMANDS, *profiles.COMMANDS, *self_hosted.COMMANDS)}
    with click.Context(commands[name]) as context:
        commands[name].parse_args(context, [*arguments, *(() if name == "secret" else ("--data", str(frozen.DATA)))])
    return {"root": frozen.DATA, **context.params}


class TestImage:
    """What the Dockerfile says."""

    def test_its_command_is_one_of_ours(self) -> None:
        given = parsed(image.only("CMD").words())
        assert given | {"production": True, "listen": "0.0.0.0"} == given  # noqa: S104 - inside the container

    def test_the_linter_of_dockerfiles_finds_nothing(self) -> None:
        linter = Path(sys.prefix) / "bin" / "hadolint"
        found = subprocess.run([linter, frozen.ROOT / "Dockerfile"], check=False, capture_output=True, text=True)
        assert (found.returncode, found.stdout) == (0, "")

    def test_the_handbook_runs_commands_of_ours_and_mounts_what_the_image_names(self) -> None:
        run = [command.words for command in runbook.of("docker") if command.words[1] in {"run", "exec"}]
        ours = [words[max(i for i, word in enumerate(words) if word in {"kundval", "build.py"}) + 1 :] for words in run]
        assert [parsed(words)["root"] for words in ours if words] == [frozen.DATA] * 5
        mounted = {word for words in run for word in words if word.startswith(("/srv/", "/etc/"))}
        secret = image.environment()[settings.SECRETS].removeprefix("file:")
        assert {word.split(":")[1] for word in mounted} == {image.only("VOLUME").given, secret}

    def test_it_runs_as_nobody_that_the_machine_knows(self) -> None:
        user, group = image.only("USER").given.split(":")
        assert min(int(user), int(group)) > 10_000

    def test_its_one_volume_holds_ledger_and_data_and_the_secret_is_elsewhere(self) -> None:
        volume, variables = image.only("VOLUME").given, image.environment()
        places = [variables[name].partition(":")[2] or variables[name] for name in ("KUNDVAL_DATA", settings.LEDGER)]
        assert all(place.startswith(f"{volume}/") for place in places)
        assert not variables[settings.SECRETS].removeprefix("file:").startswith(volume)

    def test_every_base_is_one_version(self) -> None:
        bases = {one.given.split()[0] for stage in image.stages() for one in stage if one.name == "FROM"}
        assert len(bases) == 1
        assert not bases.pop().endswith(("latest", "slim", "python"))

    @pytest.mark.parametrize(
        "path",
        [
            ".git/config",
            "var/secret",
            "var/ledger.sqlite",
            "dist/index.html",
            "dist.builds/1/index.html",
            "policy/municipality.yaml",
            "providers/ana.yaml",
            "tests/conftest.py",
            ".venv/bin/python",
            "functions/chalicelib/data/register.json",
            "functions/chalicelib/__pycache__/x.cpython-313.pyc",
        ],
    )
    def test_nothing_of_a_municipality_and_nothing_generated_is_copied(self, path: str) -> None:
        assert image.ignored(path)

    @pytest.mark.parametrize("path", ["build.py", "ops/setup.py", "site/catalogue/__init__.py", "requirements/npm/a"])
    def test_what_runs_is_copied(self, path: str) -> None:
        assert not image.ignored(path)

    @pytest.mark.proof("tests/ops/self_hosted/test_container.py::test_what_runs_is_copied")
    def test_its_packages_are_installed_from_what_is_copied(self, tmp_path: Path) -> None:
        packages = image.install_packages(tmp_path)
        ours = [str(packages / "bin" / "python"), str(frozen.ROOT / "build.py"), "check", "--data", str(frozen.DATA)]
        assert subprocess.run(ours, check=False).returncode == 0
        assert (packages / "npm" / "browser" / "node_modules" / "oauth4webapi").is_dir()


@dataclass
class Installed:
    """A container with a volume, and the issuer whose tokens it takes."""

    container: Container
    issuer: Issuer
    port: int
    trusted: dict[str, str]

    def ask(self, path: str, role: str = "", body: object = None) -> tuple[int, bytes]:
        """One request as the proxy passes it on."""
        sent = {"Host": installation.NAME, serve.CLIENT_ADDRESS: "192.0.2.7", "Content-Type": "application/json"}
        if role:
            token = self.issuer.token(*(("provider", "ana") if role == "provider" else (role,)))
            sent["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LATE_SECONDS)
        connection.request("POST" if body else "GET", path, json.dumps(body) if body else None, sent)
        answer = connection.getresponse()
        found = answer.status, answer.read()
        connection.close()
        return found

    @contextmanager
    def served(self) -> Iterator["subprocess.Popen[str]"]:
        """Run the image's own command until the end, on a free port."""
        words = [*image.only("ENTRYPOINT").words(), *image.only("CMD").words()[:-1], str(self.port)]
        command = self.container.command(words, self.trusted)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            late = threading.Timer(LATE_SECONDS * 2, process.kill)
            late.start()
            try:
                yield process
            finally:
                late.cancel()
                process.kill()


@pytest.fixture
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """A volume as the handbook makes it, and an issuer with a certificate that the container trusts."""
    if why := image.impossible():
        separate_tools.give_up(f"no root of its own: {why}", os.environ)
    folder = tmp_path_factory.mktemp("container")
    login = f"login.{installation.NAME}"
    local = LocalIssuer()
    with behind_https(local, folder, login) as origin:
        installation.laid_out(root)
        (root / REGISTER).write_text(json.dumps(register_data(identity=[sample.issuer(origin)])), encoding="utf-8")
        issuer = Issuer(origin, "kundval", lambda: ())
        local.put("/jwks", issuer.jwks())
        volume, hosts, secret = folder / "volume", folder / "hosts", folder / "secret"
        volume.mkdir(mode=0o700)
        shutil.copytree(root, volume / "data", symlinks=True, ignore=shutil.ignore_patterns("kept", "secret"))
        hosts.write_text(f"127.0.0.1 localhost {login}\n", encoding="utf-8")
        key_ring.create(secret)
        image.give(volume)
        image.give(secret)
        container = Container(image.laid_out(folder / "image"), volume, hosts, secret)
        trusted = folder / "image" / "trusted.pem"  # where the container can read it
        shutil.copy(folder / "certificate.pem", trusted)
        yield Installed(container, issuer, free_port(), {"SSL_CERT_FILE": "/opt/kundval/trusted.pem"})


class TestServed:
    """The image's steps, run here: unprivileged, in a read-only root."""

    def test_it_serves_a_claim_is_healthy_stops_when_told_and_writes_into_its_volume_alone(
        self, installed: Installed
    ) -> None:
        container = installed.container
        with installed.served() as process:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith(f"https://{installation.NAME} is served on http://0.0.0.0:"), process.stderr
            status, issued = installed.ask("/v1/numbers", "reception", {"service": SERVICE, "residence": "checked"})
            assert status == 201, issued
            day = clock.day(clock.now()).isoformat()
            claim = {"number": json.loads(issued)["number"], "service": SERVICE, "date": day}
            assert installed.ask("/v1/claims", "provider", claim)[0] == 201
            python, script = image.only("HEALTHCHECK").words()
            asked = f"import runpy; runpy.run_path('{script}')['main']({installed.port}) and exit(1)"
            assert container.execute(python, "-c", asked).returncode == 0
            tried = container.execute("bash", "-c", TOUCH).stdout
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=LATE_SECONDS)[0]
        assert tried.split() == ["/tmp", "/var/lib/kundval", image.user().split(":")[0]]  # noqa: S108 - the container's own
        assert (process.returncode, said.splitlines()[-1]) == (0, "Stopped.")
        assert container.execute(python, "-c", asked).returncode == 1
        ledger = container.volume / "ledger.sqlite"
        assert (ledger.stat().st_uid, ledger.stat().st_mode & SEEN_BY_OTHERS) == (container.volume.stat().st_uid, 0)

    @pytest.mark.proof(
        "tests/ops/self_hosted/test_container.py::test_it_serves_a_claim_is_healthy_stops_when_told_and_writes_into_its_volume_alone"
    )
    def test_the_site_is_built_and_the_ledger_copied_there_too(self, installed: Installed) -> None:
        container = installed.container
        with installed.served() as process:
            assert process.stdout is not None
            process.stdout.readline()  # now there is a ledger
        shutil.rmtree(container.volume / "data" / "dist")
        frozen.laid(container.volume / "data")
        image.give(container.volume)
        for arguments in (
            ("secret", "/var/lib/kundval/another"),
            ("availability", "--ledger"),
            ("build",),
            ("backup", "/var/lib/kundval/backups"),
        ):
            done = container.run(*arguments)
            assert done.returncode == 0, done.stderr
        assert (container.volume / "data" / "dist" / "handbok").is_dir()
        assert len(list((container.volume / "backups").iterdir())) == 1
