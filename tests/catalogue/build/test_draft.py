"""A draft shows the site while values are not known yet, and says on every page that it is one."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from catalogue import REGISTER
from catalogue.build import check, output, pipeline
from ops.aws import deploy, package, stacks
from ops.cli import site
from tests.support.catalogue import kept_handbook, small
from tests.support.catalogue.small import NORMAL, TODAY

QUESTION = "TODO: Vilket nummer har receptionen?"


@pytest.fixture
def asking(folder: Path) -> Path:
    """A folder with a question in policy and one in a profile."""
    small.edit(folder / "policy" / "municipality.yaml", "  phone: 08-465 004 00", f'  phone: "{QUESTION}"')
    small.edit(folder / "providers" / f"{NORMAL}.yaml", "phone: 08-465 004 10", "phone: TODO")
    return folder


def test_check_lists_the_questions_of_policy_and_profiles_at_once(asking: Path) -> None:
    report = check.check(asking, today=TODAY)
    assert [(Path(problem.path).name, problem.code) for problem in report.problems if problem.severity == "error"] == [
        ("municipality.yaml", "todo"),
        (f"{NORMAL}.yaml", "todo"),
    ]


def test_a_build_refuses_while_there_is_a_question(asking: Path) -> None:
    report = small.built(asking)
    assert report.awaits_values
    assert not (asking / "dist").exists()


def test_every_page_of_a_draft_says_so_and_is_left_out_of_search_engines(asking: Path) -> None:
    report = pipeline.build(asking, today=TODAY, draft=True)
    assert report.ok
    pages = [page.read_text(encoding="utf-8") for page in (asking / "dist").rglob("*.html")]
    assert len(pages) > 50
    assert all("Utkast som inte" in page or "Draft, not to be" in page for page in pages)
    assert all('<meta name="robots" content="noindex">' in page for page in pages)


def test_a_text_that_is_not_known_shows_its_question(folder: Path) -> None:
    small.edit(folder / "providers" / f"{NORMAL}.yaml", "Vi samtalar med par och familjer.", "TODO Vad gör ni?")
    assert pipeline.build(folder, today=TODAY, draft=True).draft
    assert "TODO Vad gör ni?" in (folder / "dist" / "utforare" / NORMAL / "index.html").read_text(encoding="utf-8")


def test_a_draft_without_questions_is_the_site_itself(folder: Path) -> None:
    report = pipeline.build(folder, today=TODAY, draft=True)
    assert report.ok
    assert not report.draft
    assert small.output(folder) == small.fresh(folder)


def test_a_draft_is_refused_for_any_other_error(asking: Path) -> None:
    small.edit(asking / "policy" / "fees.yaml", 'amount: "450"', "amount: 450")
    assert not pipeline.build(asking, today=TODAY, draft=True).ok
    assert not (asking / "dist").exists()


def test_a_draft_is_neither_deployed_nor_published_nor_packed(asking: Path, tmp_path: Path) -> None:
    pipeline.build(asking, today=TODAY, draft=True)
    cloud = stacks.Cloud("eu-north-1")
    target = deploy.Target("kundval", "bucket", {})
    with pytest.raises(stacks.DeploymentError, match="is a draft"):
        deploy.deploy(cloud, target, tmp_path, asking / "dist")
    with pytest.raises(stacks.DeploymentError, match="is a draft"):
        deploy.publish(cloud, "kundval", asking / "dist")
    with pytest.raises(package.PackageError, match="is a draft"):
        package.package(asking, tmp_path / "package")


def test_once_answered_the_site_is_no_draft(asking: Path) -> None:
    pipeline.build(asking, today=TODAY, draft=True)
    small.edit(asking / "policy" / "municipality.yaml", f'"{QUESTION}"', "08-465 004 00")
    small.edit(asking / "providers" / f"{NORMAL}.yaml", "phone: TODO", "phone: 08-465 004 10")
    assert small.built(asking).ok
    assert not output.is_draft(asking / "dist")
    assert "draft" not in json.loads((asking / REGISTER).read_text(encoding="utf-8"))


def test_the_command_says_how_to_see_the_site_meanwhile(asking: Path) -> None:
    options = ["--data", str(kept_handbook.lay(asking)), "--date", str(TODAY)]
    refused = CliRunner().invoke(site.build, options, obj=asking)
    assert refused.exit_code == 1
    assert "build.py build --draft" in refused.output
    drafted = CliRunner().invoke(site.build, [*options, "--draft"], obj=asking)
    assert drafted.exit_code == 0
    assert "cannot be deployed" in drafted.output


def test_a_draft_that_has_nothing_to_show_is_refused_and_not_recommended_again(folder: Path) -> None:
    (folder / "policy" / "services.yaml").write_text("services: TODO\n", encoding="utf-8")
    refused = CliRunner().invoke(site.build, ["--data", str(folder), "--date", str(TODAY), "--draft"])
    assert refused.exit_code == 1
    assert "policy/services.yaml:1:11: error" in refused.output
    assert refused.output.endswith("build: nothing was written. 1 error to correct.\n")
    assert not (folder / "dist").exists()


def test_the_hint_names_the_folder_that_was_asked_about(asking: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(asking.parent)
    refused = CliRunner().invoke(site.build, ["--data", asking.name, "--date", str(TODAY)])
    assert refused.output.endswith(f"python3 build.py build --draft --data {asking.name}\n")
