"""The commands that make a municipality's own folder and try its sign-in."""

import sys
from pathlib import Path
from typing import IO

import click

from ops.cli.options import DATA_VARIABLE, data_option, today

LONGEST_FILE = 100_000  # characters: more is no token


@click.command("init")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar=DATA_VARIABLE,
    help="The folder that new providers are added to.",
)
@click.option("--name", help="The municipality's name.")
@click.option("--model", "models", multiple=True, help="The system that is most like yours; two can be combined.")
@click.option("--code", help="The municipality's code (kommunkod), four digits.")
@click.option("--organisation-number", help="The municipality's organisation number.")
@click.option("--language", "languages", multiple=True, help="A language of the site: sv, en or fi. Default: sv.")
@click.option("--reception", help="What the place that residents call is named.")
@click.option("--reception-phone", help="Its telephone number.")
@click.option("--reception-email", help="Its e-mail address.")
@click.option("--address", help="The site's address, https://…")
@click.option("--from", "start", help="The first day on which prices and rules apply.")
@click.option(
    "--providers", "provider_list", type=click.Path(path_type=Path), help="The list of providers you have: CSV or XLSX."
)
@click.option(
    "--map", "columns", multiple=True, metavar="COLUMN=FIELD", help="What a column of the list holds; FIELD - skips it."
)
def init_(  # noqa: PLR0913, PLR0917 - one parameter an option
    folder: Path | None,
    data: Path | None,
    models: tuple[str, ...],
    languages: tuple[str, ...],
    provider_list: Path | None,
    columns: tuple[str, ...],
    **flags: str | None,
) -> None:
    """Make FOLDER with a municipality's policy/ and providers/, or add new providers of its list to it.

    Asks on a terminal for what no flag says. What is not known stands as TODO in the files until it is answered.
    """
    from ops.municipality import commands

    target = folder or data
    if target is None:
        raise click.UsageError("name the folder to make, as: python3 build.py init ../exempelby")
    values = {key: value for key, value in flags.items() if value} | {
        "models": ",".join(models),
        "languages": ",".join(languages),
    }
    sys.exit(commands.init(target, values, commands.ProviderFile(provider_list, columns), today()))


@click.command("identity")
@click.option(
    "--token",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="Instead say why the access token in FILE (- for a pipe) is refused, or whom it lets in.",
)
@data_option
def identity_(root: Path, token: IO[str] | None) -> None:
    """Ask the issuers of policy what staff's browsers will ask; say what will not work, and what to write or register.

    Each token endpoint is sent one made-up code, which the issuer's log may show as a refused sign-in.
    """
    from ops.municipality.identity import command

    if token is None:
        sys.exit(command.identity(root))
    if token.isatty():
        raise click.UsageError("a terminal cuts long lines: put the token into a file, or pipe it in.")
    try:
        text = token.read(LONGEST_FILE).strip()
    except UnicodeDecodeError:
        text = ""
    sys.exit(command.judge(root, text.removeprefix("Bearer ").strip()))


COMMANDS = (init_, identity_)
