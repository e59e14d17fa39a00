"""Commands for a small installation on one machine, besides `serve --production`."""

import sys
from pathlib import Path

import click

from chalicelib.control_numbers import key_ring
from chalicelib.dates import clock
from office.context import ledger_name
from ops.cli.options import data_option


@click.command()
@click.argument("parent", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--keep", type=click.IntRange(1), default=30, show_default=True, help="How many copies are kept.")
@data_option
def backup(root: Path, parent: Path | None, keep: int) -> None:
    """Copy ledger and case reports to a new folder under PARENT (default: var/backups); the service may be running."""
    from ops.self_hosted import backup as backups

    try:
        copied = backups.back_up(_file(root, "backup"), parent or root / "var" / "backups", clock.now(), keep)
    except backups.BackupError as problem:
        sys.exit(f"backup: {problem}")
    click.echo(f"{copied.path}: claims {copied.claims}, the last recorded at {copied.last or 'no time'}")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option(
    "--standing",
    type=click.Path(dir_okay=False, resolve_path=True, path_type=Path),
    help="The ledger that the copy replaces: what it can prove is taken over. One in the way is moved aside.",
)
@data_option
def restore(root: Path, folder: Path, standing: Path | None) -> None:
    """Restore a copy of the ledger; stop the service first."""
    from ops.self_hosted import backup as backups
    from ops.self_hosted import restore as restoring

    try:
        restored = restoring.restore(folder, _file(root, "restore").resolve(), clock.now(), standing)
    except backups.BackupError as problem:
        sys.exit(f"restore: {problem}")
    for line in restoring.report(restored):
        click.echo(line)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--rotate", "change", flag_value="rotate", help="Add a new secret first; the old one still works.")
@click.option("--retire", "change", flag_value="retire", help="Remove the older secret: its numbers stop working.")
def secret(file: Path, change: str | None) -> None:
    """Create FILE with a new secret that numbers are derived from; it is never printed."""
    from ops.self_hosted import secret_file

    try:
        {"rotate": secret_file.rotate, "retire": secret_file.retire}.get(change or "", key_ring.create)(file)
        live = len(key_ring.read(file).live)
    except key_ring.KeysError as problem:
        sys.exit(f"secret: {problem}")
    count = "one secret" if live == 1 else "two secrets"
    click.echo(f"{file}: {count}. Keep a copy under lock and key, not next to the ledger.")


def _file(root: Path, command: str) -> Path:
    kind, _, path = ledger_name(root).partition(":")
    if kind == "dynamodb":
        sys.exit(f"{command}: the ledger is a table (KUNDVAL_LEDGER), which AWS can restore to any second of 35 days.")
    if kind != "sqlite" or not path:
        sys.exit(f"{command}: Set KUNDVAL_LEDGER to sqlite:FILE.")
    return Path(path)


COMMANDS = (backup, restore, secret)
