"""Runs axe on a page: every rule, with its default settings."""

from __future__ import annotations

from importlib import resources
from typing import Any

from playwright.sync_api import Page

from tests.support import size

SOURCE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
ALIKE = "" if size.FULL else "main :is(ul, ol, dl, tr, tbody) > :nth-child(n + 6):nth-last-child(n + 4)"
"""All but the first five and the last three of each long list, and of the rows and columns of each table."""
VIOLATIONS = """async ([contrast, alike]) => {
  const brief = { resultTypes: ["violations"], selectors: false }; // what is found is named by its markup
  const all = await axe.run(document, { ...brief, rules: { "color-contrast": { enabled: false } } });
  if (!contrast) return all.violations;
  const part = alike && document.querySelector(alike) ? { include: [["html"]], exclude: [[alike]] } : document;
  const colours = await axe.run(part, { ...brief, runOnly: ["color-contrast"] });
  return [...all.violations, ...colours.violations];
}"""


def found(page: Page, *, contrast: bool = True) -> list[str]:
    """Run every rule of axe and return the violations; the long list of passes stays in the browser.

    Contrast is nine tenths of the time: it is not asked about what is alike, nor where it is checked elsewhere.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(SOURCE)
    violations: list[dict[str, Any]] = page.evaluate(VIOLATIONS, [contrast, ALIKE])
    return [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]
