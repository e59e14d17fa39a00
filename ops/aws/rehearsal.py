"""The whole deployment against an emulated AWS on this machine, without a network: every step, then a rollback.

What the emulator does not support is left out by name, and printed; the rest of the template is what is deployed.
"""

import base64
import datetime as dt
import hashlib
import json
import secrets
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chalicelib.control_numbers.key_ring import LENGTH
from chalicelib.dates import clock
from ops.aws import account as accounts
from ops.aws import deploy, emulator, stacks
from ops.aws.account import Account
from ops.aws.alarms import ALARMS
from ops.aws.deploy import Target
from ops.aws.package import EPOCH, TEMPLATE, ZIP, register_of
from ops.aws.rehearsal_stage import REGION, RehearsalStage
from ops.aws.stacks import Cloud, DeploymentError
from ops.demo import plan as plans
from ops.demo.plan import ServicePlan
from ops.demo.terminal import fee, kronor, quantity, visit

ACCOUNT: Final = Account(
    repository="kommunen/kundval",
    environment="staging",
    name="kundval",
    provider="arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com",
    dollars=1,
    alarm_email="drift@kommun.example",
)
"""An account that already has its provider for GitHub's tokens: the emulator supports neither that nor budgets."""
UNSUPPORTED: Final = {"AWS::WAFv2::WebACLAssociation"}
"""Resource types that the emulator does not support."""


@dataclass(frozen=True)
class Claimed:
    """A claim that a provider sent, and its receipt."""

    provider: str
    body: Mapping[str, Any]
    receipt: Mapping[str, Any]


def rehearse(packed: Path, site: Path, folder: Path, report: Callable[[str], object]) -> None:
    """Create, upload, claim, check the alarms, and roll back; raise DeploymentError with the step that failed."""
    report(f"the emulator does not know, and this leaves out: {', '.join(sorted(UNSUPPORTED))}")
    first, second = _without_unknown(packed, folder / "first"), _without_unknown(packed, folder / "second")
    _change_version(second)
    with emulator.serving(folder, lambda endpoint: Cloud(REGION, endpoint).client("s3").list_buckets()) as endpoint:
        cloud = Cloud(REGION, endpoint, poll_seconds=1)
        target = prepare_account(cloud)
        report("account: a bucket, and roles within a boundary")
        stage = RehearsalStage(cloud, target.stack, deploy.deploy(cloud, target, first, site), register_of(first))
        stage.bind(target.parameters["RoleBoundary"])
        report("stack and site: made from nothing")
        _set_secret(stage)
        claims = _smoke(stage, report)
        _check_authorizer(stage, report)
        _check_alarms(stage, report)
        deploy.deploy(cloud, target, second, site)
        report("stack: changed to a later package")
        _check_stack_policies(stage, first, report)
        deploy.deploy(cloud, target, first, site)
        _check_rollback(stage, claims, first, report)


def prepare_account(cloud: Cloud, account: Account = ACCOUNT) -> Target:
    """Prepare an account as `build.py account` does, and return the target of the deployment."""
    outputs = accounts.apply_account(cloud, account)
    parameters = {"AlarmEmail": account.alarm_email, "RoleBoundary": outputs["BoundaryArn"]}
    return Target(outputs["Stack"], outputs["Bucket"], parameters, outputs["MakerArn"])


def _without_unknown(packed: Path, folder: Path) -> Path:
    """Copy the package, without the resources that the emulator does not support."""
    shutil.copytree(packed, folder)
    template = json.loads((packed / TEMPLATE).read_text(encoding="utf-8"))
    resources = {
        name: resource for name, resource in template["Resources"].items() if resource["Type"] not in UNSUPPORTED
    }
    (folder / TEMPLATE).write_text(json.dumps({**template, "Resources": resources}), encoding="utf-8")
    return folder


def _change_version(packed: Path) -> None:
    """Change the package into a later version: the same function with other bytes and another description."""
    with zipfile.ZipFile(packed / ZIP, "a") as archive:
        archive.writestr(zipfile.ZipInfo("later.txt", EPOCH), "later")
    template = json.loads((packed / TEMPLATE).read_text(encoding="utf-8"))
    (packed / TEMPLATE).write_text(json.dumps({**template, "Description": "later"}), encoding="utf-8")


def _set_secret(stage: RehearsalStage) -> None:
    """Store a hexadecimal secret; the emulator generates one of any characters, whatever the template says."""
    client = stage.cloud.client("secretsmanager")
    client.put_secret_value(SecretId=stage.outputs["NumberSecretsArn"], SecretString=secrets.token_hex(LENGTH))


