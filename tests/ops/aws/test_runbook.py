"""The handbook and its runbook: every command is one that exists, and what it names on AWS is in the template."""

import re
import subprocess

import botocore.session
import click
import pytest
from botocore import xform_name

from chalicelib.register import codes
from ops.aws import alarms
from ops.cli import aws, municipality, office, profiles, self_hosted, site
from tests.support.ops import runbook
from tests.support.ops.reading import Template
from tests.support.ops.runbook import Command
from tests.support.tables import assert_rows

pytestmark = pytest.mark.xdist_group("package")

COMMANDS = {
    one.name: one
    for one in (
        *site.COMMANDS,
        *profiles.COMMANDS,
        *office.COMMANDS,
        *aws.COMMANDS,
        *self_hosted.COMMANDS,
        *municipality.COMMANDS,
    )
}
OTHERS = {"apt-get", "curl", "git", "cd", "cp", "mkdir", "mv", "useradd", "chown", "install", "systemctl", "journalctl"}
OTHERS |= {"umask", ".venv/bin/python", "docker", "sha256sum", "gh"}
ELSEWHERE = {
    "../survey.yaml": __file__,
    "../exempelby": str(runbook.ROOT / "tests/catalogue/handbook/exempelby"),
    "../tested": ".",
    "FIL": __file__,
    "/var/backups/kundval/20261122T013000Z": ".",
}
"""What is on the reader's own machine, and what stands in its place here."""
GLOBAL = {"query", "output", "region"}
"""What the AWS command line takes with every operation."""
TEXTS = {page.stem: page.read_text(encoding="utf-8") for page in runbook.PAGES}
WHOLE = "\n".join(TEXTS.values())


def test_nothing_is_run_that_is_not_looked_at_here() -> None:
    assert {one.words[0] for one in runbook.commands()} - OTHERS == {"aws", "make", "python3", "build.py"}


def test_our_own_command_line_takes_it() -> None:
    assert_rows(((command, None) for command in runbook.build()), parse)


def parse(command: Command) -> None:
    """Parse a command with our command line, and raise its objections."""
    name, *arguments = command.words
    known = COMMANDS[name]
    if not arguments or arguments == ["--keep"]:  # named in a sentence, without what it is given there
        assert {*arguments} <= {option for each in known.params for option in each.opts}
        return
    with click.Context(known) as context:
        known.parse_args(context, [ELSEWHERE.get(argument, argument) for argument in arguments])


@pytest.mark.parametrize("command", runbook.of("make"), ids=str)
def test_make_knows_the_target_and_what_is_set(command: Command) -> None:
    makefile = (runbook.ROOT / "Makefile").read_text(encoding="utf-8")
    _, target, *given = command.words
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert all(f"$({one.partition('=')[0]})" in makefile for one in given)


def test_aws_knows_the_operation_and_its_parameters() -> None:
    session = botocore.session.get_session()
    rows: list[tuple[Command, object]] = [(command, (set(), set())) for command in runbook.of("aws")]
    assert_rows(rows, lambda command: unknown_and_missing(session, command))


def unknown_and_missing(session: botocore.session.Session, command: Command) -> tuple[set[str], set[str]]:
    """Return which parameters of a command AWS does not know, and which that it requires are not given."""
    _, called, operation, *rest = command.words
    service = called.removesuffix("api")  # the command line calls S3's own operations s3api
    if operation == "wait":
        waiters = session.get_waiter_model(service).waiter_names
        found = {xform_name(one, "-"): session.get_waiter_model(service).get_waiter(one).operation for one in waiters}
        operation = xform_name(found[rest[0]], "-")
    model = session.get_service_model(service)
    named = {xform_name(one, "-"): one for one in model.operation_names}
    shape = model.operation_model(named[operation]).input_shape
    members = {xform_name(one, "-") for one in (shape.members if shape else ())} | {"limit"}
    asked = {word.removeprefix("--").removeprefix("no-") for word in rest if word.startswith("--")}
    required = {xform_name(one, "-") for one in (shape.required_members if shape else ())}
    return asked - GLOBAL - members, required - asked


def test_outputs_that_are_asked_for_stand_in_the_template(template: Template) -> None:
    asked = set(re.findall(r"OutputKey=='(\w+)'", WHOLE)) | set(re.findall(r"output `(\w+)`", WHOLE))
    assert {"LedgerTable", "APIHandlerName", "NumberSecretsArn", "Address"} <= asked
    assert asked <= template["Outputs"].keys()


def test_parameters_that_are_named_stand_in_the_template(template: Template) -> None:
    asked = set(re.findall(r"--parameter (\w+)=", WHOLE)) | set(re.findall(r"`(LogDays|Requests\w+|Alarm\w+)`", WHOLE))
    assert {"DomainName", "CertificateArn", "LogDays", "RequestsPerAddress"} <= asked
    assert asked <= template["Parameters"].keys()


def test_every_alarm_says_where_to_look_and_no_other_is_named() -> None:
    assert set(re.findall(r"`(\w+Alarm)`", WHOLE)) == {f"{one.name}Alarm" for one in alarms.ALARMS}


def test_no_alarm_names_the_table(template: Template) -> None:
    alarms = [one for one in template["Resources"].values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    assert all("TableName" not in str(one["Properties"]) for one in alarms)


def test_what_a_restored_table_is_given_again_is_what_the_template_gives(template: Template) -> None:
    ledger = template["Resources"]["Ledger"]["Properties"]
    assert f"AttributeName={ledger['TimeToLiveSpecification']['AttributeName']}" in TEXTS["incidents"]
    assert ledger["DeletionProtectionEnabled"] == ("--deletion-protection-enabled" in TEXTS["incidents"])
    assert ledger["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert "PointInTimeRecoveryEnabled=true" in TEXTS["incidents"]


def test_log_groups_and_the_days_of_logs_are_those_of_the_template(template: Template) -> None:
    assert "/aws/lambda/kundval-production-api" in TEXTS["incidents"]
    name = template["Resources"]["ApiLog"]["Properties"]["LogGroupName"]["Fn::Sub"]
    assert name.replace("${AWS::StackName}", "kundval-production") == "/aws/lambda/kundval-production-api"
    assert (
        f"{template['Parameters']['LogDays']['Default']} days, or as set by the parameter `LogDays`" in TEXTS["routine"]
    )


def test_files_that_are_copied_stand_here() -> None:
    named = set(re.findall(r"\bops/self_hosted/[\w.-]+", WHOLE))
    assert len(named) == len(
        [file for file in (runbook.ROOT / "ops" / "self_hosted").iterdir() if file.suffix not in {".py", ""}]
    )
    assert all((runbook.ROOT / one).is_file() for one in named)


def test_reasons_that_are_sent_are_ones_that_the_endpoint_knows() -> None:
    sent = re.findall(r'"reason": "(\w+)"[^\n]*/(reverse|adjust)', WHOLE)
    known = {"reverse": codes.REVERSE_REASONS, "adjust": codes.ADJUST_REASONS}
    assert len(sent) == 2
    assert all(reason in known[deed] for reason, deed in sent)


@pytest.mark.parametrize("page", TEXTS)
def test_a_shell_can_read_every_block(page: str) -> None:
    for block in re.findall(r"^```sh\n(.*?)^```$", TEXTS[page], re.DOTALL | re.MULTILINE):
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
