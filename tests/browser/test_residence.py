"""Where residents live: one who is anonymous at the own unit (D7), and clients of providers who check it (D25)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from chalicelib.dates import clock
from tests.support.browser.built_sites import served_system
from tests.support.browser.page_steps import GO, issued, receipt
from tests.support.browser.pasting import rows, send, state
from tests.support.browser.signing import at_finance, at_reception, signed_in
from tests.support.browser.visiting import PAGES, Visit, window_on
from tests.support.municipalities.systems import FR, OWN

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())
WELCOME = "Inloggad som Egen regi."
PRIVATE = "utforare-01"
ONLY_OWN = "Bara kommunens egen mottagning: boendet är inte kontrollerat"


def test_the_reception_chooses_for_each_number_and_an_anonymous_one_is_the_own_unit_s_alone(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with served_system(tmp_path_factory, "stockholm-2007") as loop, window_on(browser, loop) as window:
        page = at_reception(window)
        page.get_by_role("button", name=GO).click()
        page.get_by_text("Välj om boendet är kontrollerat.").wait_for()
        assert page.evaluate("document.activeElement.value") == "checked"
        page.keyboard.press("Space")
        checked = issued(page)
        assert not page.locator("[data-part=handover] [data-part=own_unit]").is_visible()
        page.get_by_role("button", name="Nästa nummer").click()
        page.get_by_label("Inte kontrollerat: personen är anonym").check()
        anonymous = issued(page)
        page.get_by_text(ONLY_OWN).first.wait_for()
        assert "Det gäller bara hos kommunens egen mottagning." in page.input_value("#message")
        page.emulate_media(media="print")
        slip = page.locator("[data-part=slip]").inner_text()
        page.emulate_media(media="screen")
        assert "Numret gäller bara hos kommunens egen mottagning." in slip
        claims = [
            loop.local.client.post(
                "/v1/claims", who, {"number": number, "service": FR, "date": TODAY.isoformat()}
            ).status
            for number in (checked, anonymous)
            for who in (PRIVATE, OWN)
        ]
        assert claims == [201, 201, 404, 201]
        page = at_finance(Visit(window.context, loop.site))
        page.get_by_role("button", name="Hämta uppföljningen").click()
        more = page.locator("[data-part=follow_up] [data-part=more]")
        more.get_by_text("Nummer till den som är anonym").first.wait_for()
        counted = more.first.inner_text()
        page = Visit(window.context, loop.site).go(PAGES["own_number"], settled=True)
        page.locator("#own").fill(anonymous)
        page.get_by_role("button", name="Visa").first.click()
        page.get_by_text("Numret gäller bara hos kommunens egen mottagning.").wait_for()
    assert "Nummer till den som är anonym\t1" in counted
    assert "Samtal där den som kom var anonym\t1" in counted


def test_a_provider_confirms_where_each_client_lives_and_the_sessions_of_each_are_counted(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with served_system(tmp_path_factory, "attested") as loop, window_on(browser, loop) as window:
        page = signed_in(window, PAGES["provider_desk"], OWN, WELCOME)
        report = page.locator("[data-part=report]")
        report.get_by_label("Löpnummer").fill("199006022397")
        report.get_by_role("button", name="Kontrollera").click()
        page.locator("#client-fault", has_text="ser ut som ett personnummer").wait_for()
        report.get_by_label("Löpnummer").fill("007")
        report.get_by_role("button", name="Kontrollera").click()
        page.get_by_text("5 samtal kvar").wait_for()
        report.locator("[type=date]").fill(f"{TODAY.year + 2}-12-31")
        report.get_by_role("button", name="Kontrollera").click()
        page.get_by_text("Ge klienten ett nytt löpnummer.").wait_for()
        report.locator("[type=date]").fill(TODAY.isoformat())
        report.get_by_role("button", name="Rapportera", exact=True).click()
        page.locator("#attested-fault", has_text="Bekräfta att du har kontrollerat var klienten bor.").wait_for()
        report.get_by_label("Jag har kontrollerat att klienten bor i kommunen").check()
        report.get_by_role("button", name="Rapportera", exact=True).click()
        page.get_by_role("heading", name="Registrerat", exact=True).wait_for()
        assert receipt(page, "amount") == "1 036 kr"
        page.get_by_role("button", name="Rapportera nästa").click()
        assert not report.get_by_label("Jag har kontrollerat att klienten bor i kommunen").is_checked()
        rows(page, "\n".join(("Löpnr;Dag;Gång", *(f"7;{TODAY};{nth}" for nth in range(2, 7)), f"0123456789;{TODAY};1")))
        assert "bara siffror, högst nio" in state(page, 7)
        page.get_by_role("button", name="Rapportera raderna").click()
        page.get_by_text("Bekräfta först att du har kontrollerat").wait_for()
        page.get_by_label("Jag har kontrollerat att klienterna på alla rader bor i kommunen").check()
        send(page, "Registrerade: 4 av 6")
        assert "Inga samtal kvar" in state(page, 6)
        rows_of_month = loop.local.client.get(f"/v1/claims?month={TODAY:%Y-%m}", OWN).json()["rows"]
        page = at_finance(Visit(window.context, loop.site))
        page.get_by_role("button", name="Hämta uppföljningen").click()
        more = page.locator("[data-part=follow_up] [data-part=more]")
        more.get_by_text("Klienter som kom första gången").first.wait_for()
        counted = more.first.inner_text()
        shown = at_reception_text(Visit(window.context, loop.site))
    assert {row["client"] for row in rows_of_month} == {"7"}
    assert "Klienter som kom första gången\t1" in counted
    assert "Samtal där utföraren har kontrollerat boendet\t5" in counted
    assert "Utgivna nummer" not in counted
    assert "Inga nummer ges ut för familjerådgivning" in shown


def at_reception_text(visit: Visit) -> str:
    """Return what the reception's page says before anybody signs in."""
    return visit.go("/personal/reception/", settled=True).locator("main").inner_text()
