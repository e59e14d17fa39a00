"""The handler of case reports."""

from chalicelib.api.dispatch import Request, Response
from chalicelib.dates import clock
from chalicelib.reporting import case_filing, case_report
from chalicelib.reporting.case_report import CaseReport
from chalicelib.rules.outcomes import Refused


def file_report(ask: Request) -> Response | Refused:
    """Store a provider's report of a closed case; the same Idempotency-Key stores it once."""
    values, desk, cases = ask.values, ask.service, ask.cases()
    persons = tuple((one["gender"], one["age"]) for one in values["persons"])
    report = CaseReport(**{**values, "persons": persons, "id": "", "provider": ask.caller.provider})
    ids, today = desk.keys.reports(ask.caller.subject, ask.key), clock.day(desk.now())
    filed = desk.retry.run(lambda: case_filing.file(cases, desk.register, report, ids, today))
    if isinstance(filed, Refused):
        return filed
    told = {"quarter": report.quarter, "kept_to": case_report.kept_to(report.year).isoformat()}
    return Response(200 if filed.replayed else 201, told, {"Idempotency-Key": ask.key})
