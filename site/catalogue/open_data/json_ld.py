"""Structured data of a provider's page, for crawlers: schema.org as JSON-LD.

The strict CSP forbids inline scripts, but a script element with a non-script type is a data block, to which it does
not apply (HTML, the script element). Characters that could end the element are escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from catalogue import encoding
from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import ascii_host
from catalogue.policy.model import Policy
from catalogue.policy.schema import WEEKDAYS
from catalogue.profiles.model import Profile
from catalogue.search.authorised_provider import AuthorisedProvider

_ESCAPED = (("<", r"\u003c"), (">", r"\u003e"), ("&", r"\u0026"), ("\u2028", r"\u2028"), ("\u2029", r"\u2029"))


@dataclass(frozen=True)
class JsonLd:
    """Builds the JSON-LD block in one language."""

    policy: Policy
    lang: str

    def block(self, authorised: AuthorisedProvider, profile: Profile | None, page: str) -> Markup:
        """Return the script element; `page` is the address of the provider's page within the site."""
        text = encoding.dumps(self.service(authorised, profile or {}, page)).decode()
        for character, escaped in _ESCAPED:
            text = text.replace(character, escaped)
        return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - escaped for a script element, see above

    def service(self, authorised: AuthorisedProvider, profile: Profile, page: str) -> dict[str, Any]:
        """Return the page's subject as a GovernmentService of the municipality that this provider operates."""
        contact = {key: ascii_host(str(value)) for key, value in profile.get("contact", {}).items()}
        names = [self._services[service] for service, _ in authorised.services]
        operator = {
            "@type": "Organization",
            "name": profile.get("name", authorised.legal_name),
            "legalName": authorised.legal_name,
            "telephone": contact.get("phone"),
            "email": contact.get("email"),
            "url": contact.get("website"),
        }
        channel = {
            "@type": "ServiceChannel",
            "availableLanguage": profile.get("languages"),
            "serviceUrl": contact.get("booking"),
            "serviceLocation": [_place_of(premises) for premises in profile.get("locations", ())] or None,
        }
        return _stated(
            self._common
            | {
                "url": self._base + page,
                "serviceType": names[0] if len(names) == 1 else names,
                "serviceOperator": _stated(operator),
                "availableChannel": _stated(channel),
                "hoursAvailable": _hours(profile.get("hours") or {}) or None,
            }
        )

    @cached_property
    def _base(self) -> str:
        return self.policy.municipality.address.rstrip("/")

    @cached_property
    def _services(self) -> dict[str, str]:
        return {service.id: localised(service.name, self.lang) for service in self.policy.services.values()}

    @cached_property
    def _common(self) -> dict[str, Any]:
        name = localised(self.policy.municipality.name, self.lang)
        authority = {"@type": "GovernmentOrganization", "name": name}
        return {"@context": "https://schema.org", "@type": "GovernmentService", "provider": authority}


def _stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


def _place_of(premises: Mapping[str, Any]) -> dict[str, Any]:
    address: Mapping[str, str] = premises.get("address", {})
    postal = {
        "@type": "PostalAddress",
        "streetAddress": address.get("street"),
        "postalCode": address.get("postcode"),
        "addressLocality": address.get("city"),
        "addressCountry": "SE",
    }
    location: dict[str, Any] = {"@type": "Place", "address": _stated(postal)}
    if point := premises.get("coordinates"):
        location["geo"] = {"@type": "GeoCoordinates", "latitude": point["lat"], "longitude": point["lon"]}
    if hours := _hours(premises.get("hours") or {}):
        location["openingHoursSpecification"] = hours
    return location


def _hours(hours: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Return each span of opening hours once, with the days that have it."""
    spans: dict[str, list[str]] = {}
    for day in WEEKDAYS:
        for span in hours.get(day) or ():
            spans.setdefault(span, []).append(day.capitalize())
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": span[:5], "closes": span[6:]}
        for span, days in spans.items()
    ]
