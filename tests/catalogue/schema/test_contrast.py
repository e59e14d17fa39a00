"""Contrast: the accent can be read in light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.schema import contrast

STYLE = Path(__file__).parents[3] / "site" / "theme" / "assets" / "style.css"


def test_the_demonstration_s_accent_can_be_read() -> None:
    assert contrast.contrast("#005a70", contrast.LIGHT_BACKGROUND) >= contrast.CONTRAST_MIN


@pytest.mark.parametrize("accent", ["#005a70", "#000000", "#7a0000", "#2b0080"])
def test_every_accent_gets_a_dark_form_that_can_be_read(accent: str) -> None:
    assert contrast.contrast(contrast.for_dark(accent), contrast.DARK_GROUND) >= contrast.CONTRAST_DARK


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    css = STYLE.read_text(encoding="utf-8")
    assert css.count(f"--tint: {contrast.LIGHT_BACKGROUND};") == 1
    assert css.count(f"--tint: {contrast.DARK_GROUND};") == 1
