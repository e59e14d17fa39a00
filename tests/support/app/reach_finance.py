"""One request for every answer of the routes of finance and of case reports."""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import app
from chalicelib.dates import clock, periods
from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import LedgerEntry
from chalicelib.reporting.cases import case_report
from ops.server.api_gateway import Response
from tests.support.app.endpoint import NOON, SERVICE, TODAY, Endpoint, now, register_data
from tests.support.app.sending import Sending

MONTH: Final = f"{TODAY:%Y-%m}"
QUARTER: Final = case_report.quarter(TODAY)
FINAL_YEAR: Final = TODAY.year - 2  # in January, last year's cases can still be reported
RUN, LINES = "/v1/payment-runs/{month}", "/v1/payment-runs/{month}/lines"
CLOSE, EXPORTED = "/v1/payment-runs/{month}/close", "/v1/payment-runs/{month}/exported"
OVER: Final = f"{TODAY.replace(day=1) - dt.timedelta(days=1):%Y-%m}"
"""The last month that is over."""
CASE: Final[Mapping[str, Any]] = {
    "service": SERVICE,
    "quarter": QUARTER,
    "persons": [{"gender": "woman", "age": "35-44"}, {"gender": "man", "age": "45-54"}],
    "children": ["3-6", "7-12"],
    "wait": "6-10",
    "sessions": "2-4",
    "content": "repair",
    "initiative": "own",
    "family": "couple",
    "started": "this_year",
}
CONTINUING: Final[Mapping[str, Any]] = {"service": SERVICE, "year": TODAY.year, "this_year": 9, "earlier_year": 2}
LAST_MONTH: Final = NOON - dt.timedelta(days=TODAY.day)
KEY: Final = {"Idempotency-Key": "reach"}


@dataclass(frozen=True)
class EndlessLedger:
    """A fake ledger in which every month has more rows than the limit."""

    row: LedgerEntry

    def require_layout(self, *, mark: bool) -> None:
        """Accept the layout."""

    def entries(self, _provider: str | None, _month: str, _after: str, limit: int) -> Sequence[LedgerEntry]:
        """Return the same row `limit` times."""
        return [self.row] * limit

    def seals(self, _months: Sequence[str]) -> Mapping[str, SealRow]:
        """Return no seals: nothing has been paid."""
        return {}

    def exports(self, _months: Sequence[str]) -> Mapping[str, ExportRow]:
        """Return no marks: no files were taken."""
        return {}


def over_endless_ledger(path: str, who: str = "controller") -> Callable[[Endpoint], Response]:
    """Return a GET request over an endless ledger."""

    def answer(endpoint: Endpoint) -> Response:
        endpoint.claim("ana", endpoint.number())
        ledger = endpoint.wired.ledger()
        endless = cast("Ledger", EndlessLedger(ledger.entries("ana", MONTH, "", 1)[0]))
        app.configure(replace(endpoint.wired, ledger=lambda: endless))
        return endpoint.get(path, who)

    return answer


def without_accounts(path: str) -> Callable[[Endpoint], Response]:
    """Return a GET request for a month whose claims have no account any more."""

    def answer(endpoint: Endpoint) -> Response:
        endpoint.claim("ana", endpoint.number())
        with endpoint.rules(register_data(accounts=[])):
            return endpoint.get(path.replace("{month}", MONTH), "controller")

    return answer


def closing(endpoint: Endpoint) -> Sending:
    """Return the request that closes the last month as it stands: without rows."""
    month = endpoint.get(f"/v1/payment-runs/{OVER}", "controller").json()
    seen = month.get("preview") or month["close"]
    return Sending("controller", CLOSE.replace("{month}", OVER), {"sha256": seen["sha256"], "empty": True})


def marking(endpoint: Endpoint) -> Sending:
    """Return the request that marks the last month's files as taken, once it is closed."""
    closed = closing(endpoint).to(endpoint).json()["close"]
    return Sending("controller", EXPORTED.replace("{month}", OVER), {"sha256": closed["sha256"]})


def close_early(endpoint: Endpoint) -> Response:
    """Close a month that is not over."""
    seen = endpoint.get(f"/v1/payment-runs/{MONTH}", "controller").json()["preview"]
    return endpoint.post(CLOSE.replace("{month}", MONTH), "controller", {"sha256": seen["sha256"]})


def close_without_accounts(endpoint: Endpoint) -> Response:
    """Close a month whose claims have no account any more."""
    sending = closing(endpoint)
    with endpoint.at(lambda: LAST_MONTH):
        endpoint.claim("ana", endpoint.issued()["number"], LAST_MONTH.date().isoformat())
    with endpoint.rules(register_data(accounts=[])):
        return sending.to(endpoint)


def close_slowly(endpoint: Endpoint) -> Response:
    """Close a month while every look at the clock takes half a minute."""
    sending = closing(endpoint)
    half_minutes = itertools.count()
    with endpoint.at(lambda: now() + dt.timedelta(seconds=30 * next(half_minutes))):
        return sending.to(endpoint)


def mark_unclosed(endpoint: Endpoint) -> Response:
    """Mark a month that is not closed."""
    return endpoint.post(EXPORTED.replace("{month}", OVER), "controller", {"sha256": "0" * 64})


