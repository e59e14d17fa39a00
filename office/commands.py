"""The staff's commands: each opens what it needs, does one thing, says what it did, and turns a fault into one line."""

import getpass
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from catalogue.rendering.pdf import PdfError
from chalicelib.dates import clock
from chalicelib.ledger.port import BusyError, ContendedError
from chalicelib.payments.lines import NotPayableError
from chalicelib.payments.lines import lines as payment_run_rows
from chalicelib.reporting import follow_up as followup
from chalicelib.reporting import yearly_counts
from office import statistics_file
from office import verification_sample as sample
from office.annual_report import content, entered_facts, files, price_comparison
from office.annual_report import cost_shares as shares
from office.context import OfficeError, Source, opened, place_of, read_policy
from office.payments import run
from office.print_format import spaced
from office.retention import eraser as erasing
from office.retention import run as keeping

BAR = 20
"""How many signs a whole bar has."""
FAULTS = (OfficeError, NotPayableError, keeping.NotDueError, PdfError, BusyError, ContendedError)


def payment_run(root: Path, month: str, out: Path, *, statements: bool, empty: bool) -> int:
    """Make a month's payment run; 0 when its files stand, 1 with one line when nothing was written."""

    def make(source: Source) -> None:
        _name_ledger(source)
        options = {"statements": statements, "empty": empty}
        paid = run.run(source, month, out, now=clock.now(), by=_me(), progress=counted("rows"), **options)
        whole = paid.totals.whole
        print(f"{paid.folder}: {whole.rows} rows, {spaced(whole.amount_ore)} kr")
        print("The month is sealed." if paid.first else "The same as the first run, to the byte.")

    return _run("payment-run", root, make)


def statistics(root: Path, year: int, out: Path) -> int:
    """Write a year's suppressed figures for a person to review; 1 with one line when nothing was written."""

    def make(source: Source) -> None:
        _name_ledger(source)
        place, along = root / "policy" / "statistics", _along(source, year)
        made = statistics_file.make(source, year, place, out, now=clock.now(), progress=along)
        shown = [value for cells in made.content["tables"].values() for value in cells.values()]
        print(f"{made.file}: {len(made.content['tables'])} tables, {shown.count(None)} of {len(shown)} cells hidden")
        for table in made.content["withheld"]:
            print(f"withheld: {table}")
        for mean in made.taken_back:
            print(f"taken back: the mean {mean} stood in the file, and its table hides a cell")
        print(f"{made.table}\nRead the file before you commit it: what it holds will be published.")

    return _run("statistics", root, make)


def annual_report(root: Path, year: int, out: Path) -> int:
    """Write the year's report as PDF and Markdown from what is published; 1 with one line when nothing was written."""
    try:
        entered = entered_facts.read(root, year)
        told = content.of_year(root, read_policy(root), entered, year).told()
        printed = files.pdf_of(told, year)
    except FAULTS as fault:
        print(f"annual-report: {fault}", file=sys.stderr)
        return 1
    if not entered:
        print(
            f"Nothing was entered in policy/reports/{year}.yaml: {', '.join(entered_facts.NOTES.fields)}.",
            file=sys.stderr,
        )
    for name, data in ((f"{year}.pdf", printed), (f"{year}.md", files.markdown(told).encode())):
        statistics_file.put(out / name, data)
        print(out / name)
    return 0


def follow_up(root: Path, year: int, lost_to_waiting: int | None) -> int:
    """Print a year's follow-up as JSON; people lost to waiting time are a figure that somebody enters."""

    def tell(source: Source) -> None:
        found = yearly_counts.whole(source.ledger, source.register, (), year, _along(source, year))
        told = followup.of_year(source.ledger, source.register, year, found, clock.day(clock.now())).told()
        print(json.dumps(told | {"lost_to_waiting": lost_to_waiting}, ensure_ascii=False, indent=1))

    return _run("follow-up", root, tell)


