"""A service with a branch in each of its municipalities: where and when it is open, on the page and as data (D40)."""

import json
import re
from typing import Any

import pytest

from tests.support.municipalities import page_text, sites

pytestmark = sites.by_one_worker("jamtland")
HOST, BRANCHES = "Östersund", ("Ragunda", "Bräcke", "Krokom", "Strömsund", "Åre", "Berg", "Härjedalen")


@pytest.fixture(scope="module")
def page() -> str:
    """Return what the provider's page says of opening hours."""
    (text,) = page_text.pages(sites.built("jamtland"), "sv")["provider"].values()
    return text.rpartition("Öppettider")[2].partition("Språk")[0]


def published(name: str) -> Any:  # noqa: ANN401 - a document of the open data
    """Read a file of the open data."""
    return json.loads((sites.built("jamtland") / "api/v1" / name).read_text(encoding="utf-8"))


def test_the_page_says_when_each_branch_is_open_and_the_host_s_hours_first(page: str) -> None:
    assert re.findall("|".join((HOST, *BRANCHES)), page) == [HOST, *BRANCHES]
    assert "Östersund Dag Tid Måndag 08.00–17.00" in page
    assert "Ragunda Dag Tid Torsdag 10.00–19.00 Övriga dagar Stängt" in page


def test_a_branch_that_is_open_in_the_evening_is_an_evening_of_the_provider() -> None:
    (card,) = page_text.pages(sites.built("jamtland"), "sv")["list"].values()
    assert "Kvällstider Ja, tors Ja, torsdagar" in card


def test_the_open_data_have_each_branch_s_hours_and_no_others() -> None:
    (provider,) = published("providers.json")["providers"]
    by_place = {place["address"]["city"]: place["hours"] for place in provider["profile"]["locations"]}
    assert by_place[HOST] is None
    assert {place: hours["thursday"] for place, hours in by_place.items() if hours}.keys() == set(BRANCHES)


def test_a_standard_reader_finds_them_at_the_location() -> None:
    (service,) = published("hsds/services.json")["contents"]
    at = {place["location"]["name"]: place.get("schedules", []) for place in service["service_at_locations"]}
    assert [(one["byday"], one["opens_at"], one["closes_at"]) for one in at["Åre"]] == [("TH", "11:00", "19:00")]
    assert at[HOST] == []
