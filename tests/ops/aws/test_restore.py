"""The runbook's way to a restored ledger, line by line in an emulated AWS.

As far as the emulator goes: a restored table is a copy of what stands now, for it keeps no past, and it restores at
once. That the moment is the one that was asked for is AWS's own promise; all other steps are tried here.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ops.aws import deploy, emulator, rehearsal
from ops.aws.package import register_of
from ops.aws.rehearsal_stage import REGION, RehearsalStage
from ops.aws.stacks import Cloud
from tests.support import separate_tools
from tests.support.ops import aws_words, runbook

pytestmark = [pytest.mark.xdist_group("package"), pytest.mark.proof("tests/ops/aws/test_runbook.py")]
NOTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}]}
)
SECTION = re.compile(r"^## .*\{ #restore \}\n(.*?)^## ", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def steps() -> list[list[str]]:
    """The lines of each step that ask AWS."""
    (page,) = [path for path in runbook.PAGES if path.stem == "incidents"]
    (section,) = SECTION.findall(page.read_text(encoding="utf-8"))
    blocks = [[line for line in block.splitlines() if "aws " in line] for block in BLOCK.findall(section)]
    return [lines for lines in blocks if lines]


class Restored:
    """A stack whose ledger was damaged and put back by the runbook, and what it answered on the way."""

    def __init__(self, stage: RehearsalStage) -> None:
        self.known: dict[str, str] = {}
        self.claim = rehearsal._smoke(stage, lambda _: None)[0]
        stop, beside, place, settings, start = steps()
        self._do(stage, stop)
        self.stopped = self._concurrency(stage)
        self._do(stage, beside)
        self.beside = self._count(stage, "kundval-restored")
        self._do(stage, place)
        self.bare = self._settings(stage)
        self._do(stage, settings)
        self.settings = self._settings(stage)
        self._do(stage, start)
        self.started = self._concurrency(stage)
        self.again = self._asked(stage)
        nothing = stage.cloud.client("iam").create_policy(PolicyName="nothing", PolicyDocument=NOTHING)
        stage.bind(nothing["Policy"]["Arn"])
        self.bound = self._asked(stage)

    def _asked(self, stage: RehearsalStage) -> dict[str, Any]:
        return stage.ask("POST", "/v1/claims", "provider", self.claim.provider, self.claim.body)

    def _do(self, stage: RehearsalStage, lines: list[str]) -> None:
        for line in lines:
            told = aws_words.run(stage.cloud, line, self.known)
            if "list-backups" in line:  # whoever follows the page copies it from there
                self.known["BACKUP"] = str(told)

    def _count(self, stage: RehearsalStage, table: str) -> int:
        return int(stage.cloud.client("dynamodb").scan(TableName=table, Select="COUNT")["Count"])

    def _concurrency(self, stage: RehearsalStage) -> Any:  # noqa: ANN401 - a number, or nothing
        found = stage.cloud.client("lambda").get_function_concurrency(FunctionName=self.known["HANDLER"])
        return found.get("ReservedConcurrentExecutions")

    def _settings(self, stage: RehearsalStage) -> dict[str, object]:
        client, table = stage.cloud.client("dynamodb"), self.known["TABLE"]
        described = client.describe_table(TableName=table)["Table"]
        backups = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        expires = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        return {
            "protected": described.get("DeletionProtectionEnabled", False),
            "restorable": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED",
            "expires": expires.get("AttributeName") if expires["TimeToLiveStatus"] == "ENABLED" else None,
            "indexes": sorted(one["IndexName"] for one in described["GlobalSecondaryIndexes"]),
        }


@pytest.fixture(scope="module")
def restored(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restored]:
    """Made once: a stack from nothing, a claim, and the runbook's section."""
    separate_tools.ready("ministack")
    folder = tmp_path_factory.mktemp("restored")
    (folder / "site").mkdir()
    with pytest.MonkeyPatch.context() as kept:
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            kept.setenv(name, "kept by monkeypatch")
        with emulator.serving(folder, lambda at: Cloud(REGION, at).client("s3").list_buckets()) as endpoint:
            cloud = Cloud(REGION, endpoint, poll_seconds=1)
            target = rehearsal.prepare_account(cloud, replace(rehearsal.ACCOUNT, environment="production"))
            first = rehearsal._without_unknown(packed, folder / "first")
            stage = RehearsalStage(
                cloud, target.stack, deploy.deploy(cloud, target, first, folder / "site"), register_of(first)
            )
            rehearsal._set_secret(stage)
            stage.bind(target.parameters["RoleBoundary"])
            yield Restored(stage)


def test_every_step_that_asks_aws_was_done(restored: Restored) -> None:
    assert {"TABLE", "HANDLER", "BACKUP"} <= restored.known.keys()


def test_the_endpoint_is_stopped_meanwhile_and_started_afterwards(restored: Restored) -> None:
    assert (restored.stopped, restored.started) == (0, None)


def test_what_was_restored_beside_holds_the_claim(restored: Restored) -> None:
    assert restored.beside > 2


def test_a_restored_table_lacks_what_the_runbook_sets_again(restored: Restored) -> None:
    assert (restored.bare["protected"], restored.bare["restorable"], restored.bare["expires"]) == (False, False, None)
    assert restored.settings == {**restored.bare, "protected": True, "restorable": True, "expires": "expires"}


def test_the_claim_has_the_receipt_that_it_had(restored: Restored) -> None:
    assert (restored.again["status"], restored.again["body"]) == (200, restored.claim.receipt)


def test_all_of_it_was_done_within_the_boundary_of_the_roles(restored: Restored) -> None:
    assert (restored.again["status"], restored.bound["status"]) == (200, 500)  # within one of nothing it cannot answer
