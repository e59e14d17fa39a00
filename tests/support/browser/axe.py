"""What axe finds on a page: every rule, as its makers ship it."""

from __future__ import annotations

from importlib import resources
from typing import Any

from playwright.sync_api import Page

SOURCE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"


def found(page: Page) -> list[str]:
    """Run every rule of axe; name what breaks one. What breaks none stays in the browser: it is long to carry over."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(SOURCE)
    violations: list[dict[str, Any]] = page.evaluate(VIOLATIONS)
    return [f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]]
