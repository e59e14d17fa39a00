"""The routes of finance and of case reports."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from chalicelib.api.dispatch import Request, Response, Route
from chalicelib.api.request_fields import (
    CODE,
    CURSOR,
    DATE,
    FLAG,
    QUARTER,
    SHA256,
    TEXT,
    YEAR,
    Field,
    choice,
    group,
    integer,
    list_of,
)
from chalicelib.register.codes import (
    AGES,
    CHILD_AGES,
    CONTENTS,
    FAMILIES,
    GENDERS,
    INITIATIVES,
    MAX_CHILDREN,
    MAX_CONTINUING,
    MAX_PERSONS,
    SESSIONS,
    STARTED,
    WAITS,
)
from chalicelib.rules.outcomes import Refused


def lazy_handler(module: str, name: str) -> Callable[[Request], Response | Refused]:
    """Return a handler that imports its module at the first request: few need it, and cold starts stay short."""

    def handler(request: Request) -> Response | Refused:
        response: Response | Refused = getattr(import_module(f"chalicelib.api.{module}"), name)(request)
        return response

    handler.__name__ = name
    return handler


_PERSON: Final = group(
    Field("gender", choice(*GENDERS), required=True),
    Field("age", choice(*AGES), required=True),
)
REPORT: Final = (
    Field("service", CODE, required=True),
    Field("quarter", QUARTER, required=True),
    Field("member", CODE),
    Field("persons", list_of(_PERSON, 1, MAX_PERSONS), required=True),
    Field("children", list_of(choice(*CHILD_AGES), 0, MAX_CHILDREN), required=True),
    Field("wait", choice(*WAITS), required=True),
    Field("sessions", choice(*SESSIONS), required=True),
    Field("content", choice(*CONTENTS), required=True),
    Field("initiative", choice(*INITIATIVES), required=True),
    Field("family", choice(*FAMILIES), required=True),
    Field("started", choice(*STARTED), required=True),
)
_CONTINUING: Final = (
    Field("service", CODE, required=True),
    Field("year", integer(2000, 2099), required=True),
    Field("member", CODE),
    *(Field(began, integer(0, MAX_CONTINUING), required=True) for began in STARTED),
)
CSV, SIE = "text/csv", "application/x-sie"
"""The media types of a payment run besides JSON, chosen by the first one in `Accept`."""
_YEAR: Final = (Field("year", YEAR, required=True),)
_PAGE: Final = (Field("provider", CODE), Field("cursor", CURSOR))
_SEEN: Final = Field("sha256", SHA256, required=True)
_CLOSE: Final = (_SEEN, Field("empty", FLAG, default=False))
_ADJUSTMENT: Final = (
    Field("service", CODE, required=True),
    Field("from", DATE, required=True),
    Field("reason", CODE, required=True),
    Field("preview", FLAG, required=True),
    Field("register", TEXT),
    Field("cursor", CURSOR),
)
CONTROLLER: Final = frozenset({"controller"})

ROUTES: Final = (
    Route(
        "POST",
        "/v1/case-reports",
        frozenset({"provider"}),
        REPORT,
        lazy_handler("case_reports", "file_report"),
        keyed=True,
    ),
    Route(
        "PUT",
        "/v1/continuing-cases",
        frozenset({"provider"}),
        _CONTINUING,
        lazy_handler("case_reports", "state_continuing"),
    ),
    Route("GET", "/v1/payment-runs", CONTROLLER, _YEAR, lazy_handler("payment_runs", "list_payment_runs")),
    Route("GET", "/v1/payment-runs/{month}", CONTROLLER, (), lazy_handler("payment_runs", "payment_run_of")),
    Route("GET", "/v1/payment-runs/{month}/lines", CONTROLLER, _PAGE, lazy_handler("payment_runs", "list_lines")),
    Route("POST", "/v1/payment-runs/{month}/close", CONTROLLER, _CLOSE, lazy_handler("payment_runs", "close_month")),
    Route(
        "POST", "/v1/payment-runs/{month}/exported", CONTROLLER, (_SEEN,), lazy_handler("payment_runs", "mark_exported")
    ),
    Route("POST", "/v1/adjustments", CONTROLLER, _ADJUSTMENT, lazy_handler("adjustments", "adjust_claims")),
    Route("GET", "/v1/statistics", CONTROLLER, _YEAR, lazy_handler("finance", "statistics")),
    Route("GET", "/v1/follow-up", CONTROLLER, _YEAR, lazy_handler("finance", "follow_up")),
    Route(
        "GET",
        "/v1/first-sessions",
        frozenset({"provider"}),
        _YEAR,
        lazy_handler("first_sessions", "own_first_sessions"),
    ),
)
