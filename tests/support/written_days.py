"""Every day of four years, in the forms in which people and spreadsheets write a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from babel.dates import get_day_names, get_month_names

FORMS_WITH_YEAR: Final = (
    "{yyyy}-{mm}-{dd}", "{yyyy}/{m}/{d}", "{yyyy}.{mm}.{dd}", "{yyyy}{mm}{dd}", "{yy}{mm}{dd}", "{yy}-{mm}-{dd}",
    "{yyyy}-{mm}-{dd} 00:00:00", "{yyyy}-{mm}-{dd}T12:00:00Z", "{d}/{m} {yyyy}", "{dd}/{mm}/{yyyy}", "{d}/{m}-{yy}",
    "{d}.{m}.{yyyy}", "{dd}.{mm}.{yy}", "{dd}-{mm}-{yyyy}", "{d} {month_sv} {yyyy}", "den {d} {month_sv} {yyyy}",
    "{d} {mon_sv} {yyyy}", "{d}-{mon_sv}-{yy}", "{dd}-{mon_sv}-{yyyy}", "{d}.{mon_sv}.{yyyy}", "{d}{mon_sv}{yyyy}",
    "{weekday_sv} {d}/{m} {yyyy}", "{weekday_sv} den {d} {month_sv} {yyyy}", "{d}/{m} {yyyy} ({day_sv})",
    "{d}/{m} {yyyy} kl 13", "{d} {mon_sv} {yyyy} 13.00", "{day_sv} {d} {mon_sv} {yyyy} kl. 13.00",
    "{month_en} {d}, {yyyy}", "{weekday_en}, {d} {month_en} {yyyy}", "{d}-{mon_en}-{yy}", "{d} {mon_en} {yyyy}",
    "{mon_en} {d} {yyyy}", "{yyyy}-{mon_en}-{dd}", "{serial}", "{serial},54",
)  # fmt: skip
FORMS_WITHOUT_YEAR: Final = (
    "{d}/{m}", "{dd}/{mm}", "{d}.{m}.", "{dd}-{mm}", "{d}-{mon_sv}", "{d} {month_sv}", "den {d} {month_sv}",
    "{day_sv} {d}/{m}", "{d}/{m} {day_sv}", "{d}/{m} kl 13", "{d}/{m} 13:00", "{weekday_sv} {d} {mon_sv}",
    "{mon_sv}-{dd}", "{mon_sv} {d}",
)  # fmt: skip
MONTH_FIRST: Final = ("{mm}/{dd}/{yyyy}", "{m}/{d}/{yyyy}", "{m}/{d}/{yy}", "{mm}-{dd}-{yyyy}", "{m}/{d}")
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2027, 12, 31)


def every_day(form: str) -> Iterator[tuple[dt.date, str]]:
    """Yield every day of 2024 to 2027, and how it is written."""
    months = {language: get_month_names("wide", locale=language) for language in ("sv", "en")}
    weekdays = {language: get_day_names("wide", locale=language) for language in ("sv", "en")}
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + dt.timedelta(number)
        names: dict[str, str] = {}
        for language in ("sv", "en"):
            month, weekday = months[language][day.month], weekdays[language][day.weekday()]
            names |= {f"month_{language}": month, f"mon_{language}": month[:3], f"weekday_{language}": weekday}
        yield (
            day,
            form.format(
                yyyy=day.year,
                yy=f"{day:%y}",
                mm=f"{day:%m}",
                dd=f"{day:%d}",
                m=day.month,
                d=day.day,
                day_sv=names["weekday_sv"][:3],
                serial=(day - dt.date(1899, 12, 30)).days,
                **names,
            ),
        )
