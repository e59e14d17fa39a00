"""A stack in the emulator, and what its function and its authorizer answer."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.register.model import Register
from ops.aws.gateway_event import gateway_event
from ops.aws.stacks import Cloud, DeploymentError

REGION: Final = "eu-north-1"
_WHERE: Final = re.compile(r'"where": ?"([^"]+)"')


@dataclass(frozen=True)
class RehearsalStage:
    """A stack in the emulator, and a client of its function."""

    cloud: Cloud
    name: str
    outputs: Mapping[str, str]
    rules: Register

    def ask(self, method: str, path: str, role: str = "", provider: str = "", body: object = None) -> dict[str, Any]:
        """Invoke the function with the event that API Gateway sends for a caller whose token it has verified."""
        expires = str(int(time.time()) + 600)
        caller = {"subject": "rehearsal", "roles": role, "provider": provider, "expires_at_seconds": expires}
        event = gateway_event(method, path, body, caller if role else None)
        response = self._invoke(self.outputs["APIHandlerName"], event)
        return {"status": response["statusCode"], "body": json.loads(response["body"])}

    def authorise(self, token: str) -> Mapping[str, Any]:
        """Invoke the authorizer as API Gateway does, with a token."""
        arn = f"arn:aws:execute-api:{REGION}:000000000000:api/api/GET/v1/caller"
        event = {"type": "TOKEN", "authorizationToken": f"Bearer {token}", "methodArn": arn}
        stack = {"StackName": self.name, "LogicalResourceId": "Authorise"}
        resource = self.cloud.client("cloudformation").describe_stack_resource(**stack)["StackResourceDetail"]
        answer: Mapping[str, Any] = self._invoke(resource["PhysicalResourceId"], event)
        return answer

    def expect(self, step: str, status: int, response: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON is any
        """Return the answer's body; for another status raise DeploymentError with the cause from the function's log."""
        if response["status"] != status:
            got = f"{response['status']} {response['body'].get('code', '')}".strip()
            raise DeploymentError(f"{step}: expected {status}, got {got}{self._cause()}.")
        return response["body"]

    def bind(self, boundary: str) -> None:
        """Set the boundary of the stack's roles: the emulator's CloudFormation leaves it out, its IAM holds to it."""
        client = self.cloud.client("iam")
        roles = [role["RoleName"] for role in client.list_roles()["Roles"] if role["RoleName"].startswith(self.name)]
        for role in roles:
            client.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=boundary)

    def _invoke(self, name: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON is any
        response = self.cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
        payload = json.loads(response["Payload"].read())
        if "FunctionError" in response:
            raise DeploymentError(f"The function stopped: {payload.get('errorType')}: {payload.get('errorMessage')}")
        return payload

    def _cause(self) -> str:
        """Format where in our code the error arose, and what the function's variables name that does not exist."""
        logs = self.cloud.client("logs")
        events = logs.filter_log_events(logGroupName=f"/aws/lambda/{self.name}-api")["events"]
        lines = [match[1] for event in events if (match := _WHERE.search(event["message"]))]
        return "; ".join(["", *lines[-1:], *self.missing()])

    def missing(self) -> Iterator[str]:
        """Yield what the function's variables name and AWS does not have."""
        function = self.cloud.client("lambda").get_function_configuration(FunctionName=self.outputs["APIHandlerName"])
        variables = function["Environment"]["Variables"]
        table = variables["KUNDVAL_LEDGER"].partition(":")[2]
        if table not in self.cloud.client("dynamodb").list_tables()["TableNames"]:
            yield f"KUNDVAL_LEDGER names the table {table}, which does not exist"
        secret = variables["KUNDVAL_SECRETS"].partition(":")[2]
        secrets = self.cloud.client("secretsmanager").list_secrets()["SecretList"]
        if secret not in {name for entry in secrets for name in (entry["Name"], entry["ARN"])}:
            yield f"KUNDVAL_SECRETS names the secret {secret}, which does not exist"
