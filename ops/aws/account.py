"""What an AWS account needs before the first deployment: a bucket for packages, roles for GitHub, and a budget.

Created once for each environment, by somebody who may create roles; later deployments need neither that right nor a
key.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalogue import SITE
from ops.aws import deploy
from ops.aws.deploy import Cloud

FUNCTIONS: Final = SITE.parent / "functions"
ACCOUNT: Final = FUNCTIONS / "account.json"
BUDGET: Final = FUNCTIONS / "budget.json"
BUDGET_REGION: Final = "eu-west-1"  # CloudFormation has no budgets in eu-north-1; a budget is of the whole account
NIGHTLY: Final = "NightlyRoleArn"


@dataclass(frozen=True)
class Account:
    """Which repository may deploy what, the monthly budget in dollars, and who gets its alarms."""

    repository: str
    environment: str
    name: str
    provider: str
    dollars: int
    alarm_email: str

    @property
    def stack(self) -> str:
        """Return the stack's name; it is outside what the roles that the stack creates may change."""
        return f"account-of-{self.name}-{self.environment}"


def prepare(cloud: Cloud, budgets: Cloud, account: Account) -> dict[str, str]:
    """Create or update the account's stack and its budget, and return the outputs."""
    outputs = apply_account(cloud, account)
    limit = {"Dollars": str(account.dollars), "AlarmEmail": account.alarm_email}
    deploy.apply_stack(budgets, f"budget-of-{account.name}-{account.environment}", _body(BUDGET), limit)
    return outputs


def apply_account(cloud: Cloud, account: Account) -> dict[str, str]:
    """Create or update the bucket and the roles only, and return the outputs."""
    parameters = {
        "Repository": account.repository,
        "Environment": account.environment,
        "Name": account.name,
        "GitHubProvider": account.provider,
    }
    deploy.apply_stack(cloud, account.stack, _body(ACCOUNT), parameters)
    return deploy.outputs_of(cloud, account.stack)


def _body(template: Path) -> dict[str, str]:
    return {"TemplateBody": template.read_text(encoding="utf-8")}


def variables(account: Account, outputs: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield each variable that GitHub needs: the environment, the name, the value."""
    for key, value in outputs.items():
        if key != NIGHTLY:
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
