"""Commands for the site: build, check, brochure, order, serve and demo."""

import ipaddress
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from catalogue.build import check as checking
from catalogue.build import pipeline
from catalogue.build.report import BuildError, Report
from catalogue.policy import daily_order, loader
from catalogue.profiles.availability import FILE
from catalogue.schema import problem
from ops.cli.options import (
    Day,
    data_option,
    day_option,
    format_option,
    language_option,
    repeat_data,
    today,
    user_language,
)


@click.command()
@day_option
@language_option
@format_option
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Default: dist in the data folder.")
@click.option("--draft", is_flag=True, help="Also build while values are TODO: every page says that it is a draft.")
@data_option
def build(  # noqa: PLR0913 - one parameter an option
    root: Path, day: date, language: problem.Language, form: str, out: Path | None, *, draft: bool
) -> None:
    """Build the site into dist/ and the register of rules, if no file has an error."""
    try:
        report = pipeline.build(
            root, today=day, out=out and out.absolute(), progress=progress(), draft=draft, with_documents=True
        )
    except BuildError as error:
        sys.exit(f"build: {error}")
    show(report, language, form)
    if not report.ok:
        sys.exit(f"build: nothing was written. {error_count(report)}{'' if draft else draft_hint(report, root)}")
    target = os.path.relpath(out or root / "dist")
    click.echo(f"{target}/: {report.files} files in {report.seconds:.1f} s", err=form == "json")
    if report.draft:
        click.echo("It is a draft, which cannot be deployed before every TODO above has its value.", err=True)


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@day_option
@language_option
@format_option
@click.option("--against", metavar="REV", help="Also refuse changes of policy since REV that are not allowed.")
@click.option(
    "--excused",
    is_flag=True,
    help="Only warn of them if a commit since REV that changes policy/ gives a reason: a line `Policy-exception: WHY`.",
)
@data_option
def check(  # noqa: PLR0913, PLR0917 - one parameter an option
    root: Path,
    files: tuple[Path, ...],
    day: date,
    language: problem.Language,
    form: str,
    against: str | None,
    *,
    excused: bool,
) -> None:
    """Report every problem of policy and profiles at once; write nothing.

    With FILE, report what is wrong in that profile (ID.yaml), wherever it is, as if it stood in providers/.
    """
    if excused and against is None:
        raise click.UsageError("--excused needs --against REV: the commit after which a reason counts.")
    if files and against is not None:
        raise click.UsageError("--against compares policy: leave out either it or the files.")
    if len({file.name for file in files}) < len(files):
        raise click.UsageError("Two of the files have the same name. Check them one at a time.")
    try:
        if files:
            report = checking.check_files(root, files, today=day, progress=progress())
        else:
            report = checking.check(root, today=day, progress=progress())
        if against is not None and report.ok:
            report = checking.check_against(root, report, against, day, excused=excused)
    except BuildError as error:
        sys.exit(f"check: {error}")
    show(report, language, form)
    if not report.ok:
        sys.exit(1)
    click.echo({"sv": "Inga fel.", "en": "No errors."}[language], err=True)


@click.command()
@day_option
@click.option("--language", "lang", default="sv", show_default=True, help="A language of the site.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: var/brochure/DATE-LANGUAGE.pdf.")
@data_option
def brochure(root: Path, day: date, lang: str, out: Path | None) -> None:
    """Print all providers in the day's order as an accessible PDF."""
    target = (out or root / "var" / "brochure" / f"{day}-{lang}.pdf").resolve()
    from catalogue.build import print_brochure

    try:
        report = print_brochure.print_brochure(root, today=day, lang=lang, out=target)
    except BuildError as error:
        sys.exit(f"brochure: {error}")
    if not report.ok:
        show(report, user_language(), "text")
        sys.exit(f"brochure: nothing was written. {error_count(report)}")
    click.echo(target)


