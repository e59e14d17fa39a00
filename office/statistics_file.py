"""`build.py statistics YEAR`: the year's suppressed figures as a file for a person to review before publication.

No file written here shows a hidden figure. An existing file is final and keeps its bytes: what is hidden is not drawn
again, since two draws of a year could tell what each of them hides.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.dates import clock
from chalicelib.reporting import tables, yearly_counts
from chalicelib.reporting.suppression import SMALLEST_SHOWN
from chalicelib.reporting.yearly_counts import ByService, Progress
from office import statistics_csv
from office.context import OfficeError, Source

YEARS_SHOWN = 3
DIFFERING_SHOWN = 5


@dataclass(frozen=True)
class StatisticsFiles:
    """The written files: the one to review, the tables of three years as CSV, and what the national statistics ask."""

    file: Path
    table: Path
    national: Path
    counts: ByService
    content: Mapping[str, Any]
    is_new: bool


def make(  # noqa: PLR0913 - the command's own options
    source: Source, year: int, folder: Path, out: Path, *, now: datetime, progress: Progress
) -> StatisticsFiles:
    """Write the year's file for review, unless there is one, and a CSV with the two years before it.

    Raise OfficeError, and write nothing, until the year is final, or if its file shows other figures than the ledger.
    """
    first = yearly_counts.final_from(source.register, year)
    if now < first:
        raise OfficeError(f"The figures of {year} are not final: the file can be created from {first:%Y-%m-%d}.")
    years = {
        number: published
        for number in range(year - YEARS_SHOWN + 1, year + 1)
        if (published := read_published(folder, number))
    }
    file = folder / f"{year}.json"
    counts = yearly_counts.count_for_statistics(
        source.ledger, source.cases, source.register, year, today=clock.day(now), progress=progress
    )
    is_new = year not in years
    if is_new:
        years[year] = tables.content(source.register, year, counts)
    else:
        _check_published(file, tables.differing(source.register, counts, years[year]))
    table, national = out / f"statistics-{year}.csv", out / f"national-{year}.csv"
    replace_file(table, statistics_csv.of_years(years).encode())
    replace_file(national, statistics_csv.national(years[year], source.policy).encode())
    if is_new:
        text = json.dumps(years[year], ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        replace_file(file, text.encode())
    source.cases.delete_expired(year)
    return StatisticsFiles(file, table, national, counts, years[year], is_new)


def read_published(folder: Path, year: int) -> dict[str, Any] | None:
    """Return the content of a year's file, or None if there is no file."""
    file = folder / f"{year}.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError) as error:
        raise OfficeError(f"{file} is not JSON: {error}; restore it from Git, or move it away.") from None
    if isinstance(content, dict) and isinstance(content.get("schema"), int) and content["schema"] < tables.SCHEMA:
        raise OfficeError(
            f"{file} was written by an earlier version, which hid other figures. Was it never published? Delete it, "
            f"and run: python3 build.py statistics {year}. Was it published? Move it out of the folder and publish "
            f"nothing more of {year}: a year that is published twice could tell what either file hides."
        )
    if not _is_published_year(content, year):
        raise OfficeError(
            f"{file} is not a file of {year} as this command writes it: restore it from Git, or move it away."
        )
    return dict(content)


def _is_published_year(content: object, year: int) -> bool:
    match content:
        case {"schema": tables.SCHEMA, "year": number, "services": dict(services)}:
            return number == year and all(map(_is_service_year, services.values()))
    return False


def _is_service_year(figures: object) -> bool:
    match figures:
        case {"tables": dict(by_table), "withheld": list(withheld), "means": dict(means), "hours": dict(hours)}:
            return (
                all(map(_is_table, by_table.values()))
                and all(isinstance(table, str) for table in withheld)
                and all(type(mean) in (int, float) for mean in means.values())
                and all(type(count) is int for count in hours.values())
            )
    return False


def _is_table(cells: object) -> bool:
    """Return whether each cell is hidden, or a count that is not too small to be shown."""
    return isinstance(cells, dict) and all(
        value is None or (type(value) is int and (value == 0 or value >= SMALLEST_SHOWN)) for value in cells.values()
    )


def _check_published(file: Path, differing: list[str]) -> None:
    """Raise OfficeError if a published file shows figures that the counts do not bear out."""
    if not differing:
        return
    more = len(differing) - DIFFERING_SHOWN
    names = ", ".join(differing[:DIFFERING_SHOWN]) + (f", and {more} more" if more > 0 else "")
    raise OfficeError(
        f"{file} shows other figures than the ledger: {names}. Nothing was written. Has the file been edited? Restore "
        "it from Git. Was it never published? Delete it, and run the command again. Otherwise it stays as it is: find "
        "what has changed in the ledger or in policy/ since."
    )


def replace_file(path: Path, data: bytes) -> None:
    """Write a file atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(data)
    temporary.replace(path)
