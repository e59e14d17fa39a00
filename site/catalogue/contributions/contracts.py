"""The contracts at a glance: each provider and service by where it stands, what needs action first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalogue.contributions import staleness
from catalogue.contributions.staleness import Finding
from catalogue.i18n.formatting import alphabetical
from catalogue.policy.model import Authorisation, Period, Policy, Verified
from catalogue.profiles.model import Profile

ENDING_DAYS_MAX = 90  # a contract with fewer days left is ending
VERIFIED_DAYS_MAX = 365  # a fact that was verified longer ago is to be verified again
PROVIDERS_MAX = 300  # of a page; a longer list is only printed by the command line
STATES = ("todo", "ending", "coming", "in_force", "ended")
"""What a list is narrowed to: what needs action, and where a contract stands (one can be both ending and in force)."""


class ProfileReview(NamedTuple):
    """What a profile says of its provider, and what there is to review in it."""

    name: str
    email: str | None
    findings: tuple[Finding, ...]


class Term(NamedTuple):
    """The days from which, and until which, a provider performs a service without a break (None: further notice)."""

    start: dt.date
    end: dt.date | None


@dataclass(frozen=True)
class Contract:
    """One provider and one service, as of `today`."""

    authorisation: Authorisation
    service: str
    term: Term
    review: ProfileReview | None  # None: no profile
    today: dt.date

    @property
    def name(self) -> str:
        """Return the name that residents see, else the legal name."""
        return self.review.name if self.review else self.authorisation.legal_name

    @property
    def state(self) -> str:
        """Return where the contract stands: `ending`, `coming`, `in_force` or `ended`."""
        start, end = self.term
        if start > self.today:
            return "coming"
        if end is None or self.days_left > ENDING_DAYS_MAX:
            return "in_force"
        return "ended" if end < self.today else "ending"

    @property
    def days_left(self) -> int:
        """Return how many days the contract still has after today; a great many where it has no end."""
        return ((self.term.end or dt.date.max) - self.today).days

    @property
    def states(self) -> list[str]:
        """Return every state of STATES that the contract is to be found under."""
        states = [self.state, *(["in_force"] if self.state == "ending" else [])]
        return ["todo", *states] if self.needs_action else states

    @property
    def needs_action(self) -> bool:
        """Return whether the contract is ending, or something about a provider that has not left has grown old."""
        return self.state != "ended" and (
            self.state == "ending" or bool(self.aged) or any(map(self.is_old, self.verified))
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what there is to review in the profile."""
        return self.review.findings if self.review else (Finding("no_profile"),)

    @property
    def aged(self) -> list[Finding]:
        """Return what is old in the profile, or that there is none; without what was never stated."""
        return [finding for finding in self.findings if finding.is_aged]

    @property
    def verified(self) -> Sequence[Verified]:
        """Return the facts that the municipality has verified."""
        return self.authorisation.verified

    def is_old(self, fact: Verified) -> bool:
        """Return whether a fact was verified so long ago that it is to be verified again."""
        return (self.today - fact.on).days > VERIFIED_DAYS_MAX

    @property
    def rank(self) -> tuple[int, int, str]:
        """Return the place in the list: ending soonest first, then what else needs action, coming, in force, ended."""
        start, end = self.term
        place = ("ending", "", "coming", "in_force", "ended").index(self.state)
        if self.needs_action and place:
            return 1, 0, alphabetical(self.name)
        days = {"ending": end, "coming": start, "ended": end}.get(self.state) or start
        day = 0 if self.state == "in_force" else days.toordinal()
        return place, -day if self.state == "ended" else day, alphabetical(self.name)


def overview(policy: Policy, reviews: Mapping[str, ProfileReview], today: dt.date) -> list[Contract]:
    """Return every contract, what needs action first; `reviews` has those of the providers with a profile."""
    contracts = [
        Contract(authorisation, service, _term(authorisation, service, today), reviews.get(authorisation.id), today)
        for authorisation in policy.authorisations.values()
        for service in dict.fromkeys(period.service for period in authorisation.services)
    ]
    return sorted(contracts, key=lambda contract: contract.rank)


def review(profile: Profile, policy: Policy, today: dt.date) -> ProfileReview:
    """Review a valid profile."""
    return ProfileReview(
        profile["name"], profile["contact"].get("email"), tuple(staleness.findings(profile, policy, today))
    )


def to_write_to(contracts: Sequence[Contract]) -> list[Contract]:
    """Return a contract of each provider that has not left and has something old, in the order of the list."""
    first: dict[str, Contract] = {}
    for contract in contracts:
        if contract.state != "ended" and contract.aged:
            first.setdefault(contract.authorisation.id, contract)
    return list(first.values())


def _term(authorisation: Authorisation, service: str, today: dt.date) -> Term:
    """Return the term in force today, else the next one, else the last one."""
    terms: list[Term] = []
    for period in sorted(authorisation.services, key=lambda period: period.start):
        if period.service != service:
            continue
        if terms and _follows(terms[-1], period):
            terms[-1] = Term(terms[-1].start, period.end)
        else:
            terms.append(Term(period.start, period.end))
    return next((term for term in terms if term.end is None or term.end >= today), terms[-1])


def _follows(term: Term, period: Period) -> bool:
    return term.end is not None and period.start <= term.end + dt.timedelta(days=1)
