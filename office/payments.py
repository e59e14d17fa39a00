"""`build.py payment-run MONTH`: the month's rows as CSV, JSON, SIE 4I and one statement a provider, sealed at first.

The files of a run are put in place together, or not at all. Run again they are the same bytes, or the command fails:
the seal in the ledger says what the first run paid.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chalicelib import clock, payment_files, payment_run, sie
from chalicelib.ledger import MovedError, SealRow
from chalicelib.payment_run import Line, NotPayableError, Totals
from chalicelib.runtime import VERSION
from office.source import Source

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
    source: Source, month: str, out: Path, *, now: datetime, by: str, progress: Progress, statements: bool = True
) -> Paid:
    """Write a month's files and seal the month, or check them against its seal; nothing is left half-written."""
    payment_run.refuse_early(month, now)
    with _staged(out / month) as folder:
        totals, digest = _write_lines(source, month, folder, progress)
        _agree_with_rows(source, month, totals)
        booked = sie.file(source.register, month, totals, VERSION)
        (folder / f"kundval-{month}.si").write_bytes(booked)
        digest.update(booked)
        if statements:
            _write_statements(source, month, folder, progress)
        seal, first = _sealed(source, _seal(month, totals, digest.hexdigest(), now, by))
    return Paid(out / month, totals, seal, first)


def _write_lines(source: Source, month: str, folder: Path, progress: Progress) -> tuple[Totals, "hashlib._Hash"]:
    """Write CSV and JSON line by line, never holding more than a page; gives the sums and the hash of the CSV."""
    totals, digest, count = Totals(), hashlib.sha256(), 0
    name = f"kundval-{month}"
    with (folder / f"{name}.csv").open("wb") as table, (folder / f"{name}.json").open("wb") as told:

        def put(text: str) -> None:
            digest.update(text.encode())
            table.write(text.encode())

        put(payment_files.csv_header())
        told.write(f'{{"schema":1,"month":"{month}","rows":[\n'.encode())
        for line in payment_run.lines(source.ledger, source.register, month):
            put(payment_files.csv_line(line))
            told.write(f"{',' if count else ''}{payment_files.json_line(line)}\n".encode())
            totals.add(line)
            count += 1
            if count % COUNT_EVERY == 0:
                progress(count)
        told.write(f'],"totals":{payment_files.json_totals(totals)}}}\n'.encode())
    progress(count)
    return totals, digest


def _agree_with_rows(source: Source, month: str, totals: Totals) -> None:
    """Hold what the index gave against the rows themselves: an index may lag, and then nothing is paid yet."""
    count = amount_ore = 0
    for row in source.ledger.booked(month):
        count += 1
        amount_ore += row.amount_ore
    whole = totals.whole
    if (count, amount_ore) != (whole.rows, whole.amount_ore):
        raise NotPayableError(
            f"{month}: the index gives {whole.rows} rows and the ledger has {count}. Run it again in a minute."
        )


def _seal(month: str, totals: Totals, digest: str, now: datetime, by: str) -> SealRow:
    whole = totals.whole
    return SealRow(month, whole.rows, whole.amount_ore, digest, clock.stamp(now), by)


def _sealed(source: Source, seal: SealRow) -> tuple[SealRow, bool]:
    """Seal the month, or hold the run against the seal that stands."""
    standing = source.ledger.sealed(seal.month)
    if standing is None:
        try:
            source.ledger.seal(seal)
        except MovedError:
            standing = source.ledger.sealed(seal.month)
        else:
            return seal, True
    if standing is None or standing.sha256 != seal.sha256:
        was = "nothing" if standing is None else f"{standing.count} rows and {standing.sum_ore} öre"
        raise NotPayableError(
            f"{seal.month} was sealed with {was}, and now it gives {seal.count} rows and {seal.sum_ore} öre: accounts,"
            " providers or rows have changed. Nothing was written; put back the policy of the first run."
        )
    return standing, False


def _write_statements(source: Source, month: str, folder: Path, progress: Progress) -> None:
    from office import statement  # noqa: PLC0415 - the typesetter is loaded by whoever prints

    place = folder / "statements"
    place.mkdir()
    for provider, lines in _by_provider(payment_run.lines(source.ledger, source.register, month)):
        (place / f"{provider}.pdf").write_bytes(statement.pdf_of(source, month, provider, lines))
    progress(0)


def _by_provider(lines: Iterator[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Give the lines of one provider after another; one provider's month fits into memory."""
    found: list[Line] = []
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
