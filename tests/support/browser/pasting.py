"""What tests of pasted rows share: the box is filled, its rows are read and sent, and what was sent is seen."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, Request, Route

BATCH = "**/v1/claims/batch"
GO = "Rapportera raderna"


def rows(page: Page, text: str) -> None:
    """Paste rows."""
    page.get_by_label("Rader", exact=True).fill(text)
    page.evaluate("new Promise((read) => requestAnimationFrame(() => requestAnimationFrame(read)))")


def state(page: Page, line: int) -> str:
    """What the page says of a line."""
    row = page.locator("[data-part=table] tbody tr").filter(has=page.locator(f"th:text-is('Rad {line}')"))
    return row.locator("td").last.inner_text().replace("\u00a0", " ")


def send(page: Page, said: str) -> None:
    """Send what is ready, and wait for the sum."""
    page.get_by_role("button", name=GO).click()
    page.get_by_text(said).wait_for()


def claims_of(request: Request) -> list[dict[str, Any]]:
    """The claims that a batch holds."""
    claims: list[dict[str, Any]] = json.loads(request.post_data or "")["claims"]
    return claims


def answered(route: Route) -> None:
    """Answer a batch as if each of its claims were recorded."""
    receipt = {"amount_ore": 100, "fee_ore": 0, "left": 1, "recorded_at": "2026-11-21T10:00:00Z", "claim_id": "x"}
    route.fulfill(json={"answers": [{"status": 201, "receipt": receipt} for _ in claims_of(route.request)]})


def sent(page: Page) -> list[dict[str, Any]]:
    """Report what is ready, none of which is recorded, and give the claims that the page sends."""
    page.route(BATCH, answered)
    with page.expect_request(BATCH) as asked:
        send(page, "Registrerade:")
    return claims_of(asked.value)
