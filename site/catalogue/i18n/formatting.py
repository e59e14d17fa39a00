"""How one language writes what is not a word: dates, times, money, lists, telephone numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from catalogue.i18n.fallback import FallbackText, is_foreign
from catalogue.i18n.messages import Messages


class Formats:
    """The written forms of one language, by its locale file."""

    def __init__(self, words: Messages) -> None:
        self.words = words
        self.months = tuple(words[f"month.{number}"] for number in range(1, 13))
        self.day = lru_cache(maxsize=1024)(self._day)
        self.hours = lru_cache(maxsize=1024)(self._hours)

    def _day(self, iso: str) -> str:
        """Write `2026-11-09` as people do."""
        day = date.fromisoformat(iso)
        return self.words.say("date", day=day.day, month=self.months[day.month - 1], year=day.year)

    def days(self, first: str, last: str) -> str:
        """Write a run of days, or the one day that it is."""
        if first == last:
            return self.day(first)
        return self.words.say("date.range", start=self.day(first), end=self.day(last))

    def _hours(self, hours: tuple[str, ...]) -> str:
        """Write the opening hours of one day: `08:00-12:00` and so on."""
        point = self.words["time.separator"]
        spans = (span.replace(":", point).split("-") for span in hours)
        return ", ".join(self.words.say("time.range", start=start, end=end) for start, end in spans)

    def money(self, amount_ore: int) -> str:
        """Write öre as kronor, with öre only when there are any."""
        kronor, ore = divmod(amount_ore, 100)
        whole = f"{kronor:,}".replace(",", self.words["number.thousands"])
        return self.words.say("money", kronor=f"{whole}{self._decimal}{ore:02d}" if ore else whole)

    def per_cent(self, before: int, after: int) -> str:
        """Write how much a number has grown or shrunk; nothing where it was zero or is the same."""
        if before in (0, after):
            return ""
        change = f"{100 * (after - before) / before:+.1f}".replace("-", "\N{MINUS SIGN}").replace(".", self._decimal)
        return self.words.say("per_cent", number=change)

    @property
    def _decimal(self) -> str:
        return "," if self.words["number.thousands"] != "," else "."

    def working_days(self, count: int) -> str:
        """Write a waiting time."""
        if count == 0:
            return self.words["value.days_none"]
        return self.words["value.days_one"] if count == 1 else self.words.say("value.days", days=count)

    def listed(self, parts: Sequence[str]) -> str:
        """Write a list in a sentence: a, b och c."""
        if len(parts) < 2:  # noqa: PLR2004 - one needs no `och`
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.words['value.and']} {parts[-1]}"


def line(parts: Sequence[str]) -> str:
    """Write a list as a line of its own: commas, and a capital first.

    >>> line(["svenska", "engelska"])
    'Svenska, engelska'
    """
    if any(map(is_foreign, parts)):
        return FallbackText.listed(parts)
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def tel(number: str) -> str:
    """Make a `tel:` address (RFC 3966) of a Swedish number; a short number is dialled as it stands.

    >>> tel("08-465 004 01"), tel("+46 8 465 004 01"), tel("112")
    ('tel:+46846500401', 'tel:+46846500401', 'tel:112')
    """
    digits = "".join(character for character in number if character.isdigit())
    if number.lstrip().startswith("+"):
        return f"tel:+{digits}"
    return f"tel:+46{digits[1:]}" if digits.startswith("0") else f"tel:{digits}"


_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def alphabetical(text: str) -> str:
    """Give the key by which people look words up: å, ä and ö are letters of their own after z, accents are passed over.

    >>> sorted(["Östermalm", "Ängby", "Zinken", "Årsta", "Évidensgatan", "Farsta"], key=alphabetical)
    ['Évidensgatan', 'Farsta', 'Zinken', 'Årsta', 'Ängby', 'Östermalm']
    """
    folded = unicodedata.normalize("NFC", text.casefold()).translate(_AFTER_Z)
    return "".join(sign for sign in unicodedata.normalize("NFD", folded) if not unicodedata.combining(sign))
