"""Search, the reader's own orders, distance, and the way back: on the list, in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

from catalogue.schema import yaml_reader
from tests.support import size
from tests.support.browser.built_sites import built, served
from tests.support.browser.list_choices import TABLE, choices, ids, opened, script
from tests.support.browser.visiting import Site, Visit, fresh_windows

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
FARSTA = {"latitude": 59.243, "longitude": 18.093}


def names(page: Page) -> list[str]:
    """Read the names that are shown."""
    return page.locator("#cards h2").all_inner_texts()


def found(page: Page, query: str) -> list[str]:
    """Type into the search, and read who is left."""
    page.locator("#find").fill(query)
    page.wait_for_function("query => (history.state?.choices.q ?? [])[0] === query", arg=query.strip())
    page.locator("#cards[aria-busy=false]").wait_for(state="attached")
    return ids(page)


@pytest.fixture(scope="module")
def list_page(browser: Browser, site: Site) -> Iterator[Page]:
    """The list, in which one search follows the other."""
    with fresh_windows(browser) as context:
        yield opened(Visit(context, site))


@pytest.mark.parametrize("query", size.rows(["RÅDGIV", "  rådgivning  "], ["rådgivning", "radgivning"]))
def test_a_part_of_a_compound_finds_the_whole(list_page: Page, query: str) -> None:
    assert "familjeradgivningen" in found(list_page, query)


def test_whoever_types_a_letter_without_its_ring_or_dots_finds_too(list_page: Page) -> None:
    assert found(list_page, "sodermalm") == found(list_page, "södermalm") != []


def test_a_letter_with_its_ring_finds_only_that_letter(list_page: Page) -> None:
    matches = list_page.evaluate(
        """async (address) => {
          const { patterns } = await import(address), words = ["sal", "sål", "säl", "hör", "hor"];
          return words.map((query) => words.filter((text) => patterns(query)[0].test(text)));
        }""",
        script(list_page, "search", "#search-found"),
    )
    assert matches == [["sal", "sål", "säl"], ["sål"], ["säl"], ["hör"], ["hör", "hor"]]


def test_a_word_of_the_vocabulary_finds_whom_it_is_said_of(list_page: Page) -> None:
    shown = set(found(list_page, "arabiska"))
    assert {TABLE.ids[row] for row in TABLE.columns["languages"].splits["ar"].matching} <= shown


def test_every_word_must_be_found(list_page: Page) -> None:
    assert set(found(list_page, "arabiska farsta")) < set(found(list_page, "arabiska"))


def test_what_is_found_keeps_the_day_s_order(list_page: Page) -> None:
    shown = found(list_page, "par")
    assert shown == [id_ for id_ in TABLE.ids if id_ in set(shown)]


def test_signs_of_patterns_are_only_signs(list_page: Page) -> None:
    assert found(list_page, ".*(") == []
    assert list_page.locator("#count").inner_text() == "Ingen utförare motsvarar ditt val."


def test_a_copied_link_with_an_endless_query_is_cut(visit: Visit) -> None:
    page = opened(visit, f"#q={'x' * 200_000}")
    assert page.locator("#count").inner_text() == "Ingen utförare motsvarar ditt val."
    assert len(page.locator("#find").input_value()) == 200


STUFFED = "rummet-fiktion"


def stuff(root: Path) -> None:
    """Build a profile that says a word twelve times, in ways that the check accepts."""
    file = root / "providers" / f"{STUFFED}.yaml"
    profile = yaml_reader.load(file.read_bytes(), file.name)[0]
    said = "Familjens samtal. Familjer kommer hit. Familjen bestämmer. Din familj. Er familj. Vår familj är liten. "
    profile["about"] = {"sv": said + "Familjeliv. Familjedag. Familjetid. Familjekväll. Familjeråd. Familjesamtal."}
    assert profile["about"]["sv"].lower().count("familj") == 12
    file.write_text(yaml.safe_dump(profile, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.mark.proof("tests/browser/test_list_search.py::test_what_is_found_keeps_the_day_s_order")
def test_a_word_said_twelve_times_in_a_profile_moves_it_nowhere(visit: Visit, browser: Browser, tmp_path: Path) -> None:
    before = found(opened(visit), "familj")
    report = built(tmp_path, stuff)
    assert report.ok, [problem.text("en") for problem in report.problems]
    with served(tmp_path / "dist") as stuffed, fresh_windows(browser) as context:
        page = opened(Visit(context, stuffed))
        everyone = ids(page)
        after = found(page, "familj")
    assert everyone == list(TABLE.ids)
    assert STUFFED in after
    assert [id_ for id_ in after if id_ != STUFFED] == [id_ for id_ in before if id_ != STUFFED]
    assert after == [id_ for id_ in TABLE.ids if id_ in set(after)]


def test_the_names_of_those_who_work_there_are_not_searched(visit: Visit) -> None:
    assert "Vera" not in (visit.site.folder / "search.json").read_text(encoding="utf-8")


def test_alphabetical_order_is_swedish_and_said(visit: Visit) -> None:
    page = opened(visit, "#order=name")
    shown = names(page)
    assert shown == page.evaluate("names => [...names].sort(new Intl.Collator('sv').compare)", shown)
    assert page.locator("#order-said").inner_text() == "Du har valt bokstavsordning."
    assert page.locator("#order-why").is_hidden()


def refuses(id_: str) -> bool:
    """Return whether a provider takes nobody new."""
    accepts_new = TABLE.columns["accepts_new"]
    return accepts_new.sets[accepts_new.columns[0][TABLE.ids.index(id_)]] == ()


def test_soonest_first_leaves_ties_in_the_day_s_order_and_those_who_take_nobody_new_last(visit: Visit) -> None:
    page = opened(visit, "#order=soonest")
    days = dict(zip(TABLE.ids, TABLE.waiting_days[0], strict=True))
    places = {id_: place for place, id_ in enumerate(TABLE.ids)}

    def rank(id_: str) -> tuple[object, ...]:
        return (True,) if refuses(id_) else (False, days[id_] is None, days[id_] or 0)

    assert ids(page) == sorted(TABLE.ids, key=lambda id_: (*rank(id_), places[id_]))
    assert any(refuses(id_) and days[id_] is not None for id_ in TABLE.ids)


def test_a_line_says_from_where_on_nobody_new_is_taken_and_the_order_how_many_and_why(visit: Visit) -> None:
    page = opened(visit, "#order=soonest")
    full = [id_ for id_ in TABLE.ids if refuses(id_)]
    line = page.locator("#cards > .divider")
    assert line.inner_text() == f"{len(full)} utförare tar inte emot nya just nu:"
    below = line.evaluate(
        "line => [...line.parentElement.children].slice([...line.parentElement.children].indexOf(line) + 1)"
        ".map((card) => card.dataset.provider)"
    )
    assert below == full
    said = page.locator("#order-said").inner_text()
    assert f"{len(full)} tar inte emot nya just nu och står sist." in said
    assert "har inte angett någon väntetid" in said


def test_the_day_s_order_comes_back(visit: Visit) -> None:
    page = opened(visit, "#order=name")
    page.locator("#ordering").select_option("")
    assert ids(page) == list(TABLE.ids)
    assert page.locator("#order-said").inner_text() == "Ordningen gäller 21\u00a0november\u00a02026."


def kilometres(page: Page) -> list[float]:
    """Read the distances that the cards show."""
    texts = page.locator(".distance").all_inner_texts()
    return [float(text.split()[0].replace(",", ".")) for text in texts if "fågelvägen" in text]


def test_nearest_to_an_area(visit: Visit) -> None:
    page = opened(visit, "#near=farsta&order=distance")
    shown = kilometres(page)
    assert shown == sorted(shown)
    assert shown[0] < 1
    assert "räknat från Farsta" in page.locator("#order-said").inner_text()


def test_whoever_has_no_place_stands_last_and_says_so(visit: Visit) -> None:
    page = opened(visit, "#near=farsta&order=distance")
    last = page.locator(".distance").last.inner_text()
    assert last == "Avstånd saknas"
    without = [id_ for id_, where in zip(TABLE.ids, TABLE.points, strict=True) if not where]
    assert ids(page)[-len(without) :] == without


HERE = {"geolocation": FARSTA, "permissions": ["geolocation"]}


@pytest.mark.parametrize("visit", [HERE], indirect=True)
def test_the_reader_s_position_is_used_on_a_click_and_written_nowhere(visit: Visit) -> None:
    page = opened(visit)
    page.locator("#ordering").select_option("distance")
    assert page.locator(".distance").count() == 0
    page.locator("#here").click()
    page.locator(".distance").first.wait_for()
    assert kilometres(page)[0] < 1
    assert choices(page)["near"] == ["me"]
    kept: list[Any] = page.evaluate(
        "[location.href, JSON.stringify(history.state), localStorage.length, sessionStorage.length]"
    )
    assert "59.2" not in str(kept)
    assert [url for url in visit.requests if "59.2" in url] == []


def test_a_position_that_is_refused_is_said(visit: Visit) -> None:
    page = opened(visit)
    page.locator("#ordering").select_option("distance")
    page.locator("#here").click()
    page.wait_for_function("() => document.getElementById('place-said').textContent !== ''")
    assert "Välj ett område i stället" in page.locator("#place-said").inner_text()


def test_the_distance_is_the_great_circle_s(list_page: Page) -> None:
    far = list_page.evaluate(
        "async (address) => (await import(address)).kilometres([59.3293, 18.0686], [57.7089, 11.9746])",
        script(list_page, "distance"),
    )
    assert far == pytest.approx(397, abs=2)  # Stockholm to Göteborg


class TestTheWayBack:
    """A provider's page leads back to the list as it was left, and says nothing of it in its own address."""

    def test_choices_and_place_are_kept(self, visit: Visit) -> None:
        page = opened(visit, "#evenings=yes&order=name")
        shown = ids(page)
        page.locator("#cards h2 a").nth(7).click()
        page.wait_for_load_state()
        page.locator(".back a").click()
        page.wait_for_function("id => document.activeElement.closest('li')?.dataset.provider === id", arg=shown[7])
        assert ids(page) == shown
        assert choices(page) == {"evenings": ["yes"], "order": ["name"]}

    def test_the_provider_s_own_address_holds_none_of_it(self, visit: Visit) -> None:
        page = opened(visit, "#competences=violence")
        page.locator("#cards h2 a").first.click()
        page.wait_for_url("**/utforare/*/")
        assert "#" not in page.url
        assert choices(page)["competences"] == ["violence"]

    def test_it_outlives_a_reload_and_nothing_is_stored(self, visit: Visit) -> None:
        page = opened(visit, "#evenings=yes")
        page.locator("#cards h2 a").first.click()
        page.wait_for_url("**/utforare/*/")
        page.reload()
        page.locator(".back a").click()
        page.locator("#cards[aria-busy=false]").wait_for(state="attached")
        assert choices(page) == {"evenings": ["yes"]}
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]

    @pytest.mark.parametrize(
        ("key", "foreign"),
        size.rows(
            [
                ("back", "https%3A%2F%2Fexample.org%2F"),
                ("back", "javascript%3Aalert(1)"),
                ("%62ack", "%2F%2Fexample.org%2F"),
                ("back", "%E0%A4%A"),
            ],
            [
                ("back", "%2F%2Fexample.org%2F"),
                ("%62ack", "https%3A%2F%2Fexample.org%2F"),
                ("%62ack", "javascript%3Aalert(1)"),
                ("%62ack", "%E0%A4%A"),
            ],
        ),
    )
    def test_it_leads_nowhere_else(self, visit: Visit, key: str, foreign: str) -> None:
        page = visit.go(f"/utforare/familjeradgivningen/#{key}={foreign}")
        page.wait_for_load_state()
        assert page.locator(".back a").evaluate("link => link.origin") == visit.site.url
