"""What finance asks for: how months stand, what one adds up to and is paid by, and a year's figures.

Nothing is sealed here. A run is sealed at the command line, where the rows themselves are held against the index, which
the function has no right to do.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from chalicelib.api.dispatch import Request, Response
from chalicelib.api.request_fields import MONTH
from chalicelib.api.routes_finance import CSV, SIE
from chalicelib.dates import clock, periods
from chalicelib.ledger.port import SealRow
from chalicelib.payments import csv_json
from chalicelib.payments import lines as payment_run
from chalicelib.payments.lines import NotPayableError
from chalicelib.payments.run import Run
from chalicelib.reporting import follow_up as followup
from chalicelib.reporting import tables, yearly_counts
from chalicelib.rules.outcomes import Refused

MOST_ROWS_IN_A_FILE: Final = 15_000
"""An answer of Lambda has six megabytes at the most, and a row of the CSV some 300 bytes."""
MOST_ROWS: Final = 60_000
"""What is read while API Gateway listens; the command line has no limit."""
READ_TWICE: Final = 2
"""A year's rows are read twice, and counted as often."""
ENDINGS: Final = {CSV: "csv", SIE: "si"}


class TooManyRowsError(Exception):
    """There are more rows than can be read while the caller waits."""


def list_payment_runs(ask: Request) -> Response:
    """Tell how a year's months stand: open, closed, or sealed with what the first run paid."""
    months = yearly_counts.months(ask.values["year"])
    seals = ask.desk.patience.until(lambda: ask.desk.ledger.seals(months))
    now = ask.desk.now()
    return Response(200, {"months": [_standing(month, seals.get(month), now) for month in months]})


def payment_run_of(ask: Request) -> Response | Refused:
    """Add a month up, for its providers, services, accounts and members; or give its CSV or SIE, once it is closed."""
    month = MONTH.read(ask.path["month"])
    if month is None:
        return _no_month()
    seal = ask.desk.patience.until(lambda: ask.desk.ledger.seals([month])).get(month)
    standing = _standing(month, seal, ask.desk.now())
    wanted = ask.accept.partition(",")[0].partition(";")[0].strip().lower()
    if wanted in ENDINGS and standing["status"] == "open":
        return Refused("month_open", {"payable_from": standing["payable_from"]})
    try:
        made, files = _made(ask, month, seal, wanted)
    except NotPayableError as fault:
        return Refused("not_payable", {"why": str(fault)})
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS_IN_A_FILE if wanted == CSV else MOST_ROWS})
    if wanted not in ENDINGS:
        return Response(200, standing | {"totals": _totals(ask, made)}, {"Vary": "Accept"})
    name = f"kundval-{month}{'' if seal else '-unsealed'}.{ENDINGS[wanted]}"
    disposition = f'attachment; filename="{name}"'
    return Response(200, files[wanted], {"Content-Type": wanted, "Content-Disposition": disposition, "Vary": "Accept"})


def list_lines(ask: Request) -> Response | Refused:
    """List a month's lines as they are paid, all or one provider's, a page at a time."""
    month = MONTH.read(ask.path["month"])
    if month is None:
        return _no_month()
    page = ask.desk.month(month, ask.values["provider"], ask.values["cursor"])
    if isinstance(page, Refused):
        return page
    try:
        lines = [csv_json.line_dict(payment_run.payment_line(ask.desk.register, month, row)) for row in page.rows]
    except NotPayableError as fault:
        return Refused("not_payable", {"why": str(fault)})
    more = {} if page.cursor is None else {"cursor": page.cursor}
    return Response(200, {"month": month, "lines": lines, "sum_ore": page.sum_ore} | more)


def statistics(ask: Request) -> Response | Refused:
    """Give a year's suppressed figures once they are final: before that, two answers would tell what came between."""
    desk, year, now = ask.desk, ask.values["year"], ask.desk.now()
    first = yearly_counts.final_from(desk.register, year)
    if now < first:
        return Refused("year_open", {"final_from": clock.day(first).isoformat()})
    more, today = _no_more_than(READ_TWICE * MOST_ROWS), clock.day(now)
    try:
        found = yearly_counts.count_for_statistics(
            desk.ledger, ask.cases(), desk.register, year, today=today, progress=more
        )
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    return Response(200, tables.content(desk.register, year, found, {}))


def follow_up(ask: Request) -> Response | Refused:
    """Give a year as it stands today, beside budget and reserve: for officers' eyes."""
    desk, year = ask.desk, ask.values["year"]
    try:
        counted = yearly_counts.count_year(desk.ledger, desk.register, (), year, _no_more_than(READ_TWICE * MOST_ROWS))
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    return Response(
        200, followup.follow_up_of_year(desk.ledger, desk.register, year, counted, clock.day(desk.now())).as_dict()
    )


def _standing(month: str, seal: SealRow | None, now: datetime) -> dict[str, Any]:
    """Tell how a month stands, and what its seal says if it has one."""
    payable_from = payment_run.payable_from(month)
    status = "sealed" if seal else "closed" if now >= payable_from else "open"
    told: dict[str, Any] = {"month": month, "status": status, "payable_from": clock.stamp(payable_from)}
    if seal is None:
        return told
    names = ("count", "sum_ore", "sha256", "sealed_at")
    return told | {"seal": {name: getattr(seal, name) for name in names}}


def _made(ask: Request, month: str, seal: SealRow | None, wanted: str) -> tuple[Run, dict[str, str | bytes]]:
    """Make the month's run and hold it against its seal; the rows of the CSV are kept only where they are wanted."""
    desk, most = ask.desk, MOST_ROWS_IN_A_FILE if wanted == CSV else MOST_ROWS
    made, progress = Run.for_month(desk.register, month, seal), _no_more_than(most)
    table = [made.csv_header()]
    for count, line in enumerate(payment_run.payment_lines(desk.ledger, desk.register, month), start=1):
        progress(count)
        row = made.csv_row(line)
        if wanted == CSV:
            table.append(row)
    files: dict[str, str | bytes] = {CSV: b"".join(table).decode()}
    if seal or wanted == SIE:
        files[SIE] = made.sie_file()
    if seal:
        made.check_seal(seal)
    return made, files


def _totals(ask: Request, made: Run) -> dict[str, Any]:
    """Give a run's sums, each provider's with the reference to quote on its invoice and its regi."""
    told = csv_json.totals_dict(made.totals)
    for one in told["providers"]:
        known = ask.desk.register.provider(one["provider"])
        one |= {"batch": periods.batch(made.month, one["provider"]), "regi": known.regi if known else "private"}
    return told


def _no_month() -> Refused:
    return Refused("invalid_field", {"field": "month", "expected": MONTH.expected})


def _no_more_than(most: int) -> Callable[[int], None]:
    """Stop a count that goes on for too long."""

    def progress(count: int) -> None:
        if count > most:
            raise TooManyRowsError

    return progress
