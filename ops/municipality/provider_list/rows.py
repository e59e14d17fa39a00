"""One row of the list as a provider, or its faults."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.policy.field_types import SUPPLIER
from ops.municipality.answers import ListedProvider, Premises
from ops.municipality.provider_list import cells
from ops.municipality.provider_list.cells import CellError
from ops.municipality.provider_list.headings import Columns

NAME_MAX, STREET_MAX, CITY_MAX = 80, 80, 40
LEGAL_NAME_MAX = 120
_TYPES = (
    ("sole_trader", r"enskild|egenföretagare|sole"),
    ("association", r"förening|stiftelse|ideell|samfund|association|foundation"),
    ("municipality", r"kommun(?!al)|municipality"),
    ("company", r"aktiebolag|\bab\b|handelsbolag|\bhb\b|kommanditbolag|\bkb\b|bolag|company|ltd"),
)
_TYPE_OF_DIGIT = {"5": "company", "9": "company", "8": "association"}  # the first of the organisation number
_MUNICIPALITY_SERIES = "2120"
_REGI = (
    ("own", r"egen|kommun|intern|own|public|^(?:ja|x)$"),
    ("private", r"privat|enskild|extern|entreprenad|lov|private|^nej$"),
)
_NO_END = re.compile(r"tills ?vidare|löpande|-+|until further notice")
_BETWEEN = re.compile(r"\s*(?:[,;/+&\n]|\boch\b|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the list is read against: the municipality's services, languages and own number, and the day."""

    services: Mapping[str, Collection[str]]  # id → names
    own_unit_only: Collection[str]
    languages: Mapping[str, str]  # name in small letters → code
    today: dt.date
    organisation_number: str | None = None

    @property
    def private(self) -> list[str]:
        """The services that others than the own unit perform."""
        return [service for service in self.services if service not in self.own_unit_only]


@dataclass(slots=True)
class Reader:
    """Reads rows, collecting faults and notes."""

    columns: Columns
    scope: Scope
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, row: int, name: str, message: str) -> None:
        """Add a fault of a cell: its row, its column and the way out; never what stands in it."""
        self.faults.append(f"rad {row}, {self.columns.title(name)}: {message}.")

    def note(self, row: int, message: str) -> None:
        """Add what was mended or left out."""
        self.notes.append(f"rad {row}: {message}.")


def provider_of(
    reader: Reader, row: int, cell: Mapping[str, str], known: Mapping[str, ListedProvider]
) -> ListedProvider | None:
    """Return the provider of a row, or None for one that has a fault or has ended.

    A row without a name may be another of a company that is known by its number.
    """
    before = len(reader.faults)
    number, type_ = _number_and_type(reader, row, cell)
    name = cell.get("legal_name") or (known[number].legal_name if number and number in known else "")
    if not name:
        reader.fault(row, "legal_name", "namnet saknas; fyll i det eller ta bort raden")
    elif len(cell) == 1 and len(reader.columns.fields) > 2:  # noqa: PLR2004 - a title between rows has one text
        reader.fault(row, "legal_name", "raden har inget mer än detta; fyll i den eller ta bort den")
    cell = _without_persons(reader, row, cell)
    regi = _regi(reader, row, cell, number, type_)
    parsed = _Parsed(reader, row, cell)
    provider = ListedProvider(
        id="",
        legal_name=parsed.value("legal_name", lambda text: cells.name(text, LEGAL_NAME_MAX)) or name,
        name=parsed.value("name", lambda text: cells.name(text, NAME_MAX)) or name[:NAME_MAX],
        type="municipality" if regi == "own" else type_ if type_ != "municipality" else None,
        regi=regi,
        services=_services(reader, row, cell, regi, parsed.value("from", cells.date)),
        organisation_number=number or (reader.scope.organisation_number if regi == "own" else None),
        supplier=parsed.value("supplier", lambda text: cells.checked(SUPPLIER, text)),
        phone=parsed.phone(),
        email=parsed.value("email", cells.email),
        website=parsed.value("website", cells.website),
        premises=parsed.premises(),
        languages=_languages(reader, row, cell),
        rows=(row,),
    )
    ended = parsed.value("to", _end)
    if len(reader.faults) > before:
        return None
    if ended and ended < reader.scope.today:
        reader.note(row, f"avtalet slutade {ended}, så raden är inte med")
        return None
    if ended:
        reader.note(row, f"avtalet slutar {ended}; skriv det i authorisations.yaml när det är säkert")
    return provider


def _end(text: str) -> dt.date | None:
    return None if _NO_END.fullmatch(text.casefold()) else cells.date(text)


def _without_persons(reader: Reader, row: int, cell: Mapping[str, str]) -> dict[str, str]:
    """Return the cells that are read further; one that holds a personal identity number is a fault."""
    persons = [
        name
        for name, text in cell.items()
        if name not in ("organisation_number", "phone", "postcode") and cells.is_personal(text)
    ]
    for name in persons:
        reader.fault(row, name, "här står ett personnummer; ta bort det ur listan")
    return {name: text for name, text in cell.items() if name not in (*persons, "organisation_number")}


