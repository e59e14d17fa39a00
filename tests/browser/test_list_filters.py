"""Filters in the browser: the same answers as Python's, counts that add up, and never another place in the list."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from catalogue.i18n.formatting import alphabetical
from catalogue.policy import daily_order
from tests.support import size
from tests.support.browser.list_choices import KEYS, RULES, TABLE, choices, expected, ids, opened, script
from tests.support.browser.visiting import BUILT, PAGES, HeldRequests, Site, Visit, fresh_windows

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]


def narrowed(page: Page, asked: Sequence[dict[str, set[str]]]) -> list[dict[str, Any]]:
    """Return what the script itself shows for each of some choices."""
    found: list[dict[str, Any]] = page.evaluate(
        """async ([facets, fragments, address]) => {
          const { table, chosen, narrow } = await import(address);
          const data = await (await fetch(facets)).json(), made = table(data);
          return fragments.map((fragment) => {
            const result = narrow(made, data.ids.map((_, row) => row), chosen(made, new Map(Object.entries(fragment))));
            const facetsOf = Object.fromEntries([...result.facets].map(([key, { sum }]) => [key, sum]));
            return { ids: result.rows.map((row) => data.ids[row]), facets: facetsOf, maybe: result.maybe };
          });
        }""",
        [
            "/facets.json",
            [{key: sorted(values) for key, values in chosen.items()} for chosen in asked],
            script(page, "filter"),
        ],
    )
    return found


@pytest.fixture(scope="module")
def chance() -> random.Random:
    """Choose the same on every run."""
    return random.Random(20261121)


@pytest.fixture(scope="module")
def asking(browser: Browser, site: Site) -> Iterator[Page]:
    """The list, whose scripts are asked and which nobody changes."""
    with fresh_windows(browser) as context:
        yield opened(Visit(context, site))


def some_choices(chance: random.Random) -> dict[str, set[str]]:
    """Choose one to three facets and one or two values of each."""
    keys = chance.sample(KEYS, chance.randint(1, 3))
    values = {key: TABLE.columns[key].facet.values for key in keys}
    return {key: set(chance.sample(values[key], min(len(values[key]), chance.randint(1, 2)))) for key in keys}


def by_name(page: Page, names: list[str]) -> list[str]:
    """Return names in the order in which the list would show them by name."""
    ordered: list[str] = page.evaluate(
        """async ([names, address]) => {
          const { ranked } = await import(address);
          return ranked(names.map((_, row) => row), (row) => names[row]).map((row) => names[row]);
        }""",
        [names, script(page, "filter")],
    )
    return ordered


def test_a_name_stands_by_its_first_letter_or_digit_as_in_python(asking: Page) -> None:
    names = ["Ängby", "!Zinken", "(Östermalm)", "…", "”Farsta”", ".årsta", "* 2 rum", "Bro", "_Évid", "#1 rum", "Älta"]
    ordered = by_name(asking, names)
    assert ordered == sorted(names, key=alphabetical)


def test_names_at_random_stand_as_in_python(asking: Page, chance: random.Random) -> None:
    signs = "abcuvwxyzåäöéèüæøçñðłßïABCÅÄÖÉÜ0129    -.'’&,:/()+!#\"–_\u00a0"
    names = ["".join(chance.choices(signs, k=chance.randint(1, 6))) for _ in range(2_000)]
    ordered = by_name(asking, names)
    assert [alphabetical(name) for name in ordered] == sorted(map(alphabetical, names))


def test_every_facet_counts_in_the_browser_what_python_counts(asking: Page) -> None:
    for key in KEYS:
        shown = asking.locator(f"fieldset[data-facet={key}] input[value]").evaluate_all(
            """inputs => inputs.map(input =>
            [input.value, Number(input.closest("label").querySelector(".number").textContent.slice(1, -1))])"""
        )
        assert dict(shown) == {value: len(split.matching) for value, split in TABLE.columns[key].splits.items()}


def test_for_every_value_of_every_facet_the_three_add_up_as_python_s_do(asking: Page) -> None:
    splits = [(key, value, split) for key in KEYS for value, split in TABLE.columns[key].splits.items()]
    told = narrowed(asking, [{key: {value}} for key, value, _ in splits])
    for (key, _, split), shown in zip(splits, told, strict=True):
        assert shown["facets"][key] == {
            "matching": len(split.matching),
            "notMatching": split.not_matching,
            "unstated": split.not_stated,
        }
        assert shown["ids"] == [TABLE.ids[row] for row in split.matching]


def test_any_choices_show_whom_python_shows_in_the_day_s_order(asking: Page, chance: random.Random) -> None:
    asked = [some_choices(chance) for _ in range(40)]
    for chosen, told in zip(asked, narrowed(asking, asked), strict=True):
        assert told["ids"] == expected(chosen)
        all_of = len(expected(chosen, frozenset(chosen)))
        assert told["maybe"] == all_of - len(told["ids"])


def test_under_other_choices_every_facet_still_adds_up(asking: Page, chance: random.Random) -> None:
    asked = [some_choices(chance) for _ in range(10)]
    for chosen, told in zip(asked, narrowed(asking, asked), strict=True):
        for key in chosen:
            others = expected({other: values for other, values in chosen.items() if other != key})
            assert sum(told["facets"][key].values()) == len(others)


def test_a_copied_link_shows_the_same_as_the_choices_made_by_hand(visit: Visit) -> None:
    page = opened(visit, "#languages=ar&evenings=yes")
    assert ids(page) == expected({"languages": {"ar"}, "evenings": {"yes"}})
    assert page.locator("#count").inner_text() == f"{len(ids(page))} av {len(TABLE.ids)} utförare"


def test_a_choice_stands_in_no_address_and_adds_no_step_back(visit: Visit) -> None:
    page = opened(visit)
    before = page.evaluate("history.length")
    page.locator("[aria-controls=group-premises]").click()
    page.locator("fieldset[data-facet=step_free] input[value=yes]").check()
    assert choices(page) == {"step_free": ["yes"]}
    assert page.url.endswith("/utforare/")
    assert page.evaluate("history.length") == before
    assert [url for url in visit.requests if "step_free" in url] == []


def test_those_who_have_not_stated_it_are_one_action_away(visit: Visit) -> None:
    page = opened(visit, "#step_free=yes&lift=yes")
    page.locator("#unstated-show").click()
    keys = frozenset({"step_free", "lift"})
    assert ids(page) == expected({"step_free": {"yes"}, "lift": {"yes"}}, keys)
    assert choices(page)["not_stated"] == ["step_free", "lift"]
    page.locator("#unstated-show").click()
    assert ids(page) == expected({"step_free": {"yes"}, "lift": {"yes"}})


def test_only_those_who_have_not_stated_it_can_be_shown(visit: Visit) -> None:
    page = opened(visit, "#not_stated=hearing_loop")
    assert ids(page) == [TABLE.ids[row] for row in TABLE.columns["hearing_loop"].unstated]


def test_clear_brings_everyone_back_and_keeps_the_focus(visit: Visit) -> None:
    page = opened(visit, "#languages=ar&order=name&q=samtal")
    page.locator("#picked .reset").press("Enter")
    page.wait_for_function("() => document.querySelectorAll('#cards > li').length > 20")
    assert ids(page) == list(TABLE.ids)
    assert choices(page) == {}
    assert page.evaluate("document.activeElement.id") == "count"


def test_a_choice_keeps_the_focus(visit: Visit) -> None:
    page = opened(visit)
    box = page.locator("fieldset[data-facet=saturdays] input[value=yes]")
    box.press("Space")
    assert ids(page) == expected({"saturdays": {"yes"}})
    assert page.evaluate("document.activeElement.closest('fieldset').dataset.facet") == "saturdays"


def test_whoever_walks_on_to_a_card_while_the_filters_are_fetched_keeps_the_focus(visit: Visit) -> None:
    held = HeldRequests(visit.page, "**/facets.json")
    visit.page.clock.set_fixed_time(f"{BUILT}T12:00:00Z")
    page = visit.go(PAGES["list"], settled=True)
    page.locator("#find").focus()
    asked = held.first()
    page.locator("#cards h2 a").nth(2).focus()
    asked.continue_()
    page.locator("#cards[aria-busy=false]").wait_for(state="attached")
    assert page.evaluate("document.activeElement.closest('li').dataset.provider") == TABLE.ids[2]


def test_the_count_is_announced_once_for_several_quick_changes(visit: Visit) -> None:
    page = opened(visit)
    page.clock.resume()
    page.evaluate(
        """() => { window.told = []; new MutationObserver(() => told.push(document.getElementById("found").textContent))
        .observe(document.getElementById("found"), { childList: true }) }"""
    )
    page.locator("#find").evaluate(
        """(field) => { for (const text of ["fam", "famil", "familj"]) {
          field.value = text;
          field.dispatchEvent(new Event("input", { bubbles: true })); // at once, however busy the machine is
        } }"""
    )
    page.wait_for_function("() => told.length > 0")
    assert page.evaluate("told") == [f"{len(ids(page))} utförare visas."]


def test_python_and_browser_agree_on_the_filtered_order_of_later_days(visit: Visit) -> None:
    for days in size.rows([1, 40], [2, 3]):
        later = BUILT + dt.timedelta(days=days)
        page = opened(visit, "#formats=video", f"{later}T12:00:00Z")
        shown = set(expected({"formats": {"video"}}))
        assert ids(page) == [id_ for id_ in daily_order.order_on(RULES, later) if id_ in shown]
        visit.page.goto("about:blank")


def test_over_a_pair_of_days_everyone_in_a_filtered_view_has_the_same_mean_place(visit: Visit) -> None:
    first = BUILT + dt.timedelta(days=2 - daily_order.day_number(BUILT) % 2)
    places: dict[str, list[int]] = {}
    for day in (first, first + dt.timedelta(days=1)):
        page = opened(visit, "#evenings=yes&accepts_new=yes", f"{day}T12:00:00Z")
        for place, id_ in enumerate(ids(page)):
            places.setdefault(id_, []).append(place)
        visit.page.goto("about:blank")
    assert len(places) > 5
    assert {sum(two) for two in places.values()} == {len(places) - 1}


def test_random_subsets_have_the_same_mean_place_over_a_pair_of_days(chance: random.Random) -> None:
    first = BUILT + dt.timedelta(days=2 - daily_order.day_number(BUILT) % 2)
    days = [daily_order.order_on(RULES, first), daily_order.order_on(RULES, first + dt.timedelta(days=1))]
    for _ in range(200):
        subset = set(chance.sample(days[0], chance.randint(2, len(days[0]))))
        shown = [[id_ for id_ in day if id_ in subset] for day in days]
        assert {shown[0].index(id_) + shown[1].index(id_) for id_ in subset} == {len(subset) - 1}


@pytest.mark.parametrize("visit", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
def test_the_open_panel_fits_a_small_phone(visit: Visit) -> None:
    page = opened(visit)
    page.locator("#narrow").click()
    for opener in page.locator(".opener[aria-expanded=false]").element_handles():
        opener.click()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    small = page.eval_on_selector_all(
        "#finder button, #finder .option, #finder select, #find",
        """all => all.filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 24)
        .map((one) => one.id)""",
    )
    assert small == []


def test_facts_that_cannot_be_fetched_leave_everyone_and_say_so(visit: Visit) -> None:
    visit.page.route("**/facets.json", lambda route: route.abort())
    page = visit.go(f"{PAGES['list']}#languages=ar", settled=True)
    assert len(ids(page)) == len(TABLE.ids)
    assert "gick inte att hämta" in page.locator("#picked").inner_text()


def test_an_unknown_choice_in_a_copied_link_is_passed_over(visit: Visit) -> None:
    page = opened(visit, "#languages=xx&wrong=1&methods=%E0%A4%A")
    assert ids(page) == list(TABLE.ids)
