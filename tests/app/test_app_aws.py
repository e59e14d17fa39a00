"""The routes over DynamoDB and Secrets Manager: the same answers, and no right more or less than the policies give."""

import fnmatch
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest
from moto import mock_aws

import app
import local.wiring
from chalicelib import ledger_dynamodb, runtime, secrets_aws
from chalicelib.ledger_dynamodb import Client, table
from local.gateway import Gateway
from local.issuer import Issuer
from tests.app.cloud import Asked, noted, rights
from tests.app.endpoint import Endpoint
from tests.app.reach import EVERY_CASE, Case, provoke

TABLE, SECRET = "kundval-dev", "kundval/dev/numbers"
POLICIES: Final = Path(app.__file__).parent / ".chalice"
LAMBDAS_OWN: Final = {"logs:CreateLogStream", "logs:PutLogEvents"}
"""Rights that Lambda uses for us, not our clients."""


@dataclass
class Emulated:
    """An emulated AWS: one table that can be emptied, one secret, and what the function's own clients ask of it."""

    tables: Client
    asked: set[Asked] = field(default_factory=set)

    def empty(self) -> None:
        """Begin with an empty table."""
        if self.tables.list_tables()["TableNames"]:
            self.tables.delete_table(TableName=TABLE)
        self.tables.create_table(**table(TABLE))


@pytest.fixture(scope="module")
def aws() -> Iterator[Emulated]:
    """AWS as it stands before the function starts."""
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
        secrets, tables = secrets_aws.connect(), ledger_dynamodb.connect()
        secrets.create_secret(Name=SECRET, SecretString="ab" * 32)
        with noted() as asked:
            yield Emulated(tables, asked)
        secrets.close()
        tables.close()


@pytest.fixture
def cloud(aws: Emulated, register_path: Path) -> Iterator[Endpoint]:
    """The endpoint as it is wired in Lambda, with an empty table."""
    aws.empty()
    aws.asked.clear()
    issuer = Issuer("https://issuer.example", "kundval", lambda: ["ana"])
    lines: list[str] = []
    environment = {
        "KUNDVAL_LEDGER": f"dynamodb:{TABLE}",
        "KUNDVAL_SECRETS": f"aws:{SECRET}",
        "KUNDVAL_REGISTER": str(register_path),
    }
    wired = replace(runtime.Runtime.of(environment, fetch=issuer.fetch), write=lines.append)
    app.configure(wired)
    yield Endpoint(wired, local.wiring.Client(Gateway(app.app), issuer), lines)
    app._wired.clear()


def allowed(name: str) -> dict[str, list[str]]:
    """The actions of a policy, each with the ends of its resources' names as patterns."""
    statements: list[dict[str, Any]] = json.loads((POLICIES / name).read_text(encoding="utf-8"))["Statement"]
    found: dict[str, list[str]] = {}
    for statement in statements:
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        ends = [resource["Fn::Sub"].partition("${AWS::AccountId}:")[2] for resource in resources]
        found |= {action: found.get(action, []) + ends for action in statement["Action"]}
    return found


class TestRights:
    """What the tests record at the AWS clients is what the policy files allow."""

    @pytest.mark.timeout(600)
    def test_every_answer_is_the_same_over_dynamodb_and_asks_for_no_right_more_or_less(
        self, cloud: Endpoint, aws: Emulated
    ) -> None:
        wrong = [case for case in EVERY_CASE if told(cloud, aws, case) != case[2:]]
        assert wrong == []
        policy = allowed("policy-dev.json")
        assert {one.action for one in aws.asked} == set(policy) - LAMBDAS_OWN
        assert not [one for one in aws.asked if not named_by(policy, one)]

    def test_the_authorizer_asks_aws_for_nothing(self, cloud: Endpoint, aws: Emulated) -> None:
        event = {"type": "TOKEN", "authorizationToken": f"Bearer {cloud.token('ana')}", "methodArn": "a:b:c:d:e:f/g"}
        app.authorise(event, {})
        assert aws.asked == set()
        assert set(allowed("policy-authorise.json")) == LAMBDAS_OWN

    def test_a_deletion_would_be_seen(self) -> None:
        parts = {"TransactItems": [{"Delete": {"TableName": "t"}}]}
        assert {*rights("dynamodb", "TransactWriteItems", parts)} == {Asked("dynamodb:DeleteItem", "table/t")}


def told(endpoint: Endpoint, aws: Emulated, case: Case) -> tuple[int, str]:
    """Status and code of the answer to a case, asked of an empty table."""
    aws.empty()
    app.configure(endpoint.wired)
    answer = provoke(endpoint, case)
    return answer.status, answer.json()["code"] if answer.status >= 400 else "ok"


def named_by(policy: dict[str, list[str]], asked: Asked) -> bool:
    """Whether a resource of the policy is the one that was asked for; AWS adds a random end to a secret's name."""
    name = f"{asked.resource}-AbCdEf" if asked.resource.startswith("secret:") else asked.resource
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in policy[asked.action])
