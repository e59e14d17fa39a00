"""A provider reads its own first sessions of a year on its page, a month before those of all are published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route

from chalicelib.dates import clock
from tests.support.browser.visiting import SERVICE

pytestmark = pytest.mark.browser
YEAR = clock.day(clock.now()).year - 1
ADDRESS = "**/v1/first-sessions**"


@pytest.fixture
def section(desk: Page) -> Iterator[Page]:
    """The page, whose answers a test may have changed."""
    yield desk
    desk.unroute_all()


def show(page: Page) -> None:
    """Ask for the newest year."""
    page.get_by_role("button", name="Visa siffrorna").click()


def answer(page: Page, status: int, body: dict[str, object]) -> None:
    """Let the endpoint answer this."""

    def fulfil(route: Route) -> None:
        route.fulfill(status=status, json=body)

    page.route(ADDRESS, fulfil)


def test_the_endpoint_tells_who_has_signed_in_of_its_own_year(section: Page) -> None:
    with section.expect_response(ADDRESS) as answered:
        show(section)
    assert answered.value.json()["services"][SERVICE] == {"0-10": 0, "11-20": 0, "21-": 0}
    heading = section.get_by_role("heading", name=f"{YEAR}: 0 första")
    heading.wait_for()
    assert heading.evaluate("(node) => node === document.activeElement")


def test_each_class_has_its_figure_and_the_day_of_publication_is_said(section: Page) -> None:
    services = {SERVICE: {"0-10": 31, "11-20": 12, "21-": 1}}
    answer(section, 200, {"year": YEAR, "published_from": f"{YEAR + 1}-02-01", "services": services})
    show(section)
    section.get_by_role("heading", name=f"{YEAR}: 44 första").wait_for()
    rows = section.locator("[data-part=first_sessions] table:visible tbody tr").all_inner_texts()
    assert [row.split()[-1] for row in rows] == ["31", "12", "1"]
    assert section.get_by_text(f"De publiceras tidigast 1 februari {YEAR + 1}.").is_visible()


def test_a_year_that_is_not_final_says_from_when(section: Page) -> None:
    answer(section, 409, {"code": "year_open", "final_from": f"{YEAR + 1}-01-01"})
    show(section)
    section.get_by_text(f"Ni kan se dem från 1 januari {YEAR + 1}.").wait_for()
    assert section.locator("[data-part=first_sessions] [data-part=result]").is_hidden()