def compare_prices(root: Path, year: int) -> int:
    """Print what a session or hour of the own unit cost beside what is paid, as CSV."""

    def tell(source: Source) -> None:
        counted_year = yearly_counts.of_year(source.ledger, source.register, year, _along(source, year))
        done = price_comparison.performed(counted_year, [*source.policy.services.values()])
        found = price_comparison.of_year(source.policy, year, done)
        for row in price_comparison.as_rows(found):
            print(";".join(row))
        if any(one.assumed for one in found):
            print("Some of these figures are assumed: see `assumed` in policy/.", file=sys.stderr)

    return _run("compare-prices", root, tell)


def verification_sample(root: Path, month: str, seed: str, each: int) -> int:
    """Print the claims that are drawn for follow-up, a receipt a line."""

    def tell(source: Source) -> None:
        for line in sample.draw(payment_run_rows(source.ledger, source.register, month), seed, each):
            print(f"{line.provider} {line.date} {line.claim_id} {sample.rank(seed, line.claim_id)[:16]}")

    return _run("verification-sample", root, tell)


def cost_shares(root: Path, amount_kr: int, years: int) -> int:
    """Print how the members of a joint service share an amount, as CSV."""
    try:
        town = read_policy(root).municipality
    except OfficeError as fault:
        print(f"cost-shares: {fault}", file=sys.stderr)
        return 1
    if not town.members:
        print("cost-shares: policy/municipality.yaml names no members, so there is nothing to share.", file=sys.stderr)
        return 1
    print("code;name;population;per_cent;amount_kr")
    for row in shares.as_rows(shares.shares(town.members, town.code, shares.indexed(amount_kr, years))):
        print(";".join(row.values()))
    return 0


def retention(root: Path, day: date, *, delete: bool) -> int:
    """Print by year what need not be kept on a day, and delete it if told so; 1 with one line when it may not go."""

    def make(source: Source) -> None:
        with erasing.opened(place_of(root)) as eraser:
            kept = keeping.Kept(source.ledger, source.cases, eraser)
            due = keeping.run(kept, day, clock.now(), counted("claims"), delete=delete)
        print("year;claims;corrections;numbers;case_reports")
        for year, of in due.items():
            print(f"{year};{of.claims};{of.corrections};{of.numbers};{of.case_reports}")
        if not due:
            print(f"Nothing has been kept long enough on {day}.", file=sys.stderr)
        elif delete:
            print("All of it was deleted.", file=sys.stderr)
        else:
            print("Nothing was deleted. To delete it, run the same with --delete.", file=sys.stderr)

    return _run("retention", root, make)


def counted(what: str, of: int = 0) -> Callable[[int], None]:
    """Count along on a terminal, with a bar where it is known how many there are; a file or a pipe gets nothing."""

    def count(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{bar(done, of)}{done:>9,} {what}", end="", file=sys.stderr, flush=True)

    return count


def bar(done: int, of: int) -> str:
    """Draw how much is done; of an unknown number nothing is drawn.

    >>> bar(5, 10), bar(5, 0)
    ('[##########----------]  50 % ', '')
    """
    if not of:
        return ""
    filled = min(BAR, BAR * done // of)
    return f"[{'#' * filled}{'-' * (BAR - filled)}] {min(100, 100 * done // of):>3} % "


def _along(source: Source, year: int) -> Callable[[int], None]:
    """Count along while a year is read."""
    return counted("rows read", _rows_of(source, year))


def _rows_of(source: Source, year: int) -> int:
    """Tell how many rows a year's count reads, by the seals of its months: each row twice; 0 before they are paid."""
    months = yearly_counts.months(year)
    seals = source.ledger.seals(months)
    return 2 * sum(seal.count for seal in seals.values()) if len(seals) == len(months) else 0


def _run(name: str, root: Path, command: Callable[[Source], None]) -> int:
    try:
        with opened(root) as source:
            command(source)
    except FAULTS as fault:
        print(f"{name}: {fault or 'the ledger is busy: try again in a minute.'}", file=sys.stderr)
        return 1
    return 0


def _name_ledger(source: Source) -> None:
    """Say what is read: another file or table looks the same from here."""
    print(f"Ledger: {source.place}")


def _me() -> str:
    """Who runs the command, as the machine knows it, for the seal."""
    return f"office:{getpass.getuser()}"
