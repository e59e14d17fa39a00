"""WCAG 2.2 contrast of the municipality's accent colour in light and dark mode."""

from __future__ import annotations

CONTRAST_MIN = 4.5  # WCAG 2.2, 1.4.3: text
CONTRAST_DARK = 7.0  # WCAG 2.2, 1.4.6: stricter than needed, since we choose the mix ourselves
LIGHT_BACKGROUND = "#f4f2ec"  # darkest background of the accent in light mode; the same as in theme/assets/style.css
DARK_GROUND = "#232b30"  # lightest background in dark mode; likewise
_LINEAR_BELOW = 0.04045  # the linear segment of the sRGB transfer function


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2).

    >>> round(luminance("#ffffff"), 3)
    1.0
    """
    linear = [c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def for_dark(accent: str) -> str:
    """Return the accent mixed with white, in steps of a tenth, until it is readable on the dark background."""
    channels = _channels(accent)
    for tenths in range(11):
        mixed = [round(255 * (c + (1 - c) * tenths / 10)) for c in channels]
        colour = "#{:02x}{:02x}{:02x}".format(*mixed)
        if contrast(colour, DARK_GROUND) >= CONTRAST_DARK:
            return colour
    raise AssertionError("white can be read on the dark ground")


def _channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
