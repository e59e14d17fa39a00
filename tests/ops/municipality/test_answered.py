"""From a list of twelve rows to a site: a folder of each model, once its questions are answered."""

import datetime as dt
import json
from pathlib import Path

import pytest

from catalogue.build import check as checking
from catalogue.build import pipeline
from tests.support.ops import answered, stories
from tests.support.ops.serving import answering, try_out

TODAY = dt.date(2026, 11, 29)


@pytest.fixture(scope="module", params=answered.MODELS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder made by `init`, with every question answered."""
    return answered.made(request.param, tmp_path_factory.mktemp("made"))


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


def test_what_serve_prints_to_try_is_paid(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline.build(folder, today=TODAY)
    with answering(folder) as local:
        local.greet()
        said = capsys.readouterr().out
        assert try_out(said).count("HTTP/1.1 201 Created") == said.count("A claim to try, of ") > 0
