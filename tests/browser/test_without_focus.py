"""A browser in which a tap focuses nothing, as on iPhones: what is pressed works, and before its script has come."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support import size
from tests.support.browser.guided import answer
from tests.support.browser.list_choices import TABLE, choices, expected, ids
from tests.support.browser.visiting import BUILT, PAGES, HeldRequests, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
ASSETS = Path(__file__).parents[2] / "site" / "theme" / "assets"
TAP_FOCUSES_NOTHING = """
const CONTROLS = "button, summary, a, [type=checkbox], [type=radio]";
let pressed = false;
addEventListener("pointerdown", () => (pressed = true), { capture: true });
addEventListener("keydown", () => (pressed = false), { capture: true });
addEventListener("mousedown", (event) => {
  if (event.target.closest(`${CONTROLS}, label`)) event.preventDefault();
}, { capture: true });
for (const kind of ["focus", "focusin"]) addEventListener(kind, (event) => {
  if (!pressed || !event.target.matches?.(CONTROLS)) return;
  event.stopImmediatePropagation();
  event.target.blur();
}, { capture: true });
"""
"""WebKit gives neither buttons nor boxes the focus when they are tapped, nor the box of a label."""
WAITS_FOR_FOCUS = re.compile(r"""["'](?:focus|focusin|focusout|blur)["']|\.on(?:focus|blur)\b""")
WAITING_RIGHTLY = (
    'const REACHED = ["pointerdown", "focusin", "click", "change", "input"]',
    'addEventListener("blur", lift);',  # another window was chosen meanwhile
    'for (const use of ["pointerdown", "wheel", "blur"])',  # nothing begins: keys that are held no longer count
    'list.addEventListener("focusout", function left(',  # whoever stands in the list with the keyboard
)
STEP_FREE = ("premises", "step_free")


@pytest.fixture
def tapped(visit: Visit) -> Visit:
    """A window in which a tap focuses nothing."""
    visit.page.add_init_script(TAP_FOCUSES_NOTHING)
    visit.page.clock.set_fixed_time(f"{BUILT}T12:00:00Z")
    return visit


def tap(page: Page, group: str, facet: str) -> None:
    """Open a group of the panel and tick the first box of a facet, by its label."""
    opener = page.locator(f"[aria-controls=group-{group}]")
    if opener.get_attribute("aria-expanded") == "false":
        opener.click()
    page.locator(f"fieldset[data-facet={facet}] .option:not(.unstated) > span").first.click()


def failing_once(page: Page, pattern: str) -> list[str]:
    """Fail the first request of a kind, and pass those after it; return how each was requested."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.resource_type)
        route.abort() if len(asked) == 1 else route.fallback()

    page.route(pattern, answer)
    return asked


class TestTheList:
    """Search and filters, whose script is fetched when somebody reaches for them."""

    def test_a_box_that_is_tapped_narrows_the_list(self, tapped: Visit) -> None:
        page = tapped.go(PAGES["list"], settled=True)
        tap(page, *STEP_FREE)
        expect(page.locator("#cards > li")).to_have_count(len(expected({"step_free": {"yes"}})))
        assert page.evaluate("document.activeElement === document.body")

    def test_return_that_was_pressed_before_the_script_had_come_goes_to_the_hits(self, tapped: Visit) -> None:
        held = HeldRequests(tapped.page, "**/finder-*.js")
        page = tapped.go(PAGES["list"], settled=True)
        page.locator("#find").fill("otrogen")
        page.locator("#find").press("Enter")
        held.first().continue_()
        page.unroute_all()
        page.wait_for_function("() => document.activeElement.id === 'cards'")

    def test_a_box_that_was_ticked_before_the_script_had_come_counts(self, tapped: Visit) -> None:
        held = HeldRequests(tapped.page, "**/finder-*.js")
        page = tapped.go(PAGES["list"], settled=True)
        tap(page, *STEP_FREE)
        held.first().continue_()
        page.unroute_all()
        expect(page.locator("#cards > li")).to_have_count(len(expected({"step_free": {"yes"}})))
        assert choices(page) == {"step_free": ["yes"]}

    def test_a_box_that_was_ticked_meanwhile_is_added_to_the_choices_of_a_copied_link(self, tapped: Visit) -> None:
        held = HeldRequests(tapped.page, "**/facets.json")
        page = tapped.go(f"{PAGES['list']}#evenings=yes")
        asked = held.first()
        tap(page, *STEP_FREE)
        asked.continue_()
        both = expected({"step_free": {"yes"}, "evenings": {"yes"}})
        expect(page.locator("#cards > li")).to_have_count(len(both))
        assert ids(page) == both
        assert choices(page) == {"step_free": ["yes"], "evenings": ["yes"]}

    @pytest.mark.parametrize("pattern", size.rows(["**/finder-*.js", "**/facets.json"], ["**/filter-*.js"]))
    def test_a_start_that_failed_is_tried_again_at_the_next_press(self, tapped: Visit, pattern: str) -> None:
        page = tapped.go(PAGES["list"], settled=True)
        failing_once(page, pattern)
        page.locator("#find").dispatch_event("pointerdown")
        expect(page.locator("#picked")).to_contain_text("gick inte att hämta")
        assert len(ids(page)) == len(TABLE.ids)
        tap(page, *STEP_FREE)
        expect(page.locator("#cards > li")).to_have_count(len(expected({"step_free": {"yes"}})))
        expect(page.locator("#picked .chip")).to_have_count(1)

    def test_a_box_ticked_before_a_start_that_failed_counts_when_it_succeeds(self, tapped: Visit) -> None:
        page = tapped.go(PAGES["list"], settled=True)
        page.route("**/facets.json", lambda route: route.abort())
        tap(page, *STEP_FREE)
        expect(page.locator("#picked")).to_contain_text("gick inte att hämta")
        page.unroute_all()
        page.locator("[aria-controls=group-times]").click()
        expect(page.locator("#cards > li")).to_have_count(len(expected({"step_free": {"yes"}})))

    def test_typing_alone_begins_a_start_that_failed_again(self, tapped: Visit) -> None:
        page = tapped.go(PAGES["list"], settled=True)
        page.route("**/facets.json", lambda route: route.abort())
        page.locator("#find").focus()
        expect(page.locator("#picked")).to_contain_text("gick inte att hämta")
        page.unroute_all()
        page.keyboard.type("zzzz")
        expect(page.locator("#cards > li")).to_have_count(0)

    @pytest.mark.parametrize(
        "happens",
        [
            "document.getElementById('find').dispatchEvent(new Event('change', { bubbles: true }))",
            "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }))",
            "window.dispatchEvent(new Event('blur'))",
            "document.body.dispatchEvent(new PointerEvent('pointermove', { buttons: 0, bubbles: true }))",
        ],
        ids=["change", "keydown", "another window", "a move with nothing pressed"],
    )
    def test_a_press_whose_end_was_never_told_does_not_hold_the_list(self, tapped: Visit, happens: str) -> None:
        page = tapped.go(f"{PAGES['list']}", settled=True)
        page.locator("fieldset[data-facet=step_free] input[value]").first.evaluate("(box) => (box.checked = true)")
        with page.expect_request_finished(lambda request: request.url.endswith("/facets.json")):
            page.locator("#find").dispatch_event("pointerdown")
        page.evaluate(happens)
        expect(page.locator("#cards > li")).to_have_count(len(expected({"step_free": {"yes"}})))

    def test_nothing_moves_under_the_pointer_that_is_pressed_when_the_facts_come(self, tapped: Visit) -> None:
        page = tapped.go(PAGES["list"], settled=True)
        page.route("**/facets.json", lambda route: route.abort())
        page.locator("[aria-controls=group-formats]").click()
        expect(page.locator("#picked")).to_contain_text("gick inte att hämta")
        page.unroute_all()
        held = HeldRequests(page, "**/facets.json")
        last = page.locator("fieldset[data-facet=languages] .option:visible input").last.element_handle()
        last.scroll_into_view_if_needed()
        box = last.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        with page.expect_request_finished(lambda request: request.url.endswith("/facets.json")):
            held.first().continue_()
        page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        assert last.bounding_box() == box
        page.mouse.up()
        page.locator("#cards[aria-busy=false]").wait_for(state="attached")
        assert last.is_checked()

    def test_the_sheet_opens_and_closes_before_the_script_has_come(self, tapped: Visit) -> None:
        HeldRequests(tapped.page, "**/finder-*.js")
        page = tapped.go(PAGES["list"], settled=True)
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator("#narrow").click()
        assert page.locator("#sheet #panel").is_visible()
        page.locator("#done").click()
        assert page.locator("#panel").is_hidden()

    def test_a_tick_is_answered_at_once_while_the_facts_are_fetched(self, tapped: Visit) -> None:
        held = HeldRequests(tapped.page, "**/facets.json")
        page = tapped.go(PAGES["list"], settled=True)
        tap(page, *STEP_FREE)
        expect(page.locator("#picked")).to_have_text("Hämtar uppgifterna…")
        held.first().continue_()
        expect(page.locator("#picked")).to_contain_text("Utan trappsteg")

    def test_a_script_that_cannot_be_fetched_is_not_imported(self, tapped: Visit) -> None:
        """A browser of 2025 or older remembers an import that failed, and never asks for that script again."""
        page = tapped.go(PAGES["list"], settled=True)
        asked = failing_once(page, "**/ordering-*.js")
        page.locator("#find").dispatch_event("pointerdown")
        expect(page.locator("#picked")).to_contain_text("gick inte att hämta")
        assert asked == ["fetch"]


class TestComparing:
    """The boxes of the cards, and the questions of the guide."""

    def test_a_card_that_is_tapped_is_chosen(self, tapped: Visit) -> None:
        page = tapped.go(PAGES["list"], settled=True)
        page.locator(".pick").first.click()
        expect(page.locator(".card [role=status]").first).to_have_text("1 vald, välj en till")

    def test_a_tick_whose_script_could_not_be_fetched_is_told_and_counts_with_the_next(self, tapped: Visit) -> None:
        page = tapped.go(PAGES["list"], settled=True)
        failing_once(page, "**/compare_pick-*.js")
        page.locator(".pick").nth(0).click()
        expect(page.locator(".card [role=status]").first).to_contain_text("gick inte att hämta")
        page.locator(".pick").nth(1).click()
        expect(page.locator("#compare .tray-said")).to_have_text("2 valda")
        assert choices(page) == {"compare": list(TABLE.ids[:2])}

    def test_reasons_that_could_not_be_fetched_are_asked_for_again(self, tapped: Visit) -> None:
        page = tapped.go(PAGES["guide_questions"], settled=True)
        failing_once(page, "**/jamfor/")
        answer(page, "Arabiska")
        expect(page.locator("#fits [role=status]")).to_contain_text("gick inte att hämta")
        page.get_by_role("button", name="Hoppa över").click()
        expect(page.locator("#fits-cards > li").first).to_be_visible()


class TestEveryScript:
    """What waits for the focus waits for something else as well."""

    def test_nothing_begins_at_the_focus_alone(self) -> None:
        scripts = sorted(ASSETS.rglob("*.js"))
        assert len(scripts) > 40
        waiting = {
            f"{script.name}: {line.strip()}"
            for script in scripts
            for line in script.read_text("utf-8").splitlines()
            if WAITS_FOR_FOCUS.search(line) and "removeEventListener" not in line
        }
        assert {line for line in waiting if not line.partition(": ")[2].startswith(WAITING_RIGHTLY)} == set()
