"""The open data as a table for people with a Swedish spreadsheet: semicolons, and headings and answers in words.

It has the rows and columns of `csv_file`, in the municipality's first language. A code that a spreadsheet would turn
into a number or a day has an apostrophe in front.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalogue.i18n.messages import Messages
from catalogue.open_data import csv_file
from catalogue.open_data.csv_file import COLUMNS, Entry
from catalogue.policy.schema import WEEKDAYS
from chalicelib.spreadsheet import BYTE_ORDER_MARK, verbatim

SEPARATOR = ";"
_AS_ON_PAGES = {
    **{name: f"field.{name}" for name in ("legal_name", "organisation_number", "regi", "phone", "email", "website")},
    **{name: f"field.{name}" for name in ("booking", "languages", "methods", "competences", "formats")},
    **{name: f"field.{name}" for name in ("works_together_with", "accepts_new")},
    **{f"hours_{day}": f"weekday.{day}" for day in WEEKDAYS},
    "areas": "field.area",
    "addresses": "field.address",
}
_AS_WRITTEN = ("authorised_from", "waiting_stated", "coordinates")  # days are days there, and places stay text


@dataclass(frozen=True)
class SpreadsheetTable:
    """Writes the table in one language; `labels` are policy's, by kind, and `providers` the names by id."""

    words: Messages
    labels: Mapping[str, Mapping[str, str]]
    providers: Mapping[str, str]

    def header(self) -> bytes:
        """Return the byte order mark and the headings."""
        return (BYTE_ORDER_MARK + csv_file.row(map(self._heading, COLUMNS), SEPARATOR)).encode()

    def rows(self, entry: Entry) -> bytes:
        """Return a provider's lines, one for each service in force."""
        return "".join(csv_file.row(cells, SEPARATOR) for cells in self._cells(entry)).encode()

    def _heading(self, column: str) -> str:
        feature = self.labels["features"].get(column)
        return feature or self.words[_AS_ON_PAGES.get(column, f"open_data.column.{column}")]

    def _cells(self, entry: Entry) -> Iterator[list[str]]:
        verified = [
            f"{self.labels['features'].get(fact['fact'], fact['fact'])}: {self._flag(fact['value'])} ({fact['on']})"
            for fact in entry["municipality"]["verified"]
        ]
        days = {day: self.words[f"weekday.{day}"] for day in WEEKDAYS}
        hours = csv_file.premises_hours((entry["profile"] or {}).get("locations"), days)
        for cells in csv_file.cells(entry, self.words.lang):
            values = dict(zip(COLUMNS, cells, strict=True)) | {"verified": verified or None, "hours_premises": hours}
            yield [self._cell(column, value) for column, value in values.items()]

    def _cell(self, column: str, value: object) -> str:
        text = csv_file.text(self._in_words(value, self._names(column)))
        return text if column in _AS_WRITTEN else verbatim(text)

    def _names(self, column: str) -> Mapping[str, str]:
        """Return what the keys of a column are called."""
        if column == "works_together_with":
            return self.providers
        if column == "regi":
            return {key: self.words[f"regi.{key}"] for key in ("own", "private")}
        if column == "accepts_new":
            return {key: self.words[f"value.{key}"] for key in ("yes", "not_now")}
        if column.startswith("hours_"):
            return {"closed": self.words["value.closed"]}
        return self.labels.get("services" if column == "service" else column, {})

    def _in_words(self, value: object, names: Mapping[str, str]) -> object:
        if isinstance(value, bool):
            return self._flag(value)
        if isinstance(value, (list, tuple)):
            return [self._in_words(item, names) for item in value] or self.words["value.none"]
        return names.get(value, value) if isinstance(value, str) else value

    def _flag(self, value: object) -> str:
        return self.words["value.yes" if value else "value.no"]
