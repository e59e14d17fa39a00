"""Premises as rows: where they are, how to get there, what they have, and when they are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import ascii_host
from catalogue.policy.schema import PREMISES_FEATURES, WEEKDAYS
from catalogue.profiles.model import Premises, Profile
from catalogue.profiles.opening_hours import Hours
from catalogue.search.authorised_provider import Verified
from catalogue.views.rows.field_rows import FieldRow, NamedRows, Rows


class OpeningHours(NamedTuple):
    """Opening hours, and the premises that have them; empty: all."""

    name: str
    days: list[tuple[str, str]]  # weekday and hours; hours are empty if not stated


@dataclass(frozen=True)
class PremisesRows(Rows):
    """Builds the rows of premises in one language."""

    map_address: str = ""  # with placeholders; empty: no links to a map

    def ways(self, premises: Sequence[Premises]) -> Iterator[FieldRow]:
        """Yield the rows of how to get to each of the premises, each named by its area if there are several."""
        for each in premises:
            address, transit = self.way(each)
            if len(premises) > 1 and (name := self._area(each)):
                address, transit = (row._replace(label=f"{row.label}, {name}") for row in (address, transit))
            yield address._replace(note=self.map_link(each))
            yield transit

    def premises(self, premises: Premises, verified: Mapping[str, Verified], way: Sequence[FieldRow] = ()) -> NamedRows:
        """Return the rows of one premises; `verified` has the municipality's facts about it."""
        area = premises.get("area")
        return {
            "name": self._area(premises),
            "rows": [
                *self.labelled("field.area", "areas", [area] if area else None),
                *way,
                *(self.flag(fact, premises.get(fact), verified.get(fact)) for fact in PREMISES_FEATURES),
            ],
        }

    def opening_hours(self, stated: Profile) -> list[OpeningHours]:
        """Return the general opening hours, then those of each of the premises that has its own."""
        places = stated.get("locations", [])
        own = [place for place in places if "hours" in place]
        if not own:
            return [OpeningHours("", self._week(stated.get("hours")))]
        areas = Counter(place.get("area") for place in places)
        names = {id(place): self._area(place) if areas[place.get("area")] == 1 else _address(place) for place in places}
        others = [names[id(place)] for place in places if "hours" not in place]
        general = self.formats.join(others) if others else self.words["provider.hours_general"]
        opening = [OpeningHours(general, self._week(stated.get("hours")))] if others or "hours" in stated else []
        return opening + [OpeningHours(names[id(place)], self._open_days(place["hours"])) for place in own]

    def _open_days(self, hours: Hours) -> list[tuple[str, str]]:
        """Return (weekday, hours) for the days that are open, and one row for the others: a branch has few."""
        week = self._week(hours)
        days = [row for row, day in zip(week, WEEKDAYS, strict=True) if hours.get(day)]
        if len(days) in {0, len(week)}:
            return week
        return [*days, (self.words["weekday.others"], self.words["value.closed"])]

    def _week(self, hours: Hours | None) -> list[tuple[str, str]]:
        """Return (weekday, hours) for every day of the week."""
        if hours is None:
            return [(self.words[f"weekday.{day}"], "") for day in WEEKDAYS]
        closed = self.words["value.closed"]
        return [
            (self.words[f"weekday.{day}"], self.formats.hours(tuple(hours[day])) if hours.get(day) else closed)
            for day in WEEKDAYS
        ]

    def _area(self, premises: Premises) -> str:
        area = premises.get("area", "")
        return self.labels["areas"].get(area, area)

    def way(self, premises: Premises) -> tuple[FieldRow, FieldRow]:
        """Return the rows of the address and of how to get there."""
        transit = localised(premises.get("transit", {}), self.words.lang)
        address = _address(premises, space="\N{NO-BREAK SPACE}")
        return (
            FieldRow(self.words["field.address"], address) if address else self.without("field.address"),
            FieldRow(self.words["field.transit"], transit) if transit else self.without("field.transit"),
        )

    def map_link(self, premises: Premises) -> str:
        """Return a link to the premises on a map as HTML; empty without a map, or without what its address needs."""
        place = {"address": _address(premises)} | {key: str(at) for key, at in premises.get("coordinates", {}).items()}
        address = self.map_address
        for placeholder in ("address", "lat", "lon"):
            if f"{{{placeholder}}}" in address:
                if not place.get(placeholder):
                    return ""
                address = address.replace(f"{{{placeholder}}}", quote(place[placeholder], safe=""))
        link = Markup('<a class="map" href="{}" rel="nofollow noreferrer">{}</a>')
        return link.format(ascii_host(address), self.words["provider.map"]) if address else ""


def _address(premises: Premises, *, space: str = " ") -> str:
    """Return an address in one line; `space` is the one within the postcode. Empty if there is none."""
    address = premises.get("address")
    return f"{address['street']}, {address['postcode'].replace(' ', space)} {address['city']}" if address else ""
