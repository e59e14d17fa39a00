"""The routes over DynamoDB and Secrets Manager: the same answers, and no right more or less than the policies give."""

import fnmatch
import functools
import json
from pathlib import Path
from typing import Any, Final

import pytest

import app
from tests.support import size
from tests.support.app.cloud import SECRET, TABLE, Emulated, Right, rights
from tests.support.app.endpoint import Endpoint
from tests.support.app.reach import EVERY_CASE, provoke
from tests.support.app.sending import Case

POLICIES: Final = Path(app.__file__).parent / ".chalice"
LAMBDAS_OWN: Final = {"logs:CreateLogStream", "logs:PutLogEvents"}
"""Rights that Lambda uses for us, not our clients."""
ONE_OF_EACH: Final = {case if case[-1] == "ok" else case[-1]: case for case in EVERY_CASE}
CASES: Final = EVERY_CASE if size.FULL else [*ONE_OF_EACH.values()]
"""Each success, and each refusal on one route; `make proof` tries every refusal on every route that has it."""
NAMES: Final = (("${Ledger.Arn}", f"table/{TABLE}"), ("${NumberSecretsArn}", f"secret:{SECRET}-*"))
"""What the template's resources are called here."""


def allowed(name: str) -> dict[str, list[str]]:
    """The actions of a policy, each with the ends of its resources' names as patterns, as the template names them."""
    statements: list[dict[str, Any]] = json.loads((POLICIES / name).read_text(encoding="utf-8"))["Statement"]
    found: dict[str, list[str]] = {}
    for statement in statements:
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        ends = [functools.reduce(lambda end, name: end.replace(*name), NAMES, one["Fn::Sub"]) for one in resources]
        found |= {action: found.get(action, []) + ends for action in statement["Action"]}
    return found


class TestRights:
    """What the tests record at the AWS clients is what the policy files allow."""

    @pytest.mark.timeout(600)
    def test_every_answer_is_the_same_over_dynamodb_and_asks_for_no_right_more_or_less(
        self, cloud: Endpoint, aws: Emulated
    ) -> None:
        wrong = [case for case in CASES if told(cloud, aws, case) != case[2:]]
        assert wrong == []
        policy = allowed("policy-cloud.json")
        assert {one.action for one in aws.used} == set(policy) - LAMBDAS_OWN
        assert not [one for one in aws.used if not named_by(policy, one)]

    def test_the_authorizer_asks_aws_for_nothing(self, cloud: Endpoint, aws: Emulated) -> None:
        event = {"type": "TOKEN", "authorizationToken": f"Bearer {cloud.token('ana')}", "methodArn": "a:b:c:d:e:f/g"}
        app.authorise(event, {})
        assert aws.used == set()
        assert set(allowed("policy-authorise.json")) == LAMBDAS_OWN

    def test_a_deletion_would_be_seen(self) -> None:
        parts = {"TransactItems": [{"Delete": {"TableName": "t"}}]}
        assert {*rights("dynamodb", "TransactWriteItems", parts)} == {Right("dynamodb:DeleteItem", "table/t")}


def told(endpoint: Endpoint, aws: Emulated, case: Case) -> tuple[int, str]:
    """Status and code of the answer to a case, asked of an empty table."""
    aws.empty()
    app.configure(endpoint.wired)
    answer = provoke(endpoint, case)
    return answer.status, answer.json()["code"] if answer.status >= 400 else "ok"


def named_by(policy: dict[str, list[str]], asked: Right) -> bool:
    """Whether a resource of the policy is the one that was asked for; AWS adds a random end to a secret's name."""
    name = f"{asked.resource}-AbCdEf" if asked.resource.startswith("secret:") else asked.resource
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in policy[asked.action])
