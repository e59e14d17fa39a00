"""The handler of case reports."""

from chalicelib.api.dispatch import Request, Response
from chalicelib.dates import clock
from chalicelib.register.codes import STARTED
from chalicelib.reporting.cases import case_filing, case_report
from chalicelib.reporting.cases.case_report import CaseReport, ContinuingCases
from chalicelib.rules.outcomes import Refused


def file_report(request: Request) -> Response | Refused:
    """Store a provider's report of a closed case; the same Idempotency-Key stores it once."""
    values, context, cases = request.values, request.context, request.cases()
    persons = tuple((person["gender"], person["age"]) for person in values["persons"])
    report = CaseReport(**{**values, "persons": persons, "id": "", "provider": request.caller.provider})
    ids, today = context.keys.report_ids(request.caller.subject, request.key), clock.day(context.now())
    filed = context.retry.run(lambda: case_filing.file_report(cases, context.register, report, ids, today))
    if isinstance(filed, Refused):
        return filed
    body = {"quarter": report.quarter, "kept_to": case_report.kept_to(report.year).isoformat()}
    return Response(200 if filed.replayed else 201, body, {"Idempotency-Key": request.key})


def state_continuing(request: Request) -> Response | Refused:
    """Store how many cases a provider has that go on when a year ends; what it states last stands."""
    context, cases = request.context, request.cases()
    continuing = ContinuingCases(provider=request.caller.provider, **request.values)
    today = clock.day(context.now())
    outcome = context.retry.run(lambda: case_filing.state_continuing(cases, context.register, continuing, today))
    if isinstance(outcome, Refused):
        return outcome
    stated = {name: getattr(continuing, name) for name in ("service", "year", "member", *STARTED)}
    return Response(200, stated | {"kept_to": case_report.kept_to(continuing.year).isoformat()})
