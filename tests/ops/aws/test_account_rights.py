"""What may be done in an account: enough for CloudFormation and a run, and too little for harm."""

import json
import re

import pytest
from moto import mock_aws

from chalicelib.ledger.dynamodb_items import LAYOUT_KEY
from ops.aws import account, package, stacks
from tests.support.ops import moto_secret  # noqa: F401 - moto learns what a secret is
from tests.support.ops.reading import Template, properties
from tests.support.ops.rights import UNUSED, granted, matches, needed

pytestmark = pytest.mark.xdist_group("package")
FUNCTIONS = package.ROOT / "functions"
CLOUD = stacks.Cloud("eu-north-1", poll_seconds=1)


@pytest.fixture(scope="module")
def maker(account_template: Template) -> set[str]:
    """What CloudFormation may do."""
    return granted(*(one["PolicyDocument"] for one in properties(account_template, "Maker")["Policies"]))


@pytest.fixture(scope="module")
def wanted(template: Template) -> set[str]:
    """What AWS says that CloudFormation may have to do."""
    return set(needed(template["Resources"].values()))


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
            "cloudformation:SetStackPolicy",
            "kms:CreateKey",
            "kms:Decrypt",
            "kms:DisableKey",
            "kms:PutKeyPolicy",
            "kms:ScheduleKeyDeletion",
            "secretsmanager:CreateSecret",
            "secretsmanager:DeleteSecret",
            "secretsmanager:UpdateSecret",
            "iam:AttachRolePolicy",
            "iam:CreateUser",
            "iam:DeleteRolePermissionsBoundary",
            "s3:DeleteBucket",
            "s3:PutObject",
        ],
    )
    def test_it_can_neither_read_nor_destroy_what_is_kept(self, maker: set[str], action: str) -> None:
        assert not matches(action, maker)

    def test_it_cannot_read_the_secrets_of_the_numbers(self, account_template: Template) -> None:
        statements = [
            one
            for own in properties(account_template, "Maker")["Policies"]
            for one in own["PolicyDocument"]["Statement"]
        ]
        reading = [one for one in statements if "secretsmanager:GetSecretValue" in one["Action"]]
        assert [one["Resource"] for one in reading] == [{"Fn::GetAtt": ["FrontSecret", "Id"]}]

    def test_a_role_that_it_makes_is_within_the_boundary(self, account_template: Template, template: Template) -> None:
        statements = properties(account_template, "Maker")["Policies"][1]["PolicyDocument"]["Statement"]
        (making,) = [one for one in statements if "iam:CreateRole" in one["Action"]]
        assert making["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": {"Ref": "Boundary"}}}
        roles = [one["Properties"] for one in template["Resources"].values() if one["Type"] == "AWS::IAM::Role"]
        bounded = {"Fn::If": ["Bounded", {"Ref": "RoleBoundary"}, {"Ref": "AWS::NoValue"}]}
        assert [one["PermissionsBoundary"] for one in roles] == [bounded] * 4

    def test_the_boundary_holds_all_that_the_functions_need(self, account_template: Template) -> None:
        bound = granted(properties(account_template, "Boundary")["PolicyDocument"])
        files = sorted((FUNCTIONS / ".chalice").glob("policy-*.json"))
        own = granted(*(json.loads(path.read_text(encoding="utf-8")) for path in files))
        assert own <= bound

    def test_the_boundary_names_key_and_secret_and_has_a_wildcard_for_what_the_stack_names_itself(
        self, account_template: Template
    ) -> None:
        statements = properties(account_template, "Boundary")["PolicyDocument"]["Statement"]
        places = {one["Sid"]: one["Resource"] for one in statements}
        assert places["ItsSecret"] == {"Fn::GetAtt": ["NumberSecrets", "Id"]}
        assert places["ItsKeyThroughThese"] == {"Fn::GetAtt": ["Key", "Arn"]}
        wild = [place["Fn::Sub"] for name, place in places.items() if name not in {"ItsSecret", "ItsKeyThroughThese"}]
        assert {one.rpartition(":")[2].partition("*")[0].rstrip("/-") for one in wild} == {
            "table/${Name}-${Environment}",
            "/aws/lambda/${Name}-${Environment}",
            "${Name}-${Environment}-sitebucket",
        }

    def test_the_account_itself_is_out_of_its_reach(self, account_template: Template) -> None:
        one = account.Account("o/r", "staging", "kundval", "", 50, "a@b")
        assert not one.stack.startswith("kundval-staging-")
        assert "${Name}-${Environment}-*" in json.dumps(properties(account_template, "Maker"))


