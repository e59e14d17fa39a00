"""What an account has before the first deployment: enough for CloudFormation, and too little for harm."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner
from moto import mock_aws

from chalicelib.ledger.dynamodb_items import LAYOUT_KEY
from ops.aws import account, package
from ops.cli import aws
from tests.support.ops.reading import Template, properties
from tests.support.ops.rights import UNUSED, granted, matches, needed

pytestmark = pytest.mark.xdist_group("package")
FUNCTIONS = package.ROOT / "functions"


@pytest.fixture(scope="module")
def standing() -> Template:
    """The template of an account."""
    found: Template = json.loads((package.ROOT / account.ACCOUNT).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def maker(standing: Template) -> set[str]:
    """What CloudFormation may do."""
    return granted(*(one["PolicyDocument"] for one in properties(standing, "Maker")["Policies"]))


@pytest.fixture(scope="module")
def wanted(template: Template) -> set[str]:
    """What AWS says that CloudFormation may have to do."""
    return set(needed(template["Resources"].values()))


@pytest.mark.parametrize(("name", "region"), [(account.ACCOUNT, "eu-north-1"), (account.BUDGET, account.BUDGET_REGION)])
def test_an_outside_checker_finds_nothing(name: Path, region: str) -> None:
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", region, "--", str(name)]
    done = subprocess.run(command, cwd=package.ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr


class TestWhatCloudFormationMay:
    """Make and change the stack, and nothing that the stack does not have."""

    def test_it_can_make_all_that_the_template_has(self, wanted: set[str], maker: set[str]) -> None:
        unused = [pattern for patterns in UNUSED.values() for pattern in patterns]
        assert len(wanted) > 100
        assert sorted(one for one in wanted if not matches(one, maker) and not matches(one, unused)) == []

    def test_nothing_is_called_unused_that_no_type_could_be_asked(self, wanted: set[str], maker: set[str]) -> None:
        missing = {one for one in wanted if not matches(one, maker)}
        patterns = [pattern for patterns in UNUSED.values() for pattern in patterns]
        assert [pattern for pattern in patterns if not any(matches(one, [pattern]) for one in missing)] == []

    @pytest.mark.parametrize(
        "action",
        [
            "dynamodb:DeleteTable",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "kms:Decrypt",
            "kms:DisableKey",
            "kms:ScheduleKeyDeletion",
            "iam:AttachRolePolicy",
            "iam:CreateUser",
            "iam:DeleteRolePermissionsBoundary",
            "s3:DeleteBucket",
            "s3:PutObject",
        ],
    )
    def test_it_can_neither_read_nor_destroy_what_is_kept(self, maker: set[str], action: str) -> None:
        assert not matches(action, maker)

    def test_it_cannot_read_the_secrets_of_the_numbers(self, standing: Template) -> None:
        statements = [
            one for own in properties(standing, "Maker")["Policies"] for one in own["PolicyDocument"]["Statement"]
        ]
        reading = [one for one in statements if "secretsmanager:GetSecretValue" in one["Action"]]
        places = [place["Fn::Sub"] for one in reading for place in one["Resource"]]
        assert len(places) == 2  # CloudFormation's name for a secret begins with its own, or with the stack's
        assert all(place.endswith("FrontSecret-*") for place in places)

    def test_a_role_that_it_makes_is_within_the_boundary(self, standing: Template, template: Template) -> None:
        statements = properties(standing, "Maker")["Policies"][1]["PolicyDocument"]["Statement"]
        (making,) = [one for one in statements if "iam:CreateRole" in one["Action"]]
        assert making["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": {"Ref": "Boundary"}}}
        roles = [one["Properties"] for one in template["Resources"].values() if one["Type"] == "AWS::IAM::Role"]
        bounded = {"Fn::If": ["Bounded", {"Ref": "RoleBoundary"}, {"Ref": "AWS::NoValue"}]}
        assert [one["PermissionsBoundary"] for one in roles] == [bounded] * 4

    def test_the_boundary_holds_all_that_the_functions_need(self, standing: Template) -> None:
        bound = granted(properties(standing, "Boundary")["PolicyDocument"])
        files = sorted((FUNCTIONS / ".chalice").glob("policy-*.json"))
        own = granted(*(json.loads(path.read_text(encoding="utf-8")) for path in files))
        assert own <= bound

    def test_the_account_itself_is_out_of_its_reach(self, standing: Template) -> None:
        one = account.Account("o/r", "staging", "kundval", "", 50, "a@b")
        assert not one.stack.startswith("kundval-staging-")
        assert "${Name}-${Environment}-*" in json.dumps(properties(standing, "Maker"))


class TestWhatARunMay:
    """A run of one environment of one repository, with no key."""

    @pytest.mark.parametrize(("role", "environment"), [("Deployer", "${Environment}"), ("Nightly", "nightly")])
    def test_it_is_of_this_repository_and_that_environment(
        self, standing: Template, role: str, environment: str
    ) -> None:
        (trust,) = properties(standing, role)["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Condition"]["StringEquals"] == {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": {"Fn::Sub": f"repo:${{Repository}}:environment:{environment}"},
        }

    def test_it_may_do_all_that_the_deployment_asks_of_aws(self, standing: Template) -> None:
        source = (package.ROOT / "ops" / "aws" / "deploy.py").read_text(encoding="utf-8")
        asked = set(re.findall(r'client(?:\("\w+"\))?\.([a-z_0-9]+)\(', source)) - {"get_paginator", "get_waiter"}
        asked |= set(re.findall(r'get_paginator\("(\w+)"\)', source))
        (own,) = properties(standing, "Deployer")["Policies"]
        allowed = granted(own["PolicyDocument"], properties(standing, "Publish")["PolicyDocument"])
        verbs = {one.partition(":")[2] for one in allowed}
        called = {"list_objects_v2": "ListBucket"}  # all others are called as they are allowed
        assert len(asked) > 6
        assert [one for one in asked if called.get(one, one.title().replace("_", "")) not in verbs] == []

    def test_the_night_can_publish_and_nothing_else(self, standing: Template) -> None:
        assert "Policies" not in properties(standing, "Nightly")
        assert properties(standing, "Nightly")["ManagedPolicyArns"] == [{"Ref": "Publish"}]
        assert granted(properties(standing, "Publish")["PolicyDocument"]) == {
            "cloudformation:DescribeStacks",
            "cloudfront:CreateInvalidation",
            "s3:DeleteObject",
            "s3:ListBucket",
            "s3:PutObject",
        }

    def test_it_makes_the_stack_by_cloudformations_rights_alone(self, standing: Template) -> None:
        (own,) = properties(standing, "Deployer")["Policies"]
        services = {one.partition(":")[0] for one in granted(own["PolicyDocument"])}
        assert services == {"cloudformation", "dynamodb", "iam", "s3"}

    def test_of_the_ledger_it_reads_which_layout_it_has_and_no_row(self, standing: Template) -> None:
        (own,) = properties(standing, "Deployer")["Policies"]
        (read,) = [one for one in own["PolicyDocument"]["Statement"] if "dynamodb" in json.dumps(one["Action"])]
        assert read["Action"] == "dynamodb:GetItem"
        partitions = read["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]
        assert partitions == [LAYOUT_KEY["pk"]["S"]]


def test_no_key_is_made(standing: Template) -> None:
    assert not [
        one for one in standing["Resources"].values() if one["Type"] in ("AWS::IAM::AccessKey", "AWS::IAM::User")
    ]


class TestTheCommand:
    """It tells what GitHub has to know."""

    def asked(self, *arguments: str) -> Any:  # noqa: ANN401 - click's
        given = ["--repository", "kommunen/kundval", "--alarm-email", "drift@kommun.example", *arguments]
        return CliRunner().invoke(aws.account_, given)

    @pytest.fixture(autouse=True)
    def nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")

    @pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")  # what moto does not know it passes over
    def test_each_variable_of_each_environment(self) -> None:
        with mock_aws():
            told = self.asked("--environment", "production").output.splitlines()[-8:]
        names = [line.partition("=")[0] for line in told]
        assert names == [
            "production: STACK",
            "production: BUCKET",
            "production: AWS_ROLE_ARN",
            "production: MAKER_ARN",
            "production: BOUNDARY_ARN",
            "production: ALARM_EMAIL",
            "nightly: AWS_ROLE_ARN",
            "nightly: STACK",
        ]
        workflow = (package.ROOT / ".github/workflows/deploy_to.yml").read_text(encoding="utf-8")
        assert [name for name in names[:6] if f"vars.{name.partition(': ')[2]} " not in workflow] == []

    def test_whoever_is_not_signed_in_is_told_in_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
        monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it remembers who was signed in
        asked = self.asked("--environment", "staging")
        assert (asked.exit_code, asked.output) == (1, "account: Unable to locate credentials\n")
