"""Field types for dates and opening hours."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from catalogue.schema.containers import Context, FieldType, Json, Validation
from catalogue.schema.scalars import compile_full_match
from catalogue.schema.yaml_reader import KeyPath
from catalogue.written_day import read_day
from chalicelib.pasted_text import normalize


@dataclass(frozen=True)
class Date(FieldType):
    """A valid date, written 2026-11-09; it stays text in the data."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if day(value) is None:
            seen.fault(path, "date_format", _suggest_date(str(value)))

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        return {"type": "string", "format": "date", "pattern": DAY}


DAY = r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"
_DAY = compile_full_match(DAY)


def day(value: object) -> dt.date | None:
    """Parse a date before the year 3000 written YYYY-MM-DD (no other ISO 8601 form); return None for anything else.

    >>> day("2026-02-29") is day("2026-W01-1") is None
    True
    """
    if type(value) is not str or not _DAY.match(value):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _suggest_date(text: str) -> str | None:
    """Return the date that was probably meant, as YYYY-MM-DD, or None.

    >>> _suggest_date("2026/11/9"), _suggest_date("9.11.2026"), _suggest_date("29-nov-26"), _suggest_date("2026-02-30")
    ('2026-11-09', '2026-11-09', '2026-11-29', None)
    """
    meant = read_day(text)
    return meant.isoformat() if isinstance(meant, dt.date) else None


@dataclass(frozen=True)
class Hours(FieldType):
    """The opening hours of a day: spans such as `08:00-12:00`, in order and not overlapping."""

    at_most: int = 4

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if type(value) is not list:
            seen.fault(path, "type_list")
            return
        if len(value) > self.at_most:
            seen.fault((*path, self.at_most), "list_long", at_most=self.at_most)
        latest = ""
        for index, span in enumerate(value):
            if seen.is_unknown(span, (*path, index)):
                continue
            if type(span) is not str or not _SPAN.match(span):
                seen.fault((*path, index), "hours_format", suggest_span(str(span)))
                continue
            if span[:5] >= span[6:]:
                seen.fault((*path, index), "hours_order")
            elif span[:5] < latest:
                seen.fault((*path, index), "hours_overlap")
            latest = max(latest, span[6:])

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        span = {"type": "string", "pattern": SPAN}
        return {"type": "array", "items": span, "maxItems": self.at_most, "uniqueItems": True}


SPAN = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]-(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
_SPAN = compile_full_match(SPAN)
_LOOSE_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(?:-|till|to) ?(\d{1,2})(?:[:.](\d{2}))?\Z", re.ASCII)


def suggest_span(text: str) -> str | None:
    """Return the span that was probably meant, as HH:MM-HH:MM, or None.

    >>> suggest_span("8–17"), suggest_span("9.30 - 12"), suggest_span("25-26")
    ('08:00-17:00', '09:30-12:00', None)
    """
    match = _LOOSE_SPAN.match(normalize(text))
    if match is None:
        return None
    opens, opens_minute, shuts, shuts_minute = match.groups("00")
    meant = f"{opens:0>2}:{opens_minute}-{shuts:0>2}:{shuts_minute}"
    return meant if _SPAN.match(meant) else None
