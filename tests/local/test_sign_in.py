"""The sign-in for development, as a person meets it: in a real browser, which sends more headers than a test does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from local.server import Local
from local.setup import browser
from tests.browser.conftest import FLAGS

pytestmark = pytest.mark.browser


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=FLAGS)
        yield chromium.new_page()
        chromium.close()


def test_a_button_gives_a_token_of_its_role(local: Local, page: Page) -> None:
    page.goto(f"{local.server.origin}/dev/")
    with page.expect_navigation() as answered:
        page.get_by_role("button", name="Reception").click()
    assert answered.value.status == 200
    assert page.locator("textarea, code, pre").filter(has_text="eyJ").count() == 1
