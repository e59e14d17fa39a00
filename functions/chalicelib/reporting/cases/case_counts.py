"""What case reports add to a year's counts: cases, persons and children, and the cases that go on."""

from collections.abc import Iterable, Mapping

from chalicelib.register import codes
from chalicelib.register.model import Register
from chalicelib.reporting.cases.case_report import CaseReport, ContinuingCases
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.dimensions import HOST, OTHERS


def add_reports(by_service: Mapping[str, YearCounts], register: Register, reports: Iterable[CaseReport]) -> None:
    """Count case reports: cases, the persons who came, and the children concerned."""
    for report in reports:
        if (counts := by_service.get(report.service)) is None:
            continue
        counts.add_to_secret(report.id)
        counts.add(
            "cases",
            report.provider,
            {
                "quarter": report.quarter[-2:],
                "wait": report.wait,
                "sessions": report.sessions,
                "content": report.content,
                "initiative": report.initiative,
                **{name: value for name, value in (("family", report.family), ("started", report.started)) if value},
                **of_member(register, report.member),
            },
        )
        for gender, age in report.persons:
            counts.add("persons", report.provider, {"gender": gender, "age": age})
        for age in report.children:
            counts.add("children", report.provider, {"child_age": age})


def add_continuing(by_service: Mapping[str, YearCounts], register: Register, stated: Iterable[ContinuingCases]) -> None:
    """Count the cases that go on when the year ends, by when they began."""
    for continuing in stated:
        if (counts := by_service.get(continuing.service)) is None:
            continue
        for began in codes.STARTED:
            dimensions = {"started": began, **of_member(register, continuing.member)}
            for _ in range(getattr(continuing, began)):
                counts.add("continuing", continuing.provider, dimensions)


def of_member(register: Register, member: str | None) -> dict[str, str]:
    """Return the member dimension: the host, or all others as one (D50); the host is the register's municipality."""
    if not register.municipality.members:
        return {}
    return {"member": HOST if member == register.municipality.code else OTHERS}
