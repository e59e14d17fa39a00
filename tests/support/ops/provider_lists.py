"""Lists of invented providers as municipalities have them, as CSV and XLSX."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

HEADINGS = ("Utförare", "Org.nr", "Telefon", "E-post", "Hemsida", "Besöksadress", "Postnr", "Ort", "Driftform", "Språk")
Row = Mapping[str, object]
PERSON = "19900602-2397"
"""One of Skatteverket's published test numbers, which belong to nobody."""
NUMBERS = (
    "559998-0017",
    "559998-0025",
    "559998-0033",
    "559998-0041",
    "559998-0058",
    "559998-0066",
    "969998-0018",
    "802998-0011",
)
NAMES = (
    "Påhittade Öar AB",
    "Samtalsrummet Fiktion AB",
    "Exempelåsens familjehjälp AB",
    "Åsa Modell Psykologi AB",
    "Utkastet AB",
    "Skissens familjestöd AB",
    "Påhittsbergs handelsbolag",
    "Stiftelsen Fiktionsgården",
)


def row(**cells: object) -> Row:
    """Return a row: the cells in the order of the headings, or by names."""
    return cells


def twelve(**more: object) -> list[Row]:
    """Return twelve rows: the own unit, a company twice with two premises, nine more, a sole trader among them."""
    own = {"Utförare": "Exempelby familjeenhet", "Org.nr": "212000-0142", "Driftform": "Egen regi"}
    companies = [
        {"Utförare": name, "Org.nr": number, "Driftform": "Privat"} for name, number in zip(NAMES, NUMBERS, strict=True)
    ]
    again = dict(companies[0])
    sole = {"Utförare": "Rut Exempelsson samtal", "Org.nr": PERSON, "Driftform": "Privat"}
    unknown = {"Utförare": "Nybörjargruppen", "Driftform": "Privat"}
    rows = [own, *companies, again, sole, unknown]
    return [
        {
            **cells,
            "Telefon": f"08-000 12 {number}",
            "E-post": f"info{number}@paahittet.foretag",
            "Besöksadress": f"Storgatan {number}",
            "Postnr": "131 30",
            "Ort": "Exempelby" if number % 2 else "Östra Exempelby",
            "Språk": "svenska, engelska",
            **more,
        }
        for number, cells in enumerate(rows, 30)
    ]


def branches() -> list[Row]:
    """Return twelve rows of one own unit, with a branch on each."""
    own = {"Utförare": "Exempelby familjeenhet", "Org.nr": "212000-0142", "Driftform": "Egen regi"}
    return [{**cells, **own} for cells in twelve()]


def table(rows: Sequence[Row]) -> list[list[object]]:
    """Return the rows as a table under its headings."""
    headings = list(dict.fromkeys([*HEADINGS, *(name for cells in rows for name in cells)]))
    return [list(headings), *([cells.get(name) for name in headings] for cells in rows)]


def write_csv(file: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8", delimiter: str = ";") -> Path:
    """Write rows as CSV and return the file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def write_xlsx(file: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    """Write rows as a sheet, with ranges of merged cells, and return the file."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Utförare"
    for cells in rows:
        sheet.append(list(cells))
    for area in merged:
        sheet.merge_cells(area)
    workbook.save(file)
    return file


MESSY_MERGED = ("A1:H1", "A6:A7", "C6:C7")
STARTED = dt.datetime(2019, 1, 1)  # noqa: DTZ001 - a sheet's dates have no zone
MESSY: list[list[object]] = [
    ["Utförare i familjebehandling, uppdaterad mars 2026", *[None] * 7],
    [],
    ["Utförare", None, "Org.nr", "Telefon", "Besöksadress", None, "Postadress", "Avtal fr.o.m."],
    ["Exempelby familjeenhet", None, 2120000142, 846500400, "Storgatan 1", None, "131 30 Exempelby", STARTED],
    [],
    ["Påhittade Öar AB", None, 5599980017, 701740605, "Ågatan 2", None, "131 31 Exempelby", 43466],
    [None, None, None, None, "Älvgatan 3", None, "131 32 Östra Exempelby", "2020-01-01"],
    [
        "Rut Exempelsson samtal",
        None,
        199006022397,
        "08/465 004 03",
        "Ögatan 4, 131 33 Exempelby",
        None,
        None,
        "1 maj 2021",
    ],
]
"""A merged title, empty rows and columns, numbers as numbers, a company merged over its two premises, a sole trader."""
