"""A deployment goes to the account that is prepared for its stack, and to no other."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from moto import mock_aws

from ops.aws import account, deploy, package, stacks
from ops.aws import template as infrastructure
from ops.cli import aws
from tests.support.ops import moto_secret  # noqa: F401 - moto learns what a secret is
from tests.support.ops.reading import Template

CLOUD = stacks.Cloud("eu-north-1", poll_seconds=1)
FUNCTION: Template = {
    "Parameters": {name: {"Type": "String"} for name in ("CodeBucket", "CodeKey", *account.OWN)},
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
}
"""A template that takes what a deployment hands to it, and has no outputs."""


@pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")
class TestADeploymentsAccount:
    """A deployment goes to the account that is prepared for its stack, and for no other."""

    @pytest.fixture(autouse=True)
    def moto(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        with mock_aws():
            yield

    def prepare(self, environment: str) -> dict[str, str]:
        return account.apply_account(CLOUD, account.Account("o/r", environment, "kundval", "", 50, "a@b"))

    def deployed(self, folder: Path, stack: str, *more: str) -> str:
        """Return what the command says of a deployment that stops."""
        for name in ("dist/index.html", "var/package/sam.json", "policy/x"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(json.dumps(FUNCTION), encoding="utf-8")
        given = ["--data", str(folder), "--stack", stack, "--bucket", "packages", *more]
        asked = CliRunner().invoke(aws.deploy, given)
        assert asked.exit_code == 1
        said: str = asked.output
        return said

    def test_the_stack_gets_key_and_secrets_of_its_account(self) -> None:
        outputs = self.prepare("staging")
        assert account.prepared(CLOUD, "kundval-staging") == {name: outputs[name] for name in account.OWN}

    @pytest.mark.parametrize("prepared", [("production",), ("production", "staging")])
    def test_one_that_is_another_environments_is_refused(self, prepared: tuple[str, ...], tmp_path: Path) -> None:
        for environment in prepared:
            self.prepare(environment)
        said = self.deployed(tmp_path, "kundval-staging")
        assert said.startswith("deploy: This AWS account is that of kundval-production (stack account-of-kundval-")
        assert said.count("\n") == 1

    @pytest.mark.parametrize("stack", ["kundval-staging", "kundval"])
    def test_one_that_is_not_prepared_is_refused(self, stack: str, tmp_path: Path) -> None:
        said = self.deployed(tmp_path, stack)
        assert said.startswith(
            f"deploy: This AWS account is not prepared for the stack {stack}: it has no stack account"
        )
        assert "python3 build.py account" in said

    def test_one_that_an_earlier_version_prepared_is_prepared_again(self, tmp_path: Path) -> None:
        template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Bucket": {"Value": "b"}}}
        stacks.apply_stack(CLOUD, "account-of-kundval-staging", {"TemplateBody": json.dumps(template)}, {}, policy="{}")
        said = self.deployed(tmp_path, "kundval-staging")
        assert said.startswith("deploy: An earlier version prepared this AWS account for kundval-staging: prepare it")

    @pytest.mark.parametrize("more", [(), ("--parameter", f"{account.SECRETS}=arn:former")], ids=["asked", "kept"])
    def test_a_stack_whose_numbers_come_from_other_secrets_is_left_alone(
        self, more: tuple[str, ...], tmp_path: Path
    ) -> None:
        secrets = self.prepare("staging")[account.SECRETS]
        outputs = {account.SECRETS: {"Value": "arn:former"}}
        template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": outputs}
        stacks.apply_stack(CLOUD, "kundval-staging", {"TemplateBody": json.dumps(template)}, {}, policy="{}")
        said = self.deployed(tmp_path, "kundval-staging", *more)
        assert said.startswith("deploy: The numbers of the stack kundval-staging come from arn:former, and the account")
        assert f"--parameter {account.SECRETS}={secrets}. The commands are under From 0.1.0 on AWS" in said
        named = self.deployed(tmp_path, "kundval-staging", "--parameter", f"{account.SECRETS}={secrets}")
        assert "judges by is not known" in named, "the next check: the secrets are accepted"

    def test_a_stack_whose_deployment_never_ended_is_told_of_in_a_sentence(self, tmp_path: Path) -> None:
        self.prepare("staging")
        where = {"LocationConstraint": CLOUD.region}
        CLOUD.client("s3").create_bucket(Bucket="packages", CreateBucketConfiguration=where)
        packed = tmp_path / "var/package" / package.ZIP
        packed.parent.mkdir(parents=True)
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(str(infrastructure.REGISTER), "{}")
        values = dict.fromkeys(FUNCTION["Parameters"], "") | {"CodeBucket": "packages"}
        values["CodeKey"] = deploy.upload_package(CLOUD, "packages", packed)
        stacks.apply_stack(CLOUD, "kundval-staging", {"TemplateBody": json.dumps(FUNCTION)}, values, policy="{}")
        said = self.deployed(tmp_path, "kundval-staging")
        assert (said.startswith("deploy: The stack kundval-staging "), said.count("\n")) == (True, 1)

    def test_the_site_of_a_stack_that_has_none_is_not_published(self, tmp_path: Path) -> None:
        template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
        stacks.apply_stack(CLOUD, "payroll", {"TemplateBody": json.dumps(template)}, {}, policy="{}")
        said = self.deployed(tmp_path, "payroll", "--site-only")
        assert said == "deploy: The stack payroll has no site: it is another system's, or its deployment never ended.\n"
