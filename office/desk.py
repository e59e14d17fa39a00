"""The staff's commands: each opens what it needs, does one thing, says what it did, and turns a fault into one line."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from catalogue.pdf import PdfError
from chalicelib import clock
from chalicelib.ledger import BusyError, ContendedError
from chalicelib.payment_run import NotPayableError
from office import payments
from office.source import OfficeError, Source, opened
from office.statement import spaced

FAULTS = (OfficeError, NotPayableError, PdfError, BusyError, ContendedError)


def payment_run(root: Path, month: str, out: Path, *, statements: bool) -> int:
    """Make a month's payment run; 0 when its files stand, 1 with one line when nothing was written."""

    def make(source: Source) -> None:
        paid = payments.run(
            source, month, out, now=clock.now(), by=_me(), progress=counted("rows"), statements=statements
        )
        whole = paid.totals.whole
        print(f"{paid.folder}: {whole.rows} rows, {spaced(whole.amount_ore)} kr")
        print("The month is sealed." if paid.first else "The same as the first run, to the byte.")

    return _run("payment-run", root, make)


def counted(what: str) -> Callable[[int], None]:
    """Count along on a terminal; a file or a pipe gets nothing."""

    def count(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done:>9,} {what}", end="", file=sys.stderr, flush=True)

    return count


def _run(name: str, root: Path, command: Callable[[Source], None]) -> int:
    try:
        with opened(root) as source:
            command(source)
    except FAULTS as fault:
        print(f"{name}: {fault or 'the ledger is busy: try again in a minute.'}", file=sys.stderr)
        return 1
    return 0


def _me() -> str:
    """Who runs the command, as the machine knows it, for the seal."""
    return f"office:{getpass.getuser()}"
