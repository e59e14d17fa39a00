"""`build.py payment-run MONTH`: the month's rows as CSV, JSON, SIE 4I and one statement a provider, sealed at first.

The files of a run are put in place together, or not at all. Run again they are the same bytes, or the command fails:
the seal in the ledger says what the first run paid.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chalicelib.ledger.port import MovedError, SealRow
from chalicelib.payments import csv_json
from chalicelib.payments import lines as payment_run
from chalicelib.payments.lines import NotPayableError, PaymentLine, Totals
from chalicelib.payments.run import Run
from office.context import Source

Progress = Callable[[int], None]
COUNT_EVERY = 5_000


@dataclass(frozen=True)
class Paid:
    """What a run came to: where its files are, and whether it is the first."""

    folder: Path
    totals: Totals
    seal: SealRow
    first: bool


def run(  # noqa: PLR0913 - the command's own options
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
    """Write a month's files and seal the month, or check them against its seal; nothing is left half-written.

    A month without rows is sealed where `empty` says that it is meant: another ledger would look the same.
    """
    payment_run.refuse_early(month, now)
    standing = source.ledger.seals([month]).get(month)
    made = Run.like(source.register, month, standing)
    with _staged(out / month) as folder:
        _write_lines(source, made, folder, progress)
        _agree_with_rows(source, month, made.totals)
        if not (made.totals.whole.rows or standing or empty):
            raise NotPayableError(
                f"{month} has no rows in {source.place}, so it was not sealed. If that is the wrong ledger, set"
                " KUNDVAL_LEDGER; if it is the right one and nothing was done that month, add --empty."
            )
        (folder / f"kundval-{month}.si").write_bytes(made.end())
        if statements:
            _write_statements(source, made, folder, progress)
        seal, first = _sealed(source, made, standing, now, by)
    return Paid(out / month, made.totals, seal, first)


def _write_lines(source: Source, made: Run, folder: Path, progress: Progress) -> None:
    """Write CSV and JSON line by line, never holding more than a page."""
    count, month = 0, made.month
    name = f"kundval-{month}"
    with (folder / f"{name}.csv").open("wb") as table, (folder / f"{name}.json").open("wb") as told:
        table.write(made.begin())
        told.write(f'{{"schema":1,"month":"{month}","rows":[\n'.encode())
        for line in payment_run.lines(source.ledger, source.register, month):
            table.write(made.row(line))
            told.write(f"{',' if count else ''}{csv_json.json_line(line)}\n".encode())
            count += 1
            if count % COUNT_EVERY == 0:
                progress(count)
        told.write(f'],"totals":{csv_json.json_totals(made.totals)}}}\n'.encode())
    progress(count)


def _agree_with_rows(source: Source, month: str, totals: Totals) -> None:
    """Hold what the index gave against the rows themselves: an index may lag, and then nothing is paid yet."""
    count = amount_ore = 0
    for row in source.ledger.scan_month(month):
        count += 1
        amount_ore += row.amount_ore
    whole = totals.whole
    if (count, amount_ore) != (whole.rows, whole.amount_ore):
        raise NotPayableError(
            f"{month}: the index gives {whole.rows} rows and the ledger has {count}. Run it again in a minute."
        )


def _sealed(source: Source, made: Run, standing: SealRow | None, now: datetime, by: str) -> tuple[SealRow, bool]:
    """Seal the month, or hold the run against the seal that stands; tells which, and whether it is the first."""
    if standing is None:
        seal = made.seal(now, by)
        try:
            source.ledger.seal(seal)
        except MovedError:
            standing = source.ledger.seals([seal.month])[seal.month]
        else:
            return seal, True
    made.hold(standing)
    return standing, False


def _write_statements(source: Source, made: Run, folder: Path, progress: Progress) -> None:
    from office.payments import statement  # noqa: PLC0415 - the typesetter is loaded by whoever prints

    place = folder / "statements"
    place.mkdir()
    for provider, lines in _by_provider(payment_run.lines(source.ledger, source.register, made.month)):
        printed = statement.pdf_of(source, made.month, provider, lines, made.layout)
        (place / f"{provider}.pdf").write_bytes(printed)
    progress(0)


def _by_provider(lines: Iterator[PaymentLine]) -> Iterator[tuple[str, list[PaymentLine]]]:
    """Give the lines of one provider after another; one provider's month fits into memory."""
    found: list[PaymentLine] = []
    for line in lines:
        if found and line.provider != found[0].provider:
            yield found[0].provider, found
            found = []
        found.append(line)
    if found:
        yield found[0].provider, found


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """Lend a folder that takes the target's place if all goes well, and vanishes if not."""
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
