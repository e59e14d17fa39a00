"""What runs on a proposal and at night, run with another municipality's data."""

from pathlib import Path

import pytest

from tests.support.ops import own_repository as own
from tests.support.workflows import ROOT, WORKFLOWS, read

PRODUCTS_OWN = {"audit", "release"}
"""The workflows that no municipality calls."""


@pytest.fixture(scope="module", params=["own", "root"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with a proposal merged into it, as GitHub tries it."""
    parent = tmp_path_factory.mktemp(request.param)
    product = own.product(parent / "product")
    folder = own.municipality(parent / "municipality", product) if request.param == "own" else own.at_the_root(product)
    own.git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    own.present(folder, own.PROPOSED, "Vi arbetar på kvällar.")
    own.commit(folder, "proposed")
    return folder


@pytest.mark.xdist_group("another_municipality")
@pytest.mark.proof("tests/workflows/test_prices_in_force.py")
class TestAnotherMunicipality:
    """What runs on a proposal and at night with another municipality's data: in its own repository, or at our root."""

    def ran(self, folder: Path, script: str, **known: str) -> str:
        """Run a step as it stands, and return what it said."""
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = own.run(folder, *command, **known)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    @pytest.mark.parametrize(
        ("name", "job", "variable"),
        [("check", "check", "MAIN"), ("deploy", "package", "BEFORE"), ("deploy_to", "deploy", "STANDS")],
    )
    def test_its_policy_is_held_against_what_stood(self, folder: Path, name: str, job: str, variable: str) -> None:
        steps = read(ROOT / f".github/workflows/{name}.yml")["jobs"][job]["steps"]
        (script,) = [step["run"] for step in steps if "--against" in step.get("run", "")]
        stood = "main" if variable == "MAIN" else own.git(folder, "rev-parse", "origin/main")
        assert "Inga fel." in self.ran(folder, script, **{variable: stood})

    def test_it_is_read_and_shown_as_it_would_be(self, folder: Path) -> None:
        steps = read(ROOT / ".github/workflows/review.yml")["jobs"]["read"]["steps"]
        known = {"BASE": own.git(folder, "rev-parse", "origin/main"), "HEAD": own.git(folder, "rev-parse", "HEAD")}
        for script in [step["run"] for step in steps if "build.py" in step.get("run", "")]:
            assert "Samtalsrummet Fiktion" in self.ran(folder, script, AUTHOR="1001", **known)
        assert "Samtalsrummet Fiktion" in (folder / "comment.html").read_text(encoding="utf-8")
        assert (folder / "preview" / "index.html").is_file()

    def test_every_target_of_a_workflow_is_on_its_folder(self, folder: Path) -> None:
        made = {
            step["run"]
            for path in WORKFLOWS
            for job in read(path)["jobs"].values()
            for step in job.get("steps", ())
            if step.get("run", "").startswith("make ") and path.stem not in PRODUCTS_OWN
        }
        assert made == {"make setup", "make test", "make rehearse", "make build", "make deploy", "make publish"}
        commit, apart = own.git(folder, "rev-parse", "HEAD"), (folder / ".kundval").is_dir()
        for target in made - {"make setup"}:
            said = self.ran(folder, f"{target} --dry-run", BUCKET="b")
            commands = [line for line in said.splitlines() if " build.py " in line]
            assert commands or (target == "make test" and not apart)
            assert [line for line in commands if (f'--data "{folder}"' in line) != apart] == []
            assert target != "make deploy" or f'"Commit={commit}"' in said

    def test_its_site_is_built_and_in_its_own_repository_its_loop_is_run(self, folder: Path) -> None:
        apart = (folder / ".kundval").is_dir()
        said = self.ran(folder, "make test" if apart else "make build")
        assert ("Every figure above was asserted." in said) == apart
        assert "Exempelby kommun" in (folder / "dist" / "index.html").read_text(encoding="utf-8")
