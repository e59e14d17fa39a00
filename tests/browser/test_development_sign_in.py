"""The sign-in for development, as a person meets it: in a real browser, which sends more headers than a test does."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from catalogue import REGISTER
from tests.support.app.endpoint import register_data
from tests.support.browser.visiting import fresh_windows
from tests.support.ops.serving import answering

pytestmark = pytest.mark.browser


def test_a_button_gives_a_token_of_its_role(tmp_path: Path, browser: Browser) -> None:
    register = tmp_path / REGISTER
    register.parent.mkdir(parents=True)
    register.write_text(json.dumps(register_data()), encoding="utf-8")
    with answering(tmp_path) as local, fresh_windows(browser) as context:
        page = context.new_page()
        page.goto(f"{local.server.origin}/dev/")
        with page.expect_navigation() as answered:
            page.get_by_role("button", name="Reception", exact=True).click()
        assert answered.value.status == 200
        assert page.locator("textarea, code, pre").filter(has_text="eyJ").count() == 1
