"""From a list of twelve rows to a site: a folder of each model, once its questions are answered."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from catalogue.build import check as checking
from catalogue.build import pipeline
from ops.cli.municipality import init_
from tests.support.ops import answered, provider_lists, stories
from tests.support.ops.provider_lists import Row

Rows = Callable[[], list[Row]]
TODAY = dt.date(2026, 11, 29)
BOTH = "familjerådgivning, familjebehandling"
MODELS: dict[str, Rows] = {
    "stockholm-2007": provider_lists.twelve,
    "stockholm-2024": provider_lists.twelve,
    "nacka": provider_lists.twelve,
    "jamtland": provider_lists.branches,
    "huddinge": provider_lists.branches,
    "attested": provider_lists.twelve,
    "stockholm-2007,nacka": lambda: provider_lists.twelve(Tjänst=BOTH),
}


@pytest.fixture(scope="module", params=MODELS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder made by `init`, with every question answered."""
    beside = tmp_path_factory.mktemp("made")
    listed = provider_lists.write_xlsx(beside / "lista.xlsx", provider_lists.table(MODELS[request.param]()))
    flags = ["--name", "Exempelby kommun", "--model", request.param, "--providers", str(listed)]
    done = CliRunner().invoke(init_, [str(beside / "by"), *flags], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert answered.answer(beside / "by")
    return beside / "by"


def test_check_finds_nothing(folder: Path) -> None:
    report = checking.check(folder, today=TODAY)
    assert [problem.text("en") for problem in report.problems] == []


def test_the_site_is_built_with_every_provider_of_the_list(folder: Path) -> None:
    report = pipeline.build(folder, today=TODAY)
    assert report.ok
    listed = {file.stem for file in (folder / "providers").iterdir()}
    assert {page.parent.name for page in (folder / "dist/utforare").glob("*/index.html")} == listed


def test_a_new_profile_is_said_to_have_no_answers_rather_than_to_offer_nothing(folder: Path) -> None:
    pipeline.build(folder, today=TODAY)
    providers = json.loads((folder / "dist/api/v1/providers.json").read_text(encoding="utf-8"))["providers"]
    described = [service for provider in providers for service in provider["profile"]["services"].values()]
    assert {json.dumps(service["formats"]) for service in described} == {"null"}
    assert ">Inga<" not in (folder / "dist/utforare/index.html").read_text(encoding="utf-8")


def test_a_visit_is_claimed_and_paid_in_the_demo(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline.build(folder, today=TODAY)
    assert stories.run(folder) == 0
    assert "Every figure above was asserted." in capsys.readouterr().out
