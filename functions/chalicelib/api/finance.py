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
from chalicelib.ledger.month_rows import SealRow
from chalicelib.payments import csv_json
from chalicelib.payments import lines as payment_lines
from chalicelib.payments.lines import NotPayableError
from chalicelib.payments.run import Run
from chalicelib.reporting import tables, yearly_counts
from chalicelib.reporting.follow_up import document, follow_up_of_year
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


def list_payment_runs(request: Request) -> Response:
    """Return the status of a year's months: open, closed, or sealed with what the first run paid."""
    months = yearly_counts.months(request.values["year"])
    seals_by_month = request.context.retry.run(lambda: request.context.ledger.seals(months))
    now = request.context.now()
    return Response(200, {"months": [_month_status(month, seals_by_month.get(month), now) for month in months]})


def payment_run_of(request: Request) -> Response | Refused:
    """Return a month's totals by provider, service, account and member, or its CSV or SIE once it is closed."""
    month = MONTH.read(request.path["month"])
    if month is None:
        return _no_month()
    seal = request.context.retry.run(lambda: request.context.ledger.seals([month])).get(month)
    month_status = _month_status(month, seal, request.context.now())
    media_type = request.accept.partition(",")[0].partition(";")[0].strip().lower()
    if media_type in ENDINGS and month_status["status"] == "open":
        return Refused("month_open", {"payable_from": month_status["payable_from"]})
    try:
        run, files = _build_run(request, month, seal, media_type)
    except NotPayableError as fault:
        return Refused("not_payable", {"why": str(fault)})
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS_IN_A_FILE if media_type == CSV else MOST_ROWS})
    if media_type not in ENDINGS:
        return Response(200, month_status | {"totals": _totals(request, run)}, {"Vary": "Accept"})
    name = f"kundval-{month}{'' if seal else '-unsealed'}.{ENDINGS[media_type]}"
    disposition = f'attachment; filename="{name}"'
    return Response(
        200, files[media_type], {"Content-Type": media_type, "Content-Disposition": disposition, "Vary": "Accept"}
    )


def list_lines(request: Request) -> Response | Refused:
    """Return a page of a month's payment lines, all or one provider's."""
    month = MONTH.read(request.path["month"])
    if month is None:
        return _no_month()
    page = request.claims.statement(month, request.values["provider"], request.values["cursor"])
    if isinstance(page, Refused):
        return page
    try:
        lines = [
            csv_json.line_dict(payment_lines.payment_line(request.context.register, month, row)) for row in page.rows
        ]
    except NotPayableError as fault:
        return Refused("not_payable", {"why": str(fault)})
    next_cursor = {} if page.cursor is None else {"cursor": page.cursor}
    return Response(200, {"month": month, "lines": lines, "sum_ore": page.sum_ore} | next_cursor)


def statistics(request: Request) -> Response | Refused:
    """Return a year's suppressed figures once they are final: two earlier ones would reveal what came in between."""
    context, year, now = request.context, request.values["year"], request.context.now()
    final_from = yearly_counts.final_from(context.register, year)
    if now < final_from:
        return Refused("year_open", {"final_from": clock.day(final_from).isoformat()})
    progress, today = _no_more_than(READ_TWICE * MOST_ROWS), clock.day(now)
    try:
        counts = yearly_counts.count_for_statistics(
            context.ledger, request.cases(), context.register, year, today=today, progress=progress
        )
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    return Response(200, tables.content(context.register, year, counts))


def follow_up(request: Request) -> Response | Refused:
    """Return a year's figures as of today, with budget and reserve: for officers only."""
    context, year = request.context, request.values["year"]
    try:
        counts = yearly_counts.count_year(
            context.ledger, context.register, (), year, _no_more_than(READ_TWICE * MOST_ROWS)
        )
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    services = follow_up_of_year(context.ledger, context.register, year, counts, clock.day(context.now()))
    return Response(200, document(year, services))


def _month_status(month: str, seal: SealRow | None, now: datetime) -> dict[str, Any]:
    """Return the status of a month, and the facts of its seal if it has one."""
    payable_from = payment_lines.payable_from(month)
    status = "sealed" if seal else "closed" if now >= payable_from else "open"
    content: dict[str, Any] = {"month": month, "status": status, "payable_from": clock.stamp(payable_from)}
    if seal is None:
        return content
    names = ("count", "sum_ore", "sha256", "sealed_at")
    return content | {"seal": {name: getattr(seal, name) for name in names}}


def _build_run(
    request: Request, month: str, seal: SealRow | None, media_type: str
) -> tuple[Run, dict[str, str | bytes]]:
    """Build the month's run and verify it against its seal; the rows of the CSV are kept only if it is requested."""
    context, limit = request.context, MOST_ROWS_IN_A_FILE if media_type == CSV else MOST_ROWS
    run, progress = Run.for_month(context.register, month, seal), _no_more_than(limit)
    csv_rows = [run.csv_header()]
    for count, line in enumerate(payment_lines.payment_lines(context.ledger, context.register, month), start=1):
        progress(count)
        row = run.csv_row(line)
        if media_type == CSV:
            csv_rows.append(row)
    files: dict[str, str | bytes] = {CSV: b"".join(csv_rows).decode()}
    if seal or media_type == SIE:
        files[SIE] = run.sie_file()
    if seal:
        run.check_seal(seal)
    return run, files


def _totals(request: Request, run: Run) -> dict[str, Any]:
    """Return a run's sums, each provider's with its regi and the reference to quote on its invoice."""
    totals = csv_json.totals_dict(run.totals)
    for row in totals["providers"]:
        provider = request.context.register.provider(row["provider"])
        row |= {"batch": periods.batch(run.month, row["provider"]), "regi": provider.regi if provider else "private"}
    return totals


def _no_month() -> Refused:
    return Refused("invalid_field", {"field": "month", "expected": MONTH.expected})


def _no_more_than(limit: int) -> Callable[[int], None]:
    """Return a progress callback that raises TooManyRowsError beyond the limit."""

    def progress(count: int) -> None:
        if count > limit:
            raise TooManyRowsError

    return progress
