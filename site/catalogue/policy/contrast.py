"""Contrast as WCAG 2.2 reckons it, so that the municipality's accent colour can be read in light and dark."""

from __future__ import annotations

CONTRAST_MIN = 4.5  # WCAG 2.2, 1.4.3: text
CONTRAST_DARK = 7.0  # WCAG 2.2, 1.4.6: more than is needed, since the mix is ours to choose
LIGHT_GROUND = (
    "#f4f2ec"  # the darkest ground that the accent is written on in light; kept in step with theme/assets/style.css
)
DARK_GROUND = "#232b30"  # the lightest in dark; the same
_LINEAR_BELOW = 0.04045  # the straight part of sRGB


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2).

    >>> round(luminance("#ffffff"), 3)
    1.0
    """
    linear = [c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def for_dark(accent: str) -> str:
    """Mix the accent with white, a tenth at a time, until it can be read on the dark ground."""
    channels = _channels(accent)
    for tenths in range(11):
        mixed = [round(255 * (c + (1 - c) * tenths / 10)) for c in channels]
        colour = "#{:02x}{:02x}{:02x}".format(*mixed)
        if contrast(colour, DARK_GROUND) >= CONTRAST_DARK:
            return colour
    raise AssertionError("white can be read on the dark ground")


def _channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
