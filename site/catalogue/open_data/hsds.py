"""The open data in the Human Services Data Specification 3.0 (Open Referral): one page of complete services.

An HSDS service is one provider's performance of one of the municipality's services. Identifiers are version 5 UUIDs
(RFC 9562) of the site's address and our ids, so they are stable. Texts are in the site's first language. Fields that
were not stated are omitted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha1
from typing import Any
from uuid import NAMESPACE_URL

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import ascii_host
from catalogue.policy.schema import PREMISES_FEATURES, WEEKDAYS
from catalogue.views.policy_facts import Facts

Entry = Mapping[str, Any]
Document = dict[str, Any]

ATTRIBUTES = ("methods", "competences", "formats")


@dataclass(frozen=True)
class Hsds:
    """Builds the HSDS services of one build; `facts` and `labels` are in the site's first language."""

    facts: Facts
    labels: Mapping[str, Mapping[str, str]]
    base: str

    def services(self, entry: Entry) -> list[Document]:
        """Return a provider's HSDS services, one for each service in force."""
        return [self._service(entry, period["service"]) for period in entry["municipality"]["services"]]

    def page(self, total: int) -> Document:
        """Return the pagination fields around the services: a single page."""
        page = {"total_items": total, "total_pages": 1, "page_number": 1, "size": total}
        return page | {"first_page": True, "last_page": True, "empty": total == 0}

    def _service(self, entry: Entry, service: str) -> Document:
        name = f"{self.base}/{entry['id']}/{service}"
        id_ = uuid(name)
        profile: Entry = entry["profile"] or {}
        contact = {key: value and ascii_host(value) for key, value in (profile.get("contact") or {}).items()}
        stated: Entry = profile.get("services", {}).get(service, {})
        return _stated(
            id=id_,
            name=self.labels["services"][service],
            description=self._about(profile),
            url=entry["pages"][self.facts.words.lang],
            email=contact.get("email"),
            status="active",
            interpretation_services=self._interpreter(stated.get("interpreter")),
            fees_description=self._fee(service)[0],
            wait_time=self._wait(stated.get("waiting_time")),
            alert=self.facts.words["hsds.not_now"] if stated.get("accepts_new") == "not_now" else None,
            phones=_phones(contact.get("phone"), name, id_),
            schedules=list(_schedules(profile.get("hours") or {}, name, {"service_id": id_})),
            service_at_locations=[
                self._location(number, premises, entry, id_)
                for number, premises in enumerate(profile.get("locations") or ())
            ],
            languages=[
                {"id": uuid(f"{name}/languages/{code}"), "service_id": id_, "code": code, "name": self._name(code)}
                for code in profile.get("languages") or ()
            ],
            organization=self._organization(entry, contact, profile),
            cost_options=[
                {"id": uuid(f"{name}/cost"), "service_id": id_, "currency": "SEK", **cost}
                for cost in self._fee(service)[1]
            ],
            attributes=list(self._attributes(stated, name, id_)),
        )

    def _about(self, profile: Entry) -> str | None:
        texts: Mapping[str, str] = profile.get("about") or {}
        return localised(texts, self.facts.words.lang) or None

    def _interpreter(self, stated: bool | None) -> str | None:  # noqa: FBT001 - yes, no or not stated
        return None if stated is None else self.facts.words["hsds.interpreter" if stated else "hsds.no_interpreter"]

    @cached_property
    def _fee(self) -> Any:  # noqa: ANN401 - the method below, cached per service
        return lru_cache(maxsize=None)(self._compute_fee)

    def _compute_fee(self, service: str) -> tuple[str, list[Document]]:
        fee = self.facts.fee(service)
        if fee is None or fee.amount_ore == 0:
            return self.facts.words["facts.fee_none"], [{"amount": 0}]
        amount = self.facts.formats.money(fee.amount_ore)
        kronor = fee.amount_ore // 100 if fee.amount_ore % 100 == 0 else fee.amount_ore / 100
        return self.facts.words.format("facts.fee", amount=amount), [{"amount": kronor}]

    def _wait(self, wait: Entry | None) -> str | None:
        if wait is None:
            return None
        value, when = self.facts.formats.working_days(wait["working_days"]), self.facts.formats.day(wait["stated"])
        return self.facts.words.format("field.stated", value=value, date=when)

    def _name(self, code: str) -> str:
        return self.labels["languages"].get(code, code)

    def _organization(self, entry: Entry, contact: Entry, profile: Entry) -> Document:
        authorised = entry["municipality"]
        id_ = uuid(f"{self.base}/{entry['id']}")
        number = authorised["organisation_number"]
        scheme = {"identifier_scheme": "SE-ORGNR", "identifier_type": self.facts.words["field.organisation_number"]}
        return _stated(
            id=id_,
            name=entry["name"],
            alternate_name=authorised["legal_name"],
            description=self._about(profile) or self.facts.words["provider.no_about"],
            email=contact.get("email"),
            website=contact.get("website"),
            organization_identifiers=[
                {
                    "id": uuid(f"{self.base}/{entry['id']}/number"),
                    "organization_id": id_,
                    **scheme,
                    "identifier": number,
                }
            ]
            if number
            else [],
        )

    def _location(self, number: int, premises: Entry, entry: Entry, service_id: str) -> Document:
        address, point = premises["address"], premises["coordinates"] or {}
        id_ = uuid(f"{self.base}/{entry['id']}/locations/{number}")
        transit: Mapping[str, str] = premises["transit"] or {}
        location = _stated(
            id=id_,
            location_type="physical",
            name=self.labels["areas"].get(premises["area"], premises["area"]) or address["street"],
            transportation=localised(transit, self.facts.words.lang) or None,
            latitude=point.get("lat"),
            longitude=point.get("lon"),
            addresses=[
                {
                    "id": uuid(f"{id_}/address"),
                    "location_id": id_,
                    "address_1": address["street"],
                    "city": address["city"],
                    "state_province": "",  # required by the standard; Swedish addresses have none
                    "postal_code": address["postcode"],
                    "country": "SE",
                    "address_type": "physical",
                }
            ],
            accessibility=[
                {
                    "id": uuid(f"{id_}/{fact}"),
                    "location_id": id_,
                    "description": self.labels["features"][fact],
                    "details": self.facts.words["value.yes" if premises[fact] else "value.no"],
                }
                for fact in PREMISES_FEATURES
                if premises[fact] is not None
            ],
        )
        at = uuid(f"{service_id}/{number}")
        own = list(_schedules(premises["hours"] or {}, f"{service_id}/{number}", {"service_at_location_id": at}))
        return _stated(id=at, service_id=service_id, location=location, schedules=own)

    def _attributes(self, stated: Entry, service_name: str, service_id: str) -> Iterator[Document]:
        for kind in ATTRIBUTES:
            for key in stated.get(kind) or ():
                term = self._terms[kind, key]
                yield {
                    "id": uuid(f"{service_name}/{kind}/{key}"),
                    "link_id": service_id,
                    "link_entity": "service",
                    "taxonomy_term_id": term["id"],
                    "taxonomy_term": term,
                }

    @cached_property
    def _terms(self) -> dict[tuple[str, str], Document]:
        words = self.facts.words
        return {
            (kind, key): {
                "id": uuid(f"{self.base}/vocabulary/{kind}/{key}"),
                "code": key,
                "name": label,
                "description": f"{words[f'field.{kind}']}: {label}",
                "language": words.lang,
                "taxonomy": kind,
            }
            for kind in ATTRIBUTES
            for key, label in self.labels[kind].items()
        }


