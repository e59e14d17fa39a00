#!/usr/bin/env python3
"""Kundval's one command line: parse, call, print, exit code. `python3 build.py --help` lists it."""

import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]

PYTHON = ROOT / ".venv" / "bin" / "python"
if PYTHON.exists() and Path(sys.prefix).resolve() != PYTHON.parent.parent.resolve():  # another has few of the libraries
    os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606 - our own interpreter, the same arguments
try:
    import click
except ModuleNotFoundError:
    sys.exit("build.py: the environment is missing. Run this first: make setup")

COMMAND_MODULES = ("site", "municipality", "profiles", "office", "aws", "self_hosted")  # the most used first


class BuildFirst(click.Group):
    """A group whose default command is `build`: options without a command go to it.

    A module is imported only when no earlier one has the command: importing the AWS libraries takes longer than
    building a page.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        for module in COMMAND_MODULES:
            self._import(module)
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command from the first module that has it."""
        for module in COMMAND_MODULES:
            if cmd_name in self.commands:
                break
            self._import(module)
        return super().get_command(ctx, cmd_name)

    def _import(self, module: str) -> None:
        for command in importlib.import_module(f"ops.cli.{module}").COMMANDS:
            self.add_command(command)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move `--data DIR` behind the command's name, and insert `build` if the arguments name no command."""
        rest = args[2:] if args[:1] == ["--data"] else args[1:]
        if args and args[0].partition("=")[0] == "--data" and rest and not rest[0].startswith("-"):
            args = [rest[0], *args[: len(args) - len(rest)], *rest[1:]]
        no_command = not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names)
        return super().parse_args(ctx, ["build", *args] if no_command else args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; report a file that cannot be read or written in one line, without a traceback."""
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
    main()
