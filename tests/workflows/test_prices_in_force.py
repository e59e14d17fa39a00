"""No change of policy goes in or out that has not been held against what stood."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.workflows import ROOT, read, steps


class TestPricesInForce:
    """No change of policy goes in or out that has not been held against what stood."""

    @pytest.mark.parametrize(
        ("name", "job", "then"),
        [("check", "check", "make test"), ("deploy", "package", "make test"), ("deploy_to", "deploy", "make deploy")],
    )
    def test_policy_is_held_against_what_stood_before_anything_else(self, name: str, job: str, then: str) -> None:
        runs = [step.get("run", "") for step in read(ROOT / f".github/workflows/{name}.yml")["jobs"][job]["steps"]]
        (against,) = [place for place, run in enumerate(runs) if "build.py check --against" in run]
        assert runs.index("make setup") < against < runs.index(then)

    @pytest.mark.parametrize("name", ["check", "deploy", "deploy_to"])
    def test_the_history_that_it_is_held_against_is_fetched(self, name: str) -> None:
        found = [
            step for step in steps(read(ROOT / f".github/workflows/{name}.yml")) if "checkout@" in step.get("uses", "")
        ]
        assert [step["with"].get("fetch-depth") for step in found] == ["0"]

    def test_a_proposal_cannot_excuse_itself(self) -> None:
        assert "--excused" not in (ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8")

    def test_a_change_of_policy_is_commented_too(self) -> None:
        started = read(ROOT / ".github/workflows/review.yml")["on"]
        assert started["pull_request_target"]["paths"] == ["providers/**", "policy/**"]

    def test_a_proposal_is_held_against_the_branch_as_it_is_merged_into_it(self, tmp_path: Path) -> None:
        def git(*arguments: str) -> str:
            who = ("-c", "user.name=x", "-c", "user.email=x@kundval.example")
            command = ("git", *who, *arguments)
            return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()

        (run,) = [
            step["run"]
            for step in steps(read(ROOT / ".github/workflows/check.yml"))
            if "--against" in step.get("run", "")
        ]
        git("init", "-q", "-b", "main")
        git("commit", "-q", "--allow-empty", "-m", "begun")
        git("switch", "-q", "-c", "proposal")
        git("commit", "-q", "--allow-empty", "-m", "proposed")
        git("switch", "-q", "main")
        git("commit", "-q", "--allow-empty", "-m", "what others have done since")
        git("update-ref", "refs/remotes/origin/main", "main")
        git("merge", "-q", "--no-ff", "-m", "as GitHub tries it", "proposal")
        script = run.replace("python3 build.py check", "echo")
        known = {**os.environ, "MAIN": "main"}
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=known, capture_output=True, text=True, check=True
        )
        assert done.stdout.split()[1] == git("rev-parse", "origin/main")


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
