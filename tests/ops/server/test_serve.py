"""`serve` as a person starts it: a port in use, a clean stop, a rebuild on save, a build that fails."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.server.serve import serve
from tests.support import frozen
from tests.support.app.endpoint import ALL
from tests.support.catalogue import small
from tests.support.ops.serving import LATE_SECONDS, ROOT, built_project, free_port

pytestmark = pytest.mark.xdist_group("serve")  # what several tests read is served once, by one worker
SOON_SECONDS = 20  # a quarter of one on an idle machine
START = """
import sys
sys.path[:0] = {paths!r}
from pathlib import Path
from ops.server import serve as server
sys.exit(server.serve(Path({root!r}), {port}, [sys.executable, "fake_build.py"]))
"""
BUILD = """
import pathlib, sys
if pathlib.Path("providers/broken.yaml").exists():
    sys.exit("providers/broken.yaml:1:1: error")
pathlib.Path("dist/index.html").write_text(pathlib.Path("providers/ana.yaml").read_text())
"""


@dataclass
class Running:
    """A served folder."""

    process: "subprocess.Popen[str]"
    root: Path
    port: int

    def said(self, words: str) -> str:
        """What it printed, up to these words."""
        lines = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            lines.append(line)
            if words in line:
                return "".join(lines)
        raise AssertionError(f"it never said {words!r}: {''.join(lines)}")

    def page(self) -> str:
        """The start page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=LATE_SECONDS) as answer:
            return str(answer.read().decode())


@pytest.fixture
def swedish(root: Path) -> Path:
    """Return a project folder whose site is in Swedish only."""
    shutil.rmtree(root / "dist" / "en")
    return root


@pytest.fixture
def handbook(root: Path) -> Path:
    """Return a project folder whose site has a handbook."""
    (root / "dist" / "handbok").mkdir()
    return root


@pytest.fixture
def running(root: Path) -> Iterator[Running]:
    """A server in a process of its own, with a small build of its own."""
    with served(root) as running:
        yield running


@pytest.fixture(scope="module")
def greeted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    """A server with all that it prints at the start, for tests that only read it."""
    with served(built_project(tmp_path_factory.mktemp("greeted"))) as running:
        yield running, "".join(running.said("    -d '") for _ in ALL)


@contextmanager
def served(root: Path) -> Iterator[Running]:
    """Serve a project folder in a process, with a small build of its own."""
    (root / "providers").mkdir()
    (root / "providers" / "ana.yaml").write_text("first", encoding="utf-8")
    (root / "fake_build.py").write_text(BUILD, encoding="utf-8")
    port = free_port()
    paths = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]
    code = START.format(paths=paths, root=str(root), port=port)
    with started([sys.executable, "-c", code], root, port) as running:
        yield running


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the product, without policy and providers of its own."""
    product = frozen.checkout(tmp_path_factory.mktemp("product"))
    for name in frozen.FOLDERS:
        shutil.rmtree(product / name)
    return product


@pytest.fixture(scope="module")
def town(product: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve a data folder that lies outside the product."""
    data, port = small.checkout(tmp_path_factory.mktemp("town")), free_port()
    command = [sys.executable, str(product / "build.py"), "serve", "--port", str(port), "--data", str(data)]
    with started(command, data, port) as running:
        running.said("-d '")
        yield running


