"""The open data at /api/v1/: a provider's entry, and the documents that a build writes, each with its JSON Schema.

A provider's entry separates its two sources: `municipality` (the authorisation, and the facts that the municipality
has verified, which take precedence) and `profile` (what the provider states; null without a profile). Data that
depends on the day is as on the pages: an outdated waiting time counts as not stated, past closures are omitted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalogue.i18n.urls import Addresses
from catalogue.open_data import serializer
from catalogue.open_data.serializer import obj, or_null, texts
from catalogue.policy import daily_order as order
from catalogue.policy.field_types import ID_PATTERN
from catalogue.policy.model import Policy
from catalogue.policy.schema import VOCABULARIES
from catalogue.profiles.json_schema import DRAFT
from catalogue.profiles.model import Profile
from catalogue.profiles.schema import PROFILE, SERVICE
from catalogue.schema.containers import Group, Json
from catalogue.schema.dates import DAY
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.search.card import is_current
from chalicelib.register.codes import REGI, UNITS

SCHEMA_VERSION = "1.0"
FOLDER = "api/v1"
ONE_EACH_MAX = 1000  # providers; above this, a file per provider would be most of the site

_DAY = {"type": "string", "format": "date", "pattern": DAY}
_ID = {"type": "string", "pattern": ID_PATTERN}
_WHOLE = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}
_LICENCE = or_null({"type": "string", "format": "uri"})
_PARTS = tuple(PROFILE.fields)
_write_rest = serializer.writer(Group({key: kind for key, kind in PROFILE.fields.items() if key != "services"}))
_write_service = serializer.writer(SERVICE)


@dataclass(frozen=True)
class OpenData:
    """Builds the entries and documents of one build."""

    policy: Policy
    urls: Mapping[str, Addresses]
    today: dt.date

    @property
    def base(self) -> str:
        """Return the site's base address, without a trailing slash."""
        return self.policy.municipality.address.rstrip("/")

    @property
    def licence(self) -> str | None:
        """Return the address of the licence that the municipality has chosen for its data; None if it has not."""
        return self.policy.municipality.data_licence

    @cached_property
    def _pages(self) -> dict[str, str]:
        return {lang: self.base + urls.provider("\0") for lang, urls in self.urls.items()}

    def entry(
        self, authorised: AuthorisedProvider, profile: Profile | None, dates: Mapping[str, str] | None
    ) -> dict[str, Any]:
        """Return a provider's entry; `dates` has the date of the last change of each part, None if unknown."""
        return {
            "id": authorised.id,
            "name": profile["name"] if profile else authorised.legal_name,
            "pages": {lang: page.replace("\0", authorised.id) for lang, page in self._pages.items()},
            "municipality": _municipality(authorised),
            "profile": None if profile is None else self._profile(authorised, profile),
            "changed": None if profile is None or not dates else {part: dates.get(part) for part in _PARTS},
        }

    def _profile(self, authorised: AuthorisedProvider, profile: Profile) -> dict[str, Any]:
        today = self.today.isoformat()
        stated: dict[str, Any] = _write_rest(profile)
        if stated["closed"]:
            stated["closed"] = [closure for closure in stated["closed"] if closure["to"] >= today]
        services = profile.get("services", {})
        stated["services"] = {}
        for service, _ in authorised.services:
            published = _write_service(services.get(service, {}))
            wait = published["waiting_time"]
            if wait and not is_current(wait["stated"], today):
                published["waiting_time"] = None
            stated["services"][service] = published
        return stated

    def head(self, **more: object) -> dict[str, Any]:
        """Return a document with the common first fields: the schema version, and the day that the data is from."""
        return {"schema_version": SCHEMA_VERSION, "generated_at": self.today.isoformat(), **more}

    def vocabulary(self) -> dict[str, Any]:
        """Return the vocabulary document: the labels of every key, in every language of the site."""
        names = {
            kind: {key: dict(label) for key, label in self.policy.vocabulary[kind].items()} for kind in VOCABULARIES
        }
        points = {area: {"lat": lat, "lon": lon} for area, (lat, lon) in self.policy.coordinates.items()}
        return self.head(vocabulary=names, area_coordinates=points)

    def services(self) -> dict[str, Any]:
        """Return the services document: what a resident is granted of each service, and today's fee."""
        rows = [
            {
                "id": service.id,
                "name": dict(service.name),
                "hsa_code": service.hsa_code,
                "unit": service.unit,
                "minutes": service.minutes,
                "sessions": service.granted,
                "extra_sessions": [{"reason": extra.reason, "sessions": extra.sessions} for extra in service.extra],
                "months_valid": service.months_valid,
                "control_number": service.control_number == "required",
                "own_unit_only": service.own_unit_only,
                "without_choice": service.non_choice,
                "fee": self._fee(service.id),
            }
            for service in self.policy.services.values()
        ]
        return self.head(total=len(rows), services=rows)

    def _fee(self, service: str) -> dict[str, Any] | None:
        fee = self.policy.fee(service, "session", self.today)
        if fee is None:
            return None
        return {"from": fee.start.isoformat(), "amount_ore": fee.amount_ore, "exempt_amount_ore": fee.exempt_amount_ore}

    def order(self, ids: Sequence[str]) -> dict[str, Any]:
        """Return the order document: the day's order, and the inputs needed to reproduce it (DESIGN §6)."""
        members = order.members(self.policy, order.pair_start(self.today))
        seed = order.seed_of(self.policy, self.today)
        terms = order.compute(members, seed, order.day_number(self.today)) if members else None
        figures = ("day", "pair", "flip", "cycle", "slot")
        return self.head(
            total=len(ids),
            order=list(ids),
            seed=seed,
            reckoned=terms
            and {name: getattr(terms, name) for name in figures} | {"base": list(terms.base), "step": list(terms.step)},
        )

    @cached_property
    def entry_schema(self) -> Json:
        """Return the JSON Schema of a provider's entry."""
        context, languages = self.policy.context, self.policy.municipality.languages
        service = {"enum": list(self.policy.services)}
        profile = serializer.schema(PROFILE, context)
        in_force = {"minProperties": 1, "description": "Every service in force, also one that the profile leaves out"}
        profile["properties"]["services"] |= in_force
        fact: dict[str, Json] = {
            "fact": {"enum": list(self.policy.vocabulary["features"])},
            "value": {"type": "boolean"},
            "on": _DAY,
        }
        municipality: dict[str, Json] = {
            "legal_name": _TEXT,
            "organisation_number": or_null({"type": "string", "pattern": "^[0-9]{6}-[0-9]{4}$"}),
            "sole_trader": {"type": "boolean"},
            "regi": {"enum": list(REGI)},
            "services": {"type": "array", "items": obj({"service": service, "from": _DAY}), "minItems": 1},
            "verified": {"type": "array", "items": obj(fact)},
        }
        return obj(
            {
                "id": _ID,
                "name": _TEXT,
                "pages": obj({lang: {"type": "string", "format": "uri"} for lang in languages}),
                "municipality": obj(municipality),
                "profile": or_null(profile),
                "changed": or_null(obj(dict.fromkeys(_PARTS, or_null(_DAY)))),
            }
        )

    def schemas(self) -> dict[str, Json]:
        """Return the JSON Schema of each document, by name."""
        languages = self.policy.municipality.languages
        localised_text = texts(languages)
        point = serializer.schema(PROFILE.fields["locations"].kind.fields["coordinates"], self.policy.context)  # type: ignore[attr-defined]
        fee = obj({"from": _DAY, "amount_ore": _WHOLE, "exempt_amount_ore": _WHOLE})
        service = {
            "id": _ID,
            "name": localised_text,
            "hsa_code": or_null({"type": "string", "pattern": "^[0-9]{4}$"}),
            "unit": {"enum": list(UNITS)},
            "minutes": _WHOLE,
            "sessions": or_null(_WHOLE),
            "extra_sessions": {"type": "array", "items": obj({"reason": _TEXT, "sessions": _WHOLE})},
            "months_valid": _WHOLE,
            "control_number": {"type": "boolean"},
            "own_unit_only": {"type": "boolean"},
            "without_choice": _ID,
            "fee": or_null(fee),
        }
        ids, numbers = {"type": "array", "items": _ID}, {"type": "array", "items": _WHOLE}
        reckoned = dict.fromkeys(("day", "pair", "flip", "cycle", "slot"), _WHOLE) | {"base": ids, "step": numbers}
        words = {kind: {"type": "object", "additionalProperties": localised_text} for kind in VOCABULARIES}
        return {
            "providers": self._schema(
                total=_WHOLE, licence=_LICENCE, providers={"type": "array", "items": self.entry_schema}
            ),
            "provider": self._framed({"schema_version": {"const": SCHEMA_VERSION}, "provider": self.entry_schema}),
            "vocabulary": self._schema(
                vocabulary=obj(words), area_coordinates={"type": "object", "additionalProperties": point}
            ),
            "services": self._schema(total=_WHOLE, services={"type": "array", "items": obj(service)}),
            "order": self._schema(total=_WHOLE, order=ids, seed=_TEXT, reckoned=or_null(obj(reckoned))),
        }

    def _schema(self, **more: Json) -> Json:
        return self._framed({"schema_version": {"const": SCHEMA_VERSION}, "generated_at": _DAY} | more)

    def _framed(self, properties: Mapping[str, Json]) -> Json:
        return {"$schema": DRAFT} | obj(properties)


def _municipality(authorised: AuthorisedProvider) -> dict[str, Any]:
    return {
        "legal_name": authorised.legal_name,
        "organisation_number": None if authorised.sole_trader else authorised.organisation_number,
        "sole_trader": authorised.sole_trader,
        "regi": authorised.regi,
        "services": [{"service": service, "from": first} for service, first in authorised.services],
        "verified": [{"fact": v.fact, "value": v.value == "yes", "on": v.on} for v in authorised.verified],
    }


def document(value: object) -> bytes:
    """Serialise to indented JSON, readable for people too."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
