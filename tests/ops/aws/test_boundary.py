"""What the boundary and CloudFormation's role let somebody do, asked in an emulated AWS that holds to both."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.ledger import dynamodb_table
from ops.aws import account, emulator
from ops.aws.rehearsal import ACCOUNT
from ops.aws.rehearsal_stage import REGION
from ops.aws.stacks import Cloud
from tests.support import separate_tools

pytestmark = pytest.mark.xdist_group("package")
TABLE: Final = "kundval-staging-Ledger-1"
OTHER_TABLE: Final = "kundval-production-Ledger-1"
BUCKET: Final = "kundval-staging-sitebucket-1"
LOG: Final = "/aws/lambda/kundval-staging-api"
OTHER_LOG: Final = "/aws/lambda/payroll"
OTHER_SECRET: Final = "NumberSecrets-of-another-system"
STORED: Final = {"pk": {"S": "N#1"}, "sk": {"S": "#"}}
ANYTHING: Final = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
DENIED: Final = {"AccessDenied", "AccessDeniedException"}
Client = Callable[[str], Any]
"""Creates a client of a service with the rights of a role."""
Ask = Callable[[Client, Mapping[str, str]], object]
"""Calls AWS by such clients, with the outputs of the account."""


class Place:
    """An account in the emulator, with what an environment has, and clients of it by role."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.outputs = account.apply_account(cloud, ACCOUNT)
        for table in (TABLE, OTHER_TABLE):
            cloud.client("dynamodb").create_table(**dynamodb_table.table(table))
        cloud.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        for key in ("404.html", "index.html"):
            cloud.client("s3").put_object(Bucket=BUCKET, Key=key, Body=b"")
        for log in (LOG, OTHER_LOG):
            cloud.client("logs").create_log_group(logGroupName=log)
        cloud.client("secretsmanager").create_secret(Name=OTHER_SECRET, SecretString="theirs")

    def bounded(self) -> Client:
        """Return clients of a role that a template gave every right, within the boundary."""
        iam = self.cloud.client("iam")
        owner = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}
        role = iam.create_role(
            RoleName="kundval-staging-everything",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [owner]}),
            PermissionsBoundary=self.outputs["BoundaryArn"],
        )["Role"]
        iam.put_role_policy(RoleName=role["RoleName"], PolicyName="all", PolicyDocument=json.dumps(ANYTHING))
        return self.assume(role["Arn"])

    def assume(self, role: str) -> Client:
        """Return clients with the rights of a role."""
        got = self.cloud.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        session = boto3.Session(got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"], REGION)
        return lambda service: session.client(service, endpoint_url=self.cloud.endpoint)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An emulated account, once for all tests here."""
    separate_tools.ready("ministack")
    with pytest.MonkeyPatch.context() as kept:
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            kept.setenv(name, "kept by monkeypatch")
        folder = tmp_path_factory.mktemp("boundary")
        with emulator.serving(folder, lambda at: Cloud(REGION, at).client("s3").list_buckets()) as endpoint:
            yield Place(Cloud(REGION, endpoint, poll_seconds=1))


@pytest.fixture(scope="module")
def bounded(place: Place) -> Client:
    """Clients of a role with every right, within the boundary."""
    return place.bounded()


@pytest.fixture(scope="module")
def maker(place: Place) -> Client:
    """Clients of the role by which CloudFormation makes the stack."""
    return place.assume(place.outputs["MakerArn"])


def refusal(call: Callable[[], object]) -> str:
    """Return the code of the refusal of a call, or nothing."""
    try:
        call()
    except ClientError as error:
        code: str = error.response["Error"]["Code"]
        return code
    return ""


WITHIN: Final[dict[str, Ask]] = {
    "read the secrets of the numbers": lambda by, own: by("secretsmanager").get_secret_value(
        SecretId=own["NumberSecretsArn"]
    ),
    "write a row": lambda by, _: by("dynamodb").put_item(TableName=TABLE, Item=STORED),
    "change a row": lambda by, _: by("dynamodb").update_item(
        TableName=TABLE, Key=STORED, UpdateExpression="SET a = :a", ExpressionAttributeValues={":a": {"S": "1"}}
    ),
    "read a row": lambda by, _: by("dynamodb").get_item(TableName=TABLE, Key=STORED),
    "read all rows": lambda by, _: by("dynamodb").scan(TableName=TABLE),
    "write its log": lambda by, _: by("logs").create_log_stream(logGroupName=LOG, logStreamName="s"),
    "read the page of what is missing": lambda by, _: by("s3").get_object(Bucket=BUCKET, Key="404.html"),
}
"""What the stack's roles need."""
BEYOND: Final[dict[str, Ask]] = {
    "read the front's secret": lambda by, own: by("secretsmanager").get_secret_value(SecretId=own["FrontSecretArn"]),
    "read another system's secret": lambda by, _: by("secretsmanager").get_secret_value(SecretId=OTHER_SECRET),
    "replace the secrets of the numbers": lambda by, own: by("secretsmanager").put_secret_value(
        SecretId=own["NumberSecretsArn"], SecretString="mine"
    ),
    "use the key directly": lambda by, own: by("kms").encrypt(KeyId=own["KeyArn"], Plaintext=b"x"),
    "delete the key": lambda by, own: by("kms").schedule_key_deletion(KeyId=own["KeyArn"]),
    "delete a row": lambda by, _: by("dynamodb").delete_item(TableName=TABLE, Key=STORED),
    "delete the ledger": lambda by, _: by("dynamodb").delete_table(TableName=TABLE),
    "read another ledger": lambda by, _: by("dynamodb").scan(TableName=OTHER_TABLE),
    "write another log": lambda by, _: by("logs").create_log_stream(logGroupName=OTHER_LOG, logStreamName="s"),
    "read what else is in the site's bucket": lambda by, _: by("s3").get_object(Bucket=BUCKET, Key="index.html"),
    "change the site": lambda by, _: by("s3").put_object(Bucket=BUCKET, Key="404.html", Body=b"x"),
    "make a user": lambda by, _: by("iam").create_user(UserName="u"),
    "lift the stack policy": lambda by, _: by("cloudformation").set_stack_policy(
        StackName="account-of-kundval-staging", StackPolicyBody="{}"
    ),
}
"""What they do not need, though their own policy would let them."""
NOT_MADE: Final[dict[str, Ask]] = {
    "read the secrets of the numbers": WITHIN["read the secrets of the numbers"],
    "delete the secrets of the numbers": lambda by, own: by("secretsmanager").delete_secret(
        SecretId=own["NumberSecretsArn"]
    ),
    "make a secret": lambda by, _: by("secretsmanager").create_secret(Name="NumberSecrets-1", SecretString="x"),
    "make a key": lambda by, _: by("kms").create_key(),
    "delete the key": BEYOND["delete the key"],
    "read the ledger": WITHIN["read all rows"],
    "delete the ledger": BEYOND["delete the ledger"],
    "lift the stack policy": BEYOND["lift the stack policy"],
}
"""What CloudFormation cannot be asked to do by any template."""


@pytest.mark.parametrize("name", WITHIN)
def test_a_role_of_the_stack_may(place: Place, bounded: Client, name: str) -> None:
    assert refusal(lambda: WITHIN[name](bounded, place.outputs)) == ""


@pytest.mark.parametrize("name", BEYOND)
def test_no_role_of_the_stack_may_whatever_its_template_says(place: Place, bounded: Client, name: str) -> None:
    assert refusal(lambda: BEYOND[name](bounded, place.outputs)) in DENIED


def test_cloudformation_may_show_the_fronts_secret_to_the_front(place: Place, maker: Client) -> None:
    ask = BEYOND["read the front's secret"]
    assert refusal(lambda: ask(maker, place.outputs)) == ""


@pytest.mark.parametrize("name", NOT_MADE)
def test_cloudformation_may_not_whatever_the_template_says(place: Place, maker: Client, name: str) -> None:
    assert refusal(lambda: NOT_MADE[name](maker, place.outputs)) in DENIED
