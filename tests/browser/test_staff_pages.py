"""The pages for staff on a phone: what is above the work is little."""

from __future__ import annotations

import pytest

from tests.support.browser.signing import at_finance, at_reception, signed_in, welcome
from tests.support.browser.visiting import PAGES, PROVIDER, Loop, Visit

pytestmark = pytest.mark.browser
HEIGHT = 844
IN_SIGHT = HEIGHT * 3 // 4  # a browser's own bars take the rest


def test_the_first_field_of_each_is_in_sight_on_a_phone_before_anything_is_scrolled(staffed: Visit, loop: Loop) -> None:
    bottoms = {}
    for kind, field in (
        ("reception", "#new-number ~ form input"),
        ("provider_desk", "#reported"),
        ("finance", "#year"),
    ):
        visit = Visit(staffed.context, loop.site)
        visit.look(390, HEIGHT)
        if kind == "provider_desk":
            page = signed_in(visit, PAGES[kind], PROVIDER, welcome(PROVIDER))
        else:
            page = {"reception": at_reception, "finance": at_finance}[kind](visit)
        box = page.locator(f"{field}:visible").first.bounding_box()
        assert box is not None
        bottoms[kind] = box["y"] + box["height"]
    assert {kind: bottom for kind, bottom in bottoms.items() if bottom > IN_SIGHT} == {}
