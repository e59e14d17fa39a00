"""The form for whoever writes a profile, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalogue.policy.model import Policy
from catalogue.profiles import schema
from catalogue.profiles.model import Profile
from catalogue.schema import yaml_writer
from tests.support import frozen
from tests.support.browser.filling import PRACTICE, opened, said
from tests.support.browser.visiting import BUILT, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]


class TestPerson:
    """A person opens the form for their practice, changes what has changed, and gets a file that passes the check."""

    def file_of(self, page: Page, policy: Policy, practice: str = PRACTICE) -> Profile:
        with page.expect_download() as download:
            page.get_by_role("link", name="Ladda ned filen").click()
        assert download.value.suggested_filename == f"{practice}.yaml"
        data = Path(download.value.path()).read_bytes()
        assert data.decode() == page.input_value("#file-text")
        value, problems = schema.check(f"providers/{practice}.yaml", data, policy, BUILT)
        assert problems == []
        assert value is not None
        return value

    def test_two_mistakes_are_told_mended_and_the_file_passes(self, visit: Visit, policy: Policy) -> None:
        page = opened(visit)
        before = said((frozen.PROVIDERS / f"{PRACTICE}.yaml").read_bytes())
        page.get_by_label("Antal arbetsdagar").fill("tre veckor")
        page.get_by_role("textbox", name="Tisdag").fill("8 till sent")
        page.get_by_text("2 saker att rätta.").wait_for()
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        summary = page.get_by_role("heading", name="Det här behöver rättas").locator("..")
        assert summary.get_by_role("link").all_inner_texts() == [
            "Tisdag: Skriv tiderna som 08:00-12:00, 13:00-17:00.",
            "Antal arbetsdagar: Skriv ett heltal i siffror, som 14 (i filen utan citattecken).",
        ]
        assert page.get_by_role("heading", name="Filen är klar").is_hidden()
        summary.get_by_role("link", name="Antal arbetsdagar").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("15")
        summary.get_by_role("link", name="Tisdag").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("08:00-12:00, 13:00-20:00")
        page.get_by_text("Inget att rätta.").wait_for()
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        value = self.file_of(page, policy)
        service = before["services"]["familjeradgivning"]
        expected = {
            **before,
            "hours": {**before["hours"], "tuesday": ["08:00-12:00", "13:00-20:00"]},
            "services": {
                "familjeradgivning": {**service, "waiting_time": {"working_days": 15, "stated": BUILT.isoformat()}}
            },
        }
        assert value == expected
        assert visit.complaints == []

    def test_what_was_not_touched_keeps_its_text_to_the_letter(self, visit: Visit, policy: Policy) -> None:
        page = opened(visit)
        page.get_by_role("textbox", name="Tisdag").fill("09:00-10:00")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        self.file_of(page, policy)
        was = (frozen.PROVIDERS / f"{PRACTICE}.yaml").read_text(encoding="utf-8").splitlines()
        now = page.input_value("#file-text").splitlines()
        assert [line for line in now if line not in was] == ["  tuesday: [09:00-10:00]"]

    def test_a_practice_without_a_profile_begins_one_and_proposes_it_as_a_new_file(
        self, visit: Visit, policy: Policy
    ) -> None:
        practice = next(id_ for id_ in policy.authorisations if not (frozen.PROVIDERS / f"{id_}.yaml").exists())
        page = opened(visit, practice)
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        assert page.get_by_role("link", name="Kontakt: Behövs.").is_visible()
        page.get_by_label("Telefon", exact=True).fill("08-465 004 99")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        address = page.get_by_role("link", name="Lämna som förslag").get_attribute("href") or ""
        assert address.startswith(
            f"https://git.example/kundval/new/main?filename=providers%2F{practice}.yaml&value=%23%20yaml"
        )
        value = self.file_of(page, policy, practice)
        assert value["contact"] == {"phone": "08-465 004 99"}
        assert page.input_value("#file-text").startswith(yaml_writer.SCHEMA_LINE + "\nname: ")

    def test_a_profile_that_is_there_is_edited_at_its_own_address(self, visit: Visit) -> None:
        page = opened(visit)
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        link = page.get_by_role("link", name="Lämna som förslag")
        assert link.get_attribute("href") == f"https://git.example/kundval/edit/main/providers/{PRACTICE}.yaml"
        page.get_by_text("Ni har inte ändrat något.").wait_for()

    def test_it_is_said_before_a_name_is_entered_that_git_never_forgets(self, visit: Visit) -> None:
        page = opened(visit)
        warning = page.get_by_text("som inte glömmer").bounding_box()
        name = page.get_by_label("Namn", exact=True).first
        box = name.bounding_box()
        assert warning is not None
        assert box is not None
        assert warning["y"] < box["y"]
        described = " ".join(
            page.locator(f"#{one}").inner_text() for one in (name.get_attribute("aria-describedby") or "").split()
        )
        assert "git glömmer inte" in described

    def test_people_and_places_are_added_and_removed(self, visit: Visit) -> None:
        page = opened(visit)
        people = page.get_by_role("group", name="Person ")
        count = people.count()
        page.get_by_role("button", name="Lägg till: Person").click()
        assert page.evaluate("document.activeElement.tagName") == "INPUT"
        assert people.count() == count + 1
        page.get_by_role("button", name=f"Ta bort: Person {count + 1}").click()
        assert people.count() == count
        assert page.evaluate("document.activeElement.textContent") == "Lägg till: Person"

    def test_nothing_is_sent_and_nothing_is_kept(self, visit: Visit) -> None:
        page = opened(visit)
        page.get_by_role("textbox", name="Tisdag").fill("09:00-10:00")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        page.get_by_role("heading", name="Filen är klar").wait_for()
        assert {url for url in visit.requests if not url.startswith((visit.site.url, "blob:"))} == set()
        assert not [url for url in visit.requests if "09%3A00" in url or "?" in url]
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        assert visit.context.cookies() == []

    def test_a_change_is_asked_about_before_it_is_left_until_its_file_is_taken(self, visit: Visit) -> None:
        page = opened(visit)
        assert not asks_before_leaving(page)
        page.get_by_role("textbox", name="Tisdag").fill("09:00-10:00")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        page.get_by_role("heading", name="Filen är klar").wait_for()
        assert asks_before_leaving(page)
        with page.expect_download():
            page.get_by_role("link", name="Ladda ned filen").click()
        assert not asks_before_leaving(page)

    def test_opening_again_keeps_what_is_changed_unless_one_says_so(self, visit: Visit) -> None:
        page = opened(visit)
        page.get_by_role("textbox", name="Tisdag").fill("09:00-10:00")
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="Öppna").click()
        assert page.get_by_role("textbox", name="Tisdag").input_value() == "09:00-10:00"
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Öppna").click()
        expect(page.get_by_role("textbox", name="Tisdag")).not_to_have_value("09:00-10:00")

    def test_the_copied_file_may_be_left(self, visit: Visit) -> None:
        page = opened(visit)
        page.get_by_role("textbox", name="Tisdag").fill("09:00-10:00")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        page.get_by_role("button", name="Kopiera texten").click()
        page.get_by_text("Kopierat.").wait_for()
        assert not asks_before_leaving(page)


def asks_before_leaving(page: Page) -> bool:
    """Return whether the browser would ask before the page is left."""
    leave = "!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    asks: bool = page.evaluate(leave)
    return asks