@contextmanager
def started(command: list[str], root: Path, port: int) -> Iterator[Running]:
    """Start a server, and end it afterwards, or when it takes far too long."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    late = threading.Timer(4 * LATE_SECONDS, process.kill)  # a build or two on a busy machine
    late.start()
    yield Running(process, root, port)
    late.cancel()
    process.kill()
    process.communicate()


class TestServe:
    """From the first line to the last."""

    def test_it_prints_where_everything_is_and_a_claim_to_try_of_each_service(
        self, greeted: tuple[Running, str]
    ) -> None:
        running, said = greeted
        assert f"http://127.0.0.1:{running.port}/en/" in said
        assert f"http://127.0.0.1:{running.port}/v1/health" in said
        assert said.count("A claim to try, of Familjerådgivning, with the control number ") == len(ALL) - 2
        assert "by a reference of the provider's own:" in said
        assert "for a client, by a running number of the provider's own:" in said
        assert re.search(r"\(\d+ hours, to ", said)

    @pytest.mark.usefixtures("swedish")  # before it is started
    def test_it_prints_no_address_of_a_language_that_the_site_has_not(self, running: Running) -> None:
        assert "/en/" not in running.said("A claim to try")

    @pytest.mark.usefixtures("handbook")  # before it is started
    def test_it_prints_the_address_of_the_handbook(self, running: Running) -> None:
        assert f"http://127.0.0.1:{running.port}/handbok/\n" in running.said("A claim to try")

    def test_it_prints_no_address_of_a_handbook_that_the_site_has_not(self, greeted: tuple[Running, str]) -> None:
        assert "/handbok/" not in greeted[1]

    def test_it_prints_the_address_of_each_tool_by_name(self, greeted: tuple[Running, str]) -> None:
        running, said = greeted
        lines = said.splitlines()
        for page, path in (
            ("A resident's number", "/mitt-nummer/"),
            ("Staff: reception", "/personal/reception/"),
            ("Staff: provider", "/personal/utforare/"),
            ("Staff: finance", "/personal/ekonomi/"),
        ):
            (line,) = [line for line in lines if line.strip().startswith(page)]
            assert f"http://127.0.0.1:{running.port}{path}" in line.split()

    def test_what_it_prints_to_try_works_as_it_stands(self, greeted: tuple[Running, str]) -> None:
        said = greeted[1]
        said = said[: said.index("\n", said.index("    -d '"))]
        number = json.loads(said[said.index("{") : said.rindex("}") + 1])["number"]
        commands = said[said.index("  TOKEN=") :]
        answer = subprocess.run(["bash", "-c", commands], check=True, capture_output=True, text=True).stdout
        assert "HTTP/1.1 201 Created" in answer
        assert '"left":4' in answer
        assert number not in answer

    @pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
    def test_it_stops_cleanly_and_soon(self, running: Running, stop: signal.Signals) -> None:
        running.said("-d '")
        begun = time.monotonic()
        running.process.send_signal(stop)
        said, _ = running.process.communicate(timeout=LATE_SECONDS)
        assert (running.process.returncode, time.monotonic() - begun < SOON_SECONDS) == (0, True)
        assert "Stopped." in said
        assert "Traceback" not in said

    def test_a_save_rebuilds(self, running: Running) -> None:
        running.said("-d '")
        assert running.page() == "first"
        (running.root / "providers" / "ana.yaml").write_text("second", encoding="utf-8")
        running.said("Rebuilt.")
        assert running.page() == "second"

    def test_a_save_that_breaks_leaves_the_site_as_it_was(self, running: Running) -> None:
        running.said("-d '")
        (running.root / "providers" / "broken.yaml").write_text("x", encoding="utf-8")
        said = running.said("Not rebuilt")
        assert "providers/broken.yaml:1:1: error" in said
        assert running.page() == "first"

    def test_the_secret_is_readable_by_its_owner_only(self, greeted: tuple[Running, str]) -> None:
        running, _ = greeted
        assert (running.root / "var" / "secret").stat().st_mode & 0o077 == 0


class TestDataFolder:
    """`serve --data DIR`."""

    def test_what_is_served_is_built_from_the_folder_and_into_it(self, town: Running, product: Path) -> None:
        assert "<title>" in town.page()
        assert (town.root / "dist" / "index.html").is_file()
        assert not (product / "dist").exists()
        assert not (product / "var").exists()

    @pytest.mark.proof("tests/ops/server/test_serve.py::test_a_save_rebuilds")
    def test_a_saved_profile_rebuilds(self, town: Running) -> None:
        profile = town.root / "providers" / f"{small.NORMAL}.yaml"
        profile.write_text(profile.read_text(encoding="utf-8") + "# saved\n", encoding="utf-8")
        assert "Rebuilt." in town.said("Rebuilt.")

    def test_a_saved_word_of_the_product_rebuilds(self, town: Running, product: Path) -> None:
        words = product / "site" / "locales" / "sv.yaml"
        words.write_text(words.read_text(encoding="utf-8") + "# saved\n", encoding="utf-8")
        assert "Rebuilt." in town.said("Rebuilt.")


class TestNotServed:
    """One clear line and exit code 1."""

    def test_a_port_in_use(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = subprocess.run(
                [sys.executable, "build.py", "serve", "--port", str(port)],
                cwd=frozen.checkout(tmp_path),
                check=False,
                capture_output=True,
                text=True,
            )
        assert done.returncode == 1
        assert done.stderr.startswith(f"serve: port {port} is in use by another program.")
        assert len(done.stderr.splitlines()) == 1

    def test_a_build_that_fails(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        assert serve(root, free_port(), [sys.executable, "-c", "raise SystemExit('broken.yaml: error')"]) == 1
        said = capfd.readouterr().err
        assert said.splitlines()[0] == "broken.yaml: error"
        assert said.splitlines()[-1].startswith("serve: the site was not built.")

    def test_a_register_that_is_not_whole(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        wrong = "import pathlib; pathlib.Path('var/register.json').write_text('{}')"
        assert serve(root, free_port(), [sys.executable, "-c", wrong]) == 1
        assert capfd.readouterr().err.startswith("serve: The register has schema None")

    def test_a_ledger_that_is_not_one(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        (root / "var" / "ledger.sqlite").write_bytes(b"not a database " * 100)
        assert serve(root, free_port(), [sys.executable, "-c", ""]) == 1
        assert capfd.readouterr().err.startswith("serve: The ledger ")

    def test_a_port_that_is_none(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        assert serve(root, 70_000) == 1
        assert capfd.readouterr().err == "serve: 70000 is no port; choose one from 1 to 65535.\n"
