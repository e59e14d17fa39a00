"""Locale formatting: dates, times, money, lists, telephone numbers, addresses of links, order by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup, escape

from catalogue.i18n.fallback import FallbackText, is_foreign
from catalogue.i18n.messages import Messages


class Formats:
    """The formats of one language, taken from its locale file."""

    def __init__(self, words: Messages) -> None:
        self.words = words
        self.months = tuple(words[f"month.{number}"] for number in range(1, 13))
        self.day = lru_cache(maxsize=1024)(self._day)
        self.hours = lru_cache(maxsize=1024)(self._hours)

    def _day(self, iso: str) -> str:
        """Format an ISO date for reading."""
        day = date.fromisoformat(iso)
        return unbroken(self.words.format("date", day=day.day, month=self.months[day.month - 1], year=day.year))

    def day_of_year(self, iso: str) -> str:
        """Format an ISO date of the last months, whose year goes without saying: 14 november."""
        day = date.fromisoformat(iso)
        return self.words.format("date.of_year", day=day.day, month=self.months[day.month - 1])

    def days(self, first: str, last: str) -> str:
        """Format a date range; a single date if both ends are equal."""
        if first == last:
            return self.day(first)
        return self.words.format("date.range", start=self.day(first), end=self.day(last))

    def _hours(self, hours: tuple[str, ...]) -> str:
        """Format the opening hours of a day, given as spans such as `08:00-12:00`."""
        point = self.words["time.separator"]
        spans = (span.replace(":", point).split("-") for span in hours)
        return ", ".join(self.words.format("time.range", start=start, end=end) for start, end in spans)

    def money(self, amount_ore: int) -> str:
        """Format an amount in öre as kronor, with decimals only if there are öre."""
        return unbroken(self.words.format("money", kronor=self._kronor(amount_ore)))

    def money_in_words(self, amount_ore: int) -> str:
        """Format an amount within a sentence: 450 kronor."""
        return unbroken(self.words.format("money.in_words", kronor=self._kronor(amount_ore)))

    def _kronor(self, amount_ore: int) -> str:
        kronor, ore = divmod(amount_ore, 100)
        thousands = f"{kronor:,}".replace(",", self.words["number.thousands"])
        return f"{thousands}{self._decimal}{ore:02d}" if ore else thousands

    def per_cent(self, before: int, after: int) -> str:
        """Format the change in per cent; return an empty text if `before` is zero or nothing changed."""
        if before in (0, after):
            return ""
        change = f"{100 * (after - before) / before:+.1f}".replace("-", "\N{MINUS SIGN}").replace(".", self._decimal)
        return self.words.format("per_cent", number=change)

    @property
    def _decimal(self) -> str:
        return "," if self.words["number.thousands"] != "," else "."

    def working_days(self, count: int) -> str:
        """Format a waiting time in working days."""
        if count == 0:
            return self.words["value.days_none"]
        return self.words.plural("value.days", count)

    def join(self, parts: Sequence[str]) -> str:
        """Format a list within a sentence: a, b och c."""
        if len(parts) < 2:  # noqa: PLR2004 - a single item needs no `och`
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.words['value.and']} {parts[-1]}"


def unbroken(text: str) -> str:
    """Return a number, an amount or a day so that no line ends within it."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def whole_ranges(text: str) -> Markup:
    """Return a text as HTML in which no line ends within a range of numbers.

    >>> whole_ranges("klockan 8–17")
    Markup('klockan <span class="range">8–17</span>')
    """
    return Markup(re.sub(r"\d+–\d+", r'<span class="range">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped


def ordinary_spaces(text: str) -> str:
    """Return a text as it is written in an e-mail or a terminal, where every space is an ordinary one."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def line(parts: Sequence[str]) -> str:
    """Format a list as a separate line: commas, first letter capitalised.

    >>> line(["svenska", "engelska"])
    'Svenska, engelska'
    """
    if any(map(is_foreign, parts)):
        return FallbackText.join_line(parts)
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def tel(number: str) -> str:
    """Build a `tel:` URI (RFC 3966) from a Swedish number; a short number stays unchanged.

    >>> tel("08-465 004 01"), tel("+46 8 465 004 01"), tel("112")
    ('tel:+46846500401', 'tel:+46846500401', 'tel:112')
    """
    digits = "".join(character for character in number if character.isdigit())
    if number.lstrip().startswith("+"):
        return f"tel:+{digits}"
    return f"tel:+46{digits[1:]}" if digits.startswith("0") else f"tel:{digits}"


_HOST = re.compile(r"(?<=@)[^@/?#:]+$|(?<=^https://)[^/?#:]+")


def ascii_host(address: str) -> str:
    """Return an e-mail or web address with its host in ASCII: what older programs and the formats of open data know.

    >>> ascii_host("info@försök.example"), ascii_host("https://www.försök.example:8443/å")
    ('info@xn--frsk-5qac.example', 'https://www.xn--frsk-5qac.example:8443/å')
    """
    try:
        return _HOST.sub(lambda host: host[0].encode("idna").decode(), address)
    except UnicodeError:  # a name too long for the domain name system: there is no such host
        return address


def web_address(address: str) -> str:
    """Return a web address as it is written for people to read or type.

    >>> web_address("https://www.bris.se/"), web_address("https://www.umo.se/att-soka-hjalp/")
    ('www.bris.se', 'www.umo.se/att-soka-hjalp')
    """
    return address.removeprefix("https://").rstrip("/")


LINK_MAX = 1900  # characters of a mailto link, with its text, that Outlook on Windows opens whole


def breakable(email: str) -> Markup:
    """Return an e-mail address as HTML that may break before the @."""
    name, _, domain = email.partition("@")
    return Markup(f"{escape(name)}<wbr>@{escape(domain)}")  # noqa: S704 - both parts escaped


def mailto(email: str, subject: str = "", text: str = "") -> str:
    r"""Build a `mailto:` URI (RFC 6068); a text too long for a link is left out, for the reader to write or paste.

    >>> mailto("info@försök.example")
    'mailto:info@xn--frsk-5qac.example'
    >>> mailto("a@b.example", "Klagomål", "Vad?\n")
    'mailto:a@b.example?subject=Klagom%C3%A5l&body=Vad%3F%0D%0A'
    """
    link = f"mailto:{quote(ascii_host(email), safe='@')}"
    if not subject:
        return link
    titled = f"{link}?subject={quote(subject)}"
    whole = f"{titled}&body={quote(text.replace(chr(10), chr(13) + chr(10)))}"
    return whole if text and len(whole) <= LINK_MAX else titled


def in_sentence(name: str) -> str:
    """Return a name with a small first letter, unless it is an abbreviation; a fallback text stays one."""
    small = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    return FallbackText.create(small, name.lang) if isinstance(name, FallbackText) else small


_LETTERS = {"ð": "d", "đ": "d", "ł": "l"}
_SWEDISH = str.maketrans(_LETTERS | {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y", "ű": "y"})
_OTHER = str.maketrans(_LETTERS | {"æ": "ae", "ø": "o"})
_AS_SWEDISH = ("sv", "fi")  # languages in which å, ä and ö are letters of their own, after z
_SIGNS = re.compile(r"[\W_]+")
_AFTER_ALL = "\uffff"


def alphabetical(text: str, lang: str = "sv") -> str:
    """Return the collation key of a text in a language; accents are ignored.

    In Swedish and Finnish å, ä, ö sort after z, and ü as y. Signs are spaces, and count for nothing before the first
    letter or digit (so too `ranked` in filter.js).

    >>> sorted(["Östermalm", "Ängby", "Zinken", "Årsta", "Évidensgatan", "Farsta", "!Ö", "…"], key=alphabetical)
    ['Évidensgatan', 'Farsta', 'Zinken', 'Årsta', 'Ängby', '!Ö', 'Östermalm', '…']
    >>> sorted(["Östermalm", "Zinken", "Årsta", "Bromma"], key=lambda name: alphabetical(name, "en"))
    ['Årsta', 'Bromma', 'Östermalm', 'Zinken']
    """
    words = _SIGNS.sub(" ", unicodedata.normalize("NFC", text)).strip()
    letters = unicodedata.normalize("NFD", words.casefold().translate(_SWEDISH if lang in _AS_SWEDISH else _OTHER))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)) or _AFTER_ALL
