"""Shared by the tests of pasted rows: paste them, read their state, send them, and inspect what was sent."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, Request, Route

BATCH = "**/v1/claims/batch"
GO = "Rapportera raderna"
READY = "Klar att rapportera"
MISSED = "Uteblivet besök"
UNREAD = "som inte läses. Skriv vad det var i en kolumn som heter Vad, eller ta bort det."


def rows(page: Page, text: str) -> None:
    """Paste rows into the box."""
    page.get_by_label("Rader", exact=True).fill(text)
    page.evaluate("new Promise((read) => requestAnimationFrame(() => requestAnimationFrame(read)))")


def state(page: Page, line: int) -> str:
    """Return what the page shows about a line."""
    row = page.locator("[data-part=table] tbody tr").filter(has=page.locator(f"th:text-is('Rad {line}')"))
    return row.locator("td").last.inner_text().replace("\u00a0", " ")


def states(page: Page, count: int) -> list[str]:
    """Return what the page shows about so many lines from the second on."""
    return [state(page, line) for line in range(2, count + 2)]


def send(page: Page, result: str) -> None:
    """Send the rows that are ready, and wait for the result."""
    page.get_by_role("button", name=GO).click()
    page.get_by_text(result).wait_for()


def claims_of(request: Request) -> list[dict[str, Any]]:
    """Return the claims of a batch request."""
    claims: list[dict[str, Any]] = json.loads(request.post_data or "")["claims"]
    return claims


def answered(route: Route) -> None:
    """Answer a batch as if all its claims were recorded."""
    receipt = {"amount_ore": 100, "fee_ore": 0, "left": 1, "recorded_at": "2026-11-21T10:00:00Z", "claim_id": "x"}
    route.fulfill(json={"answers": [{"status": 201, "receipt": receipt} for _ in claims_of(route.request)]})


def sent(page: Page) -> list[dict[str, Any]]:
    """Send the rows that are ready to a fake endpoint, and return the claims that the page sends."""
    page.route(BATCH, answered)
    with page.expect_request(BATCH) as request:
        send(page, "Registrerade:")
    return claims_of(request.value)


def events(page: Page) -> list[tuple[str, str]]:
    """Return what is sent, as numbers with what is said to have been."""
    return [(claim["number"], claim["event"]) for claim in sent(page)]
