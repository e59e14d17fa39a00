"""A past year for the finance page: one month that is paid and sealed, and one that is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Route

import app
from catalogue.policy.model import Policy
from catalogue.views.charts import SESSION
from chalicelib.dates import clock
from chalicelib.payments import lines
from chalicelib.register import codes
from office.context import Source
from office.payments import run as payments
from tests.support.app.endpoint import TemporaryWiring
from tests.support.browser.visiting import SERVICE, Loop

YEAR = clock.day(clock.now()).year - 2
"""Its figures are final, and a token of today is valid on every earlier day."""
PAID, UNPAID = f"{YEAR}-11", f"{YEAR}-10"
PAID_NAME, UNPAID_NAME = f"November {YEAR}", f"Oktober {YEAR}"
HIDDEN_MONTHS: Mapping[str, int | None] = {
    SESSION: 5_000,
    **dict.fromkeys((f"sessions×month|{month}" for month in codes.MONTHS), 0),
    "sessions×month|01": 4_000,
    **dict.fromkeys(f"sessions×month|{month}" for month in ("03", "04", "05")),
}
"""A year's sessions by month, three of which are hidden."""
OWN, ONE, OTHER = "familjeradgivningen", "exempelbron", "fiktiva-vagar"


@dataclass(frozen=True)
class PaidMonths:
    """The claim that was reversed, and the files that the command line wrote of the sealed month."""

    reversed_claim: str
    csv: bytes
    sie: bytes


def spend(loop: Loop, policy: Policy, out: Path) -> PaidMonths:
    """Claim sessions in two months, each on a number of its own, and run the later month's payment."""
    sessions(loop, dt.date(YEAR, 10, 7), ONE)
    *_, last = sessions(loop, dt.date(YEAR, 11, 12), OWN, ONE, ONE, OTHER)
    with TemporaryWiring({"now": lambda: _noon(dt.date(YEAR, 11, 20))}):
        reversal = loop.local.client.post(f"/v1/claims/{last}/reverse", OTHER, {"reason": "wrong_number"})
    assert reversal.status == 201, reversal.body
    wired = app.wired()
    source = Source(wired.register, policy, wired.ledger(), wired.cases(), "the loop's own")
    after = lines.payable_from(PAID)
    made = payments.pay_month(source, PAID, out, now=after, by="office", progress=lambda _: None, statements=False)
    files = {file.suffix: file.read_bytes() for file in made.folder.iterdir()}
    return PaidMonths(last, files[".csv"], files[".si"])


def sessions(loop: Loop, day: dt.date, *providers: str) -> list[str]:
    """Record a session at each of the providers on a day; return the claims' ids."""
    with TemporaryWiring({"now": lambda: _noon(day)}):
        return [loop.claim(provider, loop.number(told=True), day) for provider in providers]


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), clock.STOCKHOLM)


def of_year(page: Page) -> Page:
    """Choose another year and then the year again, so that nothing of an earlier answer remains."""
    choose(page, YEAR - 1)
    return choose(page, YEAR)


def choose(page: Page, year: int) -> Page:
    """Choose a year, and wait for its months."""
    page.get_by_label("År").select_option(str(year))
    page.get_by_text(f"Månaderna {year}").wait_for()
    return page


def month_opened(page: Page, name: str = PAID_NAME) -> Locator:
    """Open a month; return its part of the page."""
    page.get_by_role("button", name=name).click()
    run = page.locator("[data-part=run]")
    run.locator("[data-part=made]").wait_for()
    return run


def rows(part: Locator, table: str) -> list[list[str]]:
    """Return the text of a table's cells, row by row."""
    return texts(part.locator(f"[data-part={table}] :is(tbody, tfoot) tr"))


def texts(rows: Locator) -> list[list[str]]:
    """Return the text of the cells of rows."""
    texts: list[list[str]] = rows.evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent.replaceAll('\\u00a0', ' ')))"
    )
    return texts


def change(page: Page, address: str, edit: Callable[[dict[str, Any]], None]) -> None:
    """Edit the API's answer before the page receives it."""

    def answer(route: Route) -> None:
        response = route.fetch()
        body = response.json()
        edit(body)
        route.fulfill(response=response, json=body)

    page.route(address, answer)


def give(page: Page, **figures: object) -> None:
    """Let the API answer with these figures of a year."""
    service = {"tables": {}, "withheld": [], "means": {}, "hours": {}} | figures
    change(page, "**/v1/statistics?*", lambda answer: answer["services"].update({SERVICE: service}))
