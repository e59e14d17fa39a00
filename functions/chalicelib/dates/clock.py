"""Moments in the two clocks of the ledger: UTC for what happened when, Stockholm for days and months."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """Read the system's clock, in UTC."""
    return datetime.now(UTC)


def day(moment: datetime) -> date:
    """Give the calendar day in Stockholm."""
    return moment.astimezone(STOCKHOLM).date()


def month(moment: datetime) -> str:
    """Give the booking month in Stockholm, as 2026-11."""
    return f"{moment.astimezone(STOCKHOLM):%Y-%m}"


def month_span(month: str) -> tuple[str, str]:
    """Give the stamps between which a month in Stockholm lies; the second is the next month's first.

    >>> month_span("2026-12")
    ('2026-11-30T23:00:00.000000Z', '2026-12-31T23:00:00.000000Z')
    """
    year, of_year = (int(part) for part in month.split("-"))
    first = datetime(year, of_year, 1, tzinfo=STOCKHOLM)
    return stamp(first), stamp(datetime(year + of_year // 12, of_year % 12 + 1, 1, tzinfo=STOCKHOLM))


def stamp(moment: datetime) -> str:
    """Write a moment in UTC to the microsecond, always as long, so that texts sort as times do."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def left_of_hour_seconds(moment: datetime) -> int:
    """Give the whole seconds until the next hour begins, at least one."""
    return 3600 - 60 * moment.minute - moment.second


def hour(moment: datetime) -> str:
    """Name the hour in UTC that failed look-ups are counted in, as 2026-11-21T21."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H}"
