"""Neutral language: a provider describes itself plainly and without sales talk (LOV 9:1)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from catalogue.profiles.phrases import phrases_in, word_list, words_of
from catalogue.schema.containers import Fault
from catalogue.schema.yaml_reader import KeyPath

if TYPE_CHECKING:
    from catalogue.profiles.subject import Subject

# Each rule first runs a cheap test, since nearly every text is clean.
_MARKUP_SIGN = re.compile(r"[<&\[*_`#{]")
_LINK_SIGNS = ("://", "@", "www.", "mailto:", "javascript:", "data:")
_DOMAIN_SIGN = re.compile(r"\.(?:se|nu|com|org|net|eu|info|io|example)(?!\w)")
_SHOUT_SIGN = re.compile(r"[A-ZÅÄÖÉÜ!](?=[A-ZÅÄÖÉÜ!\s]{2})|!(?=!)")
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")


class Pattern(NamedTuple):
    """A pattern with the same meaning in Python and JavaScript: explicit letter ranges, separate flags (`i`, `m`)."""

    source: str
    flags: str = ""

    def compiled(self) -> re.Pattern[str]:
        """Compile the pattern for Python."""
        flags = (re.IGNORECASE if "i" in self.flags else 0) | (re.MULTILINE if "m" in self.flags else 0)
        return re.compile(self.source, flags)


_LETTER = "0-9A-Za-z_À-ÖØ-öø-ɏ"
_TOP = "se|nu|com|org|net|eu|info|io|example"
MARKUP = Pattern(
    r"<[A-Za-z/!?]|&(?:[A-Za-z]{2,8}|#[0-9A-Za-z]{1,8});|!?\[[^\]\n]*\]\(|\*\*|__|`"
    rf"|\*[{_LETTER}][^*\n]*\*|^ {{0,3}}#{{1,6}} |\{{[\{{%]",
    "m",
)
LINK = Pattern(
    rf"(?<![{_LETTER}])(?:[a-z][a-z0-9+.\-]{{1,20}}://|www\.|mailto:|javascript:|data:)\S+"
    r"|[^\s@]+@[^\s@]+\.[a-z]{2,}",
    "i",
)
DOMAIN = Pattern(
    rf"(?<![{_LETTER}])[A-Za-z0-9ÅÄÖÉÜåäöéü\-]+\.(?:{_TOP}|SE|NU|COM|ORG|NET|EU)(?![{_LETTER}])(?!\.[A-Za-z])"
)
# Pictographs, dingbats, eye-catching symbols and flags, but not ©, ® and ™.
EMOJI = Pattern("[\u231a-\u23ff\u2600-\u27bf\u2b05-\u2b55\ufe0f\U0001f000-\U0001faff\U000e0100-\U000e01ef]")
SHOUT = Pattern(r"[A-ZÅÄÖÉÜ]{7}[A-ZÅÄÖÉÜ]*|[A-ZÅÄÖÉÜ]{3,}(?: [A-ZÅÄÖÉÜ]{3,}){2,}|!\s*!")
_MARKUP, _LINK, _DOMAIN, _EMOJI, _SHOUT = (pattern.compiled() for pattern in (MARKUP, LINK, DOMAIN, EMOJI, SHOUT))
_DIGIT = re.compile(r"\d")
_SUM = re.compile(
    r"\d(?:[\d \u00a0.,]*\d)?\s?(?:kr|Kr|KR|kronor|sek|SEK|:-)(?!\w)|\b(?:SEK|Sek|sek|kr|Kr)\s?\d(?:[\d \u00a0]*\d)?"
)
_PRICE_CONTEXT = re.compile(
    r"\b(?:kostar|pris|avgift|egenavgift|(?:ni|du|man) betalar|betalar (?:ni|du|man)|fees?\b|costs?\b|prices?\b"
    r"|you pay\b|per (?:samtal|timme|gång|besök|tillfälle|session|hour|visit)"
    r"|(?:endast|bara|enbart|only|just) (?:sek |kr )?\d)",
    re.IGNORECASE,
)
_HOUSEHOLD_FINANCES = re.compile(
    r"skuld|\blån|bidrag|inkomst|\blön|\bkvar\b|debt|\bloan|salary|income|\bleft\b", re.IGNORECASE
)
_BARE_MAX_WORDS = 5  # "Samtal 450 kr": a line this short is a price list
_SHARE_SIGNS = ("%", "procent", "per cent", "percent", "av tio", "av 10", "out of", "in ten")
_OUTCOME = re.compile(
    r"(?:\d\s?(?:%|procent|per ?cent)|\b(?:nio|åtta|sju|nine|eight|seven|\d+) (?:av|out of|in) (?:tio|ten|\d+))"
    r"[^.!?\n]{0,80}\b(?:nöjda?|rekommenderar|(?:stannar|håller|lever) ihop|lyckas"
    r"|satisfied|happy|recommend|stay together|succeed)\b",
    re.IGNORECASE,
)
REPEATED_MAX = 6
REPEATED_MAX_SHARE = 0.05
REPEATED_MIN_CHARACTERS = 5  # shorter words are mostly function words


def text_is_plain(subject: Subject) -> Iterator[Fault]:
    """Text is text: no HTML, no Markdown, no images, no emoji."""
    if _MARKUP_SIGN.search(subject.text):
        yield from _each(subject, _MARKUP, "text_markup")
    if not subject.is_latin1:
        yield from _each(subject, _EMOJI, "text_emoji")


def text_has_no_links(subject: Subject) -> Iterator[Fault]:
    """Links and addresses belong in `contact`, not in texts."""
    text = subject.text.casefold()
    if _DOMAIN_SIGN.search(text) or any([sign in text for sign in _LINK_SIGNS]):  # noqa: C419 - a list is quicker here
        yield from _each(subject, _DOMAIN, "text_link", _LINK)


def text_does_not_shout(subject: Subject) -> Iterator[Fault]:
    """Capitals and repeated exclamation marks attract no attention here."""
    if _SHOUT_SIGN.search(subject.text):
        yield from _each(subject, _SHOUT, "text_shouting")


def _each(
    subject: Subject, pattern: re.Pattern[str], code: str, before: re.Pattern[str] | None = None
) -> Iterator[Fault]:
    for path, text in (*subject.seen.prose, *subject.seen.names):
        if match := (before and before.search(text)) or pattern.search(text):
            yield Fault(path, code, {"hit": match[0]})


def words_are_neutral(subject: Subject) -> Iterator[Fault]:
    """Texts have no superlatives, sales language or prices."""
    listed = word_list().phrases.keys()
    for path, text in subject.seen.prose:
        words = words_of(text)
        if not listed.isdisjoint(words):
            yield from (Fault(path, phrase.code, {"hit": " ".join(phrase.words)}) for phrase in phrases_in(words))
        if price := _price_in(text):
            yield Fault(path, "neutral_price", {"hit": price})
        if any([sign in text for sign in _SHARE_SIGNS]) and (match := _OUTCOME.search(text)):  # noqa: C419 - see above
            yield Fault(path, "neutral_sales", {"hit": match[0]})
        if len(words) > REPEATED_MAX / REPEATED_MAX_SHARE:
            yield from _repeated(path, words)


def _price_in(text: str) -> str | None:
    """Return an amount that is a price, or None; sums about a family's own finances do not count.

    >>> _price_in("Bara 450 kr."), _price_in("Vad gör ni med 30 000 kr i skulder?")
    ('450 kr', None)
    """
    if not _DIGIT.search(text):
        return None
    for sentence in _SENTENCE.split(text):
        amount = _SUM.search(sentence)
        if amount is None or _HOUSEHOLD_FINANCES.search(sentence):
            continue
        if ":-" in amount[0] or len(sentence.split()) <= _BARE_MAX_WORDS or _PRICE_CONTEXT.search(sentence):
            return amount[0]
    return None


def _repeated(path: KeyPath, words: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each word repeated too often: it gains nothing, and tires the reader."""
    least = max(REPEATED_MAX, REPEATED_MAX_SHARE * len(words))
    for word, times in Counter(words).items():
        if times > least and len(word) >= REPEATED_MIN_CHARACTERS:
            yield Fault(path, "text_repeats", {"word": word, "times": times})
