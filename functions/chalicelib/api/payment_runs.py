"""The handlers of payment runs: the status of months, a month's totals, files and lines, and closing a month.

A month is closed as it was previewed: whoever closes it sends the hash of what was shown. The command line closes with
the same code, and has no time limit.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.api.dispatch import Request, Response
from chalicelib.api.finance import MOST_ROWS, TooManyRowsError, no_more_than
from chalicelib.api.request_fields import MONTH
from chalicelib.api.routes.finance import CSV, SIE
from chalicelib.dates import clock, periods
from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.port import Ledger
from chalicelib.payments import closing, csv_json
from chalicelib.payments import lines as payment_lines
from chalicelib.payments.counterparts import SharedReports
from chalicelib.payments.lines import NotPayableError
from chalicelib.payments.run import Run
from chalicelib.reporting import yearly_counts
from chalicelib.rules.outcomes import Refused

MOST_ROWS_IN_A_FILE: Final = 15_000
"""A response of Lambda has at most six megabytes, and a row of the CSV some 300 bytes."""
MOST_ROWS_IN_A_YEAR: Final = 10_000
"""How many rows are read to tell the sums of a year's months that are not closed: a second or two."""
CLOSE_S: Final = 20
"""How long a month may be read before it is closed: what is left of API Gateway's 29 seconds is for the write."""
SEEN: Final = ("count", "sum_ore", "sha256")
"""What identifies a run: the number of its rows, their sum, and the hash that its seal has or would have."""
ENDINGS: Final = {CSV: "csv", SIE: "si"}


class TooSlowError(Exception):
    """The ledger cannot be read within the time limit."""


def list_payment_runs(request: Request) -> Response:
    """Return the status of a year's months, and the count and sum of each that is closed or ready."""
    context, months = request.context, yearly_counts.months(request.values["year"])
    seals, exports = context.retry.run(lambda: (context.ledger.seals(months), context.ledger.exports(months)))
    now = context.now()
    statuses = [_month_status(month, seals.get(month), exports.get(month), now) for month in months]
    ready = [status["month"] for status in statuses if status["status"] == "ready"]
    previews = context.retry.run(lambda: _previews(context.ledger, ready))
    return Response(200, {"months": [status | previews.get(status["month"], {}) for status in statuses]})


def payment_run_of(request: Request) -> Response | Refused:
    """Return a month's totals by provider, service, account and member, or its CSV or SIE once it is over."""
    month = MONTH.read(request.path["month"])
    if month is None:
        return _no_month()
    seal, export = _marks(request, month)
    month_status = _month_status(month, seal, export, request.context.now())
    media_type = request.accept.partition(",")[0].partition(";")[0].strip().lower()
    if media_type in ENDINGS and month_status["status"] == "open":
        return Refused("month_open", {"payable_from": month_status["payable_from"]})
    most = MOST_ROWS_IN_A_FILE if media_type == CSV else MOST_ROWS
    try:
        shared = SharedReports()
        run, files = _build_run(request, month, seal, media_type, no_more_than(most), shared)
    except NotPayableError as fault:
        return Refused("not_payable", {"why": str(fault)})
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": most})
    if media_type not in ENDINGS:
        preview = {} if seal else {"preview": _seen(run)}
        alone = request.context.retry.run(lambda: shared.without_counterpart(request.context.ledger))
        listed = {"without_counterpart": alone} if alone else {}
        return Response(200, month_status | preview | listed | {"totals": _totals(request, run)}, {"Vary": "Accept"})
    name = f"kundval-{month}{'' if seal else '-preview'}.{ENDINGS[media_type]}"
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


def close_month(request: Request) -> Response | Refused:
    """Close a month as it was previewed: 201, or 200 if it is closed already with the same bytes."""
    month = MONTH.read(request.path["month"])
    if month is None:
        return _no_month()
    payable_from = payment_lines.payable_from(month)
    if request.context.now() < payable_from:
        return Refused("month_open", {"payable_from": clock.stamp(payable_from)})
    try:
        return _close(request, month)
    except NotPayableError as fault:
        return Refused("not_payable", {"why": str(fault)})
    except TooSlowError:
        return Refused("too_slow_to_close", {"seconds": CLOSE_S})


def mark_exported(request: Request) -> Response | Refused:
    """Mark that a closed month's files were taken: 201, or 200 with the first time if they were before."""
    context, month = request.context, MONTH.read(request.path["month"])
    if month is None:
        return _no_month()

    def step() -> Response | Refused:
        seal, export = _marks(request, month)
        if seal is None:
            return Refused("month_not_closed")
        if seal.sha256 != request.values["sha256"]:
            return Refused("month_changed", {name: getattr(seal, name) for name in SEEN})
        first = closing.exported_at(seal, export) is None
        if first:
            export = ExportRow(month, clock.stamp(context.now()), request.caller.subject)
            context.ledger.mark_exported(export)
        return Response(201 if first else 200, _month_status(month, seal, export, context.now()))

    return context.retry.run(step)


