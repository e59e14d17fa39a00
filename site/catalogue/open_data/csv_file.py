"""The open data as a table: one row a provider and service, for spreadsheets (RFC 4180, UTF-8 with a byte order mark).

A cell never begins with what a spreadsheet takes for a formula (OWASP, CSV injection): such a text gets an apostrophe
in front. Keys stand as in the vocabulary, several in a cell with `; ` between; true and false are `yes` and `no`; a
cell is empty when nothing was stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from catalogue.profiles.schema import LOCATION, SERVICE
from catalogue.search.card import WEEKDAYS

Entry = Mapping[str, Any]

MARK = "\ufeff"  # without it a spreadsheet on Windows reads å as two characters
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PLACE = tuple(key for key in LOCATION.fields if key not in ("address", "area", "coordinates", "transit"))
PER_SERVICE = tuple(key for key in SERVICE.fields if key != "waiting_time")
COLUMNS = (
    *("id", "name", "legal_name", "organisation_number", "regi", "service", "authorised_from"),
    *("phone", "email", "website", "booking", "areas", "addresses", "coordinates"),
    *PLACE,
    *("verified", "languages"),
    *(f"hours_{day}" for day in WEEKDAYS),
    *PER_SERVICE,
    *("waiting_working_days", "waiting_stated", "page"),
)


def header() -> bytes:
    """Give the file's first line."""
    return (MARK + row(COLUMNS)).encode()


def rows(entry: Entry, lang: str) -> bytes:
    """Give the lines of a provider, one for each service in force; `page` is that of the site's first language."""
    return "".join(row(cells) for cells in _cells(entry, lang)).encode()


def row(cells: Iterable[object]) -> str:
    r"""Write one line.

    >>> row(["a", True, None, ["b", "c"], 7, "=1+1", 'say "å" x'])
    'a,yes,,b; c,7,\'=1+1,"say ""å"" x"\r\n'
    """
    return ",".join([_quoted(cell(value)) for value in cells]) + "\r\n"


def cell(value: object) -> str:
    r"""Write one value as text on one line that no spreadsheet takes for a formula.

    >>> cell("+46 8 465 004 01"), cell(" \t=A1"), cell(False), cell([])
    ("'+46 8 465 004 01", "'=A1", 'no', 'none')
    """
    text = _text(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _text(value: object) -> str:
    if value is None:
        return ""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "; ".join([_text(one) or "?" for one in value]) or "none"
    return " ".join(str(value).split())


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def _cells(entry: Entry, lang: str) -> Iterator[list[object]]:
    authorised = entry["municipality"]
    profile = entry["profile"] or _NOTHING
    contact, places, hours = profile["contact"] or {}, profile["locations"], profile["hours"] or {}
    each = _each(places)
    verified = [f"{one['fact']}: {_text(one['value'])} ({one['on']})" for one in authorised["verified"]]
    for period in authorised["services"]:
        told = profile["services"].get(period["service"], {})
        wait = told.get("waiting_time") or {}
        yield [
            *(entry["id"], entry["name"], authorised["legal_name"], authorised["organisation_number"]),
            *(authorised["regi"], period["service"], period["from"]),
            *(contact.get(key) for key in ("phone", "email", "website", "booking")),
            *(each(lambda place: place["area"]), each(_address), each(_point)),
            *(each(lambda place, key=key: place[key]) for key in PLACE),
            *(verified or None, profile["languages"]),
            *(_hours(hours.get(day)) for day in WEEKDAYS),
            *(told.get(key) for key in PER_SERVICE),
            *(wait.get("working_days"), wait.get("stated"), entry["pages"][lang]),
        ]


_NOTHING: Entry = dict.fromkeys(("contact", "locations", "hours", "languages")) | {"services": {}}


def _each(places: list[Entry] | None) -> Callable[[Callable[..., object]], list[object] | None]:
    """Give one value a place; nothing when no place states one."""

    def each(take: Callable[..., object]) -> list[object] | None:
        values = [take(place) for place in places or ()]
        return values if any(value is not None for value in values) else None

    return each


def _address(place: Entry) -> str:
    address = place["address"]
    return f"{address['street']}, {address['postcode']} {address['city']}"


def _point(place: Entry) -> str | None:
    point = place["coordinates"]
    return point and f"{point['lat']} {point['lon']}"


def _hours(spans: list[str] | None) -> object:
    return "closed" if spans == [] else spans
