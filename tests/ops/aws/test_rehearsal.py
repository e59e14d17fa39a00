"""The whole deployment in an emulated AWS: it passes as it stands, and names each fault that is planted."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalogue import REGISTER
from catalogue.build import pipeline
from chalicelib.dates import clock
from chalicelib.register import parser
from ops.aws import rehearsal, template
from ops.aws.package import TEMPLATE, ZIP
from ops.aws.rehearsal_stage import REGION, RehearsalStage
from ops.aws.stacks import Cloud, DeploymentError
from tests.support import separate_tools, size
from tests.support.app import endpoint
from tests.support.ops import answered

pytestmark = pytest.mark.xdist_group("package")
Plant = Callable[[dict[str, Any]], object]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site; whoever is signed in stays so when the test is over."""
    separate_tools.ready("ministack")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "kept by monkeypatch")
    folder = tmp_path / "site"
    (folder / "en").mkdir(parents=True)
    for name in ("index.html", "404.html", "en/index.html", "main.css"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def rehearsed(packed: Path, site: Path, folder: Path, plant: Plant | None = None) -> list[str]:
    """What the rehearsal said of a package, with a fault planted in its template."""
    planted = shutil.copytree(packed, folder / "planted")
    template = json.loads((planted / TEMPLATE).read_text(encoding="utf-8"))
    if plant:
        plant(template["Resources"])
    (planted / TEMPLATE).write_text(json.dumps(template), encoding="utf-8")
    said: list[str] = []
    rehearsal.rehearse(planted, site, folder, said.append)
    return said


def test_it_goes_from_nothing_to_a_claim_and_back(packed: Path, site: Path, tmp_path: Path) -> None:
    said = rehearsed(packed, site, tmp_path)
    assert [line.partition(":")[0] for line in said[1:]] == [
        "account",
        "stack and site",
        "health",
        *("number", "claim") * 3,
        *("claim", "claim"),
        *("number", "claim"),
        "sign-in",
        "alarms",
        "stack",
        "stack policy",
        "back",
    ]


@pytest.mark.parametrize("model", [*answered.MODELS][::-1][: size.of(1, len(answered.MODELS))])
@pytest.mark.proof("tests/ops/aws/test_rehearsal.py::test_it_goes_from_nothing_to_a_claim_and_back")
def test_every_service_of_a_folder_that_init_made_is_claimed_and_kept(
    model: str, packed: Path, site: Path, tmp_path: Path
) -> None:
    folder = answered.made(model, tmp_path)
    assert pipeline.build(folder, today=clock.day(clock.now())).ok
    register = folder / REGISTER
    said = rehearsed(repacked(packed, register, tmp_path / "packed"), site, tmp_path)
    rules = parser.load(register)
    assert sum(line.startswith("claim: ") for line in said) == len(rules.services)
    assert sum(line.startswith("number: ") for line in said) == sum(one.numbered for one in rules.services.values())
    assert said[-1] == "back: the former package answers, and every claim has the same receipt"


def repacked(packed: Path, register: Path, folder: Path) -> Path:
    """Copy a package, with another register in its zip."""
    shutil.copytree(packed, folder)
    with zipfile.ZipFile(packed / ZIP) as old, zipfile.ZipFile(folder / ZIP, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            changed = entry.filename == str(template.REGISTER)
            new.writestr(entry, register.read_bytes() if changed else old.read(entry))
    return folder


class Healthy(RehearsalStage):
    """A function that answers by its register, and nothing else."""

    def ask(self, method: str, path: str, role: str = "", provider: str = "", body: object = None) -> dict[str, Any]:
        """Return the answer of `/v1/health`."""
        assert (method, path, role, provider, body) == ("GET", "/v1/health", "", "", None)
        return {"status": 200, "body": {"register": self.rules.sha256}}


def test_a_policy_that_is_not_in_force_yet_is_deployed_without_a_claim() -> None:
    said: list[str] = []
    coming = [{**endpoint.tariff("private", 1), "from": "2999-01-01"}]
    rules = parser.parse(endpoint.register_data(tariffs=coming, fees=[]))
    stage = Healthy(Cloud(REGION, "http://127.0.0.1:1"), "kundval", {}, rules)
    assert rehearsal._smoke(stage, said.append) == []
    assert len(said) == 1 + len(rules.services)
    assert said[1].startswith("claim: left out, as nobody can claim it today. policy/")


def _no_put(resources: dict[str, Any]) -> None:
    (policy,) = resources["ApiHandlerRole"]["Properties"]["Policies"]
    policy["PolicyDocument"]["Statement"][0]["Action"].remove("dynamodb:PutItem")


def _set(name: str, value: str) -> Plant:
    def plant(resources: dict[str, Any]) -> None:
        resources["APIHandler"]["Properties"]["Environment"]["Variables"][name] = value

    return plant


FAULTS = [
    pytest.param(_no_put, "dynamodb:PutItem", id="a right is missing"),
    pytest.param(
        _set("KUNDVAL_LEDGER", "dynamodb:elsewhere"), "KUNDVAL_LEDGER names the table elsewhere", id="a wrong table"
    ),
    pytest.param(_set("KUNDVAL_SECRETS", "aws:gone"), "KUNDVAL_SECRETS names the secret gone", id="a missing secret"),
    pytest.param(lambda resources: resources.pop("BugAlarm"), "expected 11, found 10", id="an alarm less"),
    pytest.param(
        lambda resources: resources["Front"].update(Type="AWS::Nothing::Here"),
        "The stack kundval-staging stayed as it was",
        id="a resource that nobody knows",
    ),
]


@pytest.mark.parametrize(("plant", "named"), FAULTS[: size.of(2, len(FAULTS))])
def test_a_planted_fault_is_named(packed: Path, site: Path, tmp_path: Path, plant: Plant, named: str) -> None:
    with pytest.raises(DeploymentError, match=named):
        rehearsed(packed, site, tmp_path, plant)
