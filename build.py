#!/usr/bin/env python3
"""Kundval's one command line: parse, call, print, exit code. `python build.py --help` lists it."""

import os
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]

try:
    import click
except ModuleNotFoundError:
    python = ROOT / ".venv" / "bin" / "python"
    if not python.exists() or Path(sys.prefix).resolve() == python.parent.parent:
        sys.exit("build.py: the environment is missing. Run this first: make setup")
    os.execv(python, [str(python), *sys.argv])  # noqa: S606 - our own interpreter, the same arguments

from catalogue import days, order, pipeline, policy, problem

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Day(click.ParamType[date]):
    """A date as 2026-12-24, in this millennium: the orders of the days around it can be reckoned."""

    name = "YYYY-MM-DD"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date, or say what a date looks like."""
        if isinstance(value, date):
            return value
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and not value.startswith("2"):
            self.fail(f"{value} lies outside 2000-01-01 to 2999-12-31.", param, ctx)
        day = days.day(value)
        if day is None:
            self.fail(f"{value!r} is no date. Write it as 2026-12-24.", param, ctx)
        return day


def today() -> date:
    """The date in Sweden."""
    return datetime.now(STOCKHOLM).date()


def spoken() -> problem.Language:
    """The language of this machine's user: Swedish if the environment says so, else English."""
    told = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "sv" if told.startswith("sv") else "en"


day_option = click.option("--date", "day", type=Day(), default=today, help="Build day. Default: today in Sweden.")
language_option = click.option("--language", type=click.Choice(["sv", "en"]), default=spoken, help="Default: yours.")
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True
)


class BuildFirst(click.Group):
    """Commands of which `build` need not be written: its options alone are enough."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `build` in front where no command stands."""
        unsaid = not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names)
        return super().parse_args(ctx, ["build", *args] if unsaid else args)


@click.group(cls=BuildFirst, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Build and run Kundval. Without a command: build."""


@main.command()
@day_option
@language_option
@format_option
def build(day: date, language: problem.Language, form: str) -> None:
    """Build the site into dist/ and the register of rules, if no file has an error."""
    try:
        report = pipeline.build(ROOT, today=day, progress=progress())
    except pipeline.BuildError as error:
        sys.exit(f"build: {error}")
    show(report, language, form)
    if not report.ok:
        sys.exit(f"build: nothing was written. {counted(report)}")
    done = f"{report.written} files written, {report.unchanged} unchanged, {report.removed} removed"
    click.echo(f"dist/: {done}, in {report.seconds:.1f} s", err=form == "json")


@main.command()
@day_option
@language_option
@format_option
@click.option("--against", metavar="REV", help="Also refuse what a change of policy since REV may not do.")
def check(day: date, language: problem.Language, form: str, against: str | None) -> None:
    """Find every problem of policy and profiles at once; write nothing."""
    report = pipeline.check(ROOT, today=day, progress=progress())
    try:
        if against is not None and report.ok:
            report = pipeline.check_against(ROOT, report, against, day)
    except pipeline.BuildError as error:
        sys.exit(f"check: {error}")
    show(report, language, form)
    if not report.ok:
        sys.exit(1)
    click.echo("No errors.", err=True)


@main.command()
@click.argument("provider_id", metavar="ID")
@language_option
def new(provider_id: str, language: problem.Language) -> None:
    """Write a commented profile for the authorised provider ID."""
    from local import provider_desk

    sys.exit(provider_desk.new(ROOT, provider_id, language))


@main.command("apply")
@click.argument("file", type=click.Path(path_type=Path))
@day_option
@language_option
def apply_(file: Path, day: date, language: problem.Language) -> None:
    """Check FILE (ID.yaml, as a provider sent it), show what it changes, and commit it under the provider's name."""
    from local import provider_desk

    sys.exit(provider_desk.apply(ROOT, file, day, language))


@main.command()
@day_option
@language_option
def stale(day: date, language: problem.Language) -> None:
    """Print, for each provider, what has grown old or was never said: the text of an issue."""
    from local import provider_desk

    sys.exit(provider_desk.stale(ROOT, day, language))


html_option = click.option("--html", type=click.Path(path_type=Path), help="Also write a report, fit for a comment.")


@main.command()
@click.argument("rev")
@html_option
@day_option
@language_option
def diff(rev: str, html: Path | None, day: date, language: problem.Language) -> None:
    """Say in words what has changed in the profiles since the commit REV."""
    from local import review

    sys.exit(review.diff(review.Asked(ROOT, day, language, html), rev))


@main.command("review")
@click.argument("base")
@click.argument("head")
@click.option("--author", type=int, help="The numeric account id of whoever proposes.")
@click.option("--preview", type=click.Path(path_type=Path), help="Build the site as it would be, into this folder.")
@html_option
@day_option
@language_option
def review_(  # noqa: PLR0913, PLR0917 - one parameter an option
    base: str,
    head: str,
    author: int | None,
    preview: Path | None,
    html: Path | None,
    day: date,
    language: problem.Language,
) -> None:
    """Check the proposal HEAD against BASE by the code and the policy that stand here; HEAD's files are only read."""
    from local import review

    sys.exit(review.review(review.Asked(ROOT, day, language, html, preview), base, head, author))


@main.command()
@click.argument("base")
@click.argument("head")
@click.option("--author", type=int, required=True, help="The numeric account id of whoever proposes.")
@day_option
@language_option
def owner(base: str, head: str, author: int, day: date, language: problem.Language) -> None:
    """Tell whether the proposal HEAD is the author's own profile and nothing else."""
    from local import review

    sys.exit(review.owner(review.Asked(ROOT, day, language), base, head, author))


@main.command()
@day_option
@click.option("--language", "lang", default="sv", show_default=True, help="A language of the site.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: var/brochure/DATE-LANGUAGE.pdf.")
def brochure(day: date, lang: str, out: Path | None) -> None:
    """Print all providers in the day's order as an accessible PDF."""
    target = (out or ROOT / "var" / "brochure" / f"{day}-{lang}.pdf").resolve()
    try:
        report = pipeline.print_brochure(ROOT, today=day, lang=lang, out=target)
    except pipeline.BuildError as error:
        sys.exit(f"brochure: {error}")
    if not report.ok:
        show(report, spoken(), "text")
        sys.exit(f"brochure: nothing was written. {counted(report)}")
    click.echo(target)


@main.command("order")
@click.argument("day", type=Day(), default=today, metavar="[DATE]")
@click.option("--explain", is_flag=True, help="Say on stderr how to recompute it by hand.")
def order_(day: date, *, explain: bool) -> None:
    """Print the order of the list on DATE (default: today), one id a line."""
    rules, problems = policy.load(ROOT / "policy", ROOT)
    if rules is None:
        sys.exit(problem.report(problems, "text", "en"))
    if explain:
        click.echo(order.explain(rules, day), err=True)
    for provider in order.of_date(rules, day):
        click.echo(provider)


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(port: int) -> None:
    """Build, serve site, API and sign-in on this machine, and rebuild on save."""
    from local import server

    sys.exit(server.serve(ROOT, port))


@main.command()
def demo() -> None:
    """Run the whole loop in the terminal, on a ledger of its own, and assert every figure it prints."""
    from local import demo as demonstration

    sys.exit(demonstration.run(ROOT))


class Month(click.ParamType[str]):
    """A booking month as 2026-10."""

    name = "YYYY-MM"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the month, or say what a month looks like."""
        if not re.fullmatch("2[0-9]{3}-(0[1-9]|1[0-2])", value):
            self.fail(f"{value!r} is no month. Write it as 2026-10.", param, ctx)
        return value


@main.command("payment-run")
@click.argument("month", type=Month())
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "var" / "payment-runs", help="Parent folder.")
@click.option("--statements/--no-statements", default=True, help="One PDF for each provider. Default: yes.")
def payment_run_(month: str, out: Path, *, statements: bool) -> None:
    """Write MONTH's payment run (CSV, JSON, SIE 4I, statements) and seal the month; again: the same bytes, or fail."""
    from office import desk

    sys.exit(desk.payment_run(ROOT, month, out, statements=statements))


@main.command("statistics")
@click.argument("year", type=click.IntRange(2000, 2999))
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "var" / "statistics", help="Where the CSVs go.")
def statistics_(year: int, out: Path) -> None:
    """Write YEAR's suppressed figures to policy/statistics/, for a person to review and commit."""
    from office import desk

    sys.exit(desk.statistics(ROOT, year, out))


