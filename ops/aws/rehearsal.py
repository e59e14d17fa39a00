"""The whole deployment against an emulated AWS on this machine, with no network: every step, then a step back.

What the emulator does not know is left out by name, and said; everything else is the template as it is deployed.
"""

import base64
import hashlib
import json
import re
import secrets
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chalicelib.control_numbers.key_ring import LENGTH
from chalicelib.dates import clock
from chalicelib.register.parser import Register
from ops.aws import account as accounts
from ops.aws import deploy, emulator
from ops.aws.account import Account
from ops.aws.deploy import Cloud, DeploymentError, Target
from ops.aws.package import EPOCH, ROOT, TEMPLATE, ZIP, register_of
from ops.aws.template import ALARMS

REGION: Final = "eu-north-1"
ACCOUNT: Final = Account(
    repository="kommunen/kundval",
    environment="staging",
    name="kundval",
    provider="arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com",
    dollars=1,
    alarm_email="drift@kommun.example",
)
"""An account that has its provider for GitHub's tokens already: the emulator knows neither that nor budgets."""
UNKNOWN: Final = {"AWS::WAFv2::WebACLAssociation"}
"""Types of resources that the emulator refuses."""
_WHERE: Final = re.compile(r'"where": ?"([^"]+)"')


@dataclass(frozen=True)
class RehearsalStage:
    """A stack that stands in the emulator, and how to ask it."""

    cloud: Cloud
    name: str
    outputs: Mapping[str, str]
    rules: Register

    def ask(self, method: str, path: str, role: str = "", provider: str = "", body: object = None) -> dict[str, Any]:
        """Invoke the function with the event that API Gateway sends for a caller whose token it has verified."""
        context: dict[str, Any] = {"httpMethod": method, "resourcePath": path, "identity": {"sourceIp": "192.0.2.1"}}
        if role:
            expires = str(int(time.time()) + 600)
            who = {"subject": "rehearsal", "role": role, "provider": provider, "expires_at_seconds": expires}
            context["authorizer"] = who
        event = {
            "requestContext": context,
            "headers": {"Content-Type": "application/json"},
            "multiValueQueryStringParameters": None,
            "pathParameters": None,
            "stageVariables": None,
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        found = self._invoke(self.outputs["APIHandlerName"], event)
        return {"status": found["statusCode"], "body": json.loads(found["body"])}

    def expect(self, what: str, status: int, found: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON is any
        """Go on with the answer's body, or stop and say what the function's own log says of the cause."""
        if found["status"] != status:
            told = f"{found['status']} {found['body'].get('code', '')}".strip()
            raise DeploymentError(f"{what}: expected {status}, got {told}{self._cause()}.")
        return found["body"]

    def _invoke(self, name: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON is any
        answer = self.cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
        found = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise DeploymentError(f"The function stopped: {found.get('errorType')}: {found.get('errorMessage')}")
        return found

    def _cause(self) -> str:
        """Where in our code it arose, and what the function was told to use that is not there."""
        logs = self.cloud.client("logs")
        events = logs.filter_log_events(logGroupName=f"/aws/lambda/{self.name}-api")["events"]
        places = [found[1] for one in events if (found := _WHERE.search(one["message"]))]
        return "; ".join(["", *places[-1:], *self.missing()])

    def missing(self) -> Iterator[str]:
        """What the function's variables name and AWS does not have."""
        function = self.cloud.client("lambda").get_function_configuration(FunctionName=self.outputs["APIHandlerName"])
        variables = function["Environment"]["Variables"]
        table = variables["KUNDVAL_LEDGER"].partition(":")[2]
        if table not in self.cloud.client("dynamodb").list_tables()["TableNames"]:
            yield f"KUNDVAL_LEDGER names the table {table}, which does not exist"
        secret = variables["KUNDVAL_SECRETS"].partition(":")[2]
        kept = self.cloud.client("secretsmanager").list_secrets()["SecretList"]
        if secret not in {name for one in kept for name in (one["Name"], one["ARN"])}:
            yield f"KUNDVAL_SECRETS names the secret {secret}, which does not exist"


def rehearse(packed: Path, site: Path, folder: Path, say: Callable[[str], object]) -> None:
    """Create, upload, ask, count, and go back; a DeploymentError names the step that was not as it should be."""
    say(f"the emulator does not know, and this leaves out: {', '.join(sorted(UNKNOWN))}")
    first, second = _known(packed, folder / "first"), _known(packed, folder / "second")
    _later(second)
    with emulator.serving(folder, lambda endpoint: Cloud(REGION, endpoint).client("s3").list_buckets()) as endpoint:
        cloud = Cloud(REGION, endpoint, look_every_seconds=1)
        target = prepared(cloud)
        say("account: a bucket, and roles within a boundary")
        stage = RehearsalStage(cloud, target.stack, deploy.deploy(cloud, target, first, site), register_of(first))
        say("stack and site: made from nothing")
        _set_secret(stage)
        claimed, receipt = _smoke(stage, say)
        _alarms(stage, say)
        deploy.deploy(cloud, target, second, site)
        say("stack: changed to a later package")
        deploy.deploy(cloud, target, first, site)
        _back(stage, claimed, receipt, first, say)


def prepared(cloud: Cloud, account: Account = ACCOUNT) -> Target:
    """Make an account ready as `build.py account` does, and give where the deployment goes."""
    made = accounts.stand(ROOT, cloud, account)
    parameters = {"AlarmEmail": account.alarm_email, "RoleBoundary": made["BoundaryArn"]}
    return Target(made["Stack"], made["Bucket"], parameters, made["MakerArn"])


def _known(packed: Path, folder: Path) -> Path:
    """The package with the part of its template that the emulator knows."""
    shutil.copytree(packed, folder)
    template = json.loads((packed / TEMPLATE).read_text(encoding="utf-8"))
    known = {name: one for name, one in template["Resources"].items() if one["Type"] not in UNKNOWN}
    (folder / TEMPLATE).write_text(json.dumps({**template, "Resources": known}), encoding="utf-8")
    return folder


def _later(packed: Path) -> None:
    """Make the package one of a later version: the same function with other bytes, another description."""
    with zipfile.ZipFile(packed / ZIP, "a") as archive:
        archive.writestr(zipfile.ZipInfo("later.txt", EPOCH), "later")
    template = json.loads((packed / TEMPLATE).read_text(encoding="utf-8"))
    (packed / TEMPLATE).write_text(json.dumps({**template, "Description": "later"}), encoding="utf-8")


def _set_secret(stage: RehearsalStage) -> None:
    """Put a secret in hexadecimal; the emulator makes one of any characters, whatever the template says."""
    client = stage.cloud.client("secretsmanager")
    client.put_secret_value(SecretId=stage.outputs["NumberSecretsArn"], SecretString=secrets.token_hex(LENGTH))


def _smoke(stage: RehearsalStage, say: Callable[[str], object]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ask for health, issue a number, claim it once and once more; give the claim and its receipt."""
    health = stage.expect("health", 200, stage.ask("GET", "/v1/health"))
    if health["register"] != stage.rules.sha256:
        raise DeploymentError("health: the function answers by another register than the one that was packed.")
    say(f"health: ok, register {health['register'][:12]}")
    service, provider, today = _who(stage.rules)
    asked = stage.ask("POST", "/v1/numbers", "reception", body={"service": service})
    issued = stage.expect("issuing a number", 201, asked)
    say(f"number: issued, {issued['granted']} sessions")
    claim = {"number": issued["number"], "service": service, "date": today}
    receipt = stage.expect("recording a claim", 201, stage.ask("POST", "/v1/claims", "provider", provider, claim))
    again = stage.expect("the same claim again", 200, stage.ask("POST", "/v1/claims", "provider", provider, claim))
    if again != receipt:
        raise DeploymentError("the same claim again: it got another receipt.")
    say(f"claim: recorded once, {receipt['amount_ore']} öre, the same receipt when sent again")
    return {**claim, "provider": provider}, receipt


def _who(rules: Register) -> tuple[str, str, str]:
    """A service with numbers and no decision, a provider who may perform it today, and today."""
    today = clock.day(clock.now())
    for service in rules.services.values():
        if service.numbered and not service.decision and not service.presence_codes:
            for provider in rules.providers.values():
                if provider.authorised(service.id, today):
                    return service.id, provider.id, today.isoformat()
    raise DeploymentError("The register has no provider who may perform a service with numbers today.")


def _alarms(stage: RehearsalStage, say: Callable[[str], object]) -> None:
    """Every alarm of the list stands, tells somebody, and is silent."""
    found = stage.cloud.client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{stage.name}-")["MetricAlarms"]
    if len(found) != len(ALARMS):
        raise DeploymentError(f"alarms: expected {len(ALARMS)}, found {len(found)}.")
    loud = [one["AlarmName"] for one in found if one["StateValue"] == "ALARM" or not one["AlarmActions"]]
    if loud:
        raise DeploymentError(f"alarms: {', '.join(loud)} ring, or tell nobody.")
    say(f"alarms: {len(found)}, none rings")


def _back(
    stage: RehearsalStage, claimed: Mapping[str, Any], receipt: object, first: Path, say: Callable[[str], object]
) -> None:
    """The former package answers again, and the ledger has lost nothing."""
    function = stage.cloud.client("lambda").get_function_configuration(FunctionName=stage.outputs["APIHandlerName"])
    wanted = base64.b64encode(hashlib.sha256((first / ZIP).read_bytes()).digest()).decode()
    if function["CodeSha256"] != wanted:
        raise DeploymentError("going back: the function still runs the later package.")
    provider = claimed["provider"]
    body = {name: value for name, value in claimed.items() if name != "provider"}
    found = stage.expect("the claim after going back", 200, stage.ask("POST", "/v1/claims", "provider", provider, body))
    if found != receipt:
        raise DeploymentError("going back: the claim has another receipt.")
    say("back: the former package answers, and the claim has the same receipt")