def _smoke(stage: RehearsalStage, report: Callable[[str], object]) -> list[Claimed]:
    """Check health, and claim a visit of each service twice; return the claims with their receipts."""
    health = stage.expect("health", 200, stage.ask("GET", "/v1/health"))
    if health["register"] != stage.rules.sha256:
        raise DeploymentError("health: the function answers by another register than the one that was packed.")
    report(f"health: ok, register {health['register'][:12]}")
    today = clock.day(clock.now())
    plan = plans.plan(stage.rules, today)
    for sentence in plan.left_out:
        report(f"claim: left out, as nobody can claim it today. {sentence}")
    return [_claim(stage, service, today, report) for service in plan.services]


def _claim(stage: RehearsalStage, plan: ServicePlan, today: dt.date, report: Callable[[str], object]) -> Claimed:
    """Issue a number where the service has them, and send a claim twice, which is paid once, by policy."""
    name, provider = plan.service.swedish, plan.first
    issued: dict[str, Any] = {"number": "", "codes": ()}
    if plan.service.numbered:
        response = stage.ask("POST", "/v1/numbers", "reception", body=plan.grant)
        issued |= stage.expect("issuing a number", 201, response)
        report(f"number: issued, {name}, {quantity(plan, issued['granted'])}")
    body = plan.claim(today, f"9{secrets.randbelow(10**8):08}", issued["number"], issued["codes"])
    receipt = stage.expect("recording a claim", 201, stage.ask("POST", "/v1/claims", "provider", provider, body))
    price_ore = plan.price_ore(provider, today)
    if (receipt["amount_ore"], receipt["fee_ore"]) != price_ore:
        raise DeploymentError(f"claim: {name} is not paid as policy says.")
    again = stage.expect("the same claim again", 200, stage.ask("POST", "/v1/claims", "provider", provider, body))
    if again != receipt:
        raise DeploymentError("the same claim again: it got another receipt.")
    paid = f"{kronor(receipt['amount_ore'])} and {fee(receipt['fee_ore'])}"
    report(f"claim: {name}, {visit(plan)}, {paid}; the same receipt when sent again")
    return Claimed(provider, body, receipt)


def _check_authorizer(stage: RehearsalStage, report: Callable[[str], object]) -> None:
    """Check that the authorizer refuses a token and says why; one that is none needs no key of an issuer."""
    answer = stage.authorise("none")
    effect, reason = answer["policyDocument"]["Statement"][0]["Effect"], answer["context"].get("reason", "")
    if (effect, reason) != ("Deny", "malformed"):
        raise DeploymentError(f"sign-in: expected Deny and malformed, got {effect} and {reason}.")
    report(f"sign-in: a token that is none is refused, with the reason {reason}")


def _check_alarms(stage: RehearsalStage, report: Callable[[str], object]) -> None:
    """Check that every alarm of the list exists, notifies somebody, and is not ringing."""
    alarms = stage.cloud.client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{stage.name}-")["MetricAlarms"]
    if len(alarms) != len(ALARMS):
        raise DeploymentError(f"alarms: expected {len(ALARMS)}, found {len(alarms)}.")
    faulty = [alarm["AlarmName"] for alarm in alarms if alarm["StateValue"] == "ALARM" or not alarm["AlarmActions"]]
    if faulty:
        raise DeploymentError(f"alarms: {', '.join(faulty)} ring, or tell nobody.")
    report(f"alarms: {len(alarms)}, none rings")


def _check_stack_policies(stage: RehearsalStage, packed: Path, report: Callable[[str], object]) -> None:
    """Check that both stacks are under the policy of their template; only AWS itself refuses by it."""
    kept: list[str] = []
    for name, path in ((ACCOUNT.stack, accounts.ACCOUNT), (stage.name, packed / TEMPLATE)):
        template = json.loads(path.read_text(encoding="utf-8"))
        policy = stage.cloud.client("cloudformation").get_stack_policy(StackName=name).get("StackPolicyBody", "none")
        if policy != stacks.stack_policy(template):
            raise DeploymentError(f"stack policy: that of {name} is {policy}.")
        kept += [resource.partition("/")[2] for resource in json.loads(policy)["Statement"][1]["Resource"]]
    report(f"stack policy: no update replaces or deletes {', '.join(kept)}")


def _check_rollback(
    stage: RehearsalStage, claims: Sequence[Claimed], first: Path, report: Callable[[str], object]
) -> None:
    """Check that the former package answers again, and that the ledger has lost nothing."""
    function = stage.cloud.client("lambda").get_function_configuration(FunctionName=stage.outputs["APIHandlerName"])
    expected = base64.b64encode(hashlib.sha256((first / ZIP).read_bytes()).digest()).decode()
    if function["CodeSha256"] != expected:
        raise DeploymentError("going back: the function still runs the later package.")
    for claim in claims:
        answer = stage.ask("POST", "/v1/claims", "provider", claim.provider, claim.body)
        if stage.expect("the claim after going back", 200, answer) != claim.receipt:
            raise DeploymentError("going back: the claim has another receipt.")
    kept = "every claim has the same receipt" if claims else "there was no claim to ask for"
    report(f"back: the former package answers, and {kept}")