def _close(request: Request, month: str) -> Response | Refused:
    """Read the month again, and close it if it is what was previewed."""
    context, in_time = request.context, _in_time(request.context.now)
    existing_seal, export = _marks(request, month)
    run, _ = _build_run(request, month, existing_seal, "", in_time, SharedReports())
    if run.sha256 != request.values["sha256"]:
        return Refused("month_changed", _seen(run))
    if not (run.totals.grand_total.rows or existing_seal or request.values["empty"]):
        return Refused("month_empty")
    if existing_seal is None:
        closing.check_against_rows(context.ledger, run, lambda: in_time(0))
    now, by = context.now(), request.caller.subject
    seal, first = context.retry.run(lambda: closing.close(context.ledger, run, existing_seal, now, by))
    return Response(201 if first else 200, _month_status(month, seal, export, now))


def _marks(request: Request, month: str) -> tuple[SealRow | None, ExportRow | None]:
    """Return a month's seal and the mark that its files were taken."""
    ledger = request.context.ledger
    return request.context.retry.run(lambda: (ledger.seals([month]).get(month), ledger.exports([month]).get(month)))


def _month_status(month: str, seal: SealRow | None, export: ExportRow | None, now: datetime) -> dict[str, Any]:
    """Return the status of a month, and once it is closed with what, and when its files were taken."""
    payable_from = payment_lines.payable_from(month)
    status = "closed" if seal else "ready" if now >= payable_from else "open"
    content: dict[str, Any] = {"month": month, "status": status, "payable_from": clock.stamp(payable_from)}
    if seal is None:
        return content
    content["close"] = {name: getattr(seal, name) for name in SEEN} | {"closed_at": seal.sealed_at}
    exported_at = closing.exported_at(seal, export)
    return content | ({"exported_at": exported_at} if exported_at else {})


def _previews(ledger: Ledger, months: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return count and sum of these months, by month, until too many rows have been read."""
    previews: dict[str, dict[str, Any]] = {}
    left = MOST_ROWS_IN_A_YEAR
    for month in months:
        count = sum_ore = 0
        for count, row in enumerate(payment_lines.month_rows(ledger, month), start=1):
            sum_ore += row.amount_ore
            if count > left:
                return previews
        left -= count
        previews[month] = {"preview": {"count": count, "sum_ore": sum_ore}}
    return previews


def _build_run(  # noqa: PLR0913, PLR0917 - the run, and all that is gathered while its rows are read
    request: Request,
    month: str,
    seal: SealRow | None,
    media_type: str,
    progress: Callable[[int], None],
    shared: SharedReports,
) -> tuple[Run, dict[str, str | bytes]]:
    """Build the month's run and verify it against its seal; the rows of the CSV are kept only if it is requested."""
    context, run = request.context, Run.for_month(request.context.register, month, seal)
    csv_rows = [run.csv_header()]
    lines = payment_lines.payment_lines(context.ledger, context.register, month, shared.add)
    for count, line in enumerate(lines, start=1):
        progress(count)
        row = run.csv_row(line)
        if media_type == CSV:
            csv_rows.append(row)
    files: dict[str, str | bytes] = {CSV: b"".join(csv_rows).decode(), SIE: run.sie_file()}
    if seal:
        run.check_seal(seal)
    return run, files


def _seen(run: Run) -> dict[str, Any]:
    """Return what identifies a run to whoever closes it."""
    total = run.totals.grand_total
    return dict(zip(SEEN, (total.rows, total.amount_ore, run.sha256), strict=True))


def _totals(request: Request, run: Run) -> dict[str, Any]:
    """Return a run's sums, each provider's with its regi and the reference to quote on its invoice."""
    totals = csv_json.totals_dict(run.totals)
    for row in totals["providers"]:
        provider = request.context.register.provider(row["provider"])
        row |= {"batch": periods.batch(run.month, row["provider"]), "regi": provider.regi if provider else "private"}
    return totals


def _no_month() -> Refused:
    return Refused("invalid_field", {"field": "month", "expected": MONTH.expected})


def _in_time(now: Callable[[], datetime]) -> Callable[[int], None]:
    """Return a progress callback that raises TooSlowError beyond the time for closing."""
    end = now() + timedelta(seconds=CLOSE_S)

    def progress(_: int) -> None:
        if now() >= end:
            raise TooSlowError

    return progress
