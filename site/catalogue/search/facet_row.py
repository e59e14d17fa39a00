"""What of a provider goes into the columns that the browser filters and searches by: made where its pages are.

The columns of ten thousand are then only put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalogue.policy.loader import Policy
from catalogue.search import facets, searched
from catalogue.search.card import AuthorisedProvider, Card, Profile
from catalogue.search.facets import Answer, Facet, Group

UNSTATED = "?"
ABSENT = "-"  # the provider does not offer the service


class FacetRow(NamedTuple):
    """One provider in every column; `cells` holds an answer for each facet, or for each of its services."""

    id: str
    name: str
    cells: str
    waiting_days: Sequence[int | None]  # one a service
    points: Sequence[tuple[float, float]]
    about: str
    has: Sequence[Sequence[int]]  # titles and the like, by their numbers


@dataclass(frozen=True)
class Columns:
    """Which columns there are."""

    policy: Policy
    groups: tuple[Group, ...]
    services: tuple[str, ...]
    places: Mapping[str, Mapping[str, int]]  # kind of word that is searched -> word -> number

    @classmethod
    def of(cls, policy: Policy) -> Columns:
        """Read from policy what can be answered."""
        return cls(policy, facets.groups(policy), tuple(policy.services), searched.places(policy))

    def each(self) -> Iterator[Facet]:
        """Give the facet of each column, one that is asked of each service as often as there are services."""
        for group in self.groups:
            for facet in group.facets:
                yield from [facet] * (len(self.services) if facet.per_service else 1)

    def line(self, profile: Profile | None, listed: AuthorisedProvider, card: Card) -> FacetRow:
        """Take what the columns need of a provider."""
        found = searched.search_fields(profile, listed, self.policy)
        return FacetRow(
            card["id"],
            card["name"],
            self.cells(card["facets"]),
            [card["waiting_days"].get(service) for service in self.services],
            facets.points(profile, self.policy.coordinates),
            found["about"],
            [[place[key] for key in found[kind] if key in place] for kind, place in self.places.items()],
        )

    def cells(self, answers: Mapping[str, Sequence[Answer]]) -> str:
        r"""Write a provider's answers one after the other, as `Table` reads them: ``sv so\t?\tyes``."""
        offered = answers["service"][0] or ()
        told: list[str] = []
        for group in self.groups:
            for facet in group.facets:
                given = answers[facet.key]
                if facet.per_service:
                    of = {service: _cell(one) for service, one in zip(offered, given, strict=True)}
                    told += [of.get(service, ABSENT) for service in self.services]
                else:
                    told.append(_cell(given[0]))
        return "\t".join(told)


def _cell(answer: Answer) -> str:
    return UNSTATED if answer is None else " ".join(sorted(answer))
