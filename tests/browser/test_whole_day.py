"""A whole day with three people in three windows: the reception, the providers' counter, and finance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.dates import clock
from tests.support.browser.page_steps import issued, open_receipt, receipt, report, take_back
from tests.support.browser.signing import at_finance, at_reception, signed_in, welcome
from tests.support.browser.visiting import PAGES, Loop, Visit, window_on

pytestmark = pytest.mark.browser
A, B = "exempelbron", "familjeradgivningen"
BEFORE = ("fiktiva-vagar", "den-tankta-parmottagningen", "samtalshuset-skissen")
"""Who had a session each of the same number before A and B."""


@pytest.fixture
def windows(browser: Browser, loop: Loop) -> Iterator[list[Visit]]:
    """Open three windows that share nothing."""
    with ExitStack() as closing:
        yield [closing.enter_context(window_on(browser, loop)) for _ in range(3)]


def at_provider(visit: Visit, who: str) -> Page:
    """A provider's page, signed in as that provider."""
    return signed_in(visit, PAGES["provider_desk"], who, welcome(who))


def sums(page: Page) -> dict[str, tuple[str, str]]:
    """Reports and kronor by the reference of the invoice, as finance sees them for this month."""
    page.locator("[data-part=months] tbody tr:last-child button").click()
    page.locator("[data-part=made]").wait_for()
    rows = page.locator("[data-part=providers] tbody tr").all()
    cells = [[cell.replace("\u00a0", " ") for cell in row.locator("td").all_inner_texts()] for row in rows]
    return {reference.partition("/")[2]: (reports, kronor) for reference, reports, kronor, _ in cells}


def test_issued_used_up_taken_back_and_paid_to_the_krona(windows: list[Visit], loop: Loop) -> None:
    reception, counter, finance = windows
    today = clock.day(clock.now())

    desk = at_reception(reception)
    number = issued(desk)
    desk.get_by_role("button", name="Nästa nummer").click()
    another = issued(desk)
    for provider in BEFORE:
        loop.claim(provider, number, today)

    page = at_provider(counter, A)
    page.get_by_label("Kontrollnummer", exact=True).fill(number)
    page.get_by_role("button", name="Kontrollera numret").click()
    page.get_by_text("Numret kan användas. 2 samtal kvar").wait_for()
    report(page, number)
    assert (receipt(page, "amount"), receipt(page, "fee"), receipt(page, "left")) == (
        "1 104 kr",
        "450 kr",
        "1 samtal",
    )
    page.get_by_role("button", name="Rapportera nästa").click()
    report(page, another)
    mistaken = receipt(page, "receipt_full")

    accounts = at_finance(finance)
    assert sums(accounts)[A] == ("2", "2 208 kr")

    page = at_provider(Visit(counter.context, loop.site), B)
    report(page, number)
    assert (receipt(page, "amount"), receipt(page, "left")) == ("1 066 kr", "0 samtal")
    assert page.get_by_text("Behöver du fler samtal?").is_visible()

    counter.page.get_by_role("button", name="Visa månaden").click()
    open_receipt(counter.page, mistaken)
    take_back(counter.page, "Fel kontrollnummer")
    counter.page.get_by_text("Rapporten är återtagen").wait_for()

    seen = sums(accounts)
    assert (seen[A], seen[B]) == (("1", "1 104 kr"), ("1", "1 066 kr"))
    assert {seen[provider] for provider in BEFORE} == {("1", "1 104 kr")}
    total = accounts.locator("[data-part=providers] tfoot td").all_inner_texts()
    assert [cell.replace("\u00a0", " ") for cell in total[1:]] == ["5", "5 482 kr", "2 250 kr"]

    for asked, answered in ((number, "Inga samtal kvar"), (another, "5 samtal kvar")):
        own = Visit(reception.context, loop.site).go(PAGES["own_number"], settled=True)
        own.get_by_label("Ditt kontrollnummer").fill(asked)
        own.keyboard.press("Enter")
        own.get_by_role("heading", name=answered).wait_for()
