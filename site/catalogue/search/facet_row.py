"""One provider's values for the facet columns and the search index, built together with its pages.

The index of ten thousand providers is then only assembled from the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalogue.policy.model import Policy
from catalogue.profiles.model import Profile
from catalogue.search import facets, search_index
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.search.card import Card
from catalogue.search.facets import Answer, Facet, Group

UNSTATED = "?"
ABSENT = "-"  # the provider does not offer the service


class FacetRow(NamedTuple):
    """One provider's row; `cells` holds an answer per facet, or per service for facets by service."""

    id: str
    name: str
    cells: str
    waiting_days: Sequence[int | None]  # one per service
    points: Sequence[tuple[float, float]]
    about: Mapping[str, str]  # by language
    contact: str
    has: Sequence[Sequence[int]]  # numbers of services, titles, credentials and opening days


@dataclass(frozen=True)
class Columns:
    """The columns of the index, and how to fill them for a provider."""

    policy: Policy
    groups: tuple[Group, ...]
    services: tuple[str, ...]
    key_numbers: Mapping[str, Mapping[str, int]]  # kind of searched word → key → number

    @classmethod
    def from_policy(cls, policy: Policy) -> Columns:
        """Build the columns of a policy."""
        return cls(policy, facets.groups(policy), tuple(policy.services), search_index.key_numbers(policy))

    def facets(self) -> Iterator[Facet]:
        """Yield the facet of each column; a facet per service is repeated for each service."""
        for group in self.groups:
            for facet in group.facets:
                yield from [facet] * (len(self.services) if facet.per_service else 1)

    def row(self, profile: Profile | None, provider: AuthorisedProvider, card: Card) -> FacetRow:
        """Build the row of a provider."""
        searched = search_index.search_fields(profile, provider, self.policy)
        return FacetRow(
            card.id,
            card.name,
            self.cells(card.facets),
            [card.waiting_days.get(service) for service in self.services],
            facets.points(profile, self.policy.coordinates),
            searched.about,
            searched.contact,
            [
                [numbers[key] for key in searched.keys[kind] if key in numbers]
                for kind, numbers in self.key_numbers.items()
            ],
        )

    def cells(self, answers: Mapping[str, Sequence[Answer]]) -> str:
        r"""Format a provider's answers as tab-separated cells for `encode_columns`: ``sv so\t?\tyes``."""
        offered = answers["service"][0] or ()
        cells: list[str] = []
        for group in self.groups:
            for facet in group.facets:
                by_service = answers[facet.key]
                if facet.per_service:
                    offers = {service: _cell(answer) for service, answer in zip(offered, by_service, strict=True)}
                    cells += [offers.get(service, ABSENT) for service in self.services]
                else:
                    cells.append(_cell(by_service[0]))
        return "\t".join(cells)


def _cell(answer: Answer) -> str:
    return UNSTATED if answer is None else " ".join(sorted(answer))
