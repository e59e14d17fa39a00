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


ONCE = [pytest.param(model, marks=pytest.mark.xdist_group(f"answered {model}")) for model in answered.MODELS]


@pytest.fixture(scope="module", params=ONCE)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder made by `init`, with every question answered."""
    return answered.made(request.param, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def site(folder: Path) -> Path:
    """The folder with the site that a build of it leaves there."""
    assert pipeline.build(folder, today=TODAY).ok
    return folder


def test_check_finds_nothing(folder: Path) -> None:
    report = checking.check(folder, today=TODAY)
    assert [problem.text("en") for problem in report.problems] == []


def test_the_site_is_built_with_every_provider_of_the_list(site: Path) -> None:
    listed = {file.stem for file in (site / "providers").iterdir()}
    assert {page.parent.name for page in (site / "dist/utforare").glob("*/index.html")} == listed


def test_a_new_profile_is_said_to_have_no_answers_rather_than_to_offer_nothing(site: Path) -> None:
    providers = json.loads((site / "dist/api/v1/providers.json").read_text(encoding="utf-8"))["providers"]
    described = [service for provider in providers for service in provider["profile"]["services"].values()]
    assert {json.dumps(service["formats"]) for service in described} == {"null"}
    assert ">Inga<" not in (site / "dist/utforare/index.html").read_text(encoding="utf-8")


def test_a_visit_is_claimed_and_paid_in_the_demo(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stories.run(site) == 0
    assert "Every figure above was asserted." in capsys.readouterr().out


def test_what_serve_prints_to_try_is_paid(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with answering(site) as local:
        local.greet()
        said = capsys.readouterr().out
        assert try_out(said).count("HTTP/1.1 201 Created") == said.count("A claim to try, of ") > 0
