"""The staff's commands: each opens what it needs, does one thing, and prints the result, or an error as one line."""

import getpass
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from catalogue.rendering.pdf import PdfError
from chalicelib.dates import clock
from chalicelib.layout import LayoutError
from chalicelib.ledger.port import BusyError, ContendedError
from chalicelib.payments.closing import COMMAND_LINE
from chalicelib.payments.lines import NotPayableError, payment_lines, short_receipt
from chalicelib.reporting import yearly_counts
from chalicelib.reporting.follow_up import document, follow_up_of_year
from office import statistics_file, survey_file
from office.annual_report import content, entered_facts, files
from office.context import OfficeError, Source, copies_before_upgrades, ledger_name, open_source, read_policy
from office.payments import price_correction
from office.payments.run import pay_month
from office.progress import progress_bar
from office.retention.eraser import open_eraser
from office.retention.run import NotDueError, Stores, apply_retention
from office.verification_sample import draw_sample, rank

ERRORS = (OfficeError, NotPayableError, NotDueError, PdfError, BusyError, ContendedError, LayoutError)


def payment_run(root: Path, month: str, out: Path, *, statements: bool, empty: bool) -> int:
    """Write a month's payment run; return 0, or 1 with one line on stderr when nothing was written."""

    def make(source: Source) -> None:
        _print_ledger(source)
        options = {"statements": statements, "empty": empty}
        paid = pay_month(source, month, out, now=clock.now(), by=_user(), progress=progress_counter("rows"), **options)
        print(*paid.summary(), sep="\n")

    return _run("payment-run", root, make)


def adjust(root: Path, service: str, since: date, reason: str, *, yes: bool) -> int:
    """Correct the claims of a service from a day on, once somebody has agreed to the sum; return 0, or 1 if nobody has.

    Without a terminal, only `yes` agrees.
    """

    def make(source: Source) -> None:
        _print_ledger(source)
        planned = price_correction.correction(source, service, since, reason, _user())
        found = price_correction.total_of(planned, clock.now(), progress_counter("claims"))
        print(price_correction.sentence(found, "would change"))
        if not found.claims:
            return
        if not yes and not (sys.stdin.isatty() and click.confirm("Record the differences?")):
            raise OfficeError("nothing was recorded. Add --yes to record it without a terminal.")
        recorded = price_correction.total_of(replace(planned, write=True), clock.now(), progress_counter("claims"))
        print(price_correction.sentence(recorded, "changed"))

    return _run("adjust", root, make)


def statistics(root: Path, year: int, out: Path) -> int:
    """Write a year's suppressed figures for review; return 0, or 1 with one line on stderr when nothing was written."""

    def make(source: Source) -> None:
        _print_ledger(source)
        folder, progress = root / "policy" / "statistics", year_progress(source, year)
        written = statistics_file.make(source, year, folder, out, now=clock.now(), progress=progress)
        for service, figures in written.content["services"].items():
            values = [value for cells in figures["tables"].values() for value in cells.values()]
            hidden = f"{values.count(None)} of {len(values)} cells hidden"
            print(f"{written.file}: {service}: {len(figures['tables'])} tables, {hidden}")
            for table in figures["withheld"]:
                print(f"withheld: {service}: {table}")
        print(written.table)
        print(written.national)
        if written.is_new:
            print("Read the file before you commit it: what it contains will be published.")
        else:
            print("The file was there already: it shows what the ledger says, and was left as it is.")

    return _run("statistics", root, make)


def survey(root: Path, entered: Path) -> int:
    """Write a survey's suppressed answers for review; return 0, or 1 with the faults on stderr."""
    try:
        written = survey_file.make(root, read_policy(root), entered)
    except OfficeError as error:
        print(f"survey: {error}", file=sys.stderr)
        return 1
    print(f"{written}\nRead it before you commit it: what it contains will be published. The counts stay outside it.")
    return 0


