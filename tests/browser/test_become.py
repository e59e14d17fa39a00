"""Someone who thinks of becoming a provider finds what is required, when an answer comes, and what to do about a no."""

import pytest
from playwright.sync_api import expect

from tests.support.browser.visiting import Visit

pytestmark = pytest.mark.browser
NOTICE = "https://annonser.kundval.example/familjeradgivning"


def test_whoever_wants_to_become_a_provider_is_led_to_all_that_an_application_needs(visit: Visit) -> None:
    visit.go("/")
    page, main = visit.page, visit.page.get_by_role("main")
    page.get_by_role("contentinfo").get_by_role("link", name="Bli utförare").click()
    expect(main.get_by_role("heading", level=1)).to_have_text("Bli utförare")
    wanted = main.get_by_role("heading", name="Kommunen vill gärna ha fler med")
    expect(wanted.locator("xpath=following-sibling::p[1]")).to_contain_text("Det är önskemål, inga krav.")
    expect(main.get_by_text("Du får besked inom 90 dagar")).to_be_visible()
    expect(main.get_by_role("link", name="Annonsen på Hitta LOV-uppdrag")).to_have_attribute("href", NOTICE)
    expect(main.get_by_role("link", name="avtal@kundval.example")).to_be_visible()
    expect(main.get_by_text("inom tre veckor")).to_be_visible()
    main.get_by_role("link", name="Vad kommunen betalar").click()
    expect(page.get_by_role("heading", name="Ersättning")).to_be_in_viewport()
