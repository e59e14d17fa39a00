"""The pages in languages that the rest of the site is not in can be used as the others."""

from __future__ import annotations

import pytest

from catalogue.i18n.urls import FURTHER
from tests.support import size
from tests.support.browser.axe import found
from tests.support.browser.visiting import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("lang", "direction"), size.rows([("ar", "rtl"), ("so", "ltr")], [("fa", "rtl")]))
def test_axe_finds_nothing_and_nothing_scrolls_sideways(reader: Visit, lang: str, direction: str) -> None:
    faults = {}
    for kind in FURTHER:
        page = reader.go(f"/{lang}/{kind}/", settled=True)
        reader.look(320, 640)
        sideways = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        faults[kind] = [*found(page, contrast=False), *([f"{sideways} px sideways"] if sideways > 0 else [])]
        assert page.evaluate("getComputedStyle(document.body).direction") == direction
    assert faults == {kind: [] for kind in FURTHER}


def test_the_exit_leaves_at_once_and_speaks_the_language(reader: Visit) -> None:
    page = reader.go("/ar/session/")
    page.keyboard.press("Shift")
    assert page.locator("#exit [role=status]").inner_text() == "اضغط على Shift مرتين أخريين لمغادرة الصفحة."
