"""Reading of a spreadsheet or a CSV file into rows of text, as people save them."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ops.municipality.provider_list import cells

MAX_BYTES, MAX_UNPACKED = 10_000_000, 100_000_000
MAX_ROWS, MAX_COLUMNS = 5_000, 60
DELIMITERS = (";", ",", "\t")


class TableError(Exception):
    """The file cannot be read as a table; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name (empty for CSV), and the rows that have any text: row number from 1 → texts."""

    name: str
    rows: Mapping[int, Sequence[str]]


def read(file: Path) -> list[Sheet]:
    """Read a CSV or XLSX file; a CSV file is one sheet for each way to divide it into columns."""
    try:
        data = file.read_bytes()
    except OSError as error:
        fault = "finns inte" if isinstance(error, FileNotFoundError) else f"går inte att läsa ({error.strerror})"
        raise TableError(f"{file} {fault}.") from None
    if len(data) > MAX_BYTES:
        raise TableError(f"{file} är större än {MAX_BYTES // 1_000_000} MB. Spara bara bladet med utförarna.")
    if data.startswith(b"PK"):
        return [*_workbook(file, data)]
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(
            f"{file} är en gammal Excelfil, eller har lösenord. Spara den som .xlsx eller .csv utan lösenord."
        )
    text = _decoded(file, data)
    return [Sheet("", _numbered(_csv(file, text, delimiter))) for delimiter in DELIMITERS if delimiter in text] or [
        Sheet("", _numbered([line] for line in text.splitlines()))
    ]


def _decoded(file: Path, data: bytes) -> str:
    """Decode UTF-8 with or without a mark, UTF-16 with one, or Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise TableError(f"{file} är inte text. Spara listan som .xlsx eller .csv.")


def _csv(file: Path, text: str, delimiter: str) -> Iterator[Sequence[str]]:
    """Yield the rows of a CSV text; a quotation mark that is never closed would swallow the rest, and is refused."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, values in enumerate(reader, 1):  # noqa: B007 - the error names the row
            yield values
    except csv.Error:
        message = f"{file}, rad {row + 1}: ett citattecken är inte avslutat. Ta bort det eller skriv det dubbelt."
        raise TableError(message) from None


def _workbook(file: Path, data: bytes) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out, none is a cell's value
            workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True) if unpacked <= MAX_UNPACKED else None
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a broken file makes it raise
        raise TableError(f"{file} går inte att läsa som Excelfil. Öppna den i Excel och spara den som .xlsx.") from None
    if workbook is None:
        raise TableError(f"{file} är för stor uppackad. Spara bara bladet med utförarna.")
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            yield Sheet(sheet.title, _numbered(_sheet_rows(sheet)))


def _sheet_rows(sheet: Worksheet) -> Iterator[Sequence[object]]:
    """Yield the rows of a sheet; a cell that is merged over several rows has its value in each."""
    repeated = {
        (row, area.min_col): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        if area.max_row > area.min_row and area.min_col == area.max_col
        for row in range(area.min_row + 1, min(area.max_row, MAX_ROWS) + 1)
    }
    last = min(sheet.max_row, MAX_ROWS + 1)
    for number, row in enumerate(sheet.iter_rows(max_row=last, max_col=MAX_COLUMNS, values_only=True), 1):
        yield [repeated.get((number, column), value) for column, value in enumerate(row, 1)]


def _numbered(rows: Iterator[Sequence[object]]) -> dict[int, list[str]]:
    """Return the rows that have any text, under their numbers; refuse more than a list of providers can have."""
    texts = {}
    for number, row in enumerate(rows, 1):
        if any(values := [cells.text(value) for value in row[:MAX_COLUMNS]]):
            texts[number] = values
        if len(texts) > MAX_ROWS:
            raise TableError(f"Listan har fler än {MAX_ROWS} rader.")
    return texts


def column_letter(index: int) -> str:
    """Return what a sheet calls a column: A for the first."""
    return get_column_letter(index + 1)
