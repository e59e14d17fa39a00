"""The annual report as files: an accessible PDF, and the same content in Markdown to paste into an agenda."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from catalogue.rendering import pdf

TEMPLATE = Path(__file__).with_name("report.typ")
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#"})


def pdf_of(report: Mapping[str, Any], year: int) -> bytes:
    """Return the report as PDF, dated January 1 of the next year, so that the same content gives the same bytes."""
    return pdf.write(TEMPLATE, report, made=date(year + 1, 1, 1))


def markdown(report: Mapping[str, Any]) -> str:
    """Return the report as Markdown: headings, paragraphs, and each table under its caption."""
    heading = [f"# {escaped(report['title'])}", escaped(report["town"])]
    parts = [*heading, *(escaped(report[name]) for name in ("demo", "lead", "how_read") if report[name])]
    for section in report["sections"]:
        parts.append(f"## {escaped(section['title'])}")
        parts += [escaped(paragraph) for paragraph in section["paragraphs"]]
        for table in section["tables"]:
            parts += _table(table)
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Return a text with Markdown's special characters escaped."""
    return text.translate(_MARKS)


def _table(table: Mapping[str, Any]) -> Iterator[str]:
    if table["sentence"]:
        yield escaped(table["sentence"])
    yield f"**{escaped(table['caption'])}**"
    foot = [[f"**{escaped(cell)}**" for cell in table["foot"]]] if table["foot"] else []
    rows = [[escaped(cell) for cell in row] for row in (table["head"], *table["rows"])] + foot
    ruler = ["---", *["---:"] * (len(table["head"]) - 1)]
    yield "\n".join(map(_row, [rows[0], ruler, *rows[1:]]))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