def uuid(name: str) -> str:
    """Return the version 5 UUID of a URL.

    >>> import uuid as standard
    >>> uuid("https://kundval.example/a") == str(standard.uuid5(standard.NAMESPACE_URL, "https://kundval.example/a"))
    True
    """
    digest = sha1(NAMESPACE_URL.bytes + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def _stated(**fields: object) -> Document:
    """Return the fields that were stated: neither None nor an empty list."""
    return {key: value for key, value in fields.items() if value is not None and value != []}


def _phones(number: str | None, service_name: str, service_id: str) -> list[Document]:
    if number is None:
        return []
    return [{"id": uuid(f"{service_name}/phone"), "service_id": service_id, "number": number, "type": "voice"}]


def _schedules(hours: Entry, name: str, of: Document) -> Iterator[Document]:
    """Yield the weekly schedules of a service, or of a service at a location; `of` has the id of it."""
    for day in WEEKDAYS:
        for number, span in enumerate(hours.get(day) or ()):
            opens, _, closes = span.partition("-")
            yield {
                "id": uuid(f"{name}/hours/{day}/{number}"),
                **of,
                "freq": "WEEKLY",
                "interval": 1,
                "wkst": "MO",
                "byday": day[:2].upper(),
                "opens_at": opens,
                "closes_at": closes,
            }
