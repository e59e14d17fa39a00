"""A closed case is reported in classes: sent once, tied to nothing, and asked for only where policy does."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from chalicelib.dates import clock
from chalicelib.register.codes import LAST_FILING
from chalicelib.reporting.cases import case_filing, case_report
from tests.support.browser.built_sites import built
from tests.support.browser.filling import module
from tests.support.browser.page_steps import CASE, fill_case
from tests.support.browser.visiting import PAGES, SERVICE, Site, Visit

pytestmark = pytest.mark.browser
REPORTS = "**/v1/case-reports"
GO = "Skicka rapporten"


@pytest.fixture
def form(desk: Page) -> Page:
    """An empty form for a case."""
    following = desk.get_by_role("button", name="Nästa ärende")
    if following.is_visible():
        following.click()
    desk.evaluate("document.querySelector('[data-part=case_report] form').reset()")
    return desk


def send(page: Page) -> None:
    """Send it, and wait until it is kept."""
    page.get_by_role("button", name=GO).click()
    page.get_by_role("heading", name="Rapporten är mottagen").wait_for()


def test_the_classes_that_were_chosen_are_what_is_sent(form: Page) -> None:
    fill_case(form)
    form.get_by_label("Person 2: kön").select_option("man")
    form.get_by_label("Person 2: ålder").select_option("65-")
    form.get_by_label("3–6 år").fill("2")
    with form.expect_request(REPORTS) as sent:
        send(form)
    today = clock.day(clock.now())
    assert json.loads(sent.value.post_data or "") == {
        "service": SERVICE,
        "quarter": case_report.quarter(today),
        "persons": [{"gender": "woman", "age": "35-44"}, {"gender": "man", "age": "65-"}],
        "children": ["3-6", "3-6"],
        **CASE,
    }
    assert form.get_by_text(f"Den sparas längst till och med 31 mars {today.year + 3}.").is_visible()


def test_what_is_left_out_is_told_beside_it(form: Page) -> None:
    fill_case(form)
    form.locator("#case-content").select_option("")
    form.get_by_label("Person 2: kön").select_option("man")
    form.get_by_role("button", name=GO).click()
    assert form.locator("#case-persons-fault").inner_text().startswith("Välj både kön och ålder")
    assert form.locator("#case-content-fault").inner_text() == "Välj ett av alternativen."
    assert form.evaluate("document.activeElement.id") == "age-2"
    form.locator("#case-content").select_option("other")
    assert form.locator("#case-content-fault").is_hidden()


def test_at_most_four_who_came_and_twelve_children_are_told_of(form: Page) -> None:
    fill_case(form)
    more = form.get_by_role("button", name="En person till")
    while more.is_visible():
        more.click()
    assert form.locator(".person:visible").count() == 4
    form.get_by_label("0–2 år").fill("13")
    form.get_by_role("button", name=GO).click()
    form.get_by_text("sammanlagt högst 12").wait_for()


def test_after_a_lost_answer_the_same_report_is_kept_once(form: Page) -> None:
    keys: list[str] = []
    answered: list[int] = []

    def lose_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        answer = route.fetch()
        answered.append(answer.status)
        if len(keys) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    fill_case(form)
    form.route(REPORTS, lose_first)
    form.get_by_role("button", name=GO).click()
    form.get_by_text("Skicka igen: samma rapport sparas bara en gång.").wait_for()
    send(form)
    assert (answered, len(set(keys))) == ([201, 200], 1)


def test_what_is_changed_after_a_lost_answer_is_not_kept_beside_it(form: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    fill_case(form)
    form.route(REPORTS, lose, times=1)
    form.get_by_role("button", name=GO).click()
    form.get_by_text("Skicka igen: samma rapport sparas bara en gång.").wait_for()
    form.locator("#case-wait").select_option("21-")
    form.get_by_role("button", name=GO).click()
    form.get_by_text("Rapporten hade redan kommit fram, med det som var ifyllt då.").wait_for()


class TestContinuing:
    """How many cases go on when the year ends: two counts, of which those sent last stand."""

    def fill(self, page: Page, began: str, earlier: str) -> None:
        """Write both counts, and send them."""
        page.get_by_label("Började under året").fill(began)
        page.get_by_label("Började tidigare").fill(earlier)
        page.get_by_role("button", name="Spara antalen").click()

    def test_both_counts_are_sent_and_can_be_corrected(self, desk: Page) -> None:
        year = clock.day(clock.now()).year
        for began, earlier in (("9", "2"), ("8", "0")):
            with desk.expect_request("**/v1/continuing-cases") as sent:
                self.fill(desk, began, earlier)
            counts = {"this_year": int(began), "earlier_year": int(earlier)}
            assert json.loads(sent.value.post_data or "") == {"service": SERVICE, "year": year, **counts}
            desk.get_by_text(f"Sparat för {year}: {began} började under året och {earlier} tidigare.").wait_for()

    def test_what_is_no_count_is_told_beside_it(self, desk: Page) -> None:
        self.fill(desk, "", "1000")
        assert desk.locator("#continuing-this_year-fault").inner_text() == "Skriv ett helt tal från 0 till 999."
        assert desk.locator("#continuing-earlier_year-fault").inner_text() == "Skriv ett helt tal från 0 till 999."
        assert desk.evaluate("document.activeElement.id") == "continuing-this_year"


def test_the_quarters_are_those_that_the_endpoint_takes(desk_window: Visit) -> None:
    days = [
        dt.date(2027, 1, 1),
        dt.date(2027, 1, 31),
        dt.date(2027, 2, 1),
        dt.date(2026, 11, 22),
        dt.date(2026, 12, 31),
    ]
    script = """async ([address, days, last]) => {
        const { openQuarters } = await import(address);
        return days.map((day) => openQuarters(day, last));
    }"""
    address = module(desk_window, "case_report")
    found = desk_window.page.evaluate(script, [address, [day.isoformat() for day in days], LAST_FILING])
    assert [(quarters[-1], quarters[0]) for quarters in found] == [case_filing.open_quarters(day) for day in days]


def without_case_reports(root: Path) -> None:
    """Let policy not ask for case reports."""
    path = root / "policy" / "services.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    case_reports: true\n", ""), encoding="utf-8")


def test_where_policy_does_not_ask_there_is_no_form(site: Site, tmp_path: Path) -> None:
    assert built(tmp_path, without_case_reports).ok
    for page, words in (
        ("provider_desk", 'id="case-report"'),
        ("staff", "avslutade ärenden"),
        ("privacy", "rapport i"),
    ):
        file = Path(PAGES[page].strip("/")) / "index.html"
        assert words in (site.folder / file).read_text(encoding="utf-8")
        assert words not in (tmp_path / "dist" / file).read_text(encoding="utf-8")
