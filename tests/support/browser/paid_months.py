"""A year that lies behind, for finance to read: a month that was paid and sealed, and one that is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Route

import app
from catalogue.policy.loader import Policy
from chalicelib.dates import clock
from chalicelib.payments import lines
from office.context import Source
from office.payments import run as payments
from tests.support.app.endpoint import Moment
from tests.support.browser.visiting import Loop

YEAR = clock.day(clock.now()).year - 2
"""Its figures have been final for long, and a token of today is valid on every day before."""
PAID, UNPAID = f"{YEAR}-11", f"{YEAR}-10"
PAID_NAME, UNPAID_NAME = f"November {YEAR}", f"Oktober {YEAR}"
OWN, ONE, OTHER = "familjeradgivningen", "exempelbron", "fiktiva-vagar"


@dataclass(frozen=True)
class Spent:
    """The claim that was taken back, and the files that the command line wrote of the sealed month."""

    reversed_claim: str
    csv: bytes
    sie: bytes


def spend(loop: Loop, policy: Policy, out: Path) -> Spent:
    """Sessions of two months, each on a number of its own; the later month is paid as the command line pays it."""
    _sessions(loop, dt.date(YEAR, 10, 7), ONE)
    *_, last = _sessions(loop, dt.date(YEAR, 11, 12), OWN, ONE, ONE, OTHER)
    with Moment({"now": lambda: _noon(dt.date(YEAR, 11, 20))}):
        taken_back = loop.local.client.post(f"/v1/claims/{last}/reverse", OTHER, {"reason": "wrong_number"})
    assert taken_back.status == 201, taken_back.body
    wired = app.wired()
    source = Source(wired.register, policy, wired.ledger(), wired.cases(), "the loop's own")
    after = lines.payable_from(PAID)
    made = payments.pay_month(source, PAID, out, now=after, by="office", progress=lambda _: None, statements=False)
    files = {file.suffix: file.read_bytes() for file in made.folder.iterdir()}
    return Spent(last, files[".csv"], files[".si"])


def _sessions(loop: Loop, day: dt.date, *providers: str) -> list[str]:
    with Moment({"now": lambda: _noon(day)}):
        return [loop.claim(provider, loop.number(told=True), day) for provider in providers]


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), clock.STOCKHOLM)


def of_year(page: Page) -> Page:
    """Choose the year anew, so that nothing stands there of what was asked before."""
    choose(page, YEAR - 1)
    return choose(page, YEAR)


def choose(page: Page, year: int) -> Page:
    """Choose a year, and wait for its months."""
    page.get_by_label("År").select_option(str(year))
    page.get_by_text(f"Månaderna {year}").wait_for()
    return page


def month_opened(page: Page, name: str = PAID_NAME) -> Locator:
    """Open a month; gives its part of the page."""
    page.get_by_role("button", name=name).click()
    run = page.locator("[data-part=run]")
    run.locator("[data-part=made]").wait_for()
    return run


def rows(part: Locator, table: str) -> list[list[str]]:
    """What a table says, row by row."""
    found: list[list[str]] = part.locator(f"[data-part={table}] :is(tbody, tfoot) tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent.replaceAll('\\u00a0', ' ')))"
    )
    return found


def change(page: Page, address: str, made: Callable[[dict[str, Any]], None]) -> None:
    """Let the service's answer be changed on its way."""

    def answer(route: Route) -> None:
        got = route.fetch()
        told = got.json()
        made(told)
        route.fulfill(response=got, json=told)

    page.route(address, answer)
