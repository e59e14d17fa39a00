"""`build.py account` prepares an account for one environment alone."""

from typing import Any

import boto3
import pytest
from click.testing import CliRunner
from moto import mock_aws

from ops.aws import account, package, stacks
from ops.cli import aws
from tests.support.ops import moto_secret  # noqa: F401 - moto learns what a secret is

CLOUD = stacks.Cloud("eu-north-1", poll_seconds=1)


class TestTheCommand:
    """It tells what GitHub has to know, and prepares an account for one environment alone."""

    def asked(self, *arguments: str, answer: str = "y\n") -> Any:  # noqa: ANN401 - click's
        given = ["--repository", "kommunen/kundval", "--alarm-email", "drift@kommun.example", *arguments]
        return CliRunner().invoke(aws.account_, given, input=answer)

    @pytest.fixture(autouse=True)
    def nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")

    @pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")  # what moto does not know it passes over
    def test_each_variable_of_each_environment(self) -> None:
        with mock_aws():
            told = self.asked("--environment", "production").output.splitlines()[-8:]
        names = [line.partition("=")[0] for line in told]
        assert names == [
            "production: STACK",
            "production: BUCKET",
            "production: AWS_ROLE_ARN",
            "production: MAKER_ARN",
            "production: BOUNDARY_ARN",
            "production: ALARM_EMAIL",
            "nightly: AWS_ROLE_ARN",
            "nightly: STACK",
        ]
        workflow = (package.ROOT / ".github/workflows/deploy_to.yml").read_text(encoding="utf-8")
        assert [name for name in names[:6] if f"vars.{name.partition(': ')[2]} " not in workflow] == []

    def test_whoever_is_not_signed_in_is_told_in_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
        monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it remembers who was signed in
        asked = self.asked("--environment", "staging")
        assert (asked.exit_code, asked.output.splitlines()[-1]) == (1, "account: Unable to locate credentials")

    @pytest.mark.parametrize("answer", ["n\n", ""])
    @pytest.mark.parametrize(
        ("environment", "named"), [("staging", "staging"), ("production", "production and nightly")]
    )
    def test_nothing_is_made_before_somebody_says_that_only_main_is_deployed(
        self, answer: str, environment: str, named: str
    ) -> None:
        with mock_aws():
            asked = self.asked("--environment", environment, answer=answer)
            assert stacks.names(CLOUD) == []
        assert asked.exit_code == 1
        assert f"deployment branches: main, in the environments: {named}.\n" in asked.output
        assert "https://github.com/kommunen/kundval/settings/environments" in asked.output
        assert asked.output.splitlines()[-1].endswith(
            "account: nothing was made. Set it, and run this again; a script says --branches-limited."
        )

    @pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")
    def test_a_script_says_it_without_being_asked(self) -> None:
        with mock_aws():
            asked = self.asked("--environment", "staging", "--branches-limited", answer="")
            assert stacks.names(CLOUD) == ["account-of-kundval-staging"]
        assert (asked.exit_code, "Is it set?" in asked.output) == (0, False)

    @pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")
    @pytest.mark.parametrize(("region", "stack"), [("eu-north-1", "account-of"), ("eu-west-3", "budget-of")])
    def test_a_second_environment_in_the_same_account_is_refused_in_any_region(self, region: str, stack: str) -> None:
        with mock_aws():
            assert self.asked("--environment", "staging").exit_code == 0
            asked = self.asked("--environment", "production", "--region", region)
            assert self.asked("--environment", "staging").exit_code == 0
            assert stacks.names(CLOUD) == ["account-of-kundval-staging"]
        assert asked.exit_code == 1
        assert asked.output.splitlines()[-1].startswith(
            f"account: This AWS account is that of kundval-staging (stack {stack}-kundval-staging in eu-"
        )
        assert "Sign in to another account for kundval-production." in asked.output

    @pytest.mark.filterwarnings("ignore:Tried to parse AWS..:UserWarning")
    def test_what_was_given_once_stays_when_it_is_prepared_again(self) -> None:
        budgets = stacks.Cloud(account.BUDGET_REGION)
        provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
        with mock_aws():
            assert self.asked("--environment", "staging", "--provider", provider, "--dollars", "200").exit_code == 0
            assert self.asked("--environment", "staging").exit_code == 0
            assert (stacks.parameters_of(CLOUD, "account-of-kundval-staging") or {})["GitHubProvider"] == provider
            assert (stacks.parameters_of(budgets, "budget-of-kundval-staging") or {})["Dollars"] == "200"
