"""The table for a spreadsheet in Swedish: it opens in columns, in words, and holds the facts of the other files."""

import csv
import io
import re

from catalogue.open_data.csv_file import COLUMNS
from tests.support.catalogue.published_demo import data, demo

FILE = "api/v1/providers-spreadsheet.csv"


def rows(file: str = FILE, delimiter: str = ";") -> list[dict[str, str]]:
    text = (demo() / file).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter))


def test_it_opens_in_columns_with_headings_in_swedish() -> None:
    assert (demo() / FILE).read_bytes().startswith("\ufeffBeteckning;Namn;Juridiskt namn;Organisationsnummer;".encode())
    assert len(rows()[0]) == len(COLUMNS)
    assert not [heading for heading in rows()[0] if "_" in heading]


def test_it_has_the_rows_of_the_table_for_programs() -> None:
    programs = rows("api/v1/providers.csv", ",")
    pairs = [("Beteckning", "id"), ("Namn", "name"), ("Godkänd från", "authorised_from"), ("Sida", "page")]
    for heading, column in pairs:
        assert [row[heading] for row in rows()] == [row[column] for row in programs]


def test_answers_are_words() -> None:
    services = {service["id"]: service["name"]["sv"] for service in data("services.json")["services"]}
    expected = [
        services[period["service"]]
        for provider in data("providers.json")["providers"]
        for period in provider["municipality"]["services"]
    ]
    assert [row["Insats"] for row in rows()] == expected
    assert {row["Tar emot nya"] for row in rows()} <= {"Ja", "Nej, inte just nu", ""}
    assert {row["Drivs av"] for row in rows()} == {"Kommunen", "En privat utförare"}
    stated = {word for row in rows() for word in (row["Hiss"].split("; "))}
    assert stated <= {"Ja", "Nej", "?", ""}


def test_a_day_is_a_day_of_the_spreadsheet() -> None:
    assert all(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", row["Godkänd från"]) for row in rows())


def test_each_of_the_two_tables_says_for_whom_it_is() -> None:
    about = {file["name"]: file["about"]["sv"] for file in data("index.json")["files"]}
    titles = {file["name"]: file["title"]["sv"] for file in data("index.json")["files"]}
    assert "för program" in titles["providers_csv"]
    assert "svenskt Excel" in about["providers_table"]
    assert FILE in (demo() / "api/v1/catalogue.rdf").read_text()
