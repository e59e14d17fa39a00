"""The list on a later day: the script puts it in that day's order, as Python computes it, and says so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page

from catalogue.policy import daily_order, loader
from catalogue.rendering.renderer import Renderer
from tests.support import frozen, size
from tests.support.browser.visiting import BUILT, PAGES, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
ROOT = Path(__file__).parents[2]


def ids(page: Page) -> list[str]:
    """Read the order of the cards."""
    found: list[str] = page.eval_on_selector_all("#cards > li", "cards => cards.map(card => card.dataset.provider)")
    return found


def open_list(visit: Visit, now: str) -> Page:
    """Open the list at a moment."""
    visit.page.clock.set_fixed_time(now)
    return visit.go(PAGES["list"], settled=True)


def reckoned(day: dt.date) -> list[str]:
    """Reckon the order of a day in Python."""
    rules, _ = loader.load(frozen.POLICY)
    assert rules is not None
    return daily_order.order_on(rules, day)


def test_on_the_day_it_was_built_the_list_stands_and_nothing_is_fetched(visit: Visit) -> None:
    page = open_list(visit, "2026-11-21T12:00:00Z")
    assert ids(page) == reckoned(BUILT)
    assert not [url for url in visit.requests if url.endswith("order.json")]


@pytest.mark.parametrize("days", size.rows([1, 59], [2, 7, 30]))
def test_on_a_later_day_the_list_has_that_day_s_order(visit: Visit, days: int) -> None:
    later = BUILT + dt.timedelta(days=days)
    page = open_list(visit, f"{later}T12:00:00Z")
    there = set(reckoned(BUILT))
    assert ids(page) == [id_ for id_ in reckoned(later) if id_ in there]


def day_order(visit: Visit) -> str:
    """Return the address of the script that puts a list in a day's order."""
    (file,) = (visit.site.folder / "assets").glob("day_order-??????????.js")
    return f"/assets/{file.name}"


REORDER = """async ([module, days, told]) => {
  const { keepInOrder } = await import(module);
  const data = JSON.parse(told), answer = { ok: true, json: async () => data };
  window.fetch = async () => answer; // the same answer a thousand times, without a thousand requests
  const [list, said, count] = ["cards", "order-said", "count"].map((id) => document.getElementById(id)), orders = [];
  if (days.length > 1) list.remove(); // nothing is laid out a thousand times
  for (const day of days) {
    await keepInOrder(list, said, count, day);
    orders.push([...list.children].map((card) => card.dataset.provider));
  }
  return orders;
}"""


def test_python_and_the_browser_agree_on_the_order_of_a_thousand_days(visit: Visit) -> None:
    rules, _ = loader.load(frozen.POLICY)
    assert rules is not None
    days = [BUILT + dt.timedelta(days=number) for number in range(1, 1001)]
    there = daily_order.order_on(rules, BUILT)
    ahead = {day: daily_order.order_on(rules, day) for day in days}
    told = Renderer.load(frozen.DATA, rules, BUILT).order_data(there, ahead).decode()
    page = open_list(visit, f"{BUILT}T12:00:00Z")
    module = day_order(visit)
    orders = page.evaluate(REORDER, [module, [day.isoformat() for day in days], told])
    assert orders == [[id_ for id_ in ahead[day] if id_ in {*there}] for day in days]
    assert len({tuple(one) for one in orders}) > 900  # they are many orders, and not one that never moves


def test_cards_change_places_only_when_nobody_stands_on_one(visit: Visit) -> None:
    tomorrow = BUILT + dt.timedelta(days=1)
    page = open_list(visit, f"{BUILT}T12:00:00Z")
    page.locator("#cards > li h2 a").nth(7).focus()
    module = day_order(visit)
    told = (visit.site.folder / "order.json").read_text(encoding="utf-8")
    page.evaluate(REORDER, [module, [tomorrow.isoformat()], told])
    page.locator("#cards > li h2 a").nth(8).focus()
    assert ids(page) == reckoned(BUILT)
    page.locator("footer.site a").first.focus()
    assert ids(page) == reckoned(tomorrow)
    assert "22\u00a0november\u00a02026" in page.locator("#order-said").inner_text()


def test_the_page_says_which_day_s_order_it_has(visit: Visit) -> None:
    page = open_list(visit, "2026-11-23T12:00:00Z")
    assert (
        page.locator("#order-said").inner_text() == "Listan visas nu i dagens ordning, den 23\u00a0november\u00a02026."
    )


def test_the_day_is_stockholm_s_and_not_the_reader_s(visit: Visit) -> None:
    page = open_list(visit, "2026-11-21T23:30:00Z")  # half past midnight in Stockholm
    assert ids(page) == reckoned(BUILT + dt.timedelta(days=1))


def test_a_day_beyond_what_was_built_keeps_the_old_order_and_says_so(visit: Visit) -> None:
    page = open_list(visit, "2027-11-21T12:00:00Z")
    assert ids(page) == reckoned(BUILT)
    assert "Sidan skapades 21\u00a0november\u00a02026" in page.locator("#order-said").inner_text()


def test_orders_that_cannot_be_fetched_leave_the_list_as_it_is(visit: Visit) -> None:
    visit.page.route("**/order.json", lambda route: route.abort())
    page = open_list(visit, "2026-11-23T12:00:00Z")
    assert ids(page) == reckoned(BUILT)
    assert "gick inte att hämta" in page.locator("#order-said").inner_text()


def without_the_first(visit: Visit) -> str:
    """End the first provider's authorisation before 23 November; return its id."""
    there = reckoned(BUILT)
    answer = {"schema": 1, "ids": there, "days": {"2026-11-23": list(range(1, len(there)))}}
    visit.page.route("**/order.json", lambda route: route.fulfill(json=answer))
    return there[0]


def test_a_provider_that_has_ended_since_is_taken_away(visit: Visit) -> None:
    gone = without_the_first(visit)
    assert gone not in ids(open_list(visit, "2026-11-23T12:00:00Z"))


def test_how_many_there_are_is_said_of_what_is_shown(visit: Visit) -> None:
    without_the_first(visit)
    page = open_list(visit, "2026-11-23T12:00:00Z")
    assert page.locator("#count").inner_text() == f"{len(reckoned(BUILT)) - 1} utförare"
    assert len(ids(page)) == len(reckoned(BUILT)) - 1


def test_on_the_old_order_everyone_is_counted_who_is_shown(visit: Visit) -> None:
    page = open_list(visit, "2027-11-21T12:00:00Z")
    assert page.locator("#count").inner_text() == f"{len(ids(page))} utförare"


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_built_order_stands_with_its_day(visit: Visit) -> None:
    page = visit.go(PAGES["list"])
    assert [card.get_attribute("data-provider") for card in page.locator("#cards > li").all()] == reckoned(BUILT)
    assert page.locator("#order-said").inner_text() == "Ordningen gäller 21\u00a0november\u00a02026."
