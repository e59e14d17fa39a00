"""The handlers of finance: the status of months, a month's payment run and its lines, and a year's figures.

Nothing is sealed here. A run is sealed at the command line, which compares the rows themselves with the index; the
function has no permission for that.
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
"""A response of Lambda has at most six megabytes, and a row of the CSV some 300 bytes."""
MOST_ROWS: Final = 60_000
"""What can be read within API Gateway's time limit; the command line has no limit."""
READ_TWICE: Final = 2
"""A year's rows are read twice, so each of them counts twice."""
ENDINGS: Final = {CSV: "csv", SIE: "si"}


class TooManyRowsError(Exception):
    """There are more rows than can be read within the time limit."""


def list_payment_runs(ask: Request) -> Response:
    """Return the status of a year's months: open, closed, or sealed with what the first run paid."""
    months = yearly_counts.months(ask.values["year"])
    seals = ask.service.retry.run(lambda: ask.service.ledger.seals(months))
    now = ask.service.now()
    return Response(200, {"months": [_standing(month, seals.get(month), now) for month in months]})


def payment_run_of(ask: Request) -> Response | Refused:
    """Return a month's totals by provider, service, account and member, or its CSV or SIE once it is closed."""
    month = MONTH.read(ask.path["month"])
    if month is None:
        return _no_month()
    seal = ask.service.retry.run(lambda: ask.service.ledger.seals([month])).get(month)
    standing = _standing(month, seal, ask.service.now())
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
    """Return a page of a month's payment lines, all or one provider's."""
    month = MONTH.read(ask.path["month"])
    if month is None:
        return _no_month()
    page = ask.service.statement(month, ask.values["provider"], ask.values["cursor"])
    if isinstance(page, Refused):
        return page
    try:
        lines = [csv_json.told(payment_run.line(ask.service.register, month, row)) for row in page.rows]
    except NotPayableError as fault:
        return Refused("not_payable", {"why": str(fault)})
    more = {} if page.cursor is None else {"cursor": page.cursor}
    return Response(200, {"month": month, "lines": lines, "sum_ore": page.sum_ore} | more)


def statistics(ask: Request) -> Response | Refused:
    """Return a year's suppressed figures once they are final: two earlier ones would reveal what came in between."""
    desk, year, now = ask.service, ask.values["year"], ask.service.now()
    first = yearly_counts.final_from(desk.register, year)
    if now < first:
        return Refused("year_open", {"final_from": clock.day(first).isoformat()})
    more, today = _no_more_than(READ_TWICE * MOST_ROWS), clock.day(now)
    try:
        found = yearly_counts.counted(desk.ledger, ask.cases(), desk.register, year, today=today, progress=more)
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    return Response(200, tables.content(desk.register, year, found, {}))


def follow_up(ask: Request) -> Response | Refused:
    """Return a year's figures as of today, with budget and reserve: for officers only."""
    desk, year = ask.service, ask.values["year"]
    try:
        counted = yearly_counts.whole(desk.ledger, desk.register, (), year, _no_more_than(READ_TWICE * MOST_ROWS))
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    return Response(200, followup.of_year(desk.ledger, desk.register, year, counted, clock.day(desk.now())).told())


def _standing(month: str, seal: SealRow | None, now: datetime) -> dict[str, Any]:
    """Return the status of a month, and the facts of its seal if it has one."""
    payable_from = payment_run.payable_from(month)
    status = "sealed" if seal else "closed" if now >= payable_from else "open"
    told: dict[str, Any] = {"month": month, "status": status, "payable_from": clock.stamp(payable_from)}
    if seal is None:
        return told
    names = ("count", "sum_ore", "sha256", "sealed_at")
    return told | {"seal": {name: getattr(seal, name) for name in names}}


def _made(ask: Request, month: str, seal: SealRow | None, wanted: str) -> tuple[Run, dict[str, str | bytes]]:
    """Build the month's run and verify it against its seal; the rows of the CSV are kept only if it is requested."""
    desk, most = ask.service, MOST_ROWS_IN_A_FILE if wanted == CSV else MOST_ROWS
    made, progress = Run.like(desk.register, month, seal), _no_more_than(most)
    table = [made.begin()]
    for count, line in enumerate(payment_run.lines(desk.ledger, desk.register, month), start=1):
        progress(count)
        row = made.row(line)
        if wanted == CSV:
            table.append(row)
    files: dict[str, str | bytes] = {CSV: b"".join(table).decode()}
    if seal or wanted == SIE:
        files[SIE] = made.end()
    if seal:
        made.hold(seal)
    return made, files


def _totals(ask: Request, made: Run) -> dict[str, Any]:
    """Return a run's sums, each provider's with its regi and the reference to quote on its invoice."""
    told = csv_json.sums(made.totals)
    for one in told["providers"]:
        known = ask.service.register.provider(one["provider"])
        one |= {"batch": periods.batch(made.month, one["provider"]), "regi": known.regi if known else "private"}
    return told


def _no_month() -> Refused:
    return Refused("invalid_field", {"field": "month", "expected": MONTH.expected})


def _no_more_than(most: int) -> Callable[[int], None]:
    """Return a progress callback that raises TooManyRowsError beyond the limit."""

    def progress(count: int) -> None:
        if count > most:
            raise TooManyRowsError

    return progress
