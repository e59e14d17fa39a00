"""What travels to AWS: Chalice's configuration and the least that each function may do."""

import json
from pathlib import Path
from typing import Any

import pytest

import app
from chalicelib.service import wiring
from ops.aws.gateway_event import gateway_event
from tests.support.app.endpoint import SERVICE, Endpoint

FUNCTIONS = Path(app.__file__).parent
CONFIG: dict[str, Any] = json.loads((FUNCTIONS / ".chalice" / "config.json").read_text(encoding="utf-8"))
POLICIES = pytest.mark.parametrize(
    "path", sorted((FUNCTIONS / ".chalice").glob("policy-*.json")), ids=lambda one: one.stem
)


def statements(path: Path) -> list[dict[str, Any]]:
    """What a policy allows."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["Statement"]
    return found


class TestPolicies:
    """Least privilege; Chalice's automatic policy is empty for clients made in chalicelib."""

    def test_chalice_makes_no_policy_of_its_own(self) -> None:
        assert CONFIG["autogen_policy"] is False

    def test_every_named_policy_exists(self) -> None:
        for stage in CONFIG["stages"].values():
            named = [stage["iam_policy_file"], *(one["iam_policy_file"] for one in stage["lambda_functions"].values())]
            assert all((FUNCTIONS / ".chalice" / name).is_file() for name in named)

    @POLICIES
    def test_no_action_and_no_resource_is_everything(self, path: Path) -> None:
        for statement in statements(path):
            assert not [action for action in statement["Action"] if "*" in action]
            assert "*" not in json.dumps(statement["Resource"]).replace("index/*", "").replace("-*", "")

    @POLICIES
    def test_nothing_may_be_deleted(self, path: Path) -> None:
        assert not [action for one in statements(path) for action in one["Action"] if "Delete" in action]

    def test_the_authorizer_may_only_write_its_log(self) -> None:
        allowed = statements(FUNCTIONS / ".chalice" / "policy-authorise.json")
        assert {action.partition(":")[0] for one in allowed for action in one["Action"]} == {"logs"}

    def test_the_authorizers_name_is_the_configured_one(self) -> None:
        assert set(CONFIG["stages"]["cloud"]["lambda_functions"]) == {app.authorise.name}


class TestAuthorizer:
    """It only verifies; API Gateway keeps its answer for every route."""

    def test_it_lets_every_route_through_with_who_asks(self, endpoint: Endpoint) -> None:
        arn = "arn:aws:execute-api:eu-north-1:1:api/stage/GET/v1/claims"
        event = {"type": "TOKEN", "authorizationToken": f"Bearer {endpoint.token('ana')}", "methodArn": arn}
        answer = app.authorise(event, {})
        resources = answer["policyDocument"]["Statement"][0]["Resource"]
        assert resources == ["arn:aws:execute-api:eu-north-1:1:api/stage/*/*"]
        assert (answer["context"]["roles"], answer["context"]["provider"]) == ("provider", "ana")
        assert all(isinstance(value, str) for value in answer["context"].values())

    def test_it_denies_every_route_to_a_refused_token_and_says_why(self, endpoint: Endpoint) -> None:
        del endpoint
        arn = "arn:aws:execute-api:eu-north-1:1:api/stage/GET/v1/claims"
        answer = app.authorise({"type": "TOKEN", "authorizationToken": "Bearer x", "methodArn": arn}, {})
        (statement,) = answer["policyDocument"]["Statement"]
        assert (statement["Effect"], statement["Resource"]) == (
            "Deny",
            ["arn:aws:execute-api:eu-north-1:1:api/stage/*/*"],
        )
        assert answer["context"] == {"reason": "malformed"}


class TestEvents:
    """Events as API Gateway sends them, not only as the local gateway does."""

    def event(self, endpoint: Endpoint, body: object) -> dict[str, Any]:
        """Build an event of POST /v1/numbers with the authorizer's answer in it."""
        expires = str(int(endpoint.wired.now().timestamp()) + 60)
        who = {"subject": "s", "roles": "reception", "provider": "", "expires_at_seconds": expires, "principalId": "s"}
        return gateway_event("POST", "/v1/numbers", body, who)

    def test_a_text_body(self, endpoint: Endpoint) -> None:
        assert app.app(self.event(endpoint, {"service": SERVICE}), None)["statusCode"] == 201

    def test_a_base64_body(self, endpoint: Endpoint) -> None:
        encoded = "eyJzZXJ2aWNlIjoiZmFtaWxqZXJhZGdpdm5pbmcifQ=="
        event = {**self.event(endpoint, None), "body": encoded, "isBase64Encoded": True}
        assert app.app(event, None)["statusCode"] == 201

    def test_a_body_that_is_absent(self, endpoint: Endpoint) -> None:
        answer = app.app(self.event(endpoint, None), None)
        assert json.loads(answer["body"])["code"] == "invalid_body"

    def test_no_authorizer_is_no_entry(self, endpoint: Endpoint) -> None:
        event = self.event(endpoint, {})
        del event["requestContext"]["authorizer"]
        assert app.app(event, None)["statusCode"] == 401


def test_a_wiring_is_made_from_the_environment_when_there_is_none(
    monkeypatch: pytest.MonkeyPatch, register_path: Path
) -> None:
    app._wired.clear()
    monkeypatch.setenv("KUNDVAL_REGISTER", str(register_path))
    monkeypatch.setenv("KUNDVAL_LEDGER", "sqlite:nowhere")
    monkeypatch.setenv("KUNDVAL_SECRETS", "file:nowhere")
    assert app.wired() is app.wired()
    assert isinstance(app.wired(), wiring.Runtime)
    app._wired.clear()
