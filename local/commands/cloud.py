"""What runs on AWS: packed here, so that a pipeline and a terminal do the same."""

import sys
from pathlib import Path

import click

from local import package, pins


@click.command("package")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Default: var/package.")
@click.pass_obj
def package_(root: Path, out: Path | None) -> None:
    """Pack the function with the register that was built last: deployment.zip and its CloudFormation template."""
    try:
        made = package.package(root, out or root / "var" / "package")
    except (package.PackageError, pins.UnpinnedError) as problem:
        sys.exit(f"package: {problem}")
    click.echo(f"{made}: {made.stat().st_size / 1e6:.2f} MB")


COMMANDS = (package_,)