class TestWhatARunMay:
    """A run of one environment of one repository, with no key."""

    @pytest.mark.parametrize(("role", "environment"), [("Deployer", {"Ref": "Environment"}), ("Nightly", "nightly")])
    def test_it_is_of_this_repository_its_main_branch_and_that_environment(
        self, account_template: Template, role: str, environment: object
    ) -> None:
        (trust,) = properties(account_template, role)["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Condition"]["StringEquals"] == {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:repository": {"Ref": "Repository"},
            "token.actions.githubusercontent.com:environment": environment,
            "token.actions.githubusercontent.com:ref": "refs/heads/main",
        }

    @pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")
    @pytest.mark.parametrize(
        ("role", "environment"), [("AwsRoleArn", "production"), (account.NIGHTLY, "nightly")], ids=["deploy", "nightly"]
    )
    def test_github_may_name_the_repository_with_or_without_its_numbers(
        self, role: str, environment: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        with mock_aws():
            mine = account.Account("kommunen/kundval", "production", "kundval", "", 50, "a@b")
            made = account.apply_account(CLOUD, mine)[role].rpartition("/")[2]
            (trust,) = CLOUD.client("iam").get_role(RoleName=made)["Role"]["AssumeRolePolicyDocument"]["Statement"]
        patterns = trust["Condition"]["StringLike"]["token.actions.githubusercontent.com:sub"]
        ours = [
            f"repo:kommunen/kundval:environment:{environment}",
            f"repo:kommunen@123456/kundval@456789:environment:{environment}",  # of repositories made since July 2026
        ]
        others = [
            "repo:kommunen@123456/kundval@456789:environment:staging",
            "repo:kommunen@123456/kundval@456789:ref:refs/heads/main",
            f"repo:kommunen/kundval-copy:environment:{environment}",
            f"repo:kommunen-x@1/kundval@2:environment:{environment}",
            f"repo:kommunen@1/kundval-copy@2:environment:{environment}",
        ]
        assert [subject for subject in ours + others if matches(subject, patterns)] == ours

    def test_it_may_do_all_that_the_deployment_asks_of_aws(self, account_template: Template) -> None:
        files = ("deploy.py", "stacks.py")
        source = "".join((package.ROOT / "ops" / "aws" / name).read_text(encoding="utf-8") for name in files)
        asked = set(re.findall(r'client(?:\("\w+"\))?\.([a-z_0-9]+)\(', source)) - {"get_paginator", "get_waiter"}
        asked |= set(re.findall(r'get_paginator\("(\w+)"\)', source))
        (own,) = properties(account_template, "Deployer")["Policies"]
        allowed = granted(own["PolicyDocument"], properties(account_template, "Publish")["PolicyDocument"])
        verbs = {one.partition(":")[2] for one in allowed}
        called = {"list_objects_v2": "ListBucket"}  # all others are called as they are allowed
        assert len(asked) > 6
        assert [one for one in asked if called.get(one, one.title().replace("_", "")) not in verbs] == []

    def test_the_night_can_publish_and_nothing_else(self, account_template: Template) -> None:
        assert "Policies" not in properties(account_template, "Nightly")
        assert properties(account_template, "Nightly")["ManagedPolicyArns"] == [{"Ref": "Publish"}]
        assert granted(properties(account_template, "Publish")["PolicyDocument"]) == {
            "cloudformation:DescribeStacks",
            "cloudfront:CreateInvalidation",
            "s3:DeleteObject",
            "s3:ListBucket",
            "s3:PutObject",
        }

    def test_it_makes_the_stack_by_cloudformations_rights_alone(self, account_template: Template) -> None:
        (own,) = properties(account_template, "Deployer")["Policies"]
        services = {one.partition(":")[0] for one in granted(own["PolicyDocument"])}
        assert services == {"cloudformation", "dynamodb", "iam", "s3"}

    def test_of_the_ledger_it_reads_which_layout_it_has_and_no_row(self, account_template: Template) -> None:
        (own,) = properties(account_template, "Deployer")["Policies"]
        (read,) = [one for one in own["PolicyDocument"]["Statement"] if "dynamodb" in json.dumps(one["Action"])]
        assert read["Action"] == "dynamodb:GetItem"
        partitions = read["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]
        assert partitions == [LAYOUT_KEY["pk"]["S"]]
