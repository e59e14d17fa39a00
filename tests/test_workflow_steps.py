"""Steps of the workflows, run as they stand."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.ops import own_repository as own
from tests.support.workflows import read

ROOT = Path(__file__).parent.parent
PRODUCTS_OWN = {"audit", "release"}
"""The workflows that no municipality calls."""


class TestWhatStands:
    """The step that asks the stack which commit stands, run as it is with an `aws` that answers as it is told."""

    AWS = '#!/bin/bash\necho "$ANSWER"\necho "$ERROR" >&2\nexit "$CODE"\n'
    COMMIT = "0123456789abcdef0123456789abcdef01234567"
    NOT_THERE = "An error occurred (ValidationError) when calling DescribeStacks: Stack with id kundval does not exist"

    def asked(self, folder: Path, answer: str, error: str = "") -> tuple[int, str, str]:
        """How the step ends, what it says, and what it hands on."""
        (folder / "aws").write_text(self.AWS, encoding="utf-8")
        (folder / "aws").chmod(0o755)
        (folder / "output").touch()
        job = read(ROOT / ".github/workflows/deploy_to.yml")["jobs"]["deploy"]
        (script,) = [step["run"] for step in job["steps"] if step.get("id") == "stands"]
        told = {"ANSWER": answer, "ERROR": error, "CODE": "254" if error else "0", "STACK": "kundval"}
        known = {"PATH": f"{folder}:/usr/bin:/bin", "GITHUB_OUTPUT": str(folder / "output"), "RUNNER_TEMP": str(folder)}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = subprocess.run(command, env=known | told, capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout, (folder / "output").read_text(encoding="utf-8")

    def test_the_commit_is_handed_on(self, tmp_path: Path) -> None:
        assert self.asked(tmp_path, self.COMMIT) == (0, "", f"commit={self.COMMIT}\n")

    def test_a_stack_that_does_not_stand_yet_has_nothing_to_be_held_against(self, tmp_path: Path) -> None:
        assert self.asked(tmp_path, "", self.NOT_THERE) == (0, f"{self.NOT_THERE}\n", "")

    def test_an_outage_stops_the_deployment(self, tmp_path: Path) -> None:
        assert self.asked(tmp_path, "", "Rate exceeded") == (1, "Rate exceeded\n", "")

    @pytest.mark.parametrize("answer", ["unknown", "None", "main", ""])
    def test_a_stack_that_names_no_commit_stops_the_deployment(self, answer: str, tmp_path: Path) -> None:
        assert self.asked(tmp_path, answer) == (1, f"The stack kundval names no commit: {answer}\n", "")

    def test_policy_is_not_held_against_what_does_not_stand(self) -> None:
        job = read(ROOT / ".github/workflows/deploy_to.yml")["jobs"]["deploy"]
        (step,) = [step for step in job["steps"] if "--against" in step.get("run", "")]
        assert step["if"] == "${{ steps.stands.outputs.commit }}"
        assert step["env"] == {"STANDS": "${{ steps.stands.outputs.commit }}"}


class TestLostCommit:
    """A commit that a branch no longer holds is fetched by its hash, and where it is gone the way out is told."""

    @pytest.fixture(params=[("deploy", "package", "BEFORE"), ("deploy_to", "deploy", "STANDS")], ids=lambda one: one[0])
    def step(self, request: pytest.FixtureRequest) -> tuple[str, str]:
        """The script that holds policy against a commit, and the variable that names the commit."""
        name, job, variable = request.param
        found = read(ROOT / f".github/workflows/{name}.yml")["jobs"][job]["steps"]
        (script,) = [step["run"] for step in found if "--against" in step.get("run", "")]
        return script.replace("python3 build.py check", "echo checked"), variable

    def git(self, folder: Path, *arguments: str) -> str:
        who = ("-c", "user.name=x", "-c", "user.email=x@kundval.example")
        done = subprocess.run(("git", *who, *arguments), cwd=folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def dropped(self, folder: Path) -> str:
        """Make a clone of a repository whose branch was forced back, and give the commit that it was forced from."""
        (folder / "origin").mkdir()
        origin = folder / "origin"
        self.git(origin, "init", "-q", "-b", "main")
        self.git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
        for message in ("begun", "dropped"):
            self.git(origin, "commit", "-q", "--allow-empty", "-m", message)
        commit = self.git(origin, "rev-parse", "HEAD")
        self.git(origin, "reset", "-q", "--hard", "HEAD~1")
        self.git(folder, "clone", "-q", origin.as_uri(), "clone")
        return commit

    def run(self, step: tuple[str, str], clone: Path, commit: str) -> tuple[int, str]:
        script, variable = step
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        known = {**os.environ, variable: commit, "STACK": "kundval"}
        done = subprocess.run(command, cwd=clone, env=known, capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout

    def test_it_is_fetched_and_held_against(self, step: tuple[str, str], tmp_path: Path) -> None:
        commit = self.dropped(tmp_path)
        code, told = self.run(step, tmp_path / "clone", commit)
        assert (code, told.split()[:3]) == (0, ["checked", "--against", commit])
        assert self.git(tmp_path / "clone", "cat-file", "-t", commit) == "commit"

    def test_one_that_is_nowhere_stops_the_deployment_and_the_way_out_is_told(
        self, step: tuple[str, str], tmp_path: Path
    ) -> None:
        self.dropped(tmp_path)
        gone = "0123456789abcdef0123456789abcdef01234567"
        code, told = self.run(step, tmp_path / "clone", gone)
        assert code == 1
        assert told.startswith("::error::")
        assert f"git push origin {gone}:refs/heads/stood" in told
        assert "checked" not in told


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
@pytest.mark.proof("tests/test_workflows.py")
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
            for path in (ROOT / ".github" / "workflows").glob("*.yml")
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


class TestOwnersAnswer:
    """The steps that write the answer "owner", run as they stand with a `gh` that notes what it is asked."""

    def asked(self, folder: Path, job: str, result: str = "") -> list[str]:
        """Return the arguments of the one call."""
        (folder / "gh").write_text('#!/bin/bash\nprintf "%s\\n" "$@" > "$ASKED"\n', encoding="utf-8")
        (folder / "gh").chmod(0o755)
        (step,) = read(ROOT / ".github/workflows/owner.yml")["jobs"][job]["steps"]
        known = {
            "PATH": f"{folder}:/usr/bin:/bin",
            "ASKED": str(folder / "asked"),
            "HEAD": "0" * 40,
            "RESULT": result,
            "GITHUB_REPOSITORY": "kommunen/kundval",
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_RUN_ID": "7",
        }
        command = ["bash", "--noprofile", "--norc", "-euo", "pipefail", "-c", step["run"]]
        subprocess.run(command, env=known, check=True, timeout=60)
        return (folder / "asked").read_text(encoding="utf-8").splitlines()

    def test_it_is_pending_at_first(self, tmp_path: Path) -> None:
        asked = self.asked(tmp_path, "begin")
        assert asked[:2] == ["api", f"repos/kommunen/kundval/statuses/{'0' * 40}"]
        assert asked[-4:] == ["-f", "context=owner", "-f", "state=pending"]

    @pytest.mark.parametrize(
        ("result", "state"),
        [("success", "success"), ("failure", "failure"), ("cancelled", "error"), ("skipped", "error"), ("", "error")],
    )
    def test_only_a_check_that_passed_is_a_success(self, result: str, state: str, tmp_path: Path) -> None:
        asked = self.asked(tmp_path, "answer", result)
        assert asked[3:7] == ["-f", "context=owner", "-f", f"state={state}"]
        assert asked[-1] == "target_url=https://github.example/kommunen/kundval/actions/runs/7"


class TestMonthlyIssues:
    """The job that writes issues, run as it stands with a `gh` that notes what it is asked."""

    GH = """#!/bin/bash
