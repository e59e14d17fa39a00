"""Commands for profiles: create, apply, list contracts and what is stale, and review proposed changes."""

import sys
from datetime import date
from pathlib import Path

import click

from catalogue.schema import problem
from ops.cli.options import data_option, day_option, language_option


@click.command()
@click.argument("provider_id", metavar="ID")
@day_option
@language_option
@data_option
def new(root: Path, provider_id: str, day: date, language: problem.Language) -> None:
    """Write a commented profile for the authorised provider ID."""
    from ops.profiles import commands

    sys.exit(commands.new(root, provider_id, day, language))


@click.command("apply")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "provider_id", metavar="ID", help="The provider's id, if the file is not named ID.yaml.")
@click.option("--yes", is_flag=True, help="Commit without asking; needed where there is no terminal.")
@day_option
@language_option
@data_option
def apply_(  # noqa: PLR0913 - one parameter an option
    root: Path, file: Path, provider_id: str | None, day: date, language: problem.Language, *, yes: bool
) -> None:
    """Check FILE (ID.yaml, as a provider sent it), show what it changes, ask, and commit it in the provider's name."""
    from ops.profiles import incoming

    sys.exit(incoming.apply(root, incoming.Incoming(file, provider_id, yes), day, language))


@click.command()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write the texts to this new folder instead."
)
@day_option
@language_option
@data_option
def stale(root: Path, out: Path | None, day: date, language: problem.Language) -> None:
    """Print, for each provider, what is out of date or was never stated: the text of an issue."""
    from ops.profiles import commands

    sys.exit(commands.stale(root, day, language, out))


@click.command()
@click.option(
    "--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write a CSV file for a spreadsheet instead."
)
@day_option
@language_option
@data_option
def providers(root: Path, file: Path | None, day: date, language: problem.Language) -> None:
    """List every contract by where it stands, with what is old; what needs action comes first."""
    from ops.profiles import contracts

    sys.exit(contracts.providers(root, day, language, file))


html_option = click.option("--html", type=click.Path(path_type=Path), help="Also write a report to use as a comment.")


@click.command()
@click.argument("rev")
@html_option
@day_option
@language_option
@data_option
def diff(root: Path, rev: str, html: Path | None, day: date, language: problem.Language) -> None:
    """Describe what has changed in profiles and policy since the commit REV: before, after, and from when."""
    from ops.profiles import review

    sys.exit(review.diff(review.Options(root, day, language, html), rev))


@click.command("review")
@click.argument("base")
@click.argument("head")
@click.option("--author", type=int, help="The author's numeric account id.")
@click.option("--preview", type=click.Path(path_type=Path), help="Build the site as it would be, in this folder.")
@html_option
@day_option
@language_option
@data_option
def review_(  # noqa: PLR0913, PLR0917 - one parameter an option
    root: Path,
    base: str,
    head: str,
    author: int | None,
    preview: Path | None,
    html: Path | None,
    day: date,
    language: problem.Language,
) -> None:
    """Check the proposal HEAD against BASE with the code checked out here; HEAD's profiles and policy are only read."""
    from ops.profiles import review

    sys.exit(review.review(review.Options(root, day, language, html, preview), base, head, author))


@click.command()
@click.argument("base")
@click.argument("head")
@click.option("--author", type=int, required=True, help="The author's numeric account id.")
@day_option
@language_option
@data_option
def owner(  # noqa: PLR0913, PLR0917 - one parameter an option
    root: Path, base: str, head: str, author: int, day: date, language: problem.Language
) -> None:
    """Check that the proposal HEAD changes the author's own profile and nothing else."""
    from ops.profiles import review

    sys.exit(review.owner(review.Options(root, day, language), base, head, author))


COMMANDS = (new, apply_, providers, stale, diff, review_, owner)
