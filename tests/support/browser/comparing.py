"""Providers that are picked for comparison, and the table that they stand in."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser.visiting import PAGES, Visit

THREE = ("exempelbron", "fiktiva-vagar", "familjeradgivningen")
PHONE = {"viewport": {"width": 320, "height": 640}}
COMPARE, LIST = PAGES["compare"], PAGES["list"]


def at_noon(visit: Visit, address: str, day: str = "2026-11-21") -> Page:
    """Open an address on a day."""
    visit.page.clock.set_fixed_time(f"{day}T12:00:00Z")
    page = visit.go(address, settled=True)
    if address.startswith(f"{COMPARE}#"):
        page.wait_for_selector(".few")
    return page


def pick(page: Page, *ids: str) -> None:
    """Tick the boxes of some providers."""
    for id_ in ids:
        page.locator(f'.card[data-provider="{id_}"] .pick').click()
        expect(page.locator("#compare .tray-said")).not_to_be_empty()


def columns(page: Page) -> list[str]:
    """Read who stands in the table, from left to right."""
    found: list[str] = page.eval_on_selector_all(
        ".few thead [data-provider]", "heads => heads.map((head) => head.dataset.provider)"
    )
    return found


def in_list(page: Page, ids: tuple[str, ...]) -> list[str]:
    """Sort ids in the order of the list that is shown."""
    found: list[str] = page.eval_on_selector_all("#cards > li", "cards => cards.map((card) => card.dataset.provider)")
    return [id_ for id_ in found if id_ in ids]
