"""Who came, who left, what changed: the municipality's own dates, and what the commits changed in the profiles.

An authorisation says itself when it begins and ends, so who came and who left is known without any history. The history
adds what profiles changed, and that a row has vanished from the list. Nothing is told that is not published anyway: no
text of a profile, no name of a row that was taken out, nothing of a provider that is not, or was not, in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from catalogue.history.edits import Edits
from catalogue.policy.loader import Authorisation, Policy

ENTRIES_MAX = 1000  # what the data holds; a page and a feed show the newest of them
PAGE_MAX = 100
FEED_MAX = 50


class CatalogueChange(NamedTuple):
    """One thing that happened on a day; no provider: a row that was taken out of the list."""

    day: str
    kind: str
    provider: str = ""
    service: str = ""
    parts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Name the change: the same for as long as it is told."""
        return "-".join(filter(None, (self.day, self.provider, self.service, self.kind)))


def changes(policy: Policy, edits: Edits, today: date) -> list[CatalogueChange]:
    """Give what happened up to today, newest first; within a day by a digest, so that no name goes first by letters."""
    found = {*_periods(policy.authorisations.values(), today), *_profiles(policy, edits, today), *_taken_out(edits)}
    days = sorted([change.day for change in found], reverse=True)
    oldest = days[ENTRIES_MAX - 1] if len(days) >= ENTRIES_MAX else ""
    told = [change for change in found if change.day >= oldest]
    within = sorted(told, key=lambda change: sha256(change.id.encode()).digest())
    return sorted(within, key=lambda change: change.day, reverse=True)[:ENTRIES_MAX]


def _periods(authorisations: Iterable[Authorisation], today: date) -> Iterator[CatalogueChange]:
    """Tell from each authorisation when its services began and ended, those of one day as one."""
    for one in authorisations:
        for period in one.services:
            if period.start <= today:
                before = period.start - timedelta(days=1)
                if not one.in_force(before, period.service):
                    yield _turn(one, period.start, "service_began" if one.in_force(before) else "came", period.service)
            after = period.end and period.end + timedelta(days=1)
            if after and after <= today and not one.in_force(after, period.service):
                yield _turn(one, after, "service_ended" if one.in_force(after) else "left", period.service)


def _turn(one: Authorisation, day: date, kind: str, service: str) -> CatalogueChange:
    return CatalogueChange(day.isoformat(), kind, one.id, service if kind.startswith("service") else "")


def _profiles(policy: Policy, edits: Edits, today: date) -> Iterator[CatalogueChange]:
    """Tell what changed in the profiles of those who are in the list today."""
    for day, provider, kind, parts in edits.edits:
        one = policy.authorisations.get(provider)
        if one is not None and one.in_force(today) and day <= today.isoformat():
            yield CatalogueChange(day, f"profile_{kind}", provider, parts=tuple(parts))


def _taken_out(edits: Edits) -> Iterator[CatalogueChange]:
    return (CatalogueChange(day, "taken_out") for day, _ in edits.taken_out)


def data(told: Sequence[CatalogueChange], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give the changes as open data."""
    return [
        {
            "id": change.id,
            "date": change.day,
            "kind": change.kind,
            "provider": change.provider or None,
            "name": names.get(change.provider),
            "service": change.service or None,
            "parts": list(change.parts),
        }
        for change in told
    ]


KINDS = (
    "came",
    "left",
    "service_began",
    "service_ended",
    "profile_added",
    "profile_removed",
    "profile_changed",
    "taken_out",
)
