#!/usr/bin/env python3
"""Kundval's one command line: parse, call, print, exit code. `python build.py --help` lists it."""

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

from local.commands import cloud, office, providers, self_hosted, site


class BuildFirst(click.Group):
    """Commands of which `build` need not be written: its options alone are enough."""

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


for command in (*site.COMMANDS, *providers.COMMANDS, *office.COMMANDS, *cloud.COMMANDS, *self_hosted.COMMANDS):
    main.add_command(command)

if __name__ == "__main__":
    main(obj=ROOT)
