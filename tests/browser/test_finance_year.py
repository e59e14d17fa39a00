"""Finance reads a year: follow-up beside the budget, and its statistics, in a real browser against the real API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from catalogue.views.charts import SESSION
from chalicelib.dates import clock
from tests.support.browser.filling import module
from tests.support.browser.paid_months import HIDDEN_MONTHS, YEAR, change, choose, give, rows, texts
from tests.support.browser.visiting import Loop, Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def page(accounts: Page) -> Page:
    """Read as finance."""
    return accounts


class TestFollowUp:
    """A year beside its budget: the chart is a table."""

    def shown(self, page: Page, spending: dict[str, Any] | None = None) -> Locator:
        """Ask for it, with another budget where one is given."""
        if spending:
            change(page, "**/v1/follow-up?*", lambda told: told["services"][0]["spending"].update(spending))
        page.get_by_role("button", name="Hämta uppföljningen").click()
        page.get_by_role("heading", name=f"Uppföljning för {YEAR}").wait_for()
        return page.locator("[data-part=follow_up]")

    def test_what_the_council_has_not_decided_is_not_made_up(self, page: Page) -> None:
        part = self.shown(page)
        assert "Det finns ingen budget i kronor att jämföra med." in part.inner_text()
        assert [name for name, _ in rows(part, "kronor")] == [
            "Kommunens ersättning",
            "Besökarnas egenavgifter till utförarna",
        ]
        assert ["Samtal i egen regi", "1"] in rows(part, "sessions")
        assert ["Utgivna nummer", "5"] in rows(part, "more")

    def test_a_budget_that_is_nearly_used_is_told_with_its_share(self, page: Page) -> None:
        budget = {"budget_ore": 875_600, "reserve_ore": 100_000, "used_share": 0.5, "alert": True}
        part = self.shown(page, budget)
        assert "Det är 50 % av budgeten på 8 756 kr." in part.inner_text().replace("\u00a0", " ")
        assert part.get_by_text("Minst nittio procent").is_visible()
        assert dict(rows(part, "kronor"))["Budget med reserv"] == "9 756 kr"
        widths = part.locator("[data-part=kronor] rect").evaluate_all(
            "all => all.map((one) => one.getAttribute('width'))"
        )
        assert widths == ["45", "90", "100", "18"]

    def test_what_was_granted_beyond_the_rule_is_told_by_its_reason(self, page: Page) -> None:
        beyond = {"decision": {"numbers": 2, "sessions": 3}}
        change(page, "**/v1/follow-up?*", lambda told: told["services"][0]["numbers"].update(beyond=beyond))
        told = dict(rows(self.shown(page), "more"))
        assert told["Nummer som fick mer än regeln: Beslut av den som ansvarar"] == "2"
        assert told["Beviljat utöver regeln, samtal: Beslut av den som ansvarar"] == "3"

    @pytest.mark.parametrize(("day", "share"), [("2024-12-31", 1), ("2024-07-01", 0.5), ("2025-03-01", 1)])
    def test_the_share_of_a_year_that_has_passed(
        self, page: Page, accounts_window: Visit, day: str, share: float
    ) -> None:
        script = "async ([module, day]) => (await import(module)).passed(2024, day)"
        assert page.evaluate(script, [module(accounts_window, "follow_up"), day]) == share


def shown_rows(table: Locator) -> list[list[str]]:
    """Return the text of the cells of a table's visible rows."""
    return texts(table.locator(":is(tbody, tfoot) tr:visible"))


class TestStatistics:
    """As they may be published, once they are final."""

    def shown(self, page: Page, **figures: object) -> Locator:
        """Ask for it, with these figures where some are given."""
        if figures:
            give(page, **figures)
        page.get_by_role("button", name="Hämta statistiken").click()
        page.get_by_role("heading", name=f"Statistik för {YEAR}").wait_for()
        return page.locator("[data-part=statistics]")

    def test_hidden_figures_are_marked_for_the_eye_and_in_words(self, page: Page) -> None:
        table = self.shown(page, tables={"sessions×month": HIDDEN_MONTHS}).locator("[data-table='sessions×month']")
        assert shown_rows(table) == [
            ["januari", "4 000"],
            ["mars", "..visas inte"],
            ["april", "..visas inte"],
            ["maj", "..visas inte"],
            ["Totalt", "5 000"],
        ]
        cell = table.get_by_role("row").filter(has_text="mars")
        assert cell.aria_snapshot() == '- row "mars visas inte":\n  - rowheader "mars"\n  - cell "visas inte"'
        assert table.locator("svg").count() == 1

    def test_a_mark_is_explained_where_there_is_one(self, page: Page) -> None:
        explanation = self.shown(page, tables={"sessions×month": HIDDEN_MONTHS}).get_by_text("Två punkter (..) betyder")
        assert explanation.is_visible()
        whole = {name: count or 0 for name, count in HIDDEN_MONTHS.items()}
        self.shown(page, tables={"sessions×month": whole})
        assert explanation.is_hidden()

    def test_withheld_tables_are_listed_with_the_reason_and_those_not_collected_are_not_there(self, page: Page) -> None:
        part = self.shown(page, tables={"sessions×month": HIDDEN_MONTHS}, withheld=["persons×gender"])
        assert part.locator("table:visible caption").all_inner_texts() == ["Samtal per månad"]
        assert part.get_by_role("list").get_by_role("listitem").all_inner_texts() == ["Besökarnas kön"]
        assert part.get_by_text("I de här tabellerna visas inga siffror alls").is_visible()

    def test_a_hidden_total_is_marked_too(self, page: Page) -> None:
        part = self.shown(page, tables={"sessions×month": {**HIDDEN_MONTHS, SESSION: None}})
        assert shown_rows(part.locator("[data-table='sessions×month']"))[-1] == ["Totalt", "..visas inte"]

    def test_a_class_that_the_service_does_not_give_has_no_row(self, page: Page) -> None:
        events = {"events": 40, SESSION: 30, "events×event|no_show": 10}
        table = self.shown(page, tables={"events×event": events}).locator("[data-table='events×event']")
        assert shown_rows(table) == [["Samtal", "30"], ["Uteblivet besök", "10"], ["Totalt", "40"]]

    def test_the_file_is_the_services_own(self, page: Page, loop: Loop) -> None:
        self.shown(page)
        answer = loop.local.client.get(f"/v1/statistics?year={YEAR}", "controller").json()
        with page.expect_download() as download:
            page.get_by_role("button", name="Hämta som JSON").click()
        assert json.loads(Path(download.value.path()).read_text(encoding="utf-8")) == answer
        assert download.value.suggested_filename == f"{YEAR}.json"

    def test_of_a_year_that_is_not_over_is_told_when_it_will_be(self, page: Page) -> None:
        this = clock.day(clock.now()).year
        choose(page, this).get_by_role("button", name="Hämta statistiken").click()
        page.get_by_text(f"De kan hämtas från 1 februari {this + 1}.").wait_for()


def test_without_an_answer_it_is_said_and_can_be_asked_again(page: Page) -> None:
    page.route("**/v1/follow-up?*", lambda route: route.abort())
    page.get_by_role("button", name="Hämta uppföljningen").click()
    page.get_by_text("Inget svar från tjänsten. Försök igen.").wait_for()
    page.unroute("**/v1/follow-up?*")
    page.get_by_role("button", name="Hämta uppföljningen").click()
    page.get_by_role("heading", name=f"Uppföljning för {YEAR}").wait_for()
    assert page.get_by_text("Inget svar från tjänsten.").is_hidden()
