"""What signs in to AWS is code of the main branch, and production comes after staging."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from ops.municipality.repository import TEMPLATES
from tests.support.workflows import ROOT, WORKFLOWS, read, steps


class TestDeployment:
    """What signs in to AWS is code of the main branch, and nothing of a proposal."""

    SIGNS_IN = ("deploy", "deploy_to", "nightly")

    def test_no_other_workflow_may_sign_in(self) -> None:
        found = [path.stem for path in WORKFLOWS if "id-token" in path.read_text(encoding="utf-8")]
        assert found == sorted((*self.SIGNS_IN, "release"))
        assert "AWS_ROLE_ARN" not in (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")

    @pytest.mark.parametrize("name", SIGNS_IN)
    def test_no_proposal_starts_it(self, name: str) -> None:
        started = set(read(ROOT / f".github/workflows/{name}.yml")["on"])
        assert started <= {"push", "schedule", "workflow_call", "workflow_dispatch"}

    @pytest.mark.parametrize("folder", [ROOT, TEMPLATES])
    def test_only_the_main_branch_is_deployed(self, folder: Path) -> None:
        started = read(folder / ".github/workflows/deploy.yml")["on"]
        assert started["push"] == {"branches": ["main"]}
        assert set(started) <= {"push", "workflow_call", "schedule"}

    def test_production_comes_after_staging_and_staging_after_the_tests(self) -> None:
        jobs = read(ROOT / ".github/workflows/deploy.yml")["jobs"]
        order = {name: job.get("needs", "") for name, job in jobs.items()}
        assert order == {"package": "", "staging": "package", "production": "staging"}
        runs = [step["run"] for step in jobs["package"]["steps"] if "run" in step]
        assert runs[-2:] == ["make test", "make rehearse"]

    def test_what_is_deployed_is_made_again_and_compared_before_anything_signs_in(self) -> None:
        steps_ = read(ROOT / ".github/workflows/deploy_to.yml")["jobs"]["deploy"]["steps"]
        (download,) = [step for step in steps_ if step.get("uses", "").startswith("actions/download-artifact@")]
        assert download["with"]["path"] == "${{ runner.temp }}/tested"  # nothing of it is where `make deploy` looks
        runs = [step.get("run", "") for step in steps_]
        build = runs.index("make build")
        assert runs[build + 1] == 'python3 build.py package --compare "$RUNNER_TEMP/tested"'
        (signs_in,) = [place for place, run in enumerate(runs) if "ACTIONS_ID_TOKEN_REQUEST_TOKEN" in run]
        assert build + 1 < signs_in < runs.index("make deploy")
        packed = read(ROOT / ".github/workflows/deploy.yml")["jobs"]["package"]["steps"][-1]
        assert packed["with"]["path"] == "var/package"

    def test_each_environment_has_its_own_approval(self) -> None:
        jobs = read(ROOT / ".github/workflows/deploy.yml")["jobs"]
        named = {name: job["with"]["environment"] for name, job in jobs.items() if "with" in job}
        assert named == {"staging": "staging", "production": "production"}
        called = read(ROOT / ".github/workflows/deploy_to.yml")["jobs"]["deploy"]
        assert called["environment"] == "${{ inputs.environment }}"

    def test_the_night_publishes_the_commit_that_stands_and_the_site_alone(self) -> None:
        job = read(ROOT / ".github/workflows/nightly.yml")["jobs"]["publish"]
        (checkout,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert checkout["with"]["ref"] == "${{ steps.stands.outputs.commit }}"
        assert [step["run"] for step in job["steps"] if step.get("run", "").startswith("make")] == ["make publish"]

    def test_at_the_hours_of_the_day_nothing_is_built_where_nothing_new_was_stated(self) -> None:
        job = read(ROOT / ".github/workflows/nightly.yml")["jobs"]["publish"]
        names = [step.get("id") for step in job["steps"]]
        news = job["steps"][names.index("news")]
        hours = read(ROOT / ".github/workflows/nightly.yml")["on"]["schedule"][1]["cron"]
        assert news["if"] == f"github.event.schedule == '{hours}'"
        after = job["steps"][names.index("news") + 1 :]
        assert [step["if"] for step in after] == ["steps.news.outputs.same != 'true'"] * 3

    @pytest.mark.parametrize("hours_ahead", [1, 2])
    def test_the_hours_of_the_day_come_in_summer_and_in_winter(self, hours_ahead: int) -> None:
        hours = read(ROOT / ".github/workflows/nightly.yml")["on"]["schedule"][1]["cron"].split()[1].split(",")
        assert {7, 12, 17} <= {int(hour) + hours_ahead for hour in hours}

    def test_every_target_that_a_workflow_makes_is_there(self) -> None:
        made = {
            step["run"] for path in WORKFLOWS for step in steps(read(path)) if step.get("run", "").startswith("make ")
        }
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
        assert {one.removeprefix("make ") for one in made} <= targets

    def test_what_is_not_set_is_not_said_so_that_what_was_set_once_stays(self) -> None:
        command = ["make", "--dry-run", "--no-print-directory", "deploy", "BUCKET=b", "COMMIT=c"]
        bare = {"PATH": os.environ["PATH"]}
        done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=True, timeout=60)
        asked = done.stdout.replace("\\\n", " ").split()
        assert asked[3:] == ["--stack", '"kundval-staging"', "--bucket", '"b"', "--parameter", '"Commit=c"']

    def test_what_make_deploys_is_what_the_command_takes(self) -> None:
        command = [
            "make",
            "--dry-run",
            "--no-print-directory",
            "deploy",
            "BUCKET=b",
            "ALARM_EMAIL=a@b",
            "STACK=s",
            "COMMIT=c",
            "MAKER_ARN=m",
            "BOUNDARY_ARN=l",
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
        asked = done.stdout.replace("\\\n", " ").split()
        assert asked[1:] == [
            "build.py",
            "deploy",
            "--stack",
            '"s"',
            "--bucket",
            '"b"',
            "--role",
            '"m"',
            "--parameter",
            '"AlarmEmail=a@b"',
            "--parameter",
            '"Commit=c"',
            "--parameter",
            '"RoleBoundary=l"',
        ]
