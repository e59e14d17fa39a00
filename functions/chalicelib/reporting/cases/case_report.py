"""A case report: a provider's report of a closed case, in coded classes only, linked to nothing (DESIGN §12, D48-D49).

It holds no number, claim, date or name, and nothing that leads to one.
"""

from dataclasses import dataclass, field
from datetime import date

from chalicelib.register.codes import LAST_FILING, SESSIONS, WAITS

KEPT_REPORTS = 2
"""A report is deleted after the second annual report that follows the year in which its case closed."""


@dataclass(frozen=True, slots=True)
class CaseReport:
    """One closed case: the quarter in which it closed, the member municipality, and classes.

    `persons` are (gender, age class) of those who came, `children` the age classes of the children concerned.
    """

    id: str
    provider: str
    service: str
    quarter: str
    member: str | None
    persons: tuple[tuple[str, str], ...] = field(repr=False)
    children: tuple[str, ...] = field(repr=False)
    wait: str
    sessions: str
    content: str
    initiative: str
    family: str = ""
    """Empty in a report that was stored before it was asked for, as is `started`."""
    started: str = ""

    @property
    def year(self) -> int:
        """Return the year in which the case closed."""
        return int(self.quarter[:4])


@dataclass(frozen=True, slots=True)
class ContinuingCases:
    """How many cases of a provider go on when a year ends, by when they began (DOMAIN §4); no case by itself."""

    provider: str
    service: str
    year: int
    member: str | None
    this_year: int
    earlier_year: int


def wait_class(days: int) -> str:
    """Return the class of a wait in working days.

    >>> wait_class(0), wait_class(17), wait_class(21)
    ('0-5', '16-20', '21-')
    """
    return next((name for name in WAITS[:-1] if days <= int(name.split("-")[1])), WAITS[-1])


def visit_class(ordinal: int) -> str:
    """Return the class of a session by its ordinal among the sessions on its number (D48).

    >>> visit_class(1), visit_class(4), visit_class(9)
    ('1', '2-4', '9-')
    """
    return next(name for name, most in zip(SESSIONS, (1, 4, 8, ordinal), strict=True) if ordinal <= most)


def quarter(day: date) -> str:
    """Return the quarter of a day.

    >>> quarter(date(2026, 11, 9))
    '2026Q4'
    """
    return f"{day.year}Q{(day.month + 2) // 3}"


def last_filing(year: int) -> date:
    """Return the last day to report a case that closed in a year, after which the year's figures are final."""
    return date.fromisoformat(f"{year + 1}-{LAST_FILING}")


def kept_to(year: int) -> date:
    """Return the last day on which a year's case reports may be kept: the second annual report is made by then (D47).

    >>> kept_to(2026).isoformat()
    '2029-03-31'
    """
    return date(year + KEPT_REPORTS + 1, 3, 31)


def oldest_kept(reported_year: int) -> int:
    """Return the first year whose case reports are still needed once a year has been reported.

    >>> oldest_kept(2026)
    2025
    """
    return reported_year - KEPT_REPORTS + 1
