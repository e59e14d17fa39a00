"""The file that the list's search reads: its columns have a row for each provider, and hold what people search for."""

import datetime as dt
import json
from functools import cache
from typing import Any

from catalogue.schema import yaml_reader
from catalogue.search import search_index
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.search.search_index import SearchIndex
from tests.support import frozen
from tests.support.catalogue.demo_cards import demonstration

TODAY = dt.date(2026, 11, 21)
RULES, CARDS, _ = demonstration(TODAY)
IDS = [card.id for card in CARDS]


@cache
def index() -> dict[str, Any]:
    """Build the index of the demonstration."""
    built = SearchIndex(RULES)
    numbers = search_index.key_numbers(RULES)
    for card in CARDS:
        file = frozen.PROVIDERS / f"{card.id}.yaml"
        profile = yaml_reader.load(file.read_bytes(), file.name)[0] if file.exists() else None
        provider = AuthorisedProvider.from_authorisation(RULES.authorisations[card.id], TODAY)
        fields = search_index.search_fields(profile, provider, RULES)
        has = [[numbers[kind][key] for key in fields.keys[kind]] for kind in search_index.KINDS]
        built.add(card.name, fields.about, fields.contact, has)
    content: dict[str, Any] = json.loads(built.json(TODAY.isoformat()))
    return content


def row(id_: str) -> int:
    """Return the row of a provider."""
    return IDS.index(id_)


def test_every_column_has_a_row_for_each_provider() -> None:
    columns = [index()["names"], index()["contacts"], *index()["texts"].values()]
    columns += [words["has"] for words in index()["words"].values()]
    assert {len(column) for column in columns} == {len(IDS)}


def test_a_contact_is_addresses_stops_in_each_language_and_the_telephone_in_digits() -> None:
    assert index()["contacts"][row("den-tankta-parmottagningen")].split("\n") == [
        "Låtsasgatan 30, 128 00 Skarpnäck",
        "Tunnelbana Skarpnäck, 5 minuter att gå.",
        "Metro Skarpnäck, a 5 minute walk.",
        "0846500407",
    ]


def test_a_telephone_with_the_number_of_the_country_is_written_without_it() -> None:
    provider = AuthorisedProvider.from_authorisation(RULES.authorisations["rummet-fiktion"], TODAY)
    fields = search_index.search_fields({"contact": {"phone": "+46 8 465 004 22"}}, provider, RULES)
    assert fields.contact == "0846500422"


def test_a_value_has_its_synonyms_where_the_list_looks_for_it() -> None:
    also = index()["also"]
    assert "otrogen" in also["competences"]["infidelity"]
    assert "trappor" in also["step_free"]["yes"]
    assert "kväll" in also["evenings"]["yes"]
    assert "helg" in also["days"]["sunday"]


def test_a_language_has_its_names_in_every_language_of_the_site_in_english_and_its_own() -> None:
    assert {"arabiska", "Arabic", "arabia", "العربية"} <= set(index()["also"]["languages"]["ar"])


def test_a_language_that_nobody_can_state_is_named_in_the_languages_of_the_site() -> None:
    assert index()["further"]["zh"] == {"sv": "kinesiska", "en": "Chinese", "fi": "kiina"}
    assert not index()["further"].keys() & RULES.vocabulary["languages"].keys()


def test_a_weekday_is_that_of_the_opening_hours() -> None:
    days = index()["words"]["days"]
    open_days = days["has"][row("den-tankta-parmottagningen")]
    assert [days["labels"]["sv"][day] for day in open_days] == ["måndag", "tisdag", "torsdag"]
