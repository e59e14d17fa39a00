"""The case reports of a simulated year, and the cases that go on when it ends."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence

from chalicelib.dates import holidays
from chalicelib.register import codes
from chalicelib.reporting.cases import case_report
from chalicelib.reporting.cases.case_report import CaseReport, ContinuingCases
from tests.support.municipalities.synthetic import Case


def reports(cases: Sequence[Case], seed: int = 1) -> Iterator[CaseReport]:
    """Yield the report of each closed case: the case's own facts, and random ones for the rest."""
    rng = random.Random(f"reports-{seed}")
    for index, case in enumerate(cases):
        last = case.days[-1]
        yield CaseReport(
            id=f"{index:032x}",
            provider=case.provider,
            service=case.plan.service,
            quarter=f"{last.year}Q{(last.month + 2) // 3}",
            member=case.member,
            persons=tuple(
                (
                    rng.choices(codes.GENDERS, (52, 46, 2))[0],
                    rng.choices(codes.AGES, (6, 27, 33, 20, 10, 4))[0],
                )
                for _ in range(rng.choice((1, 2, 2)))
            ),
            children=tuple(rng.choices(codes.CHILD_AGES, (30, 28, 27, 15), k=rng.choice((0, 1, 2, 2, 3)))),
            wait=case_report.wait_class(holidays.working_days(case.issued, case.days[0])),
            sessions=case_report.visit_class(len(case.days)),
            content=rng.choices(codes.CONTENTS, (18, 37, 19, 14, 5, 7))[0],
            initiative=rng.choices(codes.INITIATIVES, (88, 12))[0],
            family=rng.choices(codes.FAMILIES, (58, 8, 28, 6))[0],
            started=rng.choices(codes.STARTED, (86, 14))[0],
        )


def continuing(cases: Sequence[Case], year: int, seed: int = 1) -> Iterator[ContinuingCases]:
    """Yield what each provider states of cases that go on when the year ends, about one for each three that closed."""
    rng = random.Random(f"continuing-{seed}")
    closed = Counter((case.provider, case.plan.service, case.member) for case in cases)
    for (provider, service, member), count in closed.items():
        began, earlier = count // 5 + rng.randint(0, 2), count // 10 + rng.randint(0, 2)
        yield ContinuingCases(provider, service, year, member, began, earlier)
