"""When a provider is open: the general hours, and those of premises that have their own (D40)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalogue.policy.schema import WEEKDAYS
from catalogue.profiles.model import Profile

Hours = Mapping[str, Sequence[str]]
"""Weekday → spans such as 08:00-17:00; a day without any is closed."""


def anywhere(profile: Profile) -> Hours | None:
    """Return each weekday's spans, whichever the premises; None if no hours are stated.

    >>> anywhere({"hours": {"monday": ["08:00-12:00"]}, "locations": [{"hours": {"monday": ["13:00-20:00"]}}, {}]})
    {'monday': ['08:00-12:00', '13:00-20:00']}
    """
    stated: list[Hours] = [profile["hours"]] if "hours" in profile else []
    stated += [premises["hours"] for premises in profile.get("locations", ()) if "hours" in premises]
    if not stated:
        return None
    spans = {day: sorted({span for hours in stated for span in hours.get(day) or ()}) for day in WEEKDAYS}
    return {day: times for day, times in spans.items() if times}