def annual_report(root: Path, year: int, out: Path) -> int:
    """Write the year's report as PDF and Markdown; return 0, or 1 with one line on stderr when nothing was written."""
    try:
        policy = read_policy(root)
        entered = entered_facts.read(root, year, policy.cost_sharing)
        report = content.load_report(root, policy, entered, year)
        parts = report.as_dict()
        pdf = files.pdf_of(parts, year)
    except ERRORS as error:
        print(f"annual-report: {error}", file=sys.stderr)
        return 1
    if not entered:
        print(
            f"Nothing was entered in policy/reports/{year}.yaml: {', '.join(entered_facts.FIELDS)}.",
            file=sys.stderr,
        )
    if report.hides_entered:
        print(
            f"policy/reports/{year}.yaml says more exactly what the report rounds or hides: keep it out of a public "
            "repository, or enter it there as the report shows it.",
            file=sys.stderr,
        )
    for name, data in ((f"{year}.pdf", pdf), (f"{year}.md", files.markdown(parts).encode())):
        statistics_file.replace_file(out / name, data)
        print(out / name)
    return 0


def follow_up(root: Path, year: int, lost_to_waiting: int | None) -> int:
    """Print a year's follow-up as JSON; `lost_to_waiting` (people lost to waiting time) is entered by hand."""

    def print_follow_up(source: Source) -> None:
        today = clock.day(clock.now())
        counts = yearly_counts.count_for_statistics(
            source.ledger, source.cases, source.register, year, today=today, progress=year_progress(source, year)
        )
        services = follow_up_of_year(source.ledger, source.register, year, counts, today)
        print(json.dumps(document(year, services) | {"lost_to_waiting": lost_to_waiting}, ensure_ascii=False, indent=1))

    return _run("follow-up", root, print_follow_up)


def verification_sample(root: Path, month: str, seed: str, each: int) -> int:
    """Print the claims drawn for verification as CSV, one receipt per line, with the rank that anyone can repeat."""

    def print_sample(source: Source) -> None:
        print("provider;date;receipt;claim_id;rank")
        for line in draw_sample(payment_lines(source.ledger, source.register, month), seed, each):
            name = source.policy.legal_names.get(line.provider, line.provider)
            receipt = line.reference or short_receipt(line.claim_id)
            print(";".join((name, line.date, receipt, line.claim_id, rank(seed, line.claim_id)[:16])))

    return _run("verification-sample", root, print_sample)


def retention(root: Path, day: date, *, delete: bool) -> int:
    """Print by year what may be deleted on a day, and delete it on request; return 1 if it is too early."""

    def make(source: Source) -> None:
        with open_eraser(ledger_name(root)) as eraser:
            stores = Stores(source.ledger, source.cases, eraser)
            due_by_year = apply_retention(stores, day, clock.now(), progress_counter("claims"), delete=delete)
        print("year;claims;corrections;numbers;clients;contacts;case_reports")
        for year, due in due_by_year.items():
            rows = (due.claims, due.corrections, due.numbers, due.clients, due.contacts, due.case_reports)
            print(year, *rows, sep=";")
        if not due_by_year:
            print(f"Nothing has been kept long enough on {day}.", file=sys.stderr)
        elif delete:
            print("All of it was deleted.", file=sys.stderr)
            for copy in copies_before_upgrades(ledger_name(root)):
                print(f"{copy}, of before an upgrade, still holds it, as older backups do.", file=sys.stderr)
        else:
            print("Nothing was deleted. To delete it, run the same command with --delete.", file=sys.stderr)

    return _run("retention", root, make)


def progress_counter(unit: str, total: int = 0) -> Callable[[int], None]:
    """Return a callback that shows progress on a terminal, with a bar if the total is known; else it prints nothing."""

    def show(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{progress_bar(done, total)}{done:>9,} {unit}", end="", file=sys.stderr, flush=True)

    return show


def year_progress(source: Source, year: int) -> Callable[[int], None]:
    """Return the progress callback for reading a year."""
    return progress_counter("rows read", _rows_to_read(source, year))


def _rows_to_read(source: Source, year: int) -> int:
    """Return how many rows counting a year reads: twice those of its months' seals, or 0 before all are sealed."""
    months = yearly_counts.months(year)
    seals = source.ledger.seals(months)
    return 2 * sum(seal.count for seal in seals.values()) if len(seals) == len(months) else 0


def _run(name: str, root: Path, command: Callable[[Source], None]) -> int:
    try:
        with open_source(root) as source:
            command(source)
    except ERRORS as error:
        print(f"{name}: {error or 'the ledger is busy: try again in a minute.'}", file=sys.stderr)
        return 1
    return 0


def _print_ledger(source: Source) -> None:
    """Print which ledger is read, because the output of another file or table looks the same."""
    print(f"Ledger: {source.ledger_name}")


def _user() -> str:
    """Return the operating system's user name, for the seal."""
    return f"{COMMAND_LINE}{getpass.getuser()}"