if [ "$1 $2" = "issue list" ]; then cat "$FAKE/open"; exit; fi
if [ "$1" = api ]; then [ "$2" = user/1001 ] && echo ada; exit; fi
echo "$*" >> "$FAKE/asked"
"""

    def asked(self, folder: Path, open_issues: str, letters: dict[str, str]) -> list[str]:
        (folder / "letters").mkdir()
        (folder / "letters" / "providers").write_text("".join(f"{id_}\n" for id_ in letters), encoding="utf-8")
        for id_, accounts in letters.items():
            for ending, text in (("title", f"Se över: {id_} ({id_})\n"), ("body", "- x\n"), ("accounts", accounts)):
                (folder / "letters" / f"{id_}.{ending}").write_text(text, encoding="utf-8")
        (folder / "open").write_text(open_issues, encoding="utf-8")
        (folder / "bin").mkdir()
        (folder / "bin" / "gh").write_text(self.GH, encoding="utf-8")
        (folder / "bin" / "gh").chmod(0o755)
        job = read(ROOT / ".github/workflows/stale.yml")["jobs"]["write"]
        (script,) = [step["run"] for step in job["steps"] if "run" in step]
        (folder / "work").mkdir()
        (folder / "letters").rename(folder / "work" / "letters")
        known = {"PATH": f"{folder}/bin:/usr/bin:/bin", "FAKE": str(folder), "LABEL": "profil"}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        subprocess.run(command, cwd=folder / "work", env=known, check=True, timeout=60)
        first, *rest = (folder / "asked").read_text(encoding="utf-8").splitlines()
        assert first.startswith("label create profil --force")
        return rest

    def test_a_provider_without_an_open_issue_gets_one(self, tmp_path: Path) -> None:
        assert self.asked(tmp_path, "7 Se över: Ek (ek-tva)\n", {"ek": "", "ek-tva": ""}) == [
            "issue create --title Se över: ek (ek) --body-file letters/ek.body --label profil",
            "issue edit 7 --title Se över: ek-tva (ek-tva) --body-file letters/ek-tva.body",
        ]

    def test_an_issue_of_whom_nothing_is_left_to_see_is_closed(self, tmp_path: Path) -> None:
        assert self.asked(tmp_path, "7 Se över: Ek (i Solna) (ek)\n", {}) == [
            "issue close 7 --comment Inget är kvar att se över."
        ]

    def test_whom_it_concerns_is_called_by_name_if_the_account_is_there(self, tmp_path: Path) -> None:
        self.asked(tmp_path, "", {"ek": "1001\n2002\n"})
        assert (tmp_path / "work/letters/ek.body").read_text(encoding="utf-8") == "- x\n\n@ada\n"
