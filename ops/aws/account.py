"""What an AWS account needs before the first deployment: a bucket, key and secrets, roles for GitHub, and a budget.

Created once for each environment, in an account of its own, by somebody who may create roles; later deployments need
neither that right nor a key.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalogue import SITE
from ops.aws import stacks
from ops.aws.stacks import Cloud, DeploymentError

FUNCTIONS: Final = SITE.parent / "functions"
ACCOUNT: Final = FUNCTIONS / "account.json"
BUDGET: Final = FUNCTIONS / "budget.json"
BUDGET_REGION: Final = "eu-west-1"  # CloudFormation has no budgets in eu-north-1; a budget is of the whole account
NIGHTLY: Final = "NightlyRoleArn"
SECRETS: Final = "NumberSecretsArn"
OWN: Final = ("KeyArn", SECRETS, "FrontSecretArn")
"""The outputs that a deployment hands to its stack, by the same names."""
ENVIRONMENTS: Final = ("staging", "production")
MONTHLY_DOLLARS: Final = 50
PREPARED: Final = re.compile(rf"(?:account|budget)-of-([a-z][a-z0-9-]*-(?:{'|'.join(ENVIRONMENTS)}))")
"""The names of the stacks that `prepare` makes: the account's in its region, the budget's always in the same one."""


@dataclass(frozen=True)
class Account:
    """Which repository may deploy what, the monthly budget in dollars, and who gets its alarms.

    A budget that is not given stays as it was, or is MONTHLY_DOLLARS; an empty provider stays as it was, or is created.
    """

    repository: str
    environment: str
    name: str
    provider: str
    dollars: int | None
    alarm_email: str

    @property
    def deployed(self) -> str:
        """Return the name of the stack that is deployed to the account."""
        return f"{self.name}-{self.environment}"

    @property
    def stack(self) -> str:
        """Return the stack's name; it is outside what the roles that the stack creates may change."""
        return f"account-of-{self.deployed}"

    @property
    def github_environments(self) -> tuple[str, ...]:
        """Return the environments at GitHub whose runs may assume a role of the account."""
        return (self.environment, "nightly") if self.environment == "production" else (self.environment,)


def prepare(cloud: Cloud, budgets: Cloud, account: Account) -> dict[str, str]:
    """Create or update the account's stack and its budget; return the outputs. One account holds one environment."""
    for place in (cloud, budgets):
        _refuse_second(account.deployed, place, stacks.names(place))
    outputs = apply_account(cloud, account)
    budget = f"budget-of-{account.deployed}"
    former = stacks.parameters_of(budgets, budget) or {}
    dollars = str(account.dollars or former.get("Dollars", MONTHLY_DOLLARS))
    _apply(budgets, budget, BUDGET, {"Dollars": dollars, "AlarmEmail": account.alarm_email})
    return outputs


def _refuse_second(deployed: str, cloud: Cloud, names: Iterable[str]) -> None:
    """Raise DeploymentError if one of the stacks has prepared the account for another environment."""
    for name in names:
        match = PREPARED.fullmatch(name)
        if match and match[1] != deployed:
            raise DeploymentError(
                f"This AWS account is that of {match[1]} (stack {name} in {cloud.region}), and one account holds one "
                f"environment, so that neither can reach the other. Sign in to another account for {deployed}. If "
                f"{match[1]} is gone for good, delete the stack {name} first."
            )


def prepared(cloud: Cloud, stack: str) -> dict[str, str]:
    """Return what the account hands to a stack; raise DeploymentError unless it is prepared for this stack alone."""
    name, _, environment = stack.rpartition("-")
    for other in {*ENVIRONMENTS} - {environment} if environment in ENVIRONMENTS else ():
        if stacks.parameters_of(cloud, f"account-of-{name}-{other}") is not None:
            _refuse_second(stack, cloud, [f"account-of-{name}-{other}"])
    if stacks.parameters_of(cloud, f"account-of-{stack}") is None:
        raise DeploymentError(
            f"This AWS account is not prepared for the stack {stack}: it has no stack account-of-{stack}. Sign in to "
            "the account that is, or prepare this one (python3 build.py account)."
        )
    outputs = stacks.outputs_of(cloud, f"account-of-{stack}")
    if not outputs.keys() >= {*OWN}:
        raise DeploymentError(
            f"An earlier version prepared this AWS account for {stack}: prepare it again (python3 build.py account)."
        )
    return {name: outputs[name] for name in OWN}


def apply_account(cloud: Cloud, account: Account) -> dict[str, str]:
    """Create or update the bucket and the roles only, and return the outputs."""
    former = stacks.parameters_of(cloud, account.stack) or {}
    parameters = {
        "Repository": account.repository,
        "Environment": account.environment,
        "Name": account.name,
        "GitHubProvider": account.provider or former.get("GitHubProvider", ""),
    }
    _apply(cloud, account.stack, ACCOUNT, parameters)
    return stacks.outputs_of(cloud, account.stack)


def _apply(cloud: Cloud, stack: str, template: Path, values: Mapping[str, str]) -> None:
    body = template.read_text(encoding="utf-8")
    stacks.apply_stack(cloud, stack, {"TemplateBody": body}, values, policy=stacks.stack_policy(json.loads(body)))


def variables(account: Account, outputs: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield each variable that GitHub needs: the environment, the name, the value."""
    for key, value in outputs.items():
        if key not in {NIGHTLY, *OWN}:
            yield account.environment, _upper(key), value
    yield account.environment, "ALARM_EMAIL", account.alarm_email
    if NIGHTLY in outputs:
        yield "nightly", "AWS_ROLE_ARN", outputs[NIGHTLY]
        yield "nightly", "STACK", outputs["Stack"]


def _upper(key: str) -> str:
    """Convert the name of an output to that of a variable.

    >>> _upper("AwsRoleArn")
    'AWS_ROLE_ARN'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).upper()
