"""The template that travels with the package: what CloudFormation is asked to make."""

import dataclasses
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from chalicelib.ledger import dynamodb_table
from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.dynamodb_items import export_key, seal_key
from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.rules import number_status
from chalicelib.rules.outcomes import Refused
from office.payments import run as payments
from ops.aws import alarms, package
from ops.aws import template as infrastructure
from ops.server import api_gateway
from tests.support.app import cloud
from tests.support.office import month
from tests.support.ops.reading import Template, of_type, properties

pytestmark = pytest.mark.xdist_group("package")
CHECKER = (str(Path(sys.executable).with_name("cfn-lint")), "--regions", "eu-north-1")
REASON = "$context.authorizer.reason"
"""What the authorizer puts into its answer (app.authorise), as API Gateway names it."""
BY_DATE = ("W2531", "E2531", "E2533")
"""The checks of how long AWS keeps a runtime: they turn red on a day, not with a change."""


def test_an_outside_checker_finds_nothing(packed: Path) -> None:
    command = [*CHECKER, "--ignore-checks", *BY_DATE, "--", package.TEMPLATE]
    done = subprocess.run(command, cwd=packed, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_outside_checker_sees_a_planted_fault(packed: Path, tmp_path: Path, template: Template) -> None:
    planted = json.loads(json.dumps(template))
    planted["Resources"]["Ledger"]["Properties"]["BillingMode"] = "FREE"
    (tmp_path / "planted.json").write_text(json.dumps(planted), encoding="utf-8")
    command = [*CHECKER, "--", "planted.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=240)
    assert (packed.is_dir(), "'FREE' is not one of" in done.stdout) == (True, True)


class TestTheLedger:
    """Nobody loses it by mistake, and nobody reads it without the key."""

    def test_it_costs_what_is_asked_of_it(self, template: Template) -> None:
        assert properties(template, "Ledger")["BillingMode"] == "PAY_PER_REQUEST"

    def test_its_keys_are_those_that_the_code_uses(self, template: Template) -> None:
        definition = dynamodb_table.table("")
        del definition["TableName"]
        assert definition.items() <= properties(template, "Ledger").items()

    def test_it_can_be_restored_to_any_second_and_not_be_deleted(self, template: Template) -> None:
        ledger = properties(template, "Ledger")
        assert ledger["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert ledger["DeletionProtectionEnabled"] is True

    @pytest.mark.parametrize("name", ["Ledger", "SiteBucket"])
    def test_what_cannot_be_made_anew_outlives_the_stack(self, template: Template, name: str) -> None:
        one = template["Resources"][name]
        assert (one["DeletionPolicy"], one["UpdateReplacePolicy"]) == ("Retain", "Retain")

    def test_ledger_logs_and_alarms_are_under_our_own_key(self, template: Template) -> None:
        key = {"Ref": "KeyArn"}
        assert properties(template, "Ledger")["SSESpecification"]["KMSMasterKeyId"] == key
        kept = of_type(template, "AWS::Logs::LogGroup")
        assert {name: one["KmsKeyId"] for name, one in kept.items()} == dict.fromkeys(kept, key)
        assert properties(template, "Alarms")["KmsMasterKeyId"] == key


class TestTheFunctions:
    """Each has its own role, its own log, and the one package."""

    @pytest.mark.parametrize("name", ["APIHandler", "Authorise"])
    def test_the_package_is_named_by_parameters(self, template: Template, name: str) -> None:
        assert properties(template, name)["CodeUri"] == {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Ref": "CodeKey"}}

    @pytest.mark.parametrize(("name", "log"), [("APIHandler", "ApiLog"), ("Authorise", "AuthoriseLog")])
    def test_it_writes_a_log_that_is_forgotten(self, template: Template, name: str, log: str) -> None:
        assert properties(template, name)["LoggingConfig"] == {"LogGroup": {"Ref": log}}
        assert properties(template, log)["RetentionInDays"] == {"Ref": "LogDays"}

    def test_their_rights_are_those_of_the_policy_files(self, template: Template) -> None:
        files = {"ApiHandlerRole": "policy-cloud.json", "AuthoriseRole": "policy-authorise.json"}
        for role, name in files.items():
            (own,) = properties(template, role)["Policies"]
            written = json.loads((package.ROOT / "functions/.chalice" / name).read_text(encoding="utf-8"))
            assert own["PolicyDocument"] == written

    def test_no_secret_stands_in_an_environment(self, template: Template) -> None:
        for name in ("APIHandler", "Authorise"):
            variables = properties(template, name)["Environment"]["Variables"]
            assert variables["KUNDVAL_SECRETS"] == {"Fn::Sub": "aws:${NumberSecretsArn}"}

    def test_the_endpoint_hears_from_the_front_who_asks(self, template: Template) -> None:
        variables = properties(template, "APIHandler")["Environment"]["Variables"]
        assert f'headers["{variables["KUNDVAL_ADDRESS_HEADER"]}"]' in (
            package.ROOT / "functions" / infrastructure.FRONT
        ).read_text(encoding="utf-8")


class TestFinanceAtTheCommandLine:
    """It closes months, and can do nothing else to the ledger."""

    @pytest.fixture
    def statements(self, template: Template) -> list[dict[str, Any]]:
        """What the role may do."""
        (own,) = properties(template, "FinanceRole")["Policies"]
        statements: list[dict[str, Any]] = own["PolicyDocument"]["Statement"]
        return statements

    def test_what_it_writes_begins_with_the_key_of_a_month_as_a_whole(self, statements: list[dict[str, Any]]) -> None:
        (writing,) = [one for one in statements if "dynamodb:PutItem" in one["Action"]]
        assert writing["Condition"]["ForAllValues:StringLike"] == {"dynamodb:LeadingKeys": ["RUN#*"]}
        assert seal_key("2026-11")["pk"]["S"] == export_key("2026-11")["pk"]["S"] == "RUN#2026-11"

    def test_it_may_do_what_a_payment_run_asks_and_nothing_else(
        self, statements: list[dict[str, Any]], tmp_path: Path
    ) -> None:
        with mock_aws(), cloud.recording() as used:
            client = dynamodb_table.connect("eu-north-1")
            client.create_table(**dynamodb_table.table(cloud.TABLE))
            used.clear()
            spent = month.spent(SqliteLedger(tmp_path / "ledger.sqlite"))
            source = dataclasses.replace(spent.source(), ledger=DynamoLedger(client, cloud.TABLE))
            options = {"statements": False, "empty": True}
            payments.pay_month(
                source, month.MONTH, tmp_path, now=month.AFTER, by="office:tester", progress=lambda _: None, **options
            )
            client.close()
        assert {right.action for right in used} == {action for one in statements for action in one["Action"]}

    def test_only_whoever_the_municipality_names_may_take_it(self, template: Template) -> None:
        (trust,) = properties(template, "FinanceRole")["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"AWS": {"Ref": "FinancePrincipal"}}
        assert template["Parameters"]["FinancePrincipal"]["Default"] == ""
        assert template["Resources"]["FinanceRole"]["Condition"] == "CommandLineCloses"


class TestWhatApiGatewayRefuses:
    """It answers as the function would have."""

    @pytest.mark.parametrize(("name", "code"), sorted(infrastructure.REFUSALS.items()))
    def test_it_is_a_problem_document(self, template: Template, name: str, code: str) -> None:
        answers = properties(template, "RestAPI")["DefinitionBody"]["x-amazon-apigateway-gateway-responses"]
        body = json.loads(answers[name]["responseTemplates"]["application/json"])
        assert (body["code"], body["status"]) == (code, int(answers[name]["statusCode"]))
        kind = answers[name]["responseParameters"]["gatewayresponse.header.Content-Type"]
        assert kind == "'application/problem+json'"

    def test_no_word_of_them_is_taken_for_a_variable_but_the_reason_of_the_authorizer(self, template: Template) -> None:
        answers = properties(template, "RestAPI")["DefinitionBody"]["x-amazon-apigateway-gateway-responses"]
        texts = {name: str(one["responseTemplates"]).replace(REASON, "") for name, one in answers.items()}
        assert not [name for name, text in texts.items() if set("$#") & set(text)]

    def test_a_denied_token_gets_the_answer_of_the_local_gateway(self, template: Template) -> None:
        answers = properties(template, "RestAPI")["DefinitionBody"]["x-amazon-apigateway-gateway-responses"]
        denied = answers["ACCESS_DENIED"]
        body = json.loads(denied["responseTemplates"]["application/json"].replace(REASON, "expired"))
        local = api_gateway.problem("unauthorised", reason="expired")
        assert (int(denied["statusCode"]), body) == (local.status, local.json())
        sent = {name.rpartition(".")[2]: value.strip("'") for name, value in denied["responseParameters"].items()}
        assert local.headers.items() <= sent.items()


class TestTheAlarms:
    """Somebody is told, and finds what to do."""

    @pytest.mark.parametrize("alarm", alarms.ALARMS, ids=lambda alarm: alarm.name)
    def test_each_tells_somebody(self, template: Template, alarm: alarms.Alarm) -> None:
        made = properties(template, f"{alarm.name}Alarm")
        assert made["AlarmActions"] == [{"Ref": "Alarms"}]

    @pytest.mark.parametrize("alarm", alarms.ALARMS, ids=lambda alarm: alarm.name)
    def test_each_says_what_to_do_within_what_a_mail_shows(self, template: Template, alarm: alarms.Alarm) -> None:
        described = properties(template, f"{alarm.name}Alarm")["AlarmDescription"]
        assert described.endswith(alarm.then)
        assert len(described) < 1024

    def test_failed_look_ups_of_all_callers_together_ring_at_a_number_that_can_be_set(self, template: Template) -> None:
        alarm = properties(template, "UnknownNumbersAlarm")
        parameter = template["Parameters"][alarm["Threshold"]["Ref"]]
        assert (alarm["Period"], parameter["Type"], parameter["Default"]) == (3600, "Number", 100)
        unknown = number_status.check_own(LedgerSnapshot(None, None, None, 0), date(2026, 11, 2))
        assert isinstance(unknown, Refused)
        assert properties(template, "UnknownNumbersFilter")["FilterPattern"] == f'{{ $.code = "{unknown.code}" }}'

    def test_each_that_a_log_tells_counts_a_word_that_the_code_writes(self, template: Template) -> None:
        source = "".join(
            path.read_text(encoding="utf-8") for path in sorted((package.ROOT / "functions").rglob("*.py"))
        )
        filters = of_type(template, "AWS::Logs::MetricFilter").values()
        words = [one["FilterPattern"].split('"')[1] for one in filters]
        assert [word for word in words if f'"{word}"' not in source] == []
