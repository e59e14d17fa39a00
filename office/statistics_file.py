"""`build.py statistics YEAR`: the year's figures, suppressed, as a file for a person to read before it is published.

Nothing that this writes shows a hidden figure. A file that stands is final: the same year made again must say the same,
but for a mean that earlier versions published beside a table that hides a cell. That is taken back.
"""

import csv
import io
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.dates import clock
from chalicelib.reporting import case_report, tables
from chalicelib.reporting import yearly_counts as tally
from chalicelib.reporting.yearly_counts import Progress, YearCounts
from office.context import OfficeError, Source

YEARS_SHOWN = 3
HIDDEN = ".."


@dataclass(frozen=True)
class Made:
    """What was made: the file for a person to review, and the tables of three years."""

    file: Path
    table: Path
    tally: YearCounts
    content: Mapping[str, Any]
    forgotten: int
    taken_back: tuple[str, ...] = ()


def make(  # noqa: PLR0913 - the command's own options
    source: Source, year: int, folder: Path, out: Path, *, now: datetime, progress: Progress
) -> Made:
    """Write the year's file for review, and a CSV of it beside the two years before; its figures must be final."""
    first = tally.final_from(source.register, year)
    if now < first:
        raise OfficeError(f"The figures of {year} are not final: the file can be made from {first:%Y-%m-%d}.")
    file = folder / f"{year}.json"
    before = published(folder, year)
    found = tally.counted(source.ledger, source.cases, source.register, year, today=clock.day(now), progress=progress)
    content = tables.content(source.register, year, found, tables.cells(before) if before else {})
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    taken_back = tuple(sorted(before["means"].keys() - _means(content).keys())) if before else ()
    if before is not None and json.loads(text) != before | {"means": _means(before, but=taken_back)}:
        raise OfficeError(f"{file} is published and final, and the ledger now says otherwise: nothing was written.")
    put(file, text.encode())
    table = out / f"statistics-{year}.csv"
    years = {one: known for one in range(year - YEARS_SHOWN + 1, year) if (known := published(folder, one))}
    put(table, csv_of({**years, year: content}).encode())
    put(out / f"national-{year}.csv", national(content).encode())
    return Made(file, table, found, content, source.cases.forget(year), taken_back)


def _means(content: Mapping[str, Any], but: Collection[str] = ()) -> dict[str, float]:
    """Give the means of a year, but for some."""
    return {name: value for name, value in content["means"].items() if name not in but}


def published(folder: Path, year: int) -> dict[str, Any] | None:
    """Read the file of a year, if there is one."""
    try:
        found: dict[str, Any] = json.loads((folder / f"{year}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise OfficeError(f"{folder / str(year)}.json is not JSON: {error}") from None
    return found


def csv_of(years: Mapping[int, Mapping[str, Any]]) -> str:
    """Give every table, a cell a row, the years side by side; a hidden figure is two dots."""
    cells: dict[tuple[str, str], dict[int, str]] = {}
    for year, content in sorted(years.items()):
        for table, values in content["tables"].items():
            for cell, value in values.items():
                cells.setdefault((table, cell), {})[year] = HIDDEN if value is None else str(value)
        for table in content["withheld"]:
            cells.setdefault((table, ""), {})[year] = HIDDEN
        for mean, value in content["means"].items():
            cells.setdefault(("means", mean), {})[year] = str(value).replace(".", ",")
    return _csv(
        [["table", "cell", *map(str, sorted(years))]]
        + [
            [table, cell, *(found.get(year, "") for year in sorted(years))]
            for (table, cell), found in sorted(cells.items())
        ]
    )


NATIONAL = (
    ("cases_closed", "cases"),
    ("sessions", "events×event|session"),
    ("persons_18_and_over", "persons"),
    ("children_under_18", "children"),
    *((f"own_initiative_{name}", f"cases×initiative|{name}") for name in case_report.INITIATIVES),
    *((f"age_{name}", f"persons×age|{name}") for name in case_report.AGES),
    *((f"content_{name}", f"cases×content|{name}") for name in case_report.CONTENTS),
)
"""What the national statistics (MFoF) ask of a municipality, of what is published here."""


def national(content: Mapping[str, Any]) -> str:
    """Give the national aggregates."""
    cells = tables.cells(content)
    rows = [[name, HIDDEN if cells.get(cell) is None else str(cells[cell])] for name, cell in NATIONAL]
    return _csv([["variable", str(content["year"])], *rows])


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return "\ufeff" + out.getvalue()


def put(path: Path, data: bytes) -> None:
    """Put a file in place whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)
