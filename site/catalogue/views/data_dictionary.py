"""What is stored, in a sentence for each column of the ledger and of case reports and each field of a log line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.schema import yaml_reader


@dataclass(frozen=True, slots=True)
class Column:
    """A column: whom it is about (resident, payment, staff, technical), and the feature of policy that it needs."""

    name: str
    sentence: str
    about: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table in one language: why it is stored, until when, who can see it, and its columns."""

    id: str
    name: str
    purpose: str
    kept: str
    seen_by: tuple[str, ...]
    columns: tuple[Column, ...]


def tables(lang: str) -> tuple[Table, ...]:
    """Return every table in a language; English for a language that the dictionary does not have."""
    document = _document()
    return tuple(_table(document, table_id, _Texts(lang)) for table_id in document["tables"])


@cache
def _document() -> Mapping[str, Any]:
    file = Path(__file__).with_suffix(".yaml")
    value, problems = yaml_reader.load(file.read_bytes(), file.name)
    if problems:
        raise ValueError(problems)
    return dict(value)


@dataclass(frozen=True, slots=True)
class _Texts:
    lang: str

    def __call__(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.lang, texts["en"])


def _table(document: Mapping[str, Any], table_id: str, text: _Texts) -> Table:
    entry = document["tables"][table_id]
    columns = tuple(
        Column(column["column"], text(column), column["about"], column.get("when"))
        for column in document["columns"]
        if table_id in column["tables"]
    )
    seen_by = tuple(text(document["seen_by"][code]) for code in entry["seen_by"])
    return Table(
        table_id, text(entry["name"]), text(entry["purpose"]), text(document["kept"][entry["kept"]]), seen_by, columns
    )
