"""The dictionary says what is stored: every column that the code has, and none that it has not."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from typing import Any

import pytest

from catalogue.views import data_dictionary
from chalicelib.ledger import dynamodb_items, dynamodb_table, sqlite_schema
from chalicelib.ledger.dynamodb_items import Item
from chalicelib.reporting.cases.case_report import CaseReport, ContinuingCases
from chalicelib.reporting.cases.case_store import DynamoCases
from chalicelib.request_log import LogRecord
from tests.support.chalicelib.case_reports import REPORT
from tests.support.chalicelib.claims import NUMBER
from tests.support.chalicelib.kept import ADJUSTMENT, CLAIM, EVENT, REVERSAL, SEAL

LANGUAGES = ("sv", "en", "fi")


def columns_of_the_ledger() -> dict[str, set[str]]:
    """Return the columns of every table of the ledger's schema."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(sqlite_schema.TABLES)
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: {row[1] for row in database.execute(f"PRAGMA table_info({name})")} for name in names}


class RecordingTable(dynamodb_table.Table):
    """A DynamoDB table that keeps the item of a write."""

    item: Item

    def write(self, *writes: dict[str, Any]) -> None:
        """Keep the item that the first write puts."""
        self.item = writes[0]["Put"]["Item"]


def items() -> Iterator[Item]:
    """Yield an item of each kind that DynamoDB stores."""
    yield dynamodb_items.number_item(NUMBER)
    yield dynamodb_items.event_item(EVENT)
    yield dynamodb_items.pointer_item(CLAIM)
    for entry in (CLAIM, REVERSAL, ADJUSTMENT):
        yield dynamodb_items.entry_item(entry)
    yield dynamodb_items.seal_key(SEAL.month) | dynamodb_items.to_item(SEAL)
    table = RecordingTable(None, "ledger")
    DynamoCases(table).file(REPORT)
    yield {name: value for name, value in table.item.items() if name != "report"}  # a report's fields have their table


def stored() -> dict[str, set[str]]:
    """Return what the code stores: the columns of each table of the dictionary."""
    ledger = columns_of_the_ledger()
    in_sqlite = {column for columns in ledger.values() for column in columns}
    return ledger | {
        "case_reports": {"year", *(field.name for field in fields(CaseReport))},
        "continuing_cases": {field.name for field in fields(ContinuingCases)},
        "request_log": {field.name for field in fields(LogRecord)},
        "database_keys": {name for item in items() for name in item} - in_sqlite,
    }


def test_every_column_has_a_sentence_and_every_sentence_a_column() -> None:
    documented = {table.id: {column.name for column in table.columns} for table in data_dictionary.tables("sv")}
    assert documented == stored()


def test_no_column_has_two_sentences_under_one_condition() -> None:
    for table in data_dictionary.tables("sv"):
        columns = Counter((column.name, column.when) for column in table.columns)
        assert [name for (name, _), count in columns.items() if count > 1] == []


def test_the_keys_of_an_index_are_among_the_documented_keys() -> None:
    keys = next(table for table in data_dictionary.tables("en") if table.id == "database_keys")
    definition = dynamodb_table.table("ledger")["AttributeDefinitions"]
    assert {entry["AttributeName"] for entry in definition} <= {column.name for column in keys.columns}


def test_a_counter_of_failures_expires() -> None:
    assert "#expires" in dynamodb_table.COUNT


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_a_whole_sentence_in_its_language(lang: str) -> None:
    tables = data_dictionary.tables(lang)
    sentences = [text for table in tables for text in (table.purpose, table.kept, *(c.sentence for c in table.columns))]
    assert [text for text in sentences if not (text[0].isupper() and text.endswith("."))] == []
    if lang != "en":
        english = {c.sentence for table in data_dictionary.tables("en") for c in table.columns}
        assert [text for text in sentences if text in english] == []


def test_every_column_says_whom_it_is_about() -> None:
    abouts = {column.about for table in data_dictionary.tables("en") for column in table.columns}
    conditions = {column.when for table in data_dictionary.tables("en") for column in table.columns}
    assert abouts == {"resident", "payment", "staff", "technical"}
    assert conditions == {None, *data_dictionary.CONDITIONS}


def test_a_language_that_the_dictionary_lacks_gets_english() -> None:
    assert data_dictionary.tables("so") == data_dictionary.tables("en")
