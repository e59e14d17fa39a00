"""What a municipality's own repository calls ours with."""

from typing import Any

import pytest

from ops.municipality.repository import TEMPLATES
from tests.support.workflows import OWN, ROOT, read


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
