"""Suggestions ("did you mean"): the closest known word to an unknown one, and the value that a pasted one means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from chalicelib.pasted_text import strip_marks

NEAR_MAX_CHARACTERS = 40  # a longer word is not a typo, and comparing it is slow


def closest_match(word: str, options: Iterable[str]) -> str | None:
    """Return the option closest to `word` in spelling, or None.

    >>> closest_match("adress", ["address", "area"])
    'address'
    """
    if len(word) > NEAR_MAX_CHARACTERS:
        return None
    close = difflib.get_close_matches(word.casefold().replace("-", "_"), list(options), n=1, cutoff=0.6)
    return close[0] if close else None


def closest_by_label(word: str, options: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the key that is closest to `word` by its label in any language or by its own spelling, or None."""
    if len(word) > NEAR_MAX_CHARACTERS:
        return None
    labels = {label.casefold(): key for key, texts in options.items() for label in texts.values()}
    folded = word.casefold()
    exact = labels.get(folded) or next((key for label, key in labels.items() if label.startswith(folded + " ")), None)
    if exact or (spelt := closest_match(word, options)):
        return exact or spelt
    close = difflib.get_close_matches(folded, list(labels), n=1, cutoff=0.75)
    return labels[close[0]] if close else None


_PHONE_LABEL = re.compile(r"(?:tel|tfn|telefon|mobil|växel)[.:]* *", re.IGNORECASE)
_AREA_CODE = re.compile("08|010|011|013|016|018|019|02[0136]|03[1356]|04[0246]|054|060|063|07[0-689]|090|.{4}")
_COUNTRY_CODE = re.compile(r"(?:\+|00)46[ -]?0?")


def phone(text: str) -> str:
    r"""Return a telephone number with signs that a number may have; one without groups gets those of its area code.

    >>> phone("Tel: +46\u00a0(0)8/465 004 00"), phone("0701740605"), phone("+46701740605")
    ('+46 8-465 004 00', '070-174 06 05', '+46 70 174 06 05')
    """
    bare = re.sub(r"\(0\)|[()]", "", _PHONE_LABEL.sub("", strip_marks(text), count=1))
    bare = re.sub(r"[ -]{2,}", " ", bare.replace("/", "-").replace(".", " ")).strip()
    if code := _COUNTRY_CODE.match(bare):
        national = bare[code.end() :]
        return "+46 " + (" ".join(_groups(f"0{national}"))[1:] if national.isdecimal() else national)
    if not bare.isdecimal():
        return bare
    area, *groups = _groups(bare)
    return f"{area}-{' '.join(groups)}"


def _groups(digits: str) -> list[str]:
    """Return the area code of a number and its groups, the last two of two digits."""
    area = match.end() if (match := _AREA_CODE.match(digits)) else 0
    rest = digits[area:]
    groups = [rest[:-4], rest[-4:-2], rest[-2:]]
    if len(rest) in (5, 8):  # 123 45, 465 004 00
        groups = [rest[:3], *([rest[3:]] if len(rest) == 5 else [rest[3:6], rest[6:]])]  # noqa: PLR2004
    return [digits[:area], *filter(None, groups)]