def _number_and_type(reader: Reader, row: int, cell: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return the organisation number and the type of provider; a person's number is dropped here."""
    number: str | None = None
    if text := cell.get("organisation_number"):
        try:
            number = cells.organisation_number(text)
        except CellError as error:
            reader.fault(row, "organisation_number", str(error))
    if number == cells.PERSONAL:
        reader.note(row, "personnumret i listan skrivs aldrig; ange utförarens leverantörsnummer i authorisations.yaml")
        return None, "sole_trader"
    listed = next((type_ for type_, words in _TYPES if re.search(words, cell.get("type", "").casefold())), None)
    if number:
        municipal = "municipality" if number.startswith(_MUNICIPALITY_SERIES) else None
        return number, _TYPE_OF_DIGIT.get(number[0]) or municipal or (listed if listed != "sole_trader" else None)
    named = next((type_ for type_, words in _TYPES if re.search(words, cell.get("legal_name", "").casefold())), None)
    return None, listed or (named if named in ("company", "association") else None)


def _regi(reader: Reader, row: int, cell: Mapping[str, str], number: str | None, type_: str | None) -> str:
    """Return own or private: as the list says, else by the organisation number."""
    if text := cell.get("regi", "").casefold():
        regi = next((regi for regi, words in _REGI if re.search(words, text)), None)
        if regi is None:
            reader.fault(row, "regi", "skriv egen regi eller privat")
        return regi or "private"
    own_number = reader.scope.organisation_number
    own = number == own_number if own_number and number else type_ == "municipality"
    return "own" if own else "private"


def _services(
    reader: Reader, row: int, cell: Mapping[str, str], regi: str, day: dt.date | None
) -> tuple[tuple[str, dt.date | None], ...]:
    """Return the services of a row with the first day; without a column, those that its regi performs."""
    scope = reader.scope
    if not (text := cell.get("service")):
        performed = scope.services if regi == "own" else scope.private
        if "service" in reader.columns.fields.values() and len(performed) > 1:
            reader.fault(row, "service", f"tjänsten saknas; skriv {' eller '.join(scope.services)}")
        elif not performed:
            reader.fault(row, "regi", "tjänsten är bara i egen regi; skriv egen regi, eller ta bort raden")
        return tuple((service, day) for service in performed)
    services = []
    for word in filter(None, _BETWEEN.split(text.casefold())):
        service = next((id_ for id_, names in scope.services.items() if word in {id_, *map(str.casefold, names)}), None)
        if service is None:
            reader.fault(row, "service", f"tjänsten finns inte; skriv {' eller '.join(scope.services)}")
        elif regi == "private" and service in scope.own_unit_only:
            reader.fault(row, "service", f"{service} är bara i egen regi")
        else:
            services.append(service)
    return tuple((service, day) for service in dict.fromkeys(services))


def _languages(reader: Reader, row: int, cell: Mapping[str, str]) -> tuple[str, ...]:
    codes = []
    for word in filter(None, _BETWEEN.split(cell.get("languages", "").casefold())):
        code = reader.scope.languages.get(word)
        if code is None:
            reader.fault(row, "languages", "ett språk känns inte igen; skriv till exempel svenska, engelska")
            break
        codes.append(code)
    return tuple(dict.fromkeys(codes))


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The cells of a row, each read as what its column holds."""

    reader: Reader
    row: int
    cell: Mapping[str, str]

    def value(self, name: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401 - what `read` returns
        """Return what a cell says, None if it is empty, or None and a fault."""
        if not (text := self.cell.get(name)):
            return None
        try:
            return read(text)
        except CellError as error:
            self.reader.fault(self.row, name, str(error))
            return None

    def phone(self) -> str | None:
        """Return the telephone number, with a note if its first zero was lost."""
        number: str | None = self.value("phone", cells.phone)
        text = self.cell.get("phone", "")
        if number and len(re.findall(r"\d", text)) > len(re.findall(r"\d", number)) + len("+46"):
            self.reader.note(self.row, f"av flera telefonnummer är det första med, {number}")
        if number and text.isdecimal() and not text.startswith("0"):
            self.reader.note(self.row, f"telefonnumret hade tappat sin nolla och är skrivet {number}")
        return number

    def premises(self) -> tuple[Premises, ...]:
        """Return the address of a row, whose parts may stand in one cell or in several."""
        street, postcode, city = cells.address(self.cell.get("street", ""))
        _, of_city_cell, name = cells.address(self.cell.get("city", ""))
        city = city or name or self.cell.get("city")
        postcode = postcode or of_city_cell or self.value("postcode", cells.postcode)
        if not (street or city):
            return ()
        for name_, text, at_most in (("street", street, STREET_MAX), ("city", city or "", CITY_MAX)):
            if len(text) > at_most:
                self.reader.fault(self.row, name_, f"högst {at_most} tecken")
        return (Premises(street or None, postcode, city, self.cell.get("area") or city),)
