"""schemathesis against the running server: no 5xx and no answer that openapi.yaml does not describe.

It runs in a process of its own, and this group on one worker: the other tests go on beside it.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import app
from catalogue import REGISTER
from chalicelib.dates import clock
from chalicelib.register import parser
from ops.server.http_server import Server
from ops.server.serve import Local, open_local
from tests.support import size
from tests.support.app.document import OPERATIONS
from tests.support.app.endpoint import SERVICE, register_data, tariff
from tests.support.ops.serving import listening

ROOT = Path(__file__).parent.parent.parent
CASES, SUCCESSES_A_ROUTE = size.of(400, 10_000), size.of(6, 250)
PUBLIC = [("GET", "/v1/availability")]
CONSTANT = {("GET", "/v1/health"), ("GET", "/v1/api-info"), ("GET", "/v1/openapi.json"), ("GET", "/v1/caller"), *PUBLIC}
"""Routes that take nothing: asked a few times, and once, for what schemathesis starts from."""
RUNS = [
    ("1", ["--phases", "fuzzing", "--mode", "positive", "-n", str(size.of(7, 300))]),
    ("0.2", ["--phases", "examples,coverage,fuzzing", "-n", str(size.of(5, 200))]),
]
pytestmark = [
    pytest.mark.timeout(2_500),
    pytest.mark.xdist_group("schemathesis"),
]


@dataclass(frozen=True)
class Told:
    """What schemathesis said, and how often each route answered with each status."""

    codes: list[int]
    text: str
    counts: Counter[tuple[str, int]]

    def successes(self, route: str) -> int:
        """How often a route answered with success."""
        return sum(count for (name, status), count in self.counts.items() if name == route and status < 300)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """The whole local server on a port of its own, with an empty ledger and no site."""
    root = tmp_path_factory.mktemp("fuzzed")
    path = root / REGISTER
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(register_data()), encoding="utf-8")
    with Server(0) as server:
        opened = open_local(server, root, dist=root, var=root / "var")
        app.configure(replace(app.wired(), write=lambda _line: None))
        with listening(server):
            yield opened


@pytest.fixture(scope="module")
def told(local: Local, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Two runs over every route, with a seed that is always the same: what can succeed, and everything else."""
    counts = tmp_path_factory.mktemp("counts") / "counts.json"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "functions"))),
        "SCHEMATHESIS_HOOKS": "tests.schemathesis.hooks",
        "KUNDVAL_ORIGIN": local.server.origin,
        "KUNDVAL_COUNTS": str(counts),
        "KUNDVAL_ADJUSTABLE": json.dumps(claims_at_a_wrong_price(local, size.of(30, 500))),
    }
    command = [sys.executable, "-c", "import schemathesis.cli; schemathesis.cli.schemathesis()", "run"]
    # What is valid by its form may still be refused, and is: for an unknown number, a day to come, a used-up service.
    always = ["--seed", "5", "--no-color", "--continue-on-failure", "--exclude-checks", "positive_data_acceptance"]
    always += ["--suppress-health-check=all", f"{local.server.origin}/v1/openapi.json"]
    codes, text = [], ""
    for luck, options in RUNS:
        done = subprocess.run(
            [*command, *options, *always],
            cwd=counts.parent,
            env={**environment, "KUNDVAL_LUCK": luck},
            check=False,
            capture_output=True,
            text=True,
            timeout=1_200,
        )
        codes.append(done.returncode)
        text += done.stdout + done.stderr
    found = json.loads(counts.read_text(encoding="utf-8"))
    return Told(codes, text, Counter({(route, status): count for route, status, count in found}))


def claims_at_a_wrong_price(local: Local, count: int) -> list[str]:
    """Claims that were recorded before the register had the right tariff."""
    right = app.wired()
    app.configure(replace(right, register=parser.parse(register_data(tariffs=[tariff("private", 96_000)]))))
    found = []
    for _ in range(count // 5):
        issued = local.client.post("/v1/numbers", "reception", {"service": SERVICE}).json()["number"]
        for nth in range(1, 6):
            body = {"number": issued, "service": SERVICE, "date": clock.day(clock.now()).isoformat(), "nth": nth}
            found.append(local.client.post("/v1/claims", "ana", body).json()["claim_id"])
    app.configure(right)
    return found


def test_it_finds_nothing_wrong(told: Told) -> None:
    assert told.codes == [0, 0], told.text[-80_000:]


def test_no_answer_is_a_fault_of_ours(told: Told) -> None:
    assert [key for key in told.counts if key[1] >= 500] == []


def test_it_sent_enough(told: Told) -> None:
    assert sum(told.counts.values()) >= CASES


def test_every_route_succeeded_often(told: Told) -> None:
    routes = [f"{method} {path}" for method, path in OPERATIONS if (method, path) not in CONSTANT]
    successes = {route: told.successes(route) for route in routes}
    assert {route: count for route, count in successes.items() if count < SUCCESSES_A_ROUTE} == {}
