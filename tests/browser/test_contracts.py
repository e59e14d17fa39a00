"""The officer reads the contracts on a page without signing in, narrows the list, and copies a text to send."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.support.browser.visiting import PAGES, Site, Visit, fresh_windows

pytestmark = pytest.mark.browser


def test_the_list_is_narrowed_without_scripts_and_the_texts_are_there(browser: Browser, site: Site) -> None:
    with fresh_windows(browser, java_script_enabled=False) as context:
        page = Visit(context, site).go(PAGES["contracts"])
        rows = page.locator("table.figures tbody tr")
        total, states = rows.count(), [row.get_attribute("data-state") or "" for row in rows.all()]
        assert "(32)" in page.get_by_text("Alla (").inner_text()
        assert total == 32
        for name, state in (("Att göra", "todo"), ("Kommande", "coming"), ("Upphörda", "ended")):
            page.get_by_role("radio", name=name).check()
            shown = [row.get_attribute("data-state") or "" for row in rows.all() if row.is_visible()]
            assert shown == [row for row in states if state in row.split()] != states, name
        page.locator("details.letter summary").first.click()
        assert "Hej!" in page.locator("details.letter textarea").first.input_value()
        assert page.locator("[data-copies]").first.is_hidden()


def test_a_text_is_copied_by_its_button(visit: Visit) -> None:
    page = visit.go(PAGES["contracts"], settled=True)
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    letter = page.locator("details.letter").first
    letter.locator("summary").click()
    name = letter.locator("summary").inner_text().rpartition(":")[0]
    letter.get_by_role("button", name=f"Kopiera texten: {name}", exact=True).click()
    letter.get_by_text("Kopierat.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == letter.locator("textarea").input_value()


def test_names_are_shown_and_never_ids(site: Site) -> None:
    page = (site.folder / PAGES["contracts"].strip("/") / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'href="/utforare/([^/"]+)/">([^<]+)</a>', page)
    assert ("exempelbron", "Exempelbron familjemottagning") in named
    assert [id_ for id_, _ in named if re.search(rf">\s*{id_}\s*<", page)] == []


def test_search_engines_leave_it_out(site: Site) -> None:
    page = (site.folder / PAGES["contracts"].strip("/") / "index.html").read_text(encoding="utf-8")
    assert '<meta name="robots" content="noindex">' in page
