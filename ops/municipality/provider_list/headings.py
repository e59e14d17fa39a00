"""Which column of a list holds what: found by the headings, shown, and changed by who knows better."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from catalogue.schema.problem import sanitise
from ops.municipality.provider_list.tables import Sheet, TableError, column_letter

SKIPPED = "-"
NOT_OURS = "not"
SEARCHED = 40  # rows from the top
NO_HEADINGS = (
    "Hittar ingen rad med rubriker. Listan behöver en, som Utförare, Organisationsnummer, Telefon, Adress. "
    'Heter kolumnen med namnen något annat: --map "Er rubrik=legal_name".'
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The heading row of a sheet, its headings by column, and the field of each column that is read."""

    sheet: Sheet
    row: int
    titles: Mapping[int, str]
    fields: Mapping[int, str]

    def title(self, field: str) -> str:
        """Return the heading of the column that holds a field."""
        return next((self.titles[column] for column, name in self.fields.items() if name == field), field)


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    table: dict[str, dict[str, Sequence[str]]] = yaml.load(
        Path(__file__).with_name("headings.yaml").read_bytes(), Loader=yaml.CSafeLoader
    )
    return table


def fields() -> list[str]:
    """Return the fields that a column may hold."""
    return [field for field in _table() if field != NOT_OURS]


def label(field: str) -> str:
    """Return a field's name in Swedish."""
    return str(_table()[NOT_OURS if field == SKIPPED else field]["label"])


def choices() -> str:
    """Return a sentence with what a column may hold."""
    return f"Fälten är {', '.join(map(label, fields()))}, och - för en kolumn som inte läses."


def field_of(title: str) -> str | None:
    """Return the field that a heading means, or None.

    >>> [field_of(title) for title in ("Org.nr", "E-post", "Telefon (växel)", "Avtal fr.o.m.", "Namn, kontaktperson")]
    ['organisation_number', 'email', 'phone', 'from', None]
    """
    plain = _plain(title)
    if any(f" {words} " in f" {plain} " for words in _table()[NOT_OURS]["headings"]):
        return None
    fields_by_heading = {heading: field for field in fields() for heading in _table()[field]["headings"]}
    if plain in fields_by_heading:
        return fields_by_heading[plain]
    begins = [heading for heading in fields_by_heading if plain.startswith(f"{heading} ")]
    return fields_by_heading[max(begins, key=len)] if begins else None


def _plain(title: str) -> str:
    return " ".join(re.sub(r"[^\w]|_", " ", title.casefold()).split())


def find(sheets: Sequence[Sheet], changes: Sequence[str] = ()) -> Columns:
    """Find the row with most headings that are known, below any title; apply changes `HEADING=FIELD`."""
    named = {_plain(change.rpartition("=")[0]) for change in changes}
    candidates = [
        _columns(sheet, row, titles) for sheet in sheets for row, titles in list(sheet.rows.items())[:SEARCHED]
    ]
    columns = max(
        candidates,
        key=lambda row: len(row.fields) + len(named & set(map(_plain, row.titles.values()))),
        default=None,
    )
    if columns is None:
        raise TableError("Listan är tom.")
    columns = changed(columns, changes)
    if "legal_name" not in columns.fields.values():
        raise TableError(NO_HEADINGS)
    return columns


def _columns(sheet: Sheet, row: int, titles: Sequence[str]) -> Columns:
    """Return the columns of a row of headings; of two columns for the same field, the first is read."""
    named = {column: sanitise(title) for column, title in enumerate(titles) if title}
    chosen: dict[int, str] = {}
    for column, title in named.items():
        field = field_of(title)
        if field and field not in chosen.values():
            chosen[column] = field
    if "legal_name" not in chosen.values():  # a list of practices alone
        chosen = {column: "legal_name" if field == "name" else field for column, field in chosen.items()}
    return Columns(sheet, row, named, chosen)


def changed(columns: Columns, changes: Sequence[str]) -> Columns:
    """Return the columns with what each `HEADING=FIELD` says; the field leaves the column that had it."""
    chosen = dict(columns.fields)
    for change in changes:
        title, _, name = (part.strip() for part in change.rpartition("="))
        field = next((field for field in (*fields(), SKIPPED) if name.casefold() in (field, label(field))), None)
        if not title or field is None:
            raise TableError(f"{change}: skriv Rubrik=fält. {choices()}")
        column = next((index for index, text in columns.titles.items() if _plain(text) == _plain(title)), None)
        if column is None:
            raise TableError(
                f"{title}: det finns ingen sådan rubrik. Rubrikerna är {', '.join(columns.titles.values())}."
            )
        chosen = {index: name for index, name in chosen.items() if name != field and index != column}
        if field != SKIPPED:
            chosen[column] = field
    return replace(columns, fields=dict(sorted(chosen.items())))


def description(columns: Columns) -> list[str]:
    """Return lines that show which column is read as what."""
    sheet = f"bladet {columns.sheet.name}, " if columns.sheet.name else ""
    width = max(len(title) for title in columns.titles.values())
    lines = [f"Så läses listan ({sheet}rubriker på rad {columns.row}):"]
    for column, title in columns.titles.items():
        field = columns.fields.get(column)
        meaning = f"{label(field)} ({field})" if field else label(NOT_OURS)
        lines.append(f"  {column_letter(column):>2}  {title:<{width}}  {meaning}")
    return lines
