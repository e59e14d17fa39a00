"""Whose proposal it is, is answered by the base branch alone."""

import subprocess
from pathlib import Path

import pytest

from ops.municipality.repository import TEMPLATES
from tests.support.workflows import OWN, ROOT, WORKFLOWS, read, steps


class TestOwner:
    """Whose proposal it is, is answered by the base branch alone, and anew when the base changes."""

    OWNER = ROOT / ".github/workflows/owner.yml"

    def test_it_runs_from_the_base_and_reads_only(self) -> None:
        workflow = read(self.OWNER)
        assert list(workflow["on"]) == ["pull_request_target", "workflow_call"]
        assert workflow["jobs"]["owner"]["permissions"] == {"contents": "read"}
        (run,) = [step["run"] for step in steps(workflow) if "build.py" in step.get("run", "")]
        assert run == 'python3 build.py owner "$BASE" "$HEAD" --author "$AUTHOR" --language sv'

    @pytest.mark.parametrize("path", [OWNER, TEMPLATES / ".github/workflows/proposal.yml"], ids=lambda path: path.stem)
    def test_a_proposal_that_is_to_go_into_another_branch_is_answered_anew_and_for_main_alone(self, path: Path) -> None:
        started = read(path)["on"]["pull_request_target"]
        assert started == {"types": ["opened", "synchronize", "reopened", "edited"], "branches": ["main"]}

    def test_the_answer_is_a_status_which_only_workflows_of_the_base_may_write(self) -> None:
        writing = {
            path.stem: read(path)["on"]
            for path in (*WORKFLOWS, *OWN)
            if any("statuses" in job["permissions"] for job in read(path)["jobs"].values())
        }
        assert {name: set(started) - {"workflow_call"} for name, started in writing.items()} == {
            "owner": {"pull_request_target"},
            "proposal": {"pull_request_target"},
        }

    def test_it_is_pending_before_anything_of_the_proposal_is_looked_at(self) -> None:
        jobs = read(self.OWNER)["jobs"]
        assert {name: job.get("needs", "") for name, job in jobs.items()} == {
            "begin": "",
            "owner": "begin",
            "answer": "owner",
        }
        assert jobs["begin"]["steps"][0]["run"].endswith("-f context=owner -f state=pending")
        assert jobs["answer"]["if"] == "${{ !cancelled() }}"

    def test_no_other_job_of_ours_has_its_name(self) -> None:
        named = [
            (path.stem, job["name"])
            for path in (*WORKFLOWS, *OWN)
            for job in read(path)["jobs"].values()
            if job["name"] == "owner"
        ]
        assert named == [("owner", "owner"), ("proposal", "owner")]


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


def test_every_file_has_an_owner() -> None:
    rules = (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    assert [rule.split()[0] for rule in rules if not rule.startswith("#")] == ["*"]
