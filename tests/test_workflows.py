"""The workflows: what a stranger proposes is read, never run, and a job may do no more than it does."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")
NODE_24 = {
    "actions/checkout": 5,
    "actions/setup-python": 6,
    "actions/upload-artifact": 6,  # 5 knows Node 24, but runs on Node 20 if nobody asks
    "actions/download-artifact": 7,  # 6, the same
}
"""The first major of each action whose action.yml says `using: node24`: GitHub's runners have no Node 20 any more."""
USED = re.compile(r"uses: (?P<action>[\w-]+/[\w./-]+)@[0-9a-f]{40} # v(?P<major>[0-9]+)\.[0-9]+\.[0-9]+")
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
SIGNING_IN = {"contents": "read", "id-token": "write"}
"""What a deployment may: read, and show AWS whose run it is. No proposal ever runs with it."""
HEAD = re.compile(r"head\.(?:sha|ref|repo)|github\.head_ref")


def read(path: Path) -> Any:  # noqa: ANN401 - a workflow; `on` stays a word
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes only text


def steps(workflow: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - the same
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
        assert len(used) == text.count("uses: ") - text.count("uses: ./")
        assert [f"{action} v{major}" for action, major in used if major < NODE_24[action]] == []

    def test_nothing_may_be_done_that_a_job_does_not_name(self, path: Path) -> None:
        workflow = read(path)
        assert workflow["permissions"] == "{}" or workflow["permissions"] == {}
        granted = [job["permissions"] for job in workflow["jobs"].values()]
        known = ({"contents": "read"}, {"pull-requests": "write"}, {"issues": "write"}, SIGNING_IN)
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
        assert found == sorted(self.SIGNS_IN)

    @pytest.mark.parametrize("name", SIGNS_IN)
    def test_no_proposal_starts_it(self, name: str) -> None:
        started = set(read(ROOT / f".github/workflows/{name}.yml")["on"])
        assert started <= {"push", "schedule", "workflow_call", "workflow_dispatch"}

    def test_only_the_main_branch_is_deployed(self) -> None:
        assert read(ROOT / ".github/workflows/deploy.yml")["on"] == {"push": {"branches": ["main"]}}

    def test_production_comes_after_staging_and_staging_after_the_tests(self) -> None:
        jobs = read(ROOT / ".github/workflows/deploy.yml")["jobs"]
        order = {name: job.get("needs", "") for name, job in jobs.items()}
        assert order == {"package": "", "staging": "package", "production": "staging"}
        runs = [step["run"] for step in jobs["package"]["steps"] if "run" in step]
        assert runs[-2:] == ["make test", "make rehearse"]

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
        assert asked[3:] == ["--stack", '"kundval"', "--bucket", '"b"', "--parameter", '"Commit=c"']

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


def test_the_owners_check_runs_from_the_base_and_reads_only() -> None:
    workflow = read(ROOT / ".github/workflows/owner.yml")
    assert list(workflow["on"]) == ["pull_request_target"]
    assert workflow["jobs"]["owner"]["permissions"] == {"contents": "read"}
    (run,) = [step["run"] for step in steps(workflow) if "build.py" in step.get("run", "")]
    assert run == 'python3 build.py owner "$BASE" "$HEAD" --author "$AUTHOR" --language sv'


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

    @pytest.mark.parametrize("name", ["comment", "profile"])
    def test_a_change_of_policy_is_commented_too(self, name: str) -> None:
        (event,) = read(ROOT / f".github/workflows/{name}.yml")["on"].values()
        assert event["paths"] == ["providers/**", "policy/**"]

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


def test_every_file_has_an_owner() -> None:
    rules = (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    assert [rule.split()[0] for rule in rules if not rule.startswith("#")] == ["*"]
