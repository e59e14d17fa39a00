"""The ledger's two time zones: UTC for timestamps, Stockholm for days and months."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """Return the system's time in UTC."""
    return datetime.now(UTC)


def day(moment: datetime) -> date:
    """Return the calendar day in Stockholm."""
    return moment.astimezone(STOCKHOLM).date()


def month(moment: datetime) -> str:
    """Return the booking month in Stockholm, as 2026-11."""
    return f"{moment.astimezone(STOCKHOLM):%Y-%m}"


def month_span(month: str) -> tuple[str, str]:
    """Return the timestamps at which a month in Stockholm and the month after it begin.

    >>> month_span("2026-12")
    ('2026-11-30T23:00:00.000000Z', '2026-12-31T23:00:00.000000Z')
    """
    year, month_of_year = (int(part) for part in month.split("-"))
    first = datetime(year, month_of_year, 1, tzinfo=STOCKHOLM)
    return stamp(first), stamp(datetime(year + month_of_year // 12, month_of_year % 12 + 1, 1, tzinfo=STOCKHOLM))


def stamp(moment: datetime) -> str:
    """Format a moment in UTC to the microsecond, always at the same length, so that texts sort as times do."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def seconds_to_next_hour(moment: datetime) -> int:
    """Return the whole seconds until the next hour begins, at least one."""
    return 3600 - 60 * moment.minute - moment.second


def hour(moment: datetime) -> str:
    """Return the hour in UTC, as 2026-11-21T21, by which failed look-ups are counted."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H}"
