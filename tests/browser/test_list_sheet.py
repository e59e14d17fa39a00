"""The filters as a sheet on phones and a column beside the list elsewhere, and what is chosen as buttons."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.list_choices import TABLE, choices, expected, ids, opened
from tests.support.browser.visiting import BUILT, PAGES, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
PHONE = {"viewport": {"width": 390, "height": 844}}
ARABIC_AND_EVENINGS = {"languages": {"ar"}, "evenings": {"yes"}}
LABEL_IN_NAME = """() => [...document.querySelectorAll(".chip")].every((chip) => chip.textContent &&
  chip.getAttribute("aria-label").includes(chip.textContent))"""


def sheet(visit: Visit) -> Page:
    """Open the list on a phone, and the sheet with its filters."""
    visit.page.clock.set_fixed_time(f"{BUILT}T12:00:00Z")
    page = visit.go(PAGES["list"], settled=True)
    page.locator("#narrow").press("Enter")
    page.locator("#cards[aria-busy=false]").wait_for(state="attached")
    return page


def tick(page: Page, facet: str, value: str) -> None:
    """Tick a box by its label."""
    page.locator(f"fieldset[data-facet={facet}] .option:has(input[value='{value}']) > span").click()


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
class TestTheSheet:
    """On a phone."""

    def test_it_counts_after_every_tick_and_leads_on_to_those_who_are_left(self, visit: Visit) -> None:
        page = sheet(visit)
        tick(page, "languages", "ar")
        expect(page.locator("#done")).to_have_text(f"Visa {len(expected({'languages': {'ar'}}))} utförare")
        tick(page, "evenings", "yes")
        expect(page.locator("#done")).to_have_text(f"Visa {len(expected(ARABIC_AND_EVENINGS))} utförare")
        expect(page.locator("#done")).to_be_in_viewport()
        page.locator("#done").click()
        assert page.locator("#sheet").is_hidden()
        assert page.evaluate("document.activeElement.id") == "count"
        expect(page.locator("#count")).to_be_in_viewport()
        assert ids(page) == expected(ARABIC_AND_EVENINGS)

    def test_escape_closes_it_and_leads_back_to_its_button(self, visit: Visit) -> None:
        page = sheet(visit)
        tick(page, "languages", "ar")
        page.keyboard.press("Escape")
        assert page.locator("#panel").is_hidden()
        assert page.evaluate("document.activeElement.id") == "narrow"
        assert ids(page) == expected({"languages": {"ar"}})

    def test_the_focus_stays_in_it_and_the_exit_is_in_it_too(self, visit: Visit) -> None:
        page = sheet(visit)
        stops = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            stops.add(
                page.evaluate("(({activeElement: at}) => at.closest('#sheet, body').tagName + at.className)(document)")
            )
        assert {stop for stop in stops if not stop.startswith("DIALOG")} <= {"BODYpage-list"}  # the browser's own bar
        assert "DIALOGexit-in-sheet" in stops

    def test_clear_leaves_it_open_with_everyone_counted(self, visit: Visit) -> None:
        page = sheet(visit)
        tick(page, "languages", "ar")
        page.locator("#clear").click()
        expect(page.locator("#done")).to_have_text(f"Visa {len(TABLE.ids)} utförare")
        assert page.locator("#panel input:checked").count() == 0

    def test_a_long_group_shows_the_rest_when_asked_and_the_focus_goes_on_to_it(self, visit: Visit) -> None:
        page = sheet(visit)
        group = page.locator("fieldset[data-facet=areas]")
        few = group.locator(".option:visible").count()
        group.locator(".all-values").press("Enter")
        with_somebody = [value for value, split in TABLE.columns["areas"].splits.items() if split.matching]
        assert few < len(with_somebody) == group.locator(".option:visible").count()
        assert group.locator("input[value]").nth(few).evaluate("box => box === document.activeElement")

    def test_a_wider_window_takes_the_filters_out_of_it(self, visit: Visit) -> None:
        page = sheet(visit)
        page.set_viewport_size({"width": 1280, "height": 900})
        expect(page.locator("#column > #panel")).to_be_visible()
        assert page.locator("#sheet").is_hidden()

    def test_four_filters_take_at_most_ten_taps(self, visit: Visit) -> None:
        page = sheet(visit)
        taps = [
            page.locator("fieldset[data-facet=languages] .option:has(input[value=ar]) > span"),
            page.locator("fieldset[data-facet=areas] .all-values"),
            page.locator("fieldset[data-facet=areas] .option:has(input[value=farsta]) > span"),
            page.locator("fieldset[data-facet=evenings] .option:has(input[value=yes]) > span"),
            page.locator("[aria-controls=group-premises]"),
            page.locator("fieldset[data-facet=step_free] .option:has(input[value=yes]) > span"),
            page.locator("#done"),
        ]
        for place in taps:
            place.click()
        assert ids(page) == expected({**ARABIC_AND_EVENINGS, "areas": {"farsta"}, "step_free": {"yes"}})
        assert 1 + len(taps) <= 10


class TestTheColumn:
    """Where there is room."""

    def test_it_is_open_before_anything_was_pressed_and_nothing_is_fetched_for_it(self, visit: Visit) -> None:
        page = visit.go(PAGES["list"], settled=True)
        assert page.locator("#panel").is_visible()
        assert not [url for url in visit.requests if url.endswith("facets.json")]

    def test_no_script_is_reached_for_twice_though_several_import_it(self, visit: Visit) -> None:
        reached: list[str] = []
        visit.page.on("request", lambda asked: reached.append(asked.url) if asked.resource_type == "fetch" else None)
        opened(visit)
        assert len(reached) == len(set(reached)) > 5

    def test_the_count_stays_in_sight_however_far_one_has_scrolled(self, visit: Visit) -> None:
        page = opened(visit)
        page.locator("#cards > li h2 a").last.focus()
        expect(page.locator("#count")).to_be_in_viewport()

    def test_nothing_moves_when_the_scripts_have_come(self, visit: Visit) -> None:
        held = "() => document.getElementById('cards').getBoundingClientRect().top"
        page = visit.page
        page.clock.set_fixed_time(f"{BUILT}T12:00:00Z")
        page.route("**/list-*.js", lambda route: route.abort())
        before = visit.go(PAGES["list"]).evaluate(held)
        page.unroute_all()
        assert visit.go(PAGES["list"], settled=True).evaluate(held) == before


class TestChosenValues:
    """Buttons that take themselves away."""

    def test_each_is_called_for_what_it_takes_away(self, visit: Visit) -> None:
        page = opened(visit, "#languages=ar&evenings=yes")
        names = page.locator("#picked .chip").evaluate_all("chips => chips.map((chip) => chip.ariaLabel)")
        assert names == ["Ta bort: Språk: Arabiska", "Ta bort: Öppet någon kväll (efter klockan 18)"]
        assert page.evaluate(LABEL_IN_NAME)

    def test_the_focus_goes_on_to_the_next_and_then_to_the_count(self, visit: Visit) -> None:
        page = opened(visit, "#languages=ar&evenings=yes")
        page.locator("#picked .chip").first.press("Enter")
        expect(page.locator("#picked .chip")).to_have_count(1)
        assert ids(page) == expected({"evenings": {"yes"}})
        assert page.evaluate("document.activeElement.className") == "chip"
        page.keyboard.press("Enter")
        expect(page.locator("#picked")).to_be_hidden()
        assert page.evaluate("document.activeElement.id") == "count"
        assert choices(page) == {}

    def test_what_was_searched_for_is_one_of_them(self, visit: Visit) -> None:
        page = opened(visit, "#q=samtal")
        page.get_by_role("button", name="Ta bort: Sökord: samtal").click()
        expect(page.locator("#find")).to_have_value("")


class TestNobodyFound:
    """What leaves everyone out is said, and can be taken away."""

    def test_the_fewest_choices_that_leave_everyone_out_are_named_with_how_many_there_are_without_them(
        self, visit: Visit
    ) -> None:
        chosen = {
            "languages": {"ar"},
            "evenings": {"yes"},
            "saturdays": {"yes"},
            "step_free": {"yes"},
            "areas": {"kista"},
        }
        assert expected(chosen) == []
        fragment = "&".join(f"{key}={value}" for key, (value,) in chosen.items())
        page = opened(visit, f"#{fragment}")
        without_one = [expected({other: values for other, values in chosen.items() if other != key}) for key in chosen]
        page.locator("#too-much-remove").click()
        expect(page.locator("#too-much")).to_be_hidden()
        left = choices(page)
        assert ids(page) == expected({key: set(values) for key, values in left.items()}) != []
        assert len(left) == len(chosen) - (1 if any(without_one) else 2)

    def test_the_number_that_is_promised_is_the_number_that_is_found(self, visit: Visit) -> None:
        page = opened(visit, "#languages=ar&areas=kista&evenings=yes")
        promised = page.locator("#too-much-said").inner_text()
        page.locator("#too-much-remove").click()
        expect(page.locator("#too-much")).to_be_hidden()
        assert f"visas {len(ids(page))} utförare" in promised
        assert page.evaluate("document.activeElement.id") == "count"


def test_on_paper_stands_what_was_chosen_and_the_bare_address(visit: Visit) -> None:
    page = opened(visit, "#languages=ar&evenings=yes")
    page.emulate_media(media="print")
    said = page.locator("#printed").inner_text()
    assert said == (
        f"Urval: Språk: Arabiska; Öppet någon kväll (efter klockan 18). Utskrivet från {visit.site.url}{PAGES['list']}"
    )
    assert page.locator(".card:visible").count() == len(expected(ARABIC_AND_EVENINGS))
    assert page.locator("#picked").is_hidden()
