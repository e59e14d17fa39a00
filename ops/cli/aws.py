"""The commands for AWS: package, deploy and account, the same for a pipeline and a terminal."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from botocore.exceptions import BotoCoreError

from ops.aws import package, pinned_requirements
from ops.cli.options import data_option, today

if TYPE_CHECKING:
    from ops.aws.account import Account


@click.command("package")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Default: var/package.")
@click.option(
    "--compare",
    "tested",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with the package as it was tested: if it is not the same, byte for byte, the command fails.",
)
@data_option
def package_(root: Path, out: Path | None, tested: Path | None) -> None:
    """Pack the function with the register that was built last: deployment.zip and its CloudFormation template."""
    try:
        path = package.package(root, out or root / "var" / "package")
    except (package.PackageError, pinned_requirements.UnpinnedError) as problem:
        sys.exit(f"package: {problem}")
    if tested:
        _require_same(path.parent, tested)
    runtime = package.describe_runtime(package.runtime_of(path.parent), today())
    click.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB, for {runtime}")


def _require_same(made: Path, tested: Path) -> None:
    different = [*package.differences(made, tested)]
    if different:
        sys.exit(
            f"package: the package in {tested} is not the one that this commit makes: {', '.join(different)}. Deploy "
            "neither. Pack and test again (on GitHub: run all jobs of the workflow again); if they still differ, see "
            "A package that differs, on the page Incidents of the handbook."
        )


@click.command()
@click.option("--package", "packed", type=click.Path(file_okay=False, path_type=Path), help="Default: var/package.")
@click.option("--stack", default="kundval-staging", show_default=True, help="The stack to create or update.")
@click.option("--region", default="eu-north-1", show_default=True)
@click.option("--bucket", default="", help="The bucket for packages.")
@click.option(
    "--role", default="", help="The role that CloudFormation uses to create the stack. Default: the caller's."
)
@click.option("--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the template.")
@click.option("--site-only", is_flag=True, help="Only upload the site, as every night; the stack is not changed.")
@click.option("--rehearse", is_flag=True, help="Run all of it, and a rollback, in an emulated AWS on this machine.")
@data_option
def deploy(root: Path, packed: Path | None, parameters: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401 - click's
    """Deploy the last package and the last built site to AWS; with --rehearse to an emulated one.

    A package that changes what is in force is refused, unless a commit that changes policy/, since the one that is
    deployed, gives a reason: a line `Policy-exception: WHY`.
    """
    from ops.aws import deploy as deployment
    from ops.aws.stacks import Cloud, DeploymentError

    packed = packed or root / "var" / "package"
    try:
        _require_file(root / "dist" / "index.html", "build")
        if options["site_only"]:
            outputs = deployment.publish(Cloud(options["region"]), options["stack"], root / "dist")
            click.echo(f"{options['stack']}: {outputs['Address']}")
            return
        _require_file(packed / package.TEMPLATE, "package")
        if options["rehearse"]:
            _rehearse(root, packed)
            return
        if not options["bucket"]:
            sys.exit("deploy: name the bucket for packages with --bucket, or try --rehearse.")
        values = dict(_parameter(parameter) for parameter in parameters)
        target = deployment.Target(options["stack"], options["bucket"], values, options["role"], root)
        outputs = deployment.deploy(Cloud(options["region"]), target, packed, root / "dist")
    except (DeploymentError, BotoCoreError) as problem:
        sys.exit(f"deploy: {problem}")
    _smoke(outputs["Address"], packed)
    click.echo(f"{options['stack']}: {outputs['Address']}")


def _require_file(needed: Path, command: str) -> None:
    if not needed.is_file():
        sys.exit(f"deploy: {needed} is missing. Create it first: python3 build.py {command}.")


def _smoke(address: str, packed: Path) -> None:
    """Check the deployment from outside; a failed check fails the pipeline."""
    from chalicelib.dates import clock
    from ops.aws import smoke_test
    from ops.demo import plan

    rules = package.register_of(packed)
    faults = [*smoke_test.faults(smoke_test.https_client(address), rules.sha256, rules.browser_origins)]
    if faults:
        sys.exit("\n".join(["deploy: it is deployed, but not as it should be:", *faults]))
    for sentence in plan.plan(rules, clock.day(clock.now())).left_out:
        click.echo(f"deploy: it is as it should be, and nobody can claim this today: {sentence}")


def _rehearse(root: Path, packed: Path) -> None:
    """Rehearse in a temporary folder: the emulator keeps nothing."""
    from ops import setup
    from ops.aws import rehearsal

    try:
        with tempfile.TemporaryDirectory(prefix="kundval-rehearsal-") as folder:
            rehearsal.rehearse(packed, root / "dist", Path(folder), click.echo)
    except setup.SetupError as problem:
        sys.exit(f"deploy: the emulator could not be installed: {problem}")


def _parameter(argument: str) -> tuple[str, str]:
    name, separator, value = argument.partition("=")
    if not separator or not name.isalnum():
        sys.exit(f"deploy: {argument!r} is not a parameter. Write it like this: AlarmEmail=drift@kommun.example.")
    return name, value


@click.command("account")
@click.option("--repository", required=True, metavar="OWNER/NAME", help="The GitHub repository whose workflows deploy.")
@click.option("--environment", required=True, type=click.Choice(["staging", "production"]))
@click.option("--alarm-email", required=True, help="Receives the cost warnings and, later, the alarms.")
@click.option("--dollars", type=click.IntRange(1), help="The budget for a month. Default: as it was, at first 50.")
@click.option("--name", default="kundval", show_default=True, help="The beginning of the stack's name.")
@click.option(
    "--provider", default="", metavar="ARN", help="The account's provider for GitHub's tokens, if it has one."
)
@click.option("--region", default="eu-north-1", show_default=True)
@click.option("--branches-limited", is_flag=True, help="The environments on GitHub deploy from main alone: do not ask.")
def account_(region: str, *, branches_limited: bool, **options: Any) -> None:  # noqa: ANN401 - click's
    """Prepare an account for an environment: bucket, key, secrets, roles, budget; print the variables for GitHub.

    One account holds one environment.
    """
    from ops.aws import account
    from ops.aws.stacks import Cloud, DeploymentError

    settings = account.Account(**options)
    _require_limited_branches(settings, confirmed=branches_limited)
    clouds = Cloud(region), Cloud(account.BUDGET_REGION)
    try:
        outputs = account.prepare(*clouds, settings)
    except (DeploymentError, BotoCoreError) as problem:
        sys.exit(f"account: {problem}")
    click.echo("Set these variables in the environments on GitHub:")
    for environment, name, value in account.variables(settings, outputs):
        click.echo(f"{environment}: {name}={value}")


def _require_limited_branches(settings: "Account", *, confirmed: bool) -> None:
    """Print which environments on GitHub must deploy from main alone, and exit unless somebody says that they do."""
    named = " and ".join(settings.github_environments)
    click.echo(f"On GitHub, deployment branches: main, in the environments: {named}.")
    click.echo(
        f"Set it at https://github.com/{settings.repository}/settings/environments (selected branches and tags)."
    )
    try:
        limited = confirmed or click.confirm("Is it set?")
    except click.Abort:
        limited = False
    if not limited:
        sys.exit("account: nothing was made. Set it, and run this again; a script says --branches-limited.")


COMMANDS = (package_, deploy, account_)
