"""Commands for the office: payments, follow-up, and statistics to publish."""

import sys
from datetime import date
from pathlib import Path

import click

from chalicelib.register.codes import ADJUST_REASONS
from ops.cli.options import Day, Kronor, Month, Year, data_option, today


@click.command("payment-run")
@click.argument("month", type=Month())
@click.option("--out", type=click.Path(path_type=Path), help="Parent folder. Default: var/payment-runs.")
@click.option("--statements/--no-statements", default=True, help="One PDF for each provider. Default: yes.")
@click.option("--empty", is_flag=True, help="Close a month in which nothing was done; otherwise it is refused.")
@data_option
def payment_run_(root: Path, month: str, out: Path | None, *, statements: bool, empty: bool) -> None:
    """Write MONTH's payment run (CSV, JSON, SIE 4I, statements) and close it; a rerun gives the same bytes or fails."""
    from office import commands

    sys.exit(
        commands.payment_run(root, month, out or root / "var" / "payment-runs", statements=statements, empty=empty)
    )


@click.command("adjust")
@click.argument("service")
@click.option("--from", "since", type=Day(), required=True, help="The first day of a session that is corrected.")
@click.option("--reason", type=click.Choice(ADJUST_REASONS), required=True)
@click.option("--yes", is_flag=True, help="Record it without asking.")
@data_option
def adjust_(root: Path, service: str, since: date, reason: str, *, yes: bool) -> None:
    """Correct all claims of SERVICE from a day on to the tariff as it now stands: first the sum, then the question."""
    from office import commands

    sys.exit(commands.adjust(root, service, since, reason, yes=yes))


@click.command("statistics")
@click.argument("year", type=Year())
@click.option("--out", type=click.Path(path_type=Path), help="Where the CSVs go. Default: var/statistics.")
@data_option
def statistics_(root: Path, year: int, out: Path | None) -> None:
    """Write YEAR's suppressed figures to policy/statistics/, for a person to review and commit."""
    from office import commands

    sys.exit(commands.statistics(root, year, out or root / "var" / "statistics"))


@click.command("survey")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def survey_(root: Path, file: Path) -> None:
    """Write FILE, a survey's answers by question, score and kind of provider, suppressed, to policy/surveys/."""
    from office import commands

    sys.exit(commands.survey(root, file))


@click.command("annual-report")
@click.argument("year", type=Year())
@click.option("--out", type=click.Path(path_type=Path), help="Where the files go. Default: var/reports.")
@data_option
def annual_report_(root: Path, year: int, out: Path | None) -> None:
    """Write YEAR's report for the council (PDF and Markdown), from policy/statistics/ and policy/reports/YEAR.yaml."""
    from office import commands

    sys.exit(commands.annual_report(root, year, out or root / "var" / "reports"))


@click.command("follow-up")
@click.argument("year", type=Year())
@click.option("--lost-to-waiting", type=click.IntRange(0), help="People known to have given up waiting.")
@data_option
def follow_up_(root: Path, year: int, lost_to_waiting: int | None) -> None:
    """Print YEAR so far: numbers, sessions and kronor against budget and reserve (not for publication)."""
    from office import commands

    sys.exit(commands.follow_up(root, year, lost_to_waiting))


@click.command("verification-sample")
@click.argument("month", type=Month())
@click.option("--seed", required=True, help="A text made public after the month was closed.")
@click.option(
    "--each",
    "per_provider",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    help="How many claims of each provider.",
)
@data_option
def verification_sample_(root: Path, month: str, seed: str, per_provider: int) -> None:
    """Draw MONTH's claims for follow-up by a rule that anyone can repeat: the least SHA-256 of SEED:claim id."""
    from office import commands

    sys.exit(commands.verification_sample(root, month, seed, per_provider))


@click.command("cost-shares")
@click.argument("kronor", type=Kronor(), required=False)
@click.option("--budget", "year", type=Year(), help="Share what the budget of a year has them share.")
@click.option("--years", type=click.IntRange(0, 20), default=0, help="Raise it for so many years, as policy says.")
@data_option
def cost_shares_(root: Path, kronor: int | None, year: int | None, years: int) -> None:
    """Divide KRONOR, or a year's budget, among the members of a joint service, by population."""
    from office import money_commands

    sys.exit(money_commands.cost_shares(root, kronor, year, years))


@click.command("compare-prices")
@click.argument("year", type=Year())
@click.option("--csv", is_flag=True, help="CSV in öre, for a program. Default: a table in kronor.")
@data_option
def compare_prices_(root: Path, year: int, *, csv: bool) -> None:
    """Print YEAR's own cost of a session or hour next to what is paid: lowest, highest, median."""
    from office import money_commands

    sys.exit(money_commands.compare_prices(root, year, csv=csv))


@click.command("retention")
@click.option(
    "--date", "day", type=Day(), default=today, help="Count what may be deleted on this day. Default: today in Sweden."
)
@click.option("--delete", is_flag=True, help="Delete what is counted; otherwise nothing changes.")
@data_option
def retention_(root: Path, day: date, *, delete: bool) -> None:
    """Count by year what no longer has to be kept, and delete it with --delete."""
    from office import commands

    sys.exit(commands.retention(root, day, delete=delete))


COMMANDS = (
    payment_run_,
    adjust_,
    statistics_,
    survey_,
    annual_report_,
    follow_up_,
    verification_sample_,
    cost_shares_,
    compare_prices_,
    retention_,
)
