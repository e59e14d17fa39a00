"""Runs axe on a page: every rule, with its default settings."""

from __future__ import annotations

from importlib import resources
from typing import Any

from playwright.sync_api import Page

SOURCE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"


def found(page: Page) -> list[str]:
    """Run every rule of axe and return the violations; the long list of passes stays in the browser."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(SOURCE)
    violations: list[dict[str, Any]] = page.evaluate(VIOLATIONS)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]
