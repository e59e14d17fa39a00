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
    every = {*_periods(policy.authorisations.values(), today), *_profiles(policy, edits, today), *_removed_rows(edits)}
    days = sorted([change.day for change in every], reverse=True)
    oldest = days[ENTRIES_MAX - 1] if len(days) >= ENTRIES_MAX else ""
    recent = [change for change in every if change.day >= oldest]
    by_digest = sorted(recent, key=lambda change: sha256(change.id.encode()).digest())
    return sorted(by_digest, key=lambda change: change.day, reverse=True)[:ENTRIES_MAX]


def _periods(authorisations: Iterable[Authorisation], today: date) -> Iterator[CatalogueChange]:
    """Yield the first and last days of the services in each authorisation; one change if a provider joins or leaves."""
    for provider in authorisations:
        for period in provider.services:
            if period.start <= today:
                before = period.start - timedelta(days=1)
                if not provider.in_force(before, period.service):
                    kind = "service_began" if provider.in_force(before) else "came"
                    yield _period_change(provider, period.start, kind, period.service)
            after = period.end and period.end + timedelta(days=1)
            if after and after <= today and not provider.in_force(after, period.service):
                kind = "service_ended" if provider.in_force(after) else "left"
                yield _period_change(provider, after, kind, period.service)


def _period_change(provider: Authorisation, day: date, kind: str, service: str) -> CatalogueChange:
    return CatalogueChange(day.isoformat(), kind, provider.id, service if kind.startswith("service") else "")


def _profiles(policy: Policy, edits: Edits, today: date) -> Iterator[CatalogueChange]:
    """Yield the edits of the profiles of providers that are in the list today."""
    for day, id_, kind, parts in edits.edits:
        provider = policy.authorisations.get(id_)
        if provider is not None and provider.in_force(today) and day <= today.isoformat():
            yield CatalogueChange(day, f"profile_{kind}", id_, parts=tuple(parts))


def _removed_rows(edits: Edits) -> Iterator[CatalogueChange]:
    return (CatalogueChange(day, "taken_out") for day, _ in edits.taken_out)


def rows(changes: Sequence[CatalogueChange], names: Mapping[str, str]) -> list[dict[str, Any]]:
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
        for change in changes
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
