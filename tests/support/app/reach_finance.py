"""One request for every answer of the routes of finance and of case reports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import app
from chalicelib.ledger.month_rows import SealRow
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import LedgerEntry
from chalicelib.reporting import case_report
from ops.server.api_gateway import Response
from tests.support.app.endpoint import SERVICE, TODAY, Endpoint, register_data

MONTH: Final = f"{TODAY:%Y-%m}"
QUARTER: Final = case_report.quarter(TODAY)
FINAL_YEAR: Final = TODAY.year - 2  # in January, last year's cases can still be reported
RUN, LINES = "/v1/payment-runs/{month}", "/v1/payment-runs/{month}/lines"
CASE: Final[Mapping[str, Any]] = {
    "service": SERVICE,
    "quarter": QUARTER,
    "persons": [{"gender": "woman", "age": "35-44"}, {"gender": "man", "age": "45-54"}],
    "children": ["3-6", "7-12"],
    "wait": "6-10",
    "sessions": "2-4",
    "content": "repair",
    "initiative": "own",
}
KEY: Final = {"Idempotency-Key": "reach"}


@dataclass(frozen=True)
class EndlessLedger:
    """A fake ledger in which every month has more rows than the limit."""

    row: LedgerEntry

    def entries(self, _provider: str | None, _month: str, _after: str, limit: int) -> Sequence[LedgerEntry]:
        """Return the same row `limit` times."""
        return [self.row] * limit

    def seals(self, _months: Sequence[str]) -> Mapping[str, SealRow]:
        """Return no seals: nothing has been paid."""
        return {}


def over_endless_ledger(path: str) -> Callable[[Endpoint], Response]:
    """Return a GET request over an endless ledger."""

    def answer(endpoint: Endpoint) -> Response:
        endpoint.claim("ana", endpoint.number())
        ledger = endpoint.wired.ledger()
        endless = cast("Ledger", EndlessLedger(ledger.entries("ana", MONTH, "", 1)[0]))
        app.configure(replace(endpoint.wired, ledger=lambda: endless))
        return endpoint.get(path, "controller")

    return answer


def without_accounts(path: str) -> Callable[[Endpoint], Response]:
    """Return a GET request for a month whose claims have no account any more."""

    def answer(endpoint: Endpoint) -> Response:
        endpoint.claim("ana", endpoint.number())
        with endpoint.rules(register_data(accounts=[])):
            return endpoint.get(path.replace("{month}", MONTH), "controller")

    return answer


def report_case(**more: object) -> Callable[[Endpoint], Response]:
    """Return a request that reports a case."""
    return lambda endpoint: endpoint.post("/v1/case-reports", "ana", {**CASE, **more}, KEY)


def report_another(endpoint: Endpoint) -> Response:
    """Report two different cases under the same key."""
    report_case()(endpoint)
    return report_case(sessions="1")(endpoint)


def report_jointly(endpoint: Endpoint) -> Response:
    """Report a case without its member where several municipalities run the service together."""
    alone = register_data()["municipality"]
    with endpoint.rules(register_data(municipality={**alone, "members": ["2303", "2380"]})):
        return report_case()(endpoint)


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
    ("GET", "/v1/statistics", 409, "year_open"): lambda endpoint: endpoint.get(
        f"/v1/statistics?year={TODAY.year}", "controller"
    ),
    ("GET", "/v1/statistics", 422, "too_many_rows"): over_endless_ledger(f"/v1/statistics?year={FINAL_YEAR}"),
    ("GET", "/v1/follow-up", 422, "too_many_rows"): over_endless_ledger(f"/v1/follow-up?year={TODAY.year}"),
    ("POST", "/v1/case-reports", 409, "idempotency_conflict"): report_another,
    ("POST", "/v1/case-reports", 422, "reports_unasked"): report_case(service="parsamtal"),
    ("POST", "/v1/case-reports", 422, "quarter_closed"): report_case(quarter=f"{TODAY.year - 2}Q4"),
    ("POST", "/v1/case-reports", 422, "unknown_member"): report_case(member="9999"),
    ("POST", "/v1/case-reports", 422, "member_required"): report_jointly,
}
