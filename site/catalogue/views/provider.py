"""The view of a provider: the same fields in the same order for all, and nothing that was not stated.

It turns a profile (or none) and the municipality's own facts into plain rows of text in one language. A feature is
yes, no or not stated; an outdated fact counts as not stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import line, tel
from catalogue.policy.schema import PREMISES_FEATURES, SERVICE_FEATURES, WEEKDAYS
from catalogue.search.card import AuthorisedProvider, Card, Profile, Verified, is_current, premises_of
from catalogue.views.field_rows import FieldRow, Rows

Person = tuple[str, str, str]  # title, credentials, name
NOBODY_STATED: Person = ("", "", "")


@dataclass(frozen=True)
class Presenter(Rows):
    """Builds the views of providers in one language."""

    def provider(self, profile: Profile | None, listed: AuthorisedProvider, dates: Mapping[str, str]) -> dict[str, Any]:
        """Return the data of a provider's page; `dates` has the date of the last change of each group of fields."""
        stated = profile or {}
        return {
            "name": stated.get("name", listed.legal_name),
            "has_profile": profile is not None,
            "about": self._about(stated),
            "contact": self._contact(stated.get("contact", {})),
            "leaves": not stated.get("contact", {}).keys().isdisjoint(("booking", "website")),
            "services": [self._service(stated, service) for service, _ in listed.services],
            "hours": self._hours(stated),
            "closed": [
                self.words.say("provider.closed", dates=self.wording.days(c["from"], c["to"]))
                for c in self._closures(stated)
            ],
            "languages": self.labelled("provider.languages_spoken", "languages", stated.get("languages")),
            "locations": [self._place(place, self._verified(stated, listed)) for place in premises_of(stated) or ({},)],
            "staff": [self._person(person) for person in stated.get("staff", ())] or [NOBODY_STATED],
            "municipality": self._municipality(listed, shown=len(premises_of(stated)) == 1),
            "source": {group: self._source(dates.get(group)) if stated.get(group) else "" for group in _GROUPS},
        }

    def card(self, card: Card) -> list[FieldRow]:
        """Return the rows of a card of the list; every card has these rows, in this order."""
        return [
            self.labelled("field.area", "areas", card["areas"]),
            self.labelled("field.languages", "languages", card["languages"]),
            self.labelled("field.formats", "formats", card["formats"]),
            self.per_service("field.accepts_new", card["accepts_new"], self.accepts_new),
            self.per_service("field.waiting_time", card["waiting_days"], self.waiting),
            self._step_free(card),
            self._evenings(card["evenings"]),
        ]

    def brief(self, card: Card) -> list[FieldRow]:
        """Return the rows of an entry of a subset's page; every entry has these rows, in this order."""
        return [
            self.labelled("field.area", "areas", card["areas"]),
            self.labelled("field.languages", "languages", card["languages"]),
            self.per_service("field.accepts_new", card["accepts_new"], self.accepts_new),
            self.per_service("field.waiting_time", card["waiting_days"], self.waiting),
        ]

    def _about(self, stated: Profile) -> dict[str, Any] | None:
        texts: Mapping[str, str] = stated.get("about", {})
        if not texts:
            return None
        lang = self.words.lang if self.words.lang in texts else next(iter(texts))
        return {
            "paragraphs": [part for part in texts[lang].split("\n") if part.strip()],
            "lang": "" if lang == self.words.lang else lang,
        }

    def _contact(self, contact: Mapping[str, str]) -> list[FieldRow]:
        phone, email = contact.get("phone"), contact.get("email")
        say = self.words
        return [
            FieldRow(say["field.phone"], phone, link=tel(phone)) if phone else self.without("field.phone"),
            self._outside("field.booking", "provider.book", contact.get("booking")),
            self._outside("field.website", "provider.visit", contact.get("website")),
            FieldRow(say["field.email"], breakable(email), link=f"mailto:{email}", note=say["provider.write_safely"])
            if email
            else self.without("field.email"),
        ]

    def _outside(self, label: str, text: str, address: str | None) -> FieldRow:
        return FieldRow(self.words[label], self.words[text], link=address) if address else self.without(label)

    def _service(self, stated: Profile, service: str) -> dict[str, Any]:
        told: Profile = stated.get("services", {}).get(service, {})
        return {
            "name": self.labels["services"].get(service, service),
            "rows": [
                self.accepts_new(told.get("accepts_new"))._replace(label=self.words["field.accepts_new"]),
                self._waiting_time(told.get("waiting_time")),
                self.labelled("field.formats", "formats", told.get("formats")),
                self.several("field.methods", "methods", told.get("methods")),
                self.several("field.competences", "competences", told.get("competences")),
                *(self.flag(feature, told.get(feature)) for feature in SERVICE_FEATURES),
                self._partners(told.get("works_together_with")),
            ],
        }

    def _waiting_time(self, told: Mapping[str, Any] | None) -> FieldRow:
        label = self.words["field.waiting_time"]
        if told is None:
            return self.absent(label)
        when = self.wording.day(told["stated"])
        if is_current(told["stated"], self.today):
            value = self.wording.working_days(told["working_days"])
            return FieldRow(label, self.words.say("field.stated", value=value, date=when))
        return self.missing._replace(label=label, note=self.words.say("provider.wait_stale", date=when))

    def _partners(self, ids: Sequence[str] | None) -> FieldRow:
        label = self.words["field.works_together_with"]
        if ids is None:
            return self.absent(label)
        names = [self.providers.get(partner, partner) for partner in ids]
        return FieldRow(label, ", ".join(names) or self.words["value.nobody"])

    def _hours(self, stated: Profile) -> list[tuple[str, str]]:
        """Return (weekday, hours) for every day of the week; hours are empty if not stated."""
        hours: Mapping[str, Sequence[str]] | None = stated.get("hours")
        if hours is None:
            return [(self.words[f"weekday.{day}"], "") for day in WEEKDAYS]
        closed = self.words["value.closed"]
        return [
            (self.words[f"weekday.{day}"], self.wording.hours(tuple(hours[day])) if hours.get(day) else closed)
            for day in WEEKDAYS
        ]

    def _closures(self, stated: Profile) -> Iterator[Mapping[str, str]]:
        return (closure for closure in stated.get("closed", ()) if closure["to"] >= self.today)

    def _place(self, place: Mapping[str, Any], verified: Mapping[str, Verified]) -> dict[str, Any]:
        address: Mapping[str, str] = place.get("address", {})
        area = place.get("area")
        written = ", ".join(
            filter(None, (address.get("street"), f"{address.get('postcode', '')} {address.get('city', '')}".strip()))
        )
        transit: Mapping[str, str] = place.get("transit", {})
        way = localised(transit, self.words.lang)
        return {
            "name": self.labels["areas"].get(area, area) if area else "",
            "rows": [
                self.labelled("field.area", "areas", [area] if area else None),
                FieldRow(self.words["field.address"], written) if written else self.without("field.address"),
                FieldRow(self.words["field.transit"], way) if way else self.without("field.transit"),
                *(self.flag(fact, place.get(fact), verified.get(fact)) for fact in PREMISES_FEATURES),
            ],
        }

    def _verified(self, stated: Profile, listed: AuthorisedProvider) -> Mapping[str, Verified]:
        """Return the verified facts of the premises; none with several, as it is unknown which they concern."""
        return {v.fact: v for v in listed.verified} if len(premises_of(stated)) == 1 else {}

    def _person(self, person: Mapping[str, Any]) -> Person:
        """Return title, credentials and name of a member of staff; empty if not stated."""
        titles, credentials = self.labels["titles"], self.labels["credentials"]
        told = [credentials.get(key, key) for key in person.get("credentials", ())]
        return line([titles.get(person["title"], person["title"])]), line(told), person.get("name", "")

    def _municipality(self, listed: AuthorisedProvider, *, shown: bool) -> list[FieldRow]:
        """Return the municipality's rows; with `shown`, verified facts about premises are on the premises instead."""
        services = [
            self.words.say(
                "value.since", service=self.labels["services"].get(service, service), date=self.wording.day(first)
            )
            for service, first in listed.services
        ]
        return [
            FieldRow(self.words["field.legal_name"], listed.legal_name),
            self._organisation(listed),
            FieldRow(self.words["field.regi"], self.words[f"regi.{listed.regi}"]),
            FieldRow(self.words["field.authorised"], ", ".join(services)),
            *(self.flag(v.fact, None, v) for v in listed.verified if not (shown and v.fact in PREMISES_FEATURES)),
        ]

    def _organisation(self, listed: AuthorisedProvider) -> FieldRow:
        """Return the organisation number's row; hidden for sole traders: theirs is a personal identity number (D6)."""
        label = "field.organisation_number"
        if listed.sole_trader:
            return FieldRow(self.words[label], self.words["value.sole_trader"])
        return (
            FieldRow(self.words[label], listed.organisation_number)
            if listed.organisation_number
            else self.without(label)
        )

    def _source(self, changed: str | None) -> str:
        if changed is None:
            return self.words["provider.source"]
        return self.words.say("provider.source_dated", date=self.wording.day(changed))

    def _step_free(self, card: Card) -> FieldRow:
        """Return the step-free row: yes for all premises, or the areas of those that are; no only if stated for all."""
        told: Sequence[str | None] = card["step_free"]
        if "yes" in told and len(set(told)) > 1:
            names = self.labels["areas"]
            with_it = [
                names.get(area, area) for area, step in zip(card["areas_of_places"], told, strict=True) if step == "yes"
            ]
            where = self.words.say("value.some_places", places=self.wording.listed(with_it))
            return self.flag("step_free", "yes")._replace(value=where)
        return self.flag("step_free", told[0] if told and None not in told else None)

    def _evenings(self, days: Sequence[str] | None) -> FieldRow:
        label = self.words["field.evenings"]
        if days is None:
            return self.absent(label)
        if not days:
            return FieldRow(label, self.words["value.no"], "no")
        names = self.wording.listed([self.words[f"evening.{day}"] for day in days])
        return FieldRow(label, self.words.say("value.evenings", days=names), "yes")


_GROUPS = ("about", "contact", "services", "hours", "languages", "locations", "staff")


def breakable(email: str) -> Markup:
    """Return an e-mail address as HTML that may break before the @."""
    name, _, domain = email.partition("@")
    return Markup(f"{escape(name)}<wbr>@{escape(domain)}")  # noqa: S704 - both parts escaped
