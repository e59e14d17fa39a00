"""What an account has before the first deployment: enough for CloudFormation, and too little for harm."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner
from moto import mock_aws

from chalicelib.ledger.dynamodb_items import LAYOUT_KEY
from ops.aws import account, deploy, package, stacks
from ops.aws import template as infrastructure
from ops.cli import aws
from tests.support.ops import moto_secret  # noqa: F401 - moto learns what a secret is
from tests.support.ops.reading import Template, of_type, properties
from tests.support.ops.rights import UNUSED, granted, matches, needed

pytestmark = pytest.mark.xdist_group("package")
FUNCTIONS = package.ROOT / "functions"
CLOUD = stacks.Cloud("eu-north-1", poll_seconds=1)
FUNCTION: Template = {
    "Parameters": {name: {"Type": "String"} for name in ("CodeBucket", "CodeKey", *account.OWN)},
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
}
"""A template that takes what a deployment hands to it, and has no outputs."""


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

    def test_it_cannot_read_the_secrets_of_the_numbers(self, standing: Template) -> None:
        statements = [
            one for own in properties(standing, "Maker")["Policies"] for one in own["PolicyDocument"]["Statement"]
        ]
        reading = [one for one in statements if "secretsmanager:GetSecretValue" in one["Action"]]
        assert [one["Resource"] for one in reading] == [{"Fn::GetAtt": ["FrontSecret", "Id"]}]

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

    def test_the_boundary_names_key_and_secret_and_has_a_wildcard_for_what_the_stack_names_itself(
        self, standing: Template
    ) -> None:
        statements = properties(standing, "Boundary")["PolicyDocument"]["Statement"]
        places = {one["Sid"]: one["Resource"] for one in statements}
        assert places["ItsSecret"] == {"Fn::GetAtt": ["NumberSecrets", "Id"]}
        assert places["ItsKeyThroughThese"] == {"Fn::GetAtt": ["Key", "Arn"]}
        wild = [place["Fn::Sub"] for name, place in places.items() if name not in {"ItsSecret", "ItsKeyThroughThese"}]
        assert {one.rpartition(":")[2].partition("*")[0].rstrip("/-") for one in wild} == {
            "table/${Name}-${Environment}",
            "/aws/lambda/${Name}-${Environment}",
            "${Name}-${Environment}-sitebucket",
        }

    def test_the_account_itself_is_out_of_its_reach(self, standing: Template) -> None:
        one = account.Account("o/r", "staging", "kundval", "", 50, "a@b")
        assert not one.stack.startswith("kundval-staging-")
        assert "${Name}-${Environment}-*" in json.dumps(properties(standing, "Maker"))


class TestWhatARunMay:
    """A run of one environment of one repository, with no key."""

    @pytest.mark.parametrize(("role", "environment"), [("Deployer", {"Ref": "Environment"}), ("Nightly", "nightly")])
    def test_it_is_of_this_repository_its_main_branch_and_that_environment(
        self, standing: Template, role: str, environment: object
    ) -> None:
        (trust,) = properties(standing, role)["AssumeRolePolicyDocument"]["Statement"]
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

    def test_it_may_do_all_that_the_deployment_asks_of_aws(self, standing: Template) -> None:
        files = ("deploy.py", "stacks.py")
        source = "".join((package.ROOT / "ops" / "aws" / name).read_text(encoding="utf-8") for name in files)
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


class TestWhatIsKept:
    """The key and the secrets outlive every stack."""

    @pytest.mark.parametrize("name", ["Key", "NumberSecrets"])
    def test_what_cannot_be_made_anew_outlives_the_account_s_stack(self, standing: Template, name: str) -> None:
        one = standing["Resources"][name]
        assert (one["DeletionPolicy"], one["UpdateReplacePolicy"]) == ("Retain", "Retain")

    def test_the_secrets_are_under_our_own_key_which_changes_every_year(self, standing: Template) -> None:
        secrets = of_type(standing, "AWS::SecretsManager::Secret")
        key = {"Fn::GetAtt": ["Key", "Arn"]}
        assert {name: one["KmsKeyId"] for name, one in secrets.items()} == {"NumberSecrets": key, "FrontSecret": key}
        assert properties(standing, "Key")["EnableKeyRotation"] is True

    def test_the_first_secret_of_the_numbers_is_32_bytes_in_hexadecimal(self, standing: Template) -> None:
        made = properties(standing, "NumberSecrets")["GenerateSecretString"]
        left_out = set(made["ExcludeCharacters"])
        assert (made["PasswordLength"], made["ExcludePunctuation"], made["ExcludeUppercase"]) == (64, True, True)
        assert set("abcdefghijklmnopqrstuvwxyz0123456789") - left_out == set("0123456789abcdef")


def test_no_key_is_made(standing: Template) -> None:
    assert not [
        one for one in standing["Resources"].values() if one["Type"] in ("AWS::IAM::AccessKey", "AWS::IAM::User")
    ]


@pytest.mark.parametrize("name", [account.ACCOUNT.name, package.TEMPLATE])
def test_an_update_neither_replaces_nor_deletes_what_is_kept(name: str, packed: Path) -> None:
    found = {account.ACCOUNT.name: package.ROOT / account.ACCOUNT, package.TEMPLATE: packed / package.TEMPLATE}[name]
    template: Template = json.loads(found.read_text(encoding="utf-8"))
    _, refused = json.loads(stacks.stack_policy(template))["Statement"]
    kept = {
        account.ACCOUNT.name: {"GitHub", "Packages", "Key", "NumberSecrets"},
        package.TEMPLATE: {"Ledger", "SiteBucket"},
    }[name]
    assert (refused["Effect"], refused["Action"]) == ("Deny", ["Update:Replace", "Update:Delete"])
    assert {one.removeprefix("LogicalResourceId/") for one in refused["Resource"]} == kept


class TestTheCommand:
    """It tells what GitHub has to know, and prepares an account for one environment alone."""

    def asked(self, *arguments: str, answer: str = "y\n") -> Any:  # noqa: ANN401 - click's
        given = ["--repository", "kommunen/kundval", "--alarm-email", "drift@kommun.example", *arguments]
        return CliRunner().invoke(aws.account_, given, input=answer)

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
        assert (asked.exit_code, asked.output.splitlines()[-1]) == (1, "account: Unable to locate credentials")

    @pytest.mark.parametrize("answer", ["n\n", ""])
    @pytest.mark.parametrize(
        ("environment", "named"), [("staging", "staging"), ("production", "production and nightly")]
    )
    def test_nothing_is_made_before_somebody_says_that_only_main_is_deployed(
        self, answer: str, environment: str, named: str
    ) -> None:
        with mock_aws():
            asked = self.asked("--environment", environment, answer=answer)
            assert stacks.names(CLOUD) == []
        assert asked.exit_code == 1
        assert f"deployment branches: main, in the environments: {named}.\n" in asked.output
        assert "https://github.com/kommunen/kundval/settings/environments" in asked.output
        assert asked.output.splitlines()[-1].endswith(
            "account: nothing was made. Set it, and run this again; a script says --branches-limited."
        )

    @pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")
    def test_a_script_says_it_without_being_asked(self) -> None:
        with mock_aws():
            asked = self.asked("--environment", "staging", "--branches-limited", answer="")
            assert stacks.names(CLOUD) == ["account-of-kundval-staging"]
        assert (asked.exit_code, "Is it set?" in asked.output) == (0, False)

    @pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")
    @pytest.mark.parametrize(("region", "stack"), [("eu-north-1", "account-of"), ("eu-west-3", "budget-of")])
    def test_a_second_environment_in_the_same_account_is_refused_in_any_region(self, region: str, stack: str) -> None:
        with mock_aws():
            assert self.asked("--environment", "staging").exit_code == 0
            asked = self.asked("--environment", "production", "--region", region)
            assert self.asked("--environment", "staging").exit_code == 0
            assert stacks.names(CLOUD) == ["account-of-kundval-staging"]
        assert asked.exit_code == 1
        assert asked.output.splitlines()[-1].startswith(
            f"account: This AWS account is that of kundval-staging (stack {stack}-kundval-staging in eu-"
        )
        assert "Sign in to another account for kundval-production." in asked.output

    @pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")
    def test_what_was_given_once_stays_when_it_is_prepared_again(self) -> None:
        budgets = stacks.Cloud(account.BUDGET_REGION)
        provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
        with mock_aws():
            assert self.asked("--environment", "staging", "--provider", provider, "--dollars", "200").exit_code == 0
            assert self.asked("--environment", "staging").exit_code == 0
            assert (stacks.parameters_of(CLOUD, "account-of-kundval-staging") or {})["GitHubProvider"] == provider
            assert (stacks.parameters_of(budgets, "budget-of-kundval-staging") or {})["Dollars"] == "200"


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
