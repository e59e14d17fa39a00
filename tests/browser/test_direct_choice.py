"""Services without numbers, whose reports say the rest: one that its budget pays for, and one with a guarantee."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from chalicelib.dates import clock
from chalicelib.reporting.cases import case_report
from tests.support.browser.built_sites import served_system
from tests.support.browser.page_steps import receipt
from tests.support.browser.pasting import rows, send, state
from tests.support.browser.signing import at_finance, signed_in
from tests.support.browser.visiting import PAGES, Loop, Visit, window_on
from tests.support.municipalities.systems import FR, OWN

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())
WELCOME = "Inloggad som Egen regi."


def served(tmp_path_factory: pytest.TempPathFactory, system: str, budget: str) -> AbstractContextManager[Loop]:
    """Serve a system's own site with the API, with a row of this year's budget."""

    def add_budget(root: Path) -> None:
        file = root / "policy" / "budget.yaml"
        row = f"- {{year: {TODAY.year}, service: {FR}, {budget}, source: {{sv: Prov}}}}\n"
        file.write_text(file.read_text(encoding="utf-8").replace("budgets:\n", f"budgets:\n{row}"), encoding="utf-8")

    return served_system(tmp_path_factory, system, add_budget)


def test_a_provider_says_where_the_resident_lives_and_who_is_exempt_and_the_budget_pays(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with served(tmp_path_factory, "jamtland", 'kronor: "9000"') as loop, window_on(browser, loop) as window:
        page = signed_in(window, PAGES["provider_desk"], OWN, WELCOME)
        page.get_by_label("Er egen referens").fill("A-1")
        page.get_by_role("button", name="Rapportera", exact=True).click()
        page.locator("#claim-member-fault", has_text="Välj hemkommun.").wait_for()
        page.locator("#claim-member").select_option(label="Berg")
        page.get_by_label("Befriad från avgiften").check()
        page.get_by_role("button", name="Rapportera", exact=True).click()
        page.get_by_role("heading", name="Registrerat", exact=True).wait_for()
        assert (receipt(page, "amount"), receipt(page, "fee")) == ("0 kr", "0 kr")
        assert receipt(page, "what") == "Samtal, avgiftsbefriat"
        own = ("A-2;{};Östersund;nej", "A-3;{};Bergs kommun;ja", "A-4;{};Oslo;x")
        pasted = [row.format(TODAY) for row in own]
        rows(page, "\n".join(("Referens;Dag;Hemkommun;Avgiftsbefriad", *pasted)))
        assert "Hemkommunen ”Oslo” känns inte igen. Skriv något av: Ragunda" in state(page, 4)
        send(page, "Registrerade: 2 av 3")
        page = at_finance(Visit(window.context, loop.site))
        page.get_by_role("button", name="Hämta uppföljningen").click()
        page.get_by_text("Delad med de 3 samtal som har genomförts hittills blir det 3 000 kr för varje.").wait_for()
        more = page.locator("[data-part=follow_up] [data-part=more]").inner_text().replace("\u00a0", " ")
        assert "Samtal med avgiftsbefrielse\t2" in more
        members = loop.local.client.get(f"/v1/payment-runs/{TODAY:%Y-%m}", "controller").json()["totals"]["members"]
    assert {row["member"]: row["claims"] for row in members} == {"2326": 2, "2380": 1}


def test_a_unit_with_an_agreed_number_of_sessions_and_a_guarantee_is_followed_up(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with served(tmp_path_factory, "stockholm-2000", f"provider: {OWN}, sessions: 4") as loop:
        client, quarter = loop.local.client, case_report.quarter(TODAY)
        for reference, wait in (("1", "11-15"), ("2", "0-5"), ("3", "21-")):
            claimed = {"reference": reference, "service": FR, "date": TODAY.isoformat()}
            assert client.post("/v1/claims", OWN, claimed).status == 201
            classes = {
                "wait": wait,
                "sessions": "1",
                "content": "repair",
                "initiative": "own",
                "children": [],
                "family": "couple",
                "started": "this_year",
            }
            report = {"service": FR, "quarter": quarter, "persons": [{"gender": "woman", "age": "35-44"}], **classes}
            assert client.post("/v1/case-reports", OWN, report, {"Idempotency-Key": reference * 20}).status == 201
        with window_on(browser, loop) as window:
            page = at_finance(window)
            page.get_by_role("button", name="Hämta uppföljningen").click()
            page.get_by_role("heading", name="Uppföljning för").wait_for()
            more = page.locator("[data-part=follow_up] [data-part=more]").inner_text().replace("\u00a0", " ")
    assert "Beläggning hos Egen regi\t75 % (3 av 4)" in more
    assert "Avslutade ärenden där det första samtalet var inom 15 arbetsdagar\t66,7 % (2 av 3)" in more
