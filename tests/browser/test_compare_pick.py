"""Up to four providers are picked in the list, for comparison."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browser.comparing import COMPARE, LIST, THREE, at_noon, columns, pick
from tests.support.browser.list_choices import choices
from tests.support.browser.visiting import HeldRequests, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
COVERED = """() => {
  const tray = document.getElementById("compare"), names = [];
  const apart = (one, other) =>
    one.bottom <= other.top || one.top >= other.bottom || one.right <= other.left || one.left >= other.right;
  const isShown = (stop) => stop.getClientRects().length;
  const stops = [...document.querySelectorAll("#cards a[href], #cards input")].filter(isShown);
  for (const stop of stops) {
    stop.focus();
    const floating = tray.getBoundingClientRect();
    const exit = document.querySelector(".exit-link").getBoundingClientRect();
    if (!apart(stop.getBoundingClientRect(), floating)) names.push(stop.textContent || stop.labels[0].textContent);
    if (!apart(exit, floating)) names.push("exit");
  }
  return { stops: stops.length, names };
}"""
"""What in the list lies under the tray while it has the focus, and whether the exit does."""


class TestChoosing:
    """In the list."""

    def test_the_choice_is_kept_beside_the_filters_and_stands_in_no_address(self, visit: Visit) -> None:
        page = at_noon(visit, f"{LIST}#formats=in_person")
        pick(page, *THREE)
        assert choices(page) == {"formats": ["in_person"], "compare": list(THREE)}

    def test_a_tick_stands_among_the_choices_before_its_script_has_come(self, visit: Visit) -> None:
        held = HeldRequests(visit.page, "**/compare_pick-*.js")
        page = at_noon(visit, LIST)
        for id_ in THREE[:2]:
            page.locator(f'.card[data-provider="{id_}"] .pick').click()
        held.first()
        assert choices(page) == {"compare": list(THREE[:2])}
        page.locator(f'.card[data-provider="{THREE[2]}"] h2 a').click()
        page.wait_for_url(f"**/{THREE[2]}/")
        page.unroute_all()
        page.locator(".back a").click()
        expect(page.locator("#compare .tray-said")).to_have_text("2 valda")

    def test_unticking_takes_away_and_leaves_the_rest(self, visit: Visit) -> None:
        page = at_noon(visit, f"{LIST}#compare={','.join(THREE)}")
        pick(page, THREE[1])
        assert choices(page) == {"compare": [THREE[0], THREE[2]]}

    def test_a_filter_keeps_who_is_chosen(self, visit: Visit) -> None:
        page = at_noon(visit, LIST)
        pick(page, *THREE)
        page.locator("fieldset[data-facet=evenings] input").first.check()
        expect(page.locator("#count")).to_contain_text("av 30")
        assert choices(page) == {"compare": list(THREE), "evenings": ["yes"]}

    def test_the_comparison_is_one_tab_from_the_last_that_was_chosen(self, visit: Visit) -> None:
        page = at_noon(visit, LIST)
        pick(page, *THREE[:2])
        box = page.locator(f'.card[data-provider="{THREE[2]}"] input')
        box.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Jämför de 3 valda"
        page.keyboard.press("Enter")
        page.wait_for_selector(".few")
        assert set(columns(page)) == set(THREE)

    def test_a_fifth_is_refused_in_a_plain_sentence(self, visit: Visit) -> None:
        page = at_noon(visit, f"{LIST}#compare={','.join(THREE)},exempelpraktiken-soder")
        before = choices(page)
        pick(page, "rummet-fiktion")
        card = page.locator('.card[data-provider="rummet-fiktion"]')
        assert "högst fyra" in card.get_by_role("status").inner_text()
        assert not card.locator("input").is_checked()
        assert choices(page) == before

    def test_a_name_that_nobody_has_is_not_counted_and_leaves_with_the_next_choice(self, visit: Visit) -> None:
        page = at_noon(visit, f"{LIST}#compare=nonsense,two,three,four")
        pick(page, THREE[0])
        assert page.locator("#compare .tray-said").inner_text().startswith("1 vald,")
        assert choices(page) == {"compare": [THREE[0]]}

    def test_whoever_is_filtered_away_is_still_counted(self, visit: Visit) -> None:
        page = at_noon(visit, f"{LIST}#q=fiktiva&compare={','.join(THREE)}")
        assert 0 < page.locator("#cards > li").count() < 10
        expect(page.locator("#compare .tray-said")).to_have_text("3 valda")

    def test_the_first_tick_says_in_its_card_that_one_more_is_needed(self, visit: Visit) -> None:
        page = at_noon(visit, LIST)
        pick(page, THREE[0])
        card = page.locator(f'.card[data-provider="{THREE[0]}"]')
        expect(card.get_by_role("status")).to_have_text("1 vald, välj en till")
        assert page.locator("#compare").is_hidden()

    def test_a_tray_leads_to_the_comparison_wherever_one_has_scrolled(self, visit: Visit) -> None:
        page = at_noon(visit, LIST)
        pick(page, *THREE[:2])
        page.locator("#cards > li h2 a").nth(20).focus()
        tray = page.locator("#compare")
        expect(tray).to_be_in_viewport()
        assert tray.inner_text().split() == ["2", "valda", "Jämför"]
        tray.get_by_role("link").click()
        page.wait_for_selector(".few")
        assert set(columns(page)) == set(THREE[:2])

    @pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
    def test_the_tray_covers_neither_the_exit_nor_what_has_the_focus(self, visit: Visit) -> None:
        page = at_noon(visit, f"{LIST}#compare={','.join(THREE)}")
        page.locator("#compare").wait_for()
        covered = page.evaluate(COVERED)
        assert covered["stops"] > 100
        assert covered["names"] == []

    def test_each_box_is_named_for_its_provider(self, visit: Visit) -> None:
        page = at_noon(visit, LIST)
        assert page.get_by_role("checkbox", name="Jämför Exempelbron familjemottagning", exact=True).count() == 1

    @pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
    def test_without_scripts_there_is_no_box_that_does_nothing(self, visit: Visit) -> None:
        page = visit.go(LIST)
        assert page.locator(".card input:visible").count() == 0
        page.get_by_role("link", name="Jämför alla").click()
        assert page.url.endswith(COMPARE)
