"""The open data as CSV for programs (RFC 4180, UTF-8 with a byte order mark): one row per provider and service.

Text that a spreadsheet would read as a formula gets a leading apostrophe (OWASP, CSV injection). Cells hold the keys
of the vocabulary, joined with `; `; true and false are `yes` and `no`; a cell is empty when nothing was stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from catalogue.policy.schema import WEEKDAYS
from catalogue.profiles.schema import LOCATION, SERVICE
from chalicelib.spreadsheet import BYTE_ORDER_MARK, inert

Entry = Mapping[str, Any]

PLACE = tuple(key for key in LOCATION.fields if key not in ("address", "area", "coordinates", "transit", "hours"))
PER_SERVICE = tuple(key for key in SERVICE.fields if key != "waiting_time")
COLUMNS = (
    *("id", "name", "legal_name", "organisation_number", "regi", "service", "authorised_from"),
    *("phone", "email", "website", "booking", "areas", "addresses", "coordinates"),
    *PLACE,
    *("verified", "languages"),
    *(f"hours_{day}" for day in WEEKDAYS),
    "hours_premises",
    *PER_SERVICE,
    *("waiting_working_days", "waiting_stated", "page"),
)


def header() -> bytes:
    """Return the byte order mark and the header line."""
    return (BYTE_ORDER_MARK + row(COLUMNS)).encode()


def rows(entry: Entry, lang: str) -> bytes:
    """Return a provider's lines, one for each service in force; `page` is the address of its page in `lang`."""
    return "".join(row(values) for values in cells(entry, lang)).encode()


def row(cells: Iterable[object], separator: str = ",") -> str:
    r"""Format one line; a spreadsheet set up in Swedish opens a file right where the separator is `;`.

    >>> row(["a", True, None, ["b", "c"], 7, "=1+1", 'say "å" x'])
    'a,yes,,b; c,7,\'=1+1,"say ""å"" x"\r\n'
    >>> row(["1,5", ["b", "c"]], ";")
    '1,5;"b; c"\r\n'
    """
    return separator.join([_quoted(cell(value), separator) for value in cells]) + "\r\n"


def cell(value: object) -> str:
    r"""Format a value as a single line of text that no spreadsheet reads as a formula.

    >>> cell("+46 8 465 004 01"), cell(" \t=A1"), cell(False), cell([])
    ("'+46 8 465 004 01", "'=A1", 'no', 'none')
    """
    return inert(text(value))


def text(value: object) -> str:
    """Format a value as a single line: several are joined, and one that is missing is empty."""
    if value is None:
        return ""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "; ".join([text(item) or "?" for item in value]) or "none"
    return " ".join(str(value).split())


def _quoted(text: str, separator: str) -> str:
    return '"' + text.replace('"', '""') + '"' if separator in text or '"' in text else text


def cells(entry: Entry, lang: str) -> Iterator[list[object]]:
    """Yield the values of a provider's lines, in the order of `COLUMNS`."""
    authorised = entry["municipality"]
    profile = entry["profile"] or _NOTHING
    contact, locations, hours = profile["contact"] or {}, profile["locations"], profile["hours"] or {}
    of_premises = _per_premises(locations)
    verified = [f"{fact['fact']}: {text(fact['value'])} ({fact['on']})" for fact in authorised["verified"]]
    for period in authorised["services"]:
        service = profile["services"].get(period["service"], {})
        wait = service.get("waiting_time") or {}
        yield [
            *(entry["id"], entry["name"], authorised["legal_name"], authorised["organisation_number"]),
            *(authorised["regi"], period["service"], period["from"]),
            *(contact.get(key) for key in ("phone", "email", "website", "booking")),
            *(of_premises(lambda premises: premises["area"]), of_premises(_address), of_premises(_point)),
            *(of_premises(lambda premises, key=key: premises[key]) for key in PLACE),
            *(verified or None, profile["languages"]),
            *(_hours(hours.get(day)) for day in WEEKDAYS),
            premises_hours(locations),
            *(service.get(key) for key in PER_SERVICE),
            *(wait.get("working_days"), wait.get("stated"), entry["pages"][lang]),
        ]


_NOTHING: Entry = dict.fromkeys(("contact", "locations", "hours", "languages")) | {"services": {}}


def premises_hours(locations: list[Entry] | None, names: Mapping[str, str] | None = None) -> list[object] | None:
    """Return the opening hours that each of the premises has of its own; None if none has; `names` are of weekdays.

    >>> premises_hours([{"hours": {"monday": ["08:00-12:00", "13:00-17:00"], "friday": []}}, {"hours": None}])
    ['monday 08:00-12:00 13:00-17:00', None]
    """

    def week(premises: Entry) -> str | None:
        days = (premises["hours"] or {}).items()
        return ", ".join(" ".join([(names or {}).get(day, day), *spans]) for day, spans in days if spans) or None

    return _per_premises(locations)(week)


def _per_premises(locations: list[Entry] | None) -> Callable[[Callable[..., object]], list[object] | None]:
    """Return a function that maps `take` over the premises; it returns None if no premises state a value."""

    def each(take: Callable[..., object]) -> list[object] | None:
        values = [take(premises) for premises in locations or ()]
        return values if any(value is not None for value in values) else None

    return each


def _address(premises: Entry) -> str:
    address = premises["address"]
    return f"{address['street']}, {address['postcode']} {address['city']}"


def _point(premises: Entry) -> str | None:
    point = premises["coordinates"]
    return point and f"{point['lat']} {point['lon']}"


def _hours(spans: list[str] | None) -> object:
    return "closed" if spans == [] else spans
