"""The view of a provider: the same fields in the same order for all, and nothing that was not stated.

It turns a profile (or none) and the municipality's own facts into plain rows of text in one language. A feature is
yes, no or not stated; an outdated fact counts as not stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from catalogue.i18n.formatting import Formats, ascii_host, breakable, in_sentence, line, mailto, tel
from catalogue.i18n.messages import Messages
from catalogue.policy.model import Policy
from catalogue.policy.schema import PREMISES_FEATURES, SERVICE_FEATURES
from catalogue.profiles.labels import labels
from catalogue.profiles.model import Closure, Contact, Premises, Profile, ServiceDescription, StaffMember, WaitingTime
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.search.card import is_current
from catalogue.views.rows.field_rows import FieldRow, NamedRows
from catalogue.views.rows.premises_rows import OpeningHours, PremisesRows

Person = tuple[str, str, str]  # title, credentials, name
NOBODY_STATED: Person = ("", "", "")


class About(TypedDict):
    """A presentation; `lang` is empty if it is in the page's language."""

    paragraphs: list[str]
    lang: str


class ProviderPage(TypedDict):
    """The data of a provider's page."""

    name: str
    has_profile: bool
    about: About | None
    contact: list[FieldRow]
    reach: list[FieldRow]  # how to call, book and get there
    write: list[FieldRow]  # the rest of the contact
    leaves: bool  # a link among them leads to another site
    services: list[NamedRows]
    hours: list[OpeningHours]
    closed: list[str]
    languages: list[FieldRow]  # empty if policy has no languages to choose
    locations: list[NamedRows]
    premises: list[NamedRows]  # the same without how to get there
    staff: list[Person]
    municipality: list[FieldRow]
    source: dict[str, str]  # group of fields → who states it, and since when


