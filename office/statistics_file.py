"""`build.py statistics YEAR`: the year's suppressed figures as a file for a person to review before publication.

No file written here shows a hidden figure. An existing file is final: the same year must give the same content again.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.dates import clock
from chalicelib.register import codes
from chalicelib.reporting import tables, yearly_counts
from chalicelib.reporting.yearly_counts import ByService, Progress
from office.context import OfficeError, Source

YEARS_SHOWN = 3
HIDDEN = ".."


@dataclass(frozen=True)
class StatisticsFiles:
    """The written files: the one to review, and the tables of three years as CSV."""

    file: Path
    table: Path
    counts: ByService
    content: Mapping[str, Any]


def make(  # noqa: PLR0913 - the command's own options
    source: Source, year: int, folder: Path, out: Path, *, now: datetime, progress: Progress
) -> StatisticsFiles:
    """Write the year's file for review, and a CSV with the two years before it; raise OfficeError until final."""
    first = yearly_counts.final_from(source.register, year)
    if now < first:
        raise OfficeError(f"The figures of {year} are not final: the file can be created from {first:%Y-%m-%d}.")
    file = folder / f"{year}.json"
    existing = read_published(folder, year)
    counts = yearly_counts.count_for_statistics(
        source.ledger, source.cases, source.register, year, today=clock.day(now), progress=progress
    )
    content = tables.content(source.register, year, counts, existing)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if existing is not None and json.loads(text) != existing:
        raise OfficeError(f"{file} is published and final, and the ledger now says otherwise: nothing was written.")
    replace_file(file, text.encode())
    table = out / f"statistics-{year}.csv"
    years = {
        earlier: earlier_content
        for earlier in range(year - YEARS_SHOWN + 1, year)
        if (earlier_content := read_published(folder, earlier))
    }
    replace_file(table, tables_csv({**years, year: content}).encode())
    replace_file(out / f"national-{year}.csv", national_csv(content).encode())
    source.cases.delete_expired(year)
    return StatisticsFiles(file, table, counts, content)


def read_published(folder: Path, year: int) -> dict[str, Any] | None:
    """Return the content of a year's file, or None if there is no file."""
    try:
        content = json.loads((folder / f"{year}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise OfficeError(f"{folder / str(year)}.json is not JSON: {error}") from None
    if not isinstance(content, dict) or content.get("schema") != tables.SCHEMA:
        raise OfficeError(f"{folder / str(year)}.json has another layout: move it away, and write it anew.")
    return content


def tables_csv(years: Mapping[int, Mapping[str, Any]]) -> str:
    """Return every table as CSV, one row per cell with the years side by side; a hidden figure is two dots."""
    cells: dict[tuple[str, str, str], dict[int, str]] = {}
    for year, content in sorted(years.items()):
        for service, figures in content["services"].items():
            for table, values in figures["tables"].items():
                for cell, value in values.items():
                    cells.setdefault((service, table, cell), {})[year] = HIDDEN if value is None else str(value)
            for table in figures["withheld"]:
                cells.setdefault((service, table, ""), {})[year] = HIDDEN
            for mean, value in figures["means"].items():
                cells.setdefault((service, "means", mean), {})[year] = str(value).replace(".", ",")
    return _csv(
        [["service", "table", "cell", *map(str, sorted(years))]]
        + [[*names, *(by_year.get(year, "") for year in sorted(years))] for names, by_year in sorted(cells.items())]
    )


NATIONAL = (
    ("cases_closed", "cases"),
    ("sessions", "events×event|session"),
    ("persons_18_and_over", "persons"),
    ("children_under_18", "children"),
    *((f"own_initiative_{name}", f"cases×initiative|{name}") for name in codes.INITIATIVES),
    *((f"age_{name}", f"persons×age|{name}") for name in codes.AGES),
    *((f"content_{name}", f"cases×content|{name}") for name in codes.CONTENTS),
)
"""The variables of the national statistics (MFoF) and the published cells that they are taken from."""


def national_csv(content: Mapping[str, Any]) -> str:
    """Return the national aggregates of each service as CSV."""
    rows = [
        [service, name, HIDDEN if cells.get(cell) is None else str(cells[cell])]
        for service in content["services"]
        for cells in (tables.cells(content, service),)
        for name, cell in NATIONAL
    ]
    return _csv([["service", "variable", str(content["year"])], *rows])


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return "\ufeff" + out.getvalue()


def replace_file(path: Path, data: bytes) -> None:
    """Write a file atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(data)
    temporary.replace(path)
