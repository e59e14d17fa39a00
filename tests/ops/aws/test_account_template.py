"""What an account has before the first deployment, and keeps whatever becomes of its stacks."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ops.aws import account, package, stacks
from tests.support.ops.reading import Template, of_type, properties

pytestmark = pytest.mark.xdist_group("package")


@pytest.mark.parametrize(("name", "region"), [(account.ACCOUNT, "eu-north-1"), (account.BUDGET, account.BUDGET_REGION)])
def test_an_outside_checker_finds_nothing(name: Path, region: str) -> None:
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", region, "--", str(name)]
    done = subprocess.run(command, cwd=package.ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr


class TestWhatIsKept:
    """The key and the secrets outlive every stack."""

    @pytest.mark.parametrize("name", ["Key", "NumberSecrets"])
    def test_what_cannot_be_made_anew_outlives_the_account_s_stack(self, account_template: Template, name: str) -> None:
        one = account_template["Resources"][name]
        assert (one["DeletionPolicy"], one["UpdateReplacePolicy"]) == ("Retain", "Retain")

    def test_the_secrets_are_under_our_own_key_which_changes_every_year(self, account_template: Template) -> None:
        secrets = of_type(account_template, "AWS::SecretsManager::Secret")
        key = {"Fn::GetAtt": ["Key", "Arn"]}
        assert {name: one["KmsKeyId"] for name, one in secrets.items()} == {"NumberSecrets": key, "FrontSecret": key}
        assert properties(account_template, "Key")["EnableKeyRotation"] is True

    def test_the_first_secret_of_the_numbers_is_32_bytes_in_hexadecimal(self, account_template: Template) -> None:
        made = properties(account_template, "NumberSecrets")["GenerateSecretString"]
        left_out = set(made["ExcludeCharacters"])
        assert (made["PasswordLength"], made["ExcludePunctuation"], made["ExcludeUppercase"]) == (64, True, True)
        assert set("abcdefghijklmnopqrstuvwxyz0123456789") - left_out == set("0123456789abcdef")


def test_no_key_is_made(account_template: Template) -> None:
    assert not [
        one
        for one in account_template["Resources"].values()
        if one["Type"] in ("AWS::IAM::AccessKey", "AWS::IAM::User")
    ]


@pytest.mark.parametrize("name", [account.ACCOUNT.name, package.TEMPLATE])
def test_an_update_neither_replaces_nor_deletes_what_is_kept(name: str, packed: Path) -> None:
    found = {account.ACCOUNT.name: package.ROOT / account.ACCOUNT, package.TEMPLATE: packed / package.TEMPLATE}[name]
    template: Template = json.loads(found.read_text(encoding="utf-8"))
    _, refused = json.loads(stacks.stack_policy(template))["Statement"]
    kept = {
        account.ACCOUNT.name: {"GitHub", "Packages", "Key", "NumberSecrets"},
        package.TEMPLATE: {"Ledger", "SiteBucket"},
    }[name]
    assert (refused["Effect"], refused["Action"]) == ("Deny", ["Update:Replace", "Update:Delete"])
    assert {one.removeprefix("LogicalResourceId/") for one in refused["Resource"]} == kept