@dataclass(frozen=True)
class Presenter(PremisesRows):
    """Builds the views of providers in one language."""

    @classmethod
    def from_policy(cls, policy: Policy, words: Messages, today: date) -> Presenter:
        """Build the presenter of a policy, as of `today`."""
        return cls(
            words=words,
            formats=Formats(words),
            labels=labels(policy, words.lang),
            providers={provider.id: provider.legal_name for provider in policy.authorisations.values()},
            today=today.isoformat(),
            map_address=policy.municipality.map_address,
        )

    def provider(self, profile: Profile | None, provider: AuthorisedProvider, dates: Mapping[str, str]) -> ProviderPage:
        """Return the data of a provider's page; `dates` has the date of the last change of each group of fields."""
        stated: Profile = profile or {}
        premises = stated.get("locations", [])
        # with several premises, it is unknown which of them the verified facts concern
        verified = {fact.fact: fact for fact in provider.verified} if len(premises) == 1 else {}
        shown: list[Premises] = premises or [{}]
        contact, links = stated.get("contact", {}), [self.map_link(each) for each in premises]
        phone, booking, *others = self._contact(contact)
        return {
            "name": stated.get("name", provider.legal_name),
            "has_profile": profile is not None,
            "about": self._about(stated),
            "contact": [phone, booking, *others],
            "reach": [phone, booking, *self.ways(shown)],
            "write": others,
            "leaves": any(links) or "booking" in contact,
            "services": [self._service(stated, service) for service, _ in provider.services],
            "hours": self.opening_hours(stated),
            "closed": [
                self.words.format("provider.closed", dates=self.formats.days(closure["from"], closure["to"]))
                for closure in self._closures(stated)
            ],
            "languages": self.labelled("provider.languages_spoken", "languages", stated.get("languages")),
            "locations": [self.premises(each, verified, self.way(each)) for each in shown],
            "premises": [self.premises(each, verified) for each in shown],
            "staff": [self._person(person) for person in stated.get("staff", ())] or [NOBODY_STATED],
            "municipality": self._municipality(provider, shown=len(premises) == 1),
            "source": {group: self._source(dates.get(group)) if stated.get(group) else "" for group in _GROUPS},
        }

    def _about(self, stated: Profile) -> About | None:
        texts = stated.get("about", {})
        if not texts:
            return None
        lang = self.words.lang if self.words.lang in texts else next(iter(texts))
        return {
            "paragraphs": [part for part in texts[lang].split("\n") if part.strip()],
            "lang": "" if lang == self.words.lang else lang,
        }

    def _contact(self, contact: Contact) -> list[FieldRow]:
        words, phone, email = self.words, contact.get("phone"), contact.get("email")
        safety = words["provider.write_safely"]
        return [
            FieldRow(words["field.phone"], phone, link=tel(phone)) if phone else self.without("field.phone"),
            self._outside("field.booking", "provider.book", contact.get("booking")),
            self._outside("field.website", "provider.visit", contact.get("website")),
            FieldRow(words["field.email"], breakable(email), link=mailto(email), note=safety)
            if email
            else self.without("field.email"),
        ]

    def _outside(self, label: str, text: str, address: str | None) -> FieldRow:
        return (
            FieldRow(self.words[label], self.words[text], link=ascii_host(address)) if address else self.without(label)
        )

    def _service(self, stated: Profile, service: str) -> NamedRows:
        nothing: ServiceDescription = {}
        description = stated.get("services", {}).get(service, nothing)
        return {
            "name": self.labels["services"].get(service, service),
            "rows": [
                self.accepts_new(description.get("accepts_new"))._replace(label=self.words["field.accepts_new"]),
                self._waiting_time(description.get("waiting_time")),
                *self.labelled("field.formats", "formats", description.get("formats")),
                *self.several("field.methods", "methods", description.get("methods")),
                *self.several("field.competences", "competences", description.get("competences")),
                *(self.flag(feature, description.get(feature)) for feature in SERVICE_FEATURES),
                self._partners(description.get("works_together_with")),
            ],
        }

    def _waiting_time(self, wait: WaitingTime | None) -> FieldRow:
        label = self.words["field.waiting_time"]
        if wait is None:
            return self.absent(label)
        if is_current(wait["stated"], self.today):
            return self.dated_waiting((wait["working_days"], wait["stated"]))._replace(label=label)
        day = self.formats.day(wait["stated"])
        return self.missing._replace(label=label, note=self.words.format("provider.wait_stale", date=day))

    def _partners(self, ids: Sequence[str] | None) -> FieldRow:
        label = self.words["field.works_together_with"]
        if ids is None:
            return self.absent(label)
        names = [self.providers.get(partner, partner) for partner in ids]
        return FieldRow(label, ", ".join(names) or self.words["value.nobody"])

    def _closures(self, stated: Profile) -> Iterator[Closure]:
        return (closure for closure in stated.get("closed", ()) if closure["to"] >= self.today)

    def _person(self, person: StaffMember) -> Person:
        """Return title, credentials and name of a member of staff; empty if not stated."""
        titles, credentials = self.labels["titles"], self.labels["credentials"]
        labels = [credentials.get(key, key) for key in person.get("credentials", ())]
        return line([titles.get(person["title"], person["title"])]), line(labels), person.get("name", "")

    def _municipality(self, provider: AuthorisedProvider, *, shown: bool) -> list[FieldRow]:
        """Return the municipality's rows; with `shown`, verified facts about premises are on the premises instead."""
        names = [self.labels["services"].get(service, service) for service, _ in provider.services]
        services = [
            self.words.format("value.since", service=in_sentence(name) if index else name, date=self.formats.day(first))
            for index, (name, (_, first)) in enumerate(zip(names, provider.services, strict=True))
        ]
        return [
            FieldRow(self.words["field.legal_name"], provider.legal_name),
            self._organisation(provider),
            FieldRow(self.words["field.regi"], self.words[f"regi.{provider.regi}"]),
            FieldRow(self.words["field.authorised"], ", ".join(services)),
            *(
                self.flag(fact.fact, None, fact)
                for fact in provider.verified
                if not (shown and fact.fact in PREMISES_FEATURES)
            ),
        ]

    def _organisation(self, provider: AuthorisedProvider) -> FieldRow:
        """Return the organisation number's row; hidden for sole traders: theirs is a personal identity number (D6)."""
        label = "field.organisation_number"
        if provider.sole_trader:
            return FieldRow(self.words[label], self.words["value.sole_trader"])
        return (
            FieldRow(self.words[label], provider.organisation_number)
            if provider.organisation_number
            else self.without(label)
        )

    def _source(self, changed: str | None) -> str:
        if changed is None:
            return self.words["provider.source"]
        return self.words.format("provider.source_dated", date=self.formats.day(changed))


_GROUPS = ("about", "contact", "services", "hours", "languages", "locations", "staff")
