"""Contrast: the accent, and every colour of text in the style sheet, can be read in light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.schema import contrast

CSS = (Path(__file__).parents[3] / "site" / "theme" / "assets" / "style.css").read_text(encoding="utf-8")
ACCENT = "#005a70"
GROUNDS = ("ground", "surface", "tint")
"""What text stands on where its own rule does not say."""


def test_the_demonstration_s_accent_can_be_read() -> None:
    assert contrast.contrast(ACCENT, contrast.LIGHT_BACKGROUND) >= contrast.CONTRAST_MIN


@pytest.mark.parametrize("accent", [ACCENT, "#000000", "#7a0000", "#2b0080"])
def test_every_accent_gets_a_dark_form_that_can_be_read(accent: str) -> None:
    assert contrast.contrast(contrast.for_dark(accent), contrast.DARK_GROUND) >= contrast.CONTRAST_DARK


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    assert CSS.count(f"--tint: {contrast.LIGHT_BACKGROUND};") == 1
    assert CSS.count(f"--tint: {contrast.DARK_GROUND};") == 1


def pairs() -> Iterator[tuple[str, str, str]]:
    """Yield each rule that sets a colour of text or what it stands on, with the names of the two colours."""
    for rule in re.findall(r"[^{}]*\{[^{}]*\}", CSS):
        text = re.search(r"(?<![\w-])color: var\(--([a-z-]+)\)", rule)
        ground = re.search(r"(?<![\w-])background: var\(--([a-z-]+)\)", rule)
        for name in [ground[1]] if ground else GROUNDS if text else ():
            yield rule.strip(), text[1] if text else "text", name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_what_it_stands_on(scheme: str) -> None:
    colours: dict[str, str] = {}
    for declarations in re.findall(r":root \{([^{}]*)\}", CSS)[: 1 if scheme == "light" else 2]:
        colours |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", declarations))
    colours["accent"] = ACCENT if scheme == "light" else contrast.for_dark(ACCENT)
    found = {
        rule: (text, ground)
        for rule, text, ground in pairs()
        if contrast.contrast(colours[text], colours[ground]) < contrast.CONTRAST_MIN
    }
    assert found == {}


def test_the_style_sheet_takes_each_colour_of_text_and_ground_from_the_list_and_makes_none_paler() -> None:
    """So that the pairs above are all there are."""
    values = set(re.findall(r"(?<![\w-])(?:color|background|background-color): ([^;}]+)", CSS))
    others = {value for value in values if not re.fullmatch(r"var\(--[a-z-]+\)", value)}
    assert others == {
        "inherit",
        "none",
        "transparent",
        "linear-gradient(currentcolor, currentcolor) center / 100% .12rem no-repeat",
    }
    assert "opacity" not in CSS
