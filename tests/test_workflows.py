"""The workflows: what a stranger proposes is read, never run, and a job may do no more than it does."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.workflows import read

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEMPLATES = ROOT / "ops" / "municipality" / "repository"
OWN = sorted((TEMPLATES / ".github" / "workflows").glob("*.yml"))
"""What a municipality's own repository calls ours with."""
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")
NODE_24 = {
    "actions/checkout": 5,
    "actions/setup-python": 6,
    "actions/upload-artifact": 6,  # 5 knows Node 24, but runs on Node 20 if nobody asks
    "actions/download-artifact": 7,  # 6, the same
    "actions/attest-build-provenance": 3,  # made of actions that say it
}
"""The first major of each action whose action.yml says `using: node24`: GitHub's runners have no Node 20 any more."""
USED = re.compile(r"uses: (?P<action>[\w-]+/[\w./-]+)@[0-9a-f]{40} # v(?P<major>[0-9]+)\.[0-9]+\.[0-9]+")
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
SIGNING_IN = {"contents": "read", "id-token": "write"}
"""What a deployment may: read, and show AWS whose run it is. No proposal ever runs with it."""
PUBLISHING = {"contents": "write", "id-token": "write", "attestations": "write"}
"""What publishes a release, and nothing else, may do: write the release, and sign it as what this run has made."""
HEAD = re.compile(r"head\.(?:sha|ref|repo)|github\.head_ref")