def after_closing_this_month(send: Callable[[Endpoint], Sending]) -> Callable[[Endpoint], Response]:
    """Return a request at a moment of which the month and the next are closed: only a wrong clock gives that."""

    def answer(endpoint: Endpoint) -> Response:
        sending = send(endpoint)
        for month in (MONTH, periods.next_month(MONTH)):
            endpoint.wired.ledger().seal(SealRow(month, 0, 0, "0" * 64, clock.stamp(now()), "tester"))
        return sending.to(endpoint)

    return answer


def report_case(**more: object) -> Callable[[Endpoint], Response]:
    """Return a request that reports a case."""
    return lambda endpoint: endpoint.post("/v1/case-reports", "ana", {**CASE, **more}, KEY)


def state_continuing(**more: object) -> Callable[[Endpoint], Response]:
    """Return a request that states how many cases go on."""
    return lambda endpoint: endpoint.put("/v1/continuing-cases", "ana", {**CONTINUING, **more})


def report_another(endpoint: Endpoint) -> Response:
    """Report two different cases under the same key."""
    report_case()(endpoint)
    return report_case(sessions="1")(endpoint)


def jointly(report: Callable[[Endpoint], Response]) -> Callable[[Endpoint], Response]:
    """Return a request without its member, where several municipalities run the service together."""

    def send(endpoint: Endpoint) -> Response:
        alone = register_data()["municipality"]
        with endpoint.rules(register_data(municipality={**alone, "members": ["2303", "2380"]})):
            return report(endpoint)

    return send


OWN_WAYS: Final[dict[tuple[str, str, int, str], Callable[[Endpoint], Response]]] = {
    ("GET", "/v1/register", 400, "invalid_field"): lambda endpoint: endpoint.get(
        "/v1/register", "controller", {"Kundval-Role": "admin"}
    ),
    ("GET", LINES, 400, "invalid_field"): lambda endpoint: endpoint.get("/v1/payment-runs/2026-13/lines", "controller"),
    ("GET", LINES, 400, "invalid_cursor"): lambda endpoint: endpoint.get(
        f"/v1/payment-runs/{MONTH}/lines?cursor=mine", "controller"
    ),
    ("GET", LINES, 409, "not_payable"): without_accounts(LINES),
    ("GET", RUN, 409, "not_payable"): without_accounts(RUN),
    ("GET", RUN, 409, "month_open"): lambda endpoint: endpoint.get(
        f"/v1/payment-runs/{MONTH}", "controller", {"Accept": "text/csv"}
    ),
    ("GET", RUN, 422, "too_many_rows"): over_endless_ledger(f"/v1/payment-runs/{MONTH}"),
    ("POST", CLOSE, 409, "month_open"): close_early,
    ("POST", CLOSE, 409, "month_changed"): lambda endpoint: closing(endpoint).to(endpoint, sha256="0" * 64),
    ("POST", CLOSE, 409, "month_empty"): lambda endpoint: closing(endpoint).to(endpoint, empty=False),
    ("POST", CLOSE, 409, "not_payable"): close_without_accounts,
    ("POST", CLOSE, 422, "too_slow_to_close"): close_slowly,
    ("POST", EXPORTED, 409, "month_not_closed"): mark_unclosed,
    ("POST", EXPORTED, 409, "month_changed"): lambda endpoint: marking(endpoint).to(endpoint, sha256="0" * 64),
    ("GET", "/v1/statistics", 409, "year_open"): lambda endpoint: endpoint.get(
        f"/v1/statistics?year={TODAY.year}", "controller"
    ),
    ("GET", "/v1/statistics", 422, "too_many_rows"): over_endless_ledger(f"/v1/statistics?year={FINAL_YEAR}"),
    ("GET", "/v1/follow-up", 422, "too_many_rows"): over_endless_ledger(f"/v1/follow-up?year={TODAY.year}"),
    ("GET", "/v1/first-sessions", 409, "year_open"): lambda endpoint: endpoint.get(
        f"/v1/first-sessions?year={TODAY.year}", "ana"
    ),
    ("GET", "/v1/first-sessions", 422, "too_many_rows"): over_endless_ledger(
        f"/v1/first-sessions?year={FINAL_YEAR}", "ana"
    ),
    ("POST", "/v1/case-reports", 409, "idempotency_conflict"): report_another,
    ("POST", "/v1/case-reports", 422, "reports_unasked"): report_case(service="parsamtal"),
    ("POST", "/v1/case-reports", 422, "quarter_closed"): report_case(quarter=f"{TODAY.year - 2}Q4"),
    ("POST", "/v1/case-reports", 422, "unknown_member"): report_case(member="9999"),
    ("POST", "/v1/case-reports", 422, "member_required"): jointly(report_case()),
    ("PUT", "/v1/continuing-cases", 422, "reports_unasked"): state_continuing(service="parsamtal"),
    ("PUT", "/v1/continuing-cases", 422, "quarter_closed"): state_continuing(year=TODAY.year - 2),
    ("PUT", "/v1/continuing-cases", 422, "unknown_member"): state_continuing(member="9999"),
    ("PUT", "/v1/continuing-cases", 422, "member_required"): jointly(state_continuing()),
}
