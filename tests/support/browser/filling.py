"""Shared by the tests of the form: the opened form, and its scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from catalogue.policy.model import Policy
from catalogue.profiles import form_rules
from catalogue.schema import yaml_reader
from tests.support.browser.visiting import Visit

ROOT = Path(__file__).parents[3]
FORM = "/for-utforare/formular/"
PRACTICE = "samtalsrummet-pahittet"
AS_OF_BUILD = (
    "Date = class extends Date { constructor(...a) { a.length ? super(...a) : super('2026-11-21T12:00:00Z') } }"
)


def module(visit: Visit, name: str) -> str:
    """Return the address of one of the form's scripts."""
    (file,) = (visit.site.folder / "assets").glob(f"{name}-??????????.js")
    return f"/assets/{file.name}"


def opened(visit: Visit, practice: str = PRACTICE) -> Page:
    """Open the form, filled from the published profile."""
    visit.page.add_init_script(AS_OF_BUILD)
    page = visit.go(FORM, settled=True)
    page.select_option("#practice", practice)
    page.get_by_role("button", name="Öppna").click()
    page.get_by_role("heading", name="Uppgifter om").wait_for()
    return page


def said(data: bytes) -> Any:  # noqa: ANN401 - a profile
    value, problems = yaml_reader.load(data, "x.yaml")
    assert problems == []
    return value


def plain_rules(policy: Policy) -> Any:  # noqa: ANN401 - plain data
    """Return the form's rules as the browser reads them."""
    return json.loads(json.dumps(form_rules.rules(policy)))
