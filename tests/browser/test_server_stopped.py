"""The server is killed in the middle of sending and started again: one claim, and the page says what happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.dates import clock
from tests.support.browser import mortal_server
from tests.support.browser.every_service import WHO
from tests.support.browser.mortal_server import Served
from tests.support.browser.signing import press_sign_in, signed_in, welcome
from tests.support.browser.visiting import PAGES, SERVICE, Loop, Site, Visit, fresh_windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
TODAY = clock.day(clock.now())
HAPPENED = {
    "before": ("Registrerat", "Första gången kom rapporten inte fram. Nu är besöket registrerat en gång."),
    "after": ("Redan registrerat", "Svaret försvann på vägen, men rapporten hade kommit fram"),
}
"""What the page says when the server died before or after the claim was committed."""


@contextmanager
def desk_of(browser: Browser, served: Served, folder: Path) -> Iterator[Page]:
    """A provider's page of that server, signed in."""
    said = welcome(WHO)
    with fresh_windows(browser) as context:
        yield signed_in(Visit(context, Site(folder, served.origin)), PAGES["provider_desk"], WHO, said)


def issued(served: Served) -> str:
    """A number of five sessions."""
    return str(served.post("/v1/numbers", "reception", {"service": SERVICE})["number"])


def left(served: Served, number: str) -> object:
    """How many sessions are left on a number."""
    return served.post("/v1/numbers/look-up", "reception", {"number": number})["left"]


def signed_in_again(page: Page, press: str) -> None:
    """The server's key for sign-ins is a new one: the page says so, and goes on once somebody has signed in."""
    with page.expect_response("**/openid-configuration"):
        page.get_by_role("button", name=press, exact=True).click()
    page.get_by_text("Inloggningen har gått ut.").wait_for()
    page.evaluate("async () => { await crypto.subtle.digest('SHA-256', new Uint8Array(1)); }")  # as the page does first
    press_sign_in(page).get_by_role("button", name=WHO, exact=True).click()
    page.get_by_text(welcome(WHO)).wait_for()


@pytest.mark.parametrize("when", HAPPENED)
def test_a_report_is_recorded_once_and_nothing_typed_is_lost(
    browser: Browser, every_loop: Loop, tmp_path: Path, when: str
) -> None:
    heading, happened = HAPPENED[when]
    folder = every_loop.site.folder
    with mortal_server.serving(folder.parent, tmp_path, nth=1, when=when) as served:
        number, port = issued(served), int(str(urlsplit(served.origin).port))
        with desk_of(browser, served, folder) as page:
            page.locator("#reported").fill(number)
            page.get_by_role("button", name="Rapportera", exact=True).click()
            page.get_by_text("Inget svar från tjänsten. Det du har skrivit står kvar.").wait_for()
            with mortal_server.serving(folder.parent, tmp_path, port) as again:
                signed_in_again(page, "Rapportera")
                assert page.input_value("#reported") == number
                assert page.get_by_text("så inget registrerades den här gången").is_visible()
                page.get_by_role("button", name="Rapportera", exact=True).click()
                page.get_by_role("heading", name=heading, exact=True).wait_for()
                assert page.get_by_text(happened).is_visible()
                assert left(again, number) == 4


def test_rows_are_recorded_once_wherever_the_server_stopped_among_them(
    browser: Browser, every_loop: Loop, tmp_path: Path
) -> None:
    folder = every_loop.site.folder
    with mortal_server.serving(folder.parent, tmp_path, nth=2) as served:
        numbers, port = [issued(served) for _ in range(3)], int(str(urlsplit(served.origin).port))
        with desk_of(browser, served, folder) as page:
            rows = "\n".join(f"{number}\t{TODAY}" for number in numbers)
            page.locator("#pasted").fill(rows)
            page.get_by_role("button", name="Rapportera raderna").click()
            page.get_by_text("Svaret kom inte fram. Raderna står kvar.").wait_for()
            with mortal_server.serving(folder.parent, tmp_path, port) as again:
                signed_in_again(page, "Rapportera raderna")
                assert page.input_value("#pasted") == rows
                page.get_by_role("button", name="Rapportera raderna").click()
                page.get_by_text("Registrerade: 3 av 3.").wait_for()
                states = page.locator("[data-part=report_several] tbody td:last-child").all_inner_texts()
                assert [state[:5] for state in states] == ["Redan", "Redan", "Regis"]
                assert [left(again, number) for number in numbers] == [4, 4, 4]
