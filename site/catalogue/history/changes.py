"""Changes in the catalogue: providers that joined or left, and profiles that changed.

Joining and leaving follow from the dates of the authorisations, without git. The git history adds which profiles
changed, and that a row was removed from the list. Only published facts appear: no text of a profile, no name of a
removed row, and nothing about a provider that is not, or was not, in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from catalogue.history.edits import Edits
from catalogue.policy.model import Authorisation, Policy

ENTRIES_MAX = 1000  # in the data; a page and a feed show the newest of these
PAGE_MAX = 100
FEED_MAX = 50


class CatalogueChange(NamedTuple):
    """One event on one day; without a provider it is a row removed from the list."""

    day: str
    kind: str
    provider: str = ""
    service: str = ""
    parts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return a stable id of the change."""
        return "-".join(filter(None, (self.day, self.provider, self.service, self.kind)))


def changes(policy: Policy, edits: Edits, today: date) -> list[CatalogueChange]:
    """Return the changes up to today, newest first; within a day by digest, so that no name is favoured."""
    found = {*_periods(policy.authorisations.values(), today), *_profiles(policy, edits, today), *_taken_out(edits)}
    days = sorted([change.day for change in found], reverse=True)
    oldest = days[ENTRIES_MAX - 1] if len(days) >= ENTRIES_MAX else ""
    told = [change for change in found if change.day >= oldest]
    within = sorted(told, key=lambda change: sha256(change.id.encode()).digest())
    return sorted(within, key=lambda change: change.day, reverse=True)[:ENTRIES_MAX]


def _periods(authorisations: Iterable[Authorisation], today: date) -> Iterator[CatalogueChange]:
    """Yield the first and last days of the services in each authorisation; one change if a provider joins or leaves."""
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
    """Yield the edits of the profiles of providers that are in the list today."""
    for day, provider, kind, parts in edits.edits:
        one = policy.authorisations.get(provider)
        if one is not None and one.in_force(today) and day <= today.isoformat():
            yield CatalogueChange(day, f"profile_{kind}", provider, parts=tuple(parts))


def _taken_out(edits: Edits) -> Iterator[CatalogueChange]:
    return (CatalogueChange(day, "taken_out") for day, _ in edits.taken_out)


def data(told: Sequence[CatalogueChange], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the changes as rows of open data."""
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
