"""Runs axe on a page: every rule, with its default settings."""

from __future__ import annotations

from importlib import resources
from typing import Any

from playwright.sync_api import Page

SOURCE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """async (contrast) => (await axe.run(document, {
  resultTypes: ["violations"], rules: { "color-contrast": { enabled: contrast } },
})).violations"""


def found(page: Page, *, contrast: bool = True) -> list[str]:
    """Run every rule of axe and return the violations; the long list of passes stays in the browser.

    Contrast is nine tenths of the time: without it where the same colours are checked elsewhere.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(SOURCE)
    violations: list[dict[str, Any]] = page.evaluate(VIOLATIONS, contrast)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]
