"""`build.py payment-run MONTH`: the month as CSV, JSON, SIE 4I and one statement per provider, sealed by the first run.

The files of a run are written all together or not at all. A later run gives the same bytes, or the command fails: the
seal in the ledger records what the first run paid. Only the accounts' names in the SIE file are those of today.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chalicelib.dates import clock
from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.port import MovedError
from chalicelib.payments import closing, csv_json
from chalicelib.payments.counterparts import SharedReports
from chalicelib.payments.lines import (
    NotPayableError,
    PaymentLine,
    Totals,
    payment_lines,
    refuse_early,
    short_receipt,
)
from chalicelib.payments.run import Run
from office.context import Source
from office.print_format import format_amount

Progress = Callable[[int], None]
COUNT_EVERY = 5_000


@dataclass(frozen=True)
class Paid:
    """The result of a run: the folder of its files, its totals and seal, and whether it is the first run."""

    folder: Path
    totals: Totals
    seal: SealRow
    first: bool
    without_counterpart: list[dict[str, object]]

    def summary(self) -> Iterator[str]:
        """Yield what is printed of the run: its rows and sum, and the shared hours that only one provider reported."""
        total = self.totals.grand_total
        yield f"{self.folder}: {total.rows} rows, {format_amount(total.amount_ore)} kr"
        for report in self.without_counterpart:
            facts = "{provider}, {date}, {minutes} minutes with {with}, receipt".format_map(report)
            yield f"without its counterpart: {facts} {short_receipt(str(report['claim_id']))}"
        yield "The month is closed." if self.first else "Identical to the first run, byte for byte."


def pay_month(  # noqa: PLR0913 - the command's own options
    source: Source,
    month: str,
    out: Path,
    *,
    now: datetime,
    by: str,
    progress: Progress,
    statements: bool = True,
    empty: bool = False,
) -> Paid:
    """Write a month's files and seal the month, or check them against its seal; no file is left half-written.

    A month without rows is sealed only if `empty` is set, because a wrong ledger would look the same.
    """
    refuse_early(month, now)
    existing_seal = source.ledger.seals([month]).get(month)
    payment_run, shared = Run.for_month(source.register, month, existing_seal), SharedReports()
    with _staged(out / month) as folder:
        _write_lines(source, payment_run, folder, progress, shared)
        closing.check_against_rows(source.ledger, payment_run)
        if not (payment_run.totals.grand_total.rows or existing_seal or empty):
            raise NotPayableError(
                f"{month} has no rows in {source.ledger_name}, so it was not closed. If that is the wrong ledger, set"
                " KUNDVAL_LEDGER; if it is the right one and nothing was done that month, add --empty."
            )
        (folder / f"kundval-{month}.si").write_bytes(payment_run.sie_file())
        if statements:
            _write_statements(source, payment_run, folder, progress)
        seal, first = closing.close(source.ledger, payment_run, existing_seal, now, by)
    _mark_exported(source, seal, now, by)
    return Paid(out / month, payment_run.totals, seal, first, shared.without_counterpart(source.ledger))


def _write_lines(source: Source, payment_run: Run, folder: Path, progress: Progress, shared: SharedReports) -> None:
    """Write CSV and JSON line by line, with at most one page of rows in memory."""
    count, month = 0, payment_run.month
    name = f"kundval-{month}"
    with (folder / f"{name}.csv").open("wb") as csv_file, (folder / f"{name}.json").open("wb") as json_file:
        csv_file.write(payment_run.csv_header())
        json_file.write(f'{{"schema":1,"month":"{month}","rows":[\n'.encode())
        for line in payment_lines(source.ledger, source.register, month, shared.add):
            csv_file.write(payment_run.csv_row(line))
            json_file.write(f"{',' if count else ''}{csv_json.json_line(line)}\n".encode())
            count += 1
            if count % COUNT_EVERY == 0:
                progress(count)
        json_file.write(f'],"totals":{csv_json.json_totals(payment_run.totals)}}}\n'.encode())
    progress(count)


def _mark_exported(source: Source, seal: SealRow, now: datetime, by: str) -> None:
    """Mark that the month's files were taken, if nobody has before."""
    try:
        source.ledger.mark_exported(ExportRow(seal.month, clock.stamp(now), by))
    except MovedError:
        return


def _write_statements(source: Source, payment_run: Run, folder: Path, progress: Progress) -> None:
    from office.payments import statement  # noqa: PLC0415 - the typesetter is loaded only to print

    statements = folder / "statements"
    statements.mkdir()
    for provider, lines in _by_provider(payment_lines(source.ledger, source.register, payment_run.month)):
        pdf = statement.pdf_of(source, payment_run.month, provider, lines, payment_run.layout)
        (statements / f"{provider}.pdf").write_bytes(pdf)
    progress(0)


def _by_provider(lines: Iterator[PaymentLine]) -> Iterator[tuple[str, list[PaymentLine]]]:
    """Yield each provider with its lines; one provider's month fits into memory."""
    group: list[PaymentLine] = []
    for line in lines:
        if group and line.provider != group[0].provider:
            yield group[0].provider, group
            group = []
        group.append(line)
    if group:
        yield group[0].provider, group


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """Yield a temporary folder that replaces the target on success and is deleted on failure."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield folder
        folder.chmod(0o700)
        old = folder.with_name(f"{folder.name}-old")
        if target.exists():
            target.replace(old)
        folder.replace(target)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
