"""What runs on AWS: packed and deployed here, so that a pipeline and a terminal do the same."""

import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from botocore.exceptions import BotoCoreError

from ops.aws import package, pinned_requirements


@click.command("package")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Default: var/package.")
@click.pass_obj
def package_(root: Path, out: Path | None) -> None:
    """Pack the function with the register that was built last: deployment.zip and its CloudFormation template."""
    try:
        made = package.package(root, out or root / "var" / "package")
    except (package.PackageError, pinned_requirements.UnpinnedError) as problem:
        sys.exit(f"package: {problem}")
    click.echo(f"{made}: {made.stat().st_size / 1e6:.2f} MB")


@click.command()
@click.option("--package", "packed", type=click.Path(file_okay=False, path_type=Path), help="Default: var/package.")
@click.option("--stack", default="kundval", show_default=True, help="The stack to make or change.")
@click.option("--region", default="eu-north-1", show_default=True)
@click.option("--bucket", default="", help="The bucket that holds packages.")
@click.option(
    "--role", default="", help="The role by whose rights CloudFormation makes the stack; default: the caller's."
)
@click.option("--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the template.")
@click.option("--site-only", is_flag=True, help="Upload the site alone, as every night: the stack stays as it is.")
@click.option("--rehearse", is_flag=True, help="Do all of it, and a step back, in an emulated AWS on this machine.")
@click.pass_obj
def deploy(root: Path, /, packed: Path | None, parameters: tuple[str, ...], **told: Any) -> None:  # noqa: ANN401 - click's
    """Bring the package that was made last and the site that was built last to AWS; with --rehearse to no real one."""
    from ops.aws import deploy as deployment

    packed = packed or root / "var" / "package"
    try:
        _stands(root / "dist" / "index.html", "build")
        if told["site_only"]:
            outputs = deployment.publish(deployment.Cloud(told["region"]), told["stack"], root / "dist")
            click.echo(f"{told['stack']}: {outputs['Address']}")
            return
        _stands(packed / package.TEMPLATE, "package")
        if told["rehearse"]:
            _rehearse(root, packed)
            return
        if not told["bucket"]:
            sys.exit("deploy: name the bucket that holds packages with --bucket, or try with --rehearse.")
        given = dict(_parameter(one) for one in parameters)
        target = deployment.Target(told["stack"], told["bucket"], given, told["role"])
        outputs = deployment.deploy(deployment.Cloud(told["region"]), target, packed, root / "dist")
    except (deployment.DeploymentError, BotoCoreError) as problem:
        sys.exit(f"deploy: {problem}")
    _smoke(outputs["Address"], packed)
    click.echo(f"{told['stack']}: {outputs['Address']}")


def _stands(needed: Path, command: str) -> None:
    if not needed.is_file():
        sys.exit(f"deploy: {needed} is missing. Make it first: python3 build.py {command}.")


def _smoke(address: str, packed: Path) -> None:
    """What stands is asked from outside; a step that failed fails the pipeline."""
    from ops.aws import smoke_test

    rules = package.register_of(packed)
    found = [*smoke_test.wrong(smoke_test.over_https(address), rules.sha256, rules.identity.issuer)]
    if found:
        sys.exit("\n".join(["deploy: it stands, and is not as it should be:", *found]))


def _rehearse(root: Path, packed: Path) -> None:
    """The emulator keeps nothing: its folder goes with it."""
    from ops import setup
    from ops.aws import rehearsal

    try:
        with tempfile.TemporaryDirectory(prefix="kundval-rehearsal-") as folder:
            rehearsal.rehearse(packed, root / "dist", Path(folder), click.echo)
    except setup.SetupError as problem:
        sys.exit(f"deploy: the emulator could not be installed: {problem}")


def _parameter(given: str) -> tuple[str, str]:
    name, separator, value = given.partition("=")
    if not separator or not name.isalnum():
        sys.exit(f"deploy: {given!r} is no parameter. Write it as AlarmEmail=drift@kommun.example.")
    return name, value


@click.command("account")
@click.option("--repository", required=True, metavar="OWNER/NAME", help="Whose runs at GitHub deploy.")
@click.option("--environment", required=True, type=click.Choice(["staging", "production"]))
@click.option("--alarm-email", required=True, help="Who is told of costs and, later, of alarms.")
@click.option("--dollars", default=50, show_default=True, type=click.IntRange(1), help="What a month may cost.")
@click.option("--name", default="kundval", show_default=True, help="What the stack's name begins with.")
@click.option("--provider", default="", metavar="ARN", help="The provider for GitHub's tokens, if the account has one.")
@click.option("--region", default="eu-north-1", show_default=True)
@click.pass_obj
def account_(root: Path, /, region: str, **told: Any) -> None:  # noqa: ANN401 - click's
    """Make an account ready for an environment: bucket, roles without keys, budget; tell what GitHub has to know."""
    from ops.aws import account
    from ops.aws import deploy as deployment

    wanted = account.Account(**told)
    clouds = deployment.Cloud(region), deployment.Cloud(account.BUDGET_REGION)
    try:
        outputs = account.prepare(root, *clouds, wanted)
    except (deployment.DeploymentError, BotoCoreError) as problem:
        sys.exit(f"account: {problem}")
    click.echo("Set these variables of the environments at GitHub:")
    for environment, name, value in account.variables(wanted, outputs):
        click.echo(f"{environment}: {name}={value}")


COMMANDS = (package_, deploy, account_)
