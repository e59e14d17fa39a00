"""Closing a month: its index is compared with the rows themselves, and one seal is written.

The page and `build.py payment-run` both close with this, so a month is closed once and as the same bytes by either.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.port import Ledger, MovedError
from chalicelib.payments.lines import NotPayableError
from chalicelib.payments.run import Run

COMMAND_LINE: Final = "office:"
"""What `by` begins with where the command line closed the month: it has written the month's files then."""


def check_against_rows(ledger: Ledger, run: Run, on_page: Callable[[], None] = lambda: None) -> None:
    """Raise NotPayableError if the index differs from the rows themselves, because an index may lag.

    `on_page` is called before each page of the scan, and may raise to end it.
    """
    count = amount_ore = 0
    for row in ledger.scan_month(run.month, on_page):
        count += 1
        amount_ore += row.amount_ore
    total = run.totals.grand_total
    if (count, amount_ore) != (total.rows, total.amount_ore):
        raise NotPayableError(
            f"{run.month}: the index gives {total.rows} rows and the ledger has {count}. Run it again in a minute."
        )


def close(ledger: Ledger, run: Run, existing_seal: SealRow | None, now: datetime, by: str) -> tuple[SealRow, bool]:
    """Close the month, or check the run against its seal; return the seal and whether it is the first.

    Of two that close at once, one writes the seal, and the other is checked against it.
    """
    if existing_seal is None:
        seal = run.seal_row(now, by)
        try:
            ledger.seal(seal)
        except MovedError:
            existing_seal = ledger.seals([seal.month])[seal.month]
        else:
            return seal, True
    run.check_seal(existing_seal)
    return existing_seal, False


def exported_at(seal: SealRow | None, export: ExportRow | None) -> str | None:
    """Return when a closed month's files were first taken, or None."""
    if export is not None:
        return export.at
    return seal.sealed_at if seal is not None and seal.by.startswith(COMMAND_LINE) else None
