"""What holds of each workflow: what a stranger proposes is read, never run, and a job may do no more than it does."""

import re
from pathlib import Path

import pytest

from tests.support.workflows import PUBLISHING, WORKFLOWS, read, steps

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
HEAD = re.compile(r"head\.(?:sha|ref|repo)|github\.head_ref")


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
