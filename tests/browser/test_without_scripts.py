"""With scripts off: every provider and every choice is opened by its link, and read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support import size
from tests.support.browser.list_choices import KEYS, TABLE
from tests.support.browser.visiting import PAGES, Site, Visit, fresh_windows

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def plain(browser: Browser, site: Site) -> Iterator[Visit]:
    """Keep one window without scripts."""
    with fresh_windows(browser, java_script_enabled=False) as context:
        yield Visit(context, site)


def links(plain: Visit, address: str, within: str) -> list[tuple[str, str]]:
    """Read where the links of a page lead, and what they are called."""
    plain.go(address)
    found = plain.page.locator(within).all()
    return [(link.get_attribute("href") or "", link.text_content() or "") for link in found]


def test_every_provider_is_opened_from_the_list_and_read(plain: Visit) -> None:
    providers = links(plain, PAGES["list"], "#cards h2 a")
    assert [address.strip("/").rpartition("/")[2] for address, _ in providers] == list(TABLE.ids)
    for address, name in providers[:: size.of(3, 1)]:
        page = plain.go(address)
        assert page.locator("h1").inner_text() == name
        assert page.locator("article.provider").inner_text().count("\n") > 60


def test_every_choice_is_opened_from_the_page_of_choices_and_read(plain: Visit) -> None:
    choices = links(plain, PAGES["selection"], ".choices a")
    shown = [sum(1 for split in TABLE.columns[key].splits.values() if split.matching) for key in KEYS]
    unstated = [key for key in KEYS if TABLE.columns[key].unstated]
    assert len(choices) == sum(shown) + len(unstated)
    assert len({address for address, _ in choices}) == len(choices)
    for address, name in choices[:: size.of(5, 1)]:
        page = plain.go(address)
        count = int(page.locator("main .lead").first.inner_text().split()[0])
        assert page.locator(".entry h2 a").count() == count > 0, name
        assert name.rpartition(": ")[2].lower() in page.locator("h1").inner_text().lower()