@click.command("availability")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: var/availability.json.")
@click.option("--from", "address", metavar="URL", help="The site's address. Default: that of policy.")
@click.option("--ledger", is_flag=True, help="Read the ledger of this machine (KUNDVAL_LEDGER) instead.")
@data_option
def availability_(root: Path, out: Path | None, address: str | None, *, ledger: bool) -> None:
    """Fetch what providers have stated of waiting times and new clients, for the next build to show."""
    from office.context import OfficeError, read_policy
    from ops import availability

    if ledger and address:
        raise click.UsageError("--ledger reads this machine and --from another: leave one of them out.")
    target = out or root / FILE
    try:
        if ledger:
            contents = availability.of_ledger(root, today())
        else:
            contents = availability.fetch(address or read_policy(root).municipality.address)
        statements = availability.write(target, contents, today())
    except (availability.FetchError, OfficeError) as error:
        sys.exit(f"availability: {error}\nNothing was written, and the file before it stands, if there is one.")
    click.echo(f"{os.path.relpath(target)}: stated of {len(statements.statements)} services of providers")


@click.command("order")
@click.argument("day", type=Day(), default=today, metavar="[DATE]")
@click.option("--explain", is_flag=True, help="Explain on stderr how to compute it by hand.")
@data_option
def order_(root: Path, day: date, *, explain: bool) -> None:
    """Print the order of the list on DATE (default: today), one id per line."""
    rules, problems = loader.load(root / "policy", root)
    if rules is None:
        sys.exit(problem.report(problems, "text", "en"))
    if explain:
        click.echo(daily_order.explain(rules, day), err=True)
    for provider in daily_order.order_on(rules, day):
        click.echo(provider)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--listen", help="With --production: the IPv4 address to listen on, as 0.0.0.0. Default: this machine only."
)
@click.option("--production", is_flag=True, help="A small installation behind a reverse proxy: no /dev, nothing built.")
@click.option("--own-sign-in", is_flag=True, help="Sign in at the issuers of policy, to try them out: no /dev.")
@data_option
def serve(root: Path, port: int, listen: str | None, *, production: bool, own_sign_in: bool) -> None:
    """Build, serve site, API and sign-in on this machine, and rebuild on save."""
    if listen and not production:
        raise click.UsageError("--listen goes with --production: what is for development answers this machine only.")
    if listen and not _is_address(listen):
        raise click.UsageError(f"--listen {listen}: an IPv4 address of this machine, or 0.0.0.0 for all of them.")
    if production and own_sign_in:
        raise click.UsageError("--production signs in at the issuers of policy anyway: leave --own-sign-in out.")
    if own_sign_in:
        from ops.server import own_sign_in as with_own

        sys.exit(with_own.serve(root, port))
    if production:
        from ops.self_hosted import serve as self_hosted

        sys.exit(self_hosted.serve(root, port, listen=listen))
    from ops.server import serve as development

    sys.exit(development.serve(root, port))


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.IPv4Address(text))
    except ValueError:
        return False


@click.command()
@day_option
@data_option
def demo(root: Path, day: date) -> None:
    """Build, run the whole loop in the terminal on a separate ledger, and assert every figure it prints."""
    from ops.demo import story

    sys.exit(story.run(root, day))


def show(report: Report, language: problem.Language, form: str) -> None:
    """Print the problems to stdout: they are the command's result."""
    if report.problems or form == "json":
        click.echo(problem.report(report.problems, form, language))


def error_count(report: Report) -> str:
    """Format how many errors there are."""
    errors = sum(entry.severity == "error" for entry in report.problems)
    return f"{errors} error{'s' if errors != 1 else ''} to correct."


def draft_hint(report: Report, root: Path) -> str:
    """Return how to see the site meanwhile, if its only errors are values that are not known yet."""
    if not report.awaits_values:
        return ""
    return f" To see the site meanwhile: python3 build.py build --draft{repeat_data(root)}"


def progress() -> Callable[[int, int], None] | None:
    """Return a function that prints the progress in one line, or None if stderr is no terminal."""
    if not sys.stderr.isatty():
        return None

    def count(done: int, of: int) -> None:
        click.echo(f"\r{done} of {of} providers", err=True, nl=done == of)

    return count


COMMANDS = (build, check, brochure, availability_, order_, serve, demo)
