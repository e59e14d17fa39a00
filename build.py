#!/usr/bin/env python3
"""Kundval's one command line: parse, call, print, exit code. `python3 build.py --help` lists it."""

import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]

try:
    import click
except ModuleNotFoundError:
    python = ROOT / ".venv" / "bin" / "python"
    if not python.exists() or Path(sys.prefix).resolve() == python.parent.parent:
        sys.exit("build.py: the environment is missing. Run this first: make setup")
    os.execv(python, [str(python), *sys.argv])  # noqa: S606 - our own interpreter, the same arguments

ROOMS = ("site", "profiles", "office", "aws", "self_hosted")  # of ops/cli/, the oftenest used first


class BuildFirst(click.Group):
    """Commands of which `build` need not be written: its options alone are enough.

    A room is imported when a command is not found in those before it: what speaks to AWS takes longer to import than a
    page takes to build.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        for room in ROOMS:
            self._import(room)
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command from the first room that has it."""
        for room in ROOMS:
            if cmd_name in self.commands:
                break
            self._import(room)
        return super().get_command(ctx, cmd_name)

    def _import(self, room: str) -> None:
        for command in importlib.import_module(f"ops.cli.{room}").COMMANDS:
            self.add_command(command)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `build` in front where no command stands."""
        unsaid = not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names)
        return super().parse_args(ctx, ["build", *args] if unsaid else args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a file that cannot be read or written where it was asked for is said in one line."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.filename is None:
                raise
            sys.exit(f"{ctx.invoked_subcommand}: {error.filename}: {error.strerror}.")


@click.group(cls=BuildFirst, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Build and run Kundval. Without a command: build."""


if __name__ == "__main__":
    main(obj=ROOT)
