"""What an account has before the first deployment: a bucket for packages, roles for GitHub's runs, and a budget.

Made once for each environment, by somebody who may make roles; after that nobody needs such rights, or a key.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.aws import deploy
from ops.aws.deploy import Cloud

ACCOUNT: Final = Path("functions/account.json")
BUDGET: Final = Path("functions/budget.json")
BUDGET_REGION: Final = "eu-west-1"  # CloudFormation knows no budgets in eu-north-1; what an account costs has no region
NIGHTLY: Final = "NightlyRoleArn"


@dataclass(frozen=True)
class Account:
    """Whose runs may deploy what, what it may cost a month, and who is told."""

    repository: str
    environment: str
    name: str
    provider: str
    dollars: int
    alarm_email: str

    @property
    def stack(self) -> str:
        """Its name lies outside what the roles that it makes may touch."""
        return f"account-of-{self.name}-{self.environment}"


def prepare(root: Path, cloud: Cloud, budgets: Cloud, account: Account) -> dict[str, str]:
    """Make the account ready, or bring it up to date, and give the outputs."""
    outputs = stand(root, cloud, account)
    limit = {"Dollars": str(account.dollars), "AlarmEmail": account.alarm_email}
    deploy.apply_stack(budgets, f"budget-of-{account.name}-{account.environment}", _body(root / BUDGET), limit)
    return outputs


def stand(root: Path, cloud: Cloud, account: Account) -> dict[str, str]:
    """Make the bucket and the roles alone, and give the outputs."""
    wanted = {
        "Repository": account.repository,
        "Environment": account.environment,
        "Name": account.name,
        "GitHubProvider": account.provider,
    }
    deploy.apply_stack(cloud, account.stack, _body(root / ACCOUNT), wanted)
    return deploy.outputs_of(cloud, account.stack)


def _body(template: Path) -> dict[str, str]:
    return {"TemplateBody": template.read_text(encoding="utf-8")}


def variables(account: Account, outputs: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield each variable that an environment at GitHub needs: the environment, the name, the value."""
    for key, value in outputs.items():
        if key != NIGHTLY:
            yield account.environment, _upper(key), value
    yield account.environment, "ALARM_EMAIL", account.alarm_email
    if NIGHTLY in outputs:
        yield "nightly", "AWS_ROLE_ARN", outputs[NIGHTLY]
        yield "nightly", "STACK", outputs["Stack"]


def _upper(key: str) -> str:
    """An output's name as a variable's.

    >>> _upper("AwsRoleArn")
    'AWS_ROLE_ARN'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).upper()