@main.command("follow-up")
@click.argument("year", type=click.IntRange(2000, 2999))
@click.option("--lost-to-waiting", type=click.IntRange(0), help="People known to have given up waiting.")
def follow_up_(year: int, lost_to_waiting: int | None) -> None:
    """Print YEAR so far: numbers, sessions and kronor beside budget and reserve (not for publication)."""
    from office import desk

    sys.exit(desk.follow_up(ROOT, year, lost_to_waiting))


@main.command("verification-sample")
@click.argument("month", type=Month())
@click.option("--seed", required=True, help="Made public after the month was sealed.")
@click.option("--each", type=click.IntRange(1, 100), default=3, show_default=True, help="How many of each provider.")
def verification_sample_(month: str, seed: str, each: int) -> None:
    """Draw MONTH's claims for follow-up by a rule that anyone can repeat: the least SHA-256 of SEED:claim id."""
    from office import desk

    sys.exit(desk.verification_sample(ROOT, month, seed, each))


@main.command("cost-shares")
@click.argument("kronor", type=click.IntRange(0))
@click.option("--years", type=click.IntRange(0, 20), default=0, help="Raise by 3 % a year, so many years, first.")
def cost_shares_(kronor: int, years: int) -> None:
    """Share KRONOR out among the members of a joint service, by population."""
    from office import desk

    sys.exit(desk.cost_shares(ROOT, kronor, years))


def show(report: pipeline.Report, language: problem.Language, form: str) -> None:
    """Print the problems: errors are the command's answer, so they go to stdout."""
    if report.problems or form == "json":
        click.echo(problem.report(report.problems, form, language))


def counted(report: pipeline.Report) -> str:
    """How many errors there are, in words."""
    errors = sum(one.severity == "error" for one in report.problems)
    return f"{errors} error{'s' if errors != 1 else ''} to mend."


def progress() -> Callable[[int, int], None] | None:
    """A line that counts along, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def count(done: int, of: int) -> None:
        click.echo(f"\r{done} of {of} providers", err=True, nl=done == of)

    return count


if __name__ == "__main__":
    main()