def steps(workflow: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a workflow
    return [step for job in workflow["jobs"].values() for step in job.get("steps", ())]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
class TestEach:
    """What holds of every workflow."""

    def test_every_action_is_pinned_by_its_commit(self, path: Path) -> None:
        assert [
            step["uses"] for step in steps(read(path)) if "uses" in step and not PINNED.fullmatch(step["uses"])
        ] == []

    def test_every_action_runs_on_node_24(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        used = [(one["action"], int(one["major"])) for one in USED.finditer(text)]
        assert len(used) == text.count(" uses: ") - text.count(" uses: ./")
        assert [f"{action} v{major}" for action, major in used if major < NODE_24[action]] == []

    def test_nothing_may_be_done_that_a_job_does_not_name(self, path: Path) -> None:
        workflow = read(path)
        assert workflow["permissions"] == "{}" or workflow["permissions"] == {}
        granted = [job["permissions"] for job in workflow["jobs"].values()]
        writing = [{name: "write"} for name in ("pull-requests", "issues", "statuses")]
        known = ({"contents": "read"}, *writing, PUBLISHING, SIGNING_IN)
        assert all(one in known for one in granted)

    def test_no_expression_stands_in_a_script(self, path: Path) -> None:
        assert [step["run"] for step in steps(read(path)) if EXPRESSION.search(step.get("run", ""))] == []

    def test_a_checkout_is_of_the_base_and_leaves_no_token_behind(self, path: Path) -> None:
        for step in steps(read(path)):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] == "false"
                assert not HEAD.search(step["with"].get("ref", ""))

    def test_no_secret_is_named(self, path: Path) -> None:
        assert "secrets." not in path.read_text(encoding="utf-8")

    def test_whoever_may_write_has_no_code_and_no_checkout(self, path: Path) -> None:
        for job in read(path)["jobs"].values():
            if "write" in job["permissions"].values() and job["permissions"] != SIGNING_IN:
                used = [step.get("uses", "").partition("@")[0] for step in job["steps"]]
                assert "actions/checkout" not in used
                assert not [
                    step for step in job["steps"] if "python" in step.get("run", "") or "make" in step.get("run", "")
                ]


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


class TestRelease:
    """What is handed out is made of a tag that was tested, and what may write sees nothing else."""

    WORKFLOW = read(ROOT / ".github/workflows/release.yml")

    def test_a_tag_starts_it_and_nothing_else(self) -> None:
        assert self.WORKFLOW["on"] == {"push": {"tags": ["v*"]}}

    def test_no_other_workflow_may_write_what_the_repository_holds(self) -> None:
        found = [path.stem for path in WORKFLOWS if "contents: write" in path.read_text(encoding="utf-8")]
        assert found == ["release"]
        assert self.WORKFLOW["jobs"]["publish"]["permissions"] == PUBLISHING

    def test_it_is_published_after_the_tests_and_the_checksums(self) -> None:
        jobs = self.WORKFLOW["jobs"]
        assert jobs["publish"]["needs"] == "files"
        assert [step["run"] for step in jobs["files"]["steps"] if "run" in step] == ["make release", "make test"]
        check, publish = [step["run"] for step in jobs["publish"]["steps"] if "run" in step]
        assert check == "cd release && sha256sum --check --strict SHA256SUMS"
        assert publish.startswith('gh release create "$TAG" --verify-tag ')

    def test_it_is_signed_before_it_is_published_wherever_the_platform_signs(self) -> None:
        (sign,) = [step for step in steps(self.WORKFLOW) if "attest-build-provenance" in step.get("uses", "")]
        *before, publish = self.WORKFLOW["jobs"]["publish"]["steps"]
        assert sign == before[-1]
        assert "gh release create" in publish["run"]
        assert sign["with"] == {"subject-path": "release/*"}
        assert sign["if"] == "${{ !github.event.repository.private }}"

    def test_each_file_that_is_published_is_one_that_make_release_makes(self) -> None:
        (*_, publish) = self.WORKFLOW["jobs"]["publish"]["steps"]
        files = {name.replace("${TAG#v}", "1.2.3") for name in re.findall(r'release/([^\s"]+)', publish["run"])}
        assert files == {"kundval-1.2.3.tar.gz", "kundval-1.2.3.cdx.json", "SHA256SUMS", "RELEASE.txt"}


class TestAMunicipalitysOwn:
    """Its three workflows only call ours, and each call may do what ours do and no more."""

    CALLS = tuple((path.stem, name) for path in OWN for name in read(path)["jobs"])

    @staticmethod
    def called(path: str) -> Any:  # noqa: ANN401 - a workflow
        return read(ROOT / ".github" / "workflows" / path.partition("@")[0].rpartition("/")[2])

    def needed(self, workflow: Any) -> dict[str, str]:  # noqa: ANN401 - a workflow
        """Return what the jobs of a workflow may do, together with those that they call."""
        jobs = workflow["jobs"].values()
        nested = (self.needed(self.called(job["uses"])) for job in jobs if "uses" in job)
        return {
            name: right for rights in (*(job["permissions"] for job in jobs), *nested) for name, right in rights.items()
        }

    @pytest.mark.parametrize(("workflow", "job"), CALLS)
    def test_it_calls_a_workflow_of_ours_with_the_rights_that_its_jobs_need(self, workflow: str, job: str) -> None:
        call = read(TEMPLATES / ".github" / "workflows" / f"{workflow}.yml")["jobs"][job]
        called = self.called(call["uses"])
        assert call["uses"] == f"__REPOSITORY__/.github/workflows/{job}.yml@__VERSION__"
        assert "workflow_call" in called["on"]
        assert call["permissions"] == self.needed(called)

    def test_nothing_else_is_granted(self) -> None:
        assert [read(path)["permissions"] for path in OWN] == ["{}"] * 3 or all(
            not read(path)["permissions"] for path in OWN
        )

    def test_a_stranger_starts_only_what_reads(self) -> None:
        started = {path.stem: sorted(read(path)["on"]) for path in OWN}
        assert started == {
            "check": ["pull_request"],
            "deploy": ["push", "schedule"],
            "proposal": ["pull_request_target"],
        }
        jobs = read(TEMPLATES / ".github/workflows/proposal.yml")["jobs"]
        assert set(jobs) == {"owner", "review"}

    def test_each_round_comes_at_the_hour_of_ours(self) -> None:
        workflow = read(TEMPLATES / ".github/workflows/deploy.yml")
        crons = {
            name: [entry["cron"] for entry in self.called(f"{name}.yml")["on"]["schedule"]]
            for name in ("nightly", "stale")
        }
        assert [entry["cron"] for entry in workflow["on"]["schedule"]] == [*crons["nightly"], *crons["stale"]]
        assert {name: workflow["jobs"][name]["if"] for name in crons} == {
            name: " || ".join(f"github.event.schedule == '{cron}'" for cron in own) for name, own in crons.items()
        }
        assert workflow["jobs"]["deploy"]["if"] == "github.event_name == 'push'"


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


def test_every_file_has_an_owner() -> None:
    rules = (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    assert [rule.split()[0] for rule in rules if not rule.startswith("#")] == ["*"]
