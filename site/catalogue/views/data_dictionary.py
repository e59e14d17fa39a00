"""What is stored, in a sentence for each column of the ledger and of case reports and each field of a log line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.i18n.formatting import in_sentence
from catalogue.policy.sentences.traits import Traits
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


@dataclass(frozen=True, slots=True)
class StoredTable:
    """What a table has of a resident: what no table before it has, and whether it repeats something of them."""

    name: str
    purpose: str
    sentences: tuple[str, ...]
    repeats: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of a resident in one situation: a sentence for each column, until when, and who can see it."""

    tables: tuple[StoredTable, ...]
    kept: str  # within a sentence
    seen_by: tuple[str, ...]


SITUATIONS: Mapping[str, tuple[str, ...]] = {
    "number": ("numbers", "events"),
    "visit": ("claims", "reversals", "adjustments"),
    "statistics": ("case_reports", "continuing_cases"),
}
"""The tables with something about a resident, by when it is stored."""
CONDITIONS: Mapping[str, Callable[[Traits], bool]] = {
    "members": lambda policy: policy.joint,
    "hours": lambda policy: policy.hours != "none",
    "presence_codes": lambda policy: policy.presence_codes != "none",
    "numbers": lambda policy: policy.numbers != "none",
    "attested": lambda policy: policy.attested != "none",
    "counted": lambda policy: policy.numbers != "none" or policy.attested != "none",
    "references": lambda policy: not all(service.numbered or service.attested for service in policy.services),
    "fees": lambda policy: policy.fees != "none",
    "exemption": lambda policy: policy.exemptions != "none",
    "suppliers": lambda policy: policy.handed_over != "none" or policy.beyond != "none",
    "choice": lambda policy: not policy.one_provider,
}


def stored(situation: str, policy: Traits) -> Stored:
    """Return what is stored in a situation under a policy, in its language; what is technical is left out."""
    stored_tables = [table for table in tables(policy.lang) if table.id in SITUATIONS[situation]]
    earlier: set[str] = set()
    groups = []
    for table in stored_tables:
        sentences = tuple(column.sentence for column in table.columns if _shown(column, policy))
        new = tuple(sentence for sentence in sentences if sentence not in earlier)
        groups.append(StoredTable(table.name, table.purpose, new, repeats=len(new) < len(sentences)))
        earlier.update(sentences)
    seen_by = dict.fromkeys(reader for table in stored_tables for reader in table.seen_by)
    return Stored(tuple(groups), in_sentence(stored_tables[0].kept), tuple(seen_by))


def _shown(column: Column, policy: Traits) -> bool:
    return column.about != "technical" and (column.when is None or CONDITIONS[column.when](policy))


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml_reader.load_own(Path(__file__).with_suffix(".yaml"))
    return document


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
