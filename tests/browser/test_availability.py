"""A provider says its waiting time in a press or two, and is asked for one that is too old to be shown."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from chalicelib.dates import clock
from tests.support.browser import axe, every_service
from tests.support.browser.filling import module
from tests.support.browser.page_steps import KEPT, to
from tests.support.browser.signing import signed_in
from tests.support.browser.visiting import PAGES, SERVICE, Loop, window_on

pytestmark = pytest.mark.browser
OLD = (clock.day(clock.now()) - dt.timedelta(days=31)).isoformat()


def stated(loop: Loop) -> dict[str, Any]:
    """Return what the public list has of the provider's service."""
    entries = loop.local.client.get("/v1/availability").json()["availability"]
    (entry,) = [one for one in entries if (one["provider"], one["service"]) == (every_service.WHO, SERVICE)]
    return dict(entry)


def with_old_waiting_time(route: Route) -> None:
    """Answer with the published profile, in which a waiting time of seven days was stated a month ago."""
    answer = route.fetch()
    data = answer.json()
    data["profile"]["services"][SERVICE] |= {"waiting_time": {"working_days": 7, "stated": OLD}, "accepts_new": "yes"}
    route.fulfill(response=answer, body=json.dumps(data))


def test_an_old_waiting_time_is_confirmed_and_changed_and_new_clients_are_declined(
    browser: Browser, every_loop: Loop
) -> None:
    today = clock.day(clock.now()).isoformat()
    with window_on(browser, every_loop) as visit:
        visit.page.route("**/profiles/*.json", with_old_waiting_time)
        page = signed_in(visit, PAGES["provider_desk"], every_service.WHO, "Inloggad som")
        service = page.locator("[data-part=row]").filter(
            has_text="Stämmer väntetiden fortfarande? Ni angav 7 arbetsdagar den"
        )
        confirm = service.get_by_role("button", name="Ja, fortfarande 7")
        expect(confirm).to_be_visible()
        page.locator("h1").evaluate("at => { at.tabIndex = -1; at.focus(); }")
        to(page, "Ja, fortfarande 7")
        page.keyboard.press("Enter")
        row = page.locator("[data-part=row]").filter(has_text="Sparat.")
        expect(row).to_be_visible()
        expect(row.locator("[data-part=asked]")).to_be_hidden()
        assert page.evaluate("document.activeElement.localName") == "summary"
        assert (stated(every_loop)["working_days"], stated(every_loop)["working_days_stated"]) == (7, today)

        assert page.get_by_role("group", name="Familjerådgivning", exact=True).locator("summary").count() == 1
        page.keyboard.press("Enter")
        days = row.get_by_label("Väntetid i arbetsdagar")
        days.fill("400")
        row.get_by_role("button", name="Spara", exact=True).click()
        expect(row.get_by_text("från 0 till 365")).to_be_visible()
        assert axe.found(page) == []
        days.fill("4")
        days.press("Enter")
        expect(row.locator("summary")).to_contain_text("Väntetid: 4 arbetsdagar (uppgift från")
        to(page, "Inte just nu")
        page.keyboard.press("Enter")
        expect(row.locator("summary")).to_contain_text("Tar emot nya: inte just nu (uppgift från")
        assert (stated(every_loop)["working_days"], stated(every_loop)["accepts_new"]) == (4, "not_now")
        row.get_by_role("button", name="Visa ingen väntetid").click()
        expect(row.locator("summary")).to_contain_text("Väntetid: ingen uppgift")
        assert stated(every_loop)["working_days"] == "not_stated"
        assert page.evaluate(KEPT) == "null"

        address = module(visit, "availability")
        assert page.evaluate(
            """async (address) => {
                 const { carriedAt } = await import(address);
                 const times = ["05:59", "06:00", "10:59", "11:00", "16:00"];
                 return times.map((time) => carriedAt(new Date(`2026-11-21T${time}:00Z`)));
               }""",
            address,
        ) == [7, 12, 12, 17, None]
