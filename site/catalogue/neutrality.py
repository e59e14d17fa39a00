"""Even-handed words: what a provider says of itself is plain and sells nothing (LOV 9:1).

The words stand in `data/neutrality.yaml`. They are part of the catalogue and not of a municipality's policy, since the
law is the same for all, and a policy folder without the file would lose the rule unseen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from catalogue import yamlfile
from catalogue.schema import Fault

if TYPE_CHECKING:
    from catalogue.checks import Subject

# Each rule first looks for a sign that costs next to nothing, since nearly every text is clean.
_BETWEEN_WORDS = ".,;:!?()\"'/-–—…”“»+&*"
_MARKUP_SIGN = re.compile(r"[<&\[*_`#{]")
_MARKUP = re.compile(
    r"<[A-Za-z/!?]|&(?:[A-Za-z]{2,8}|#\w{1,8});|!?\[[^\]\n]*\]\(|\*\*|__|`|\*\w[^*\n]*\*|^ {0,3}#{1,6} |\{[{%]",
    re.MULTILINE,
)
_LINK_SIGNS = ("://", "@", "www.", "mailto:", "javascript:", "data:")
_DOMAIN_SIGN = re.compile(r"\.(?:se|nu|com|org|net|eu|info|io|example)(?!\w)")
_LINK = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:|javascript:|data:)\S*|[^\s@]+@[^\s@]+\.[a-z]{2,}"
    r"|\b[a-z0-9åäöéü-]+\.(?:se|nu|com|org|net|eu|info|io|example)\b(?!\.[a-z])",
    re.IGNORECASE,
)
# Pictographs, dingbats, signs used as eye-catchers, flags; ©, ® and ™ are not among them.
_EMOJI = re.compile("[\u231a-\u23ff\u2600-\u27bf\u2b05-\u2b55\ufe0f\U0001f000-\U0001faff\U000e0100-\U000e01ef]")
_SHOUT_SIGN = re.compile(r"[A-ZÅÄÖÉÜ!](?=[A-ZÅÄÖÉÜ!\s]{2})|!(?=!)")
_SHOUT = re.compile(r"[A-ZÅÄÖÉÜ]{7}[A-ZÅÄÖÉÜ]*|[A-ZÅÄÖÉÜ]{3,}(?: [A-ZÅÄÖÉÜ]{3,}){2,}|!\s*!")
_PRICE = re.compile(r"\d(?:[\d \u00a0.,]*\d)?\s?(?:kr|kronor|sek|SEK|Kr|:-)(?!\w)")
REPEATED_MAX = 6
REPEATED_MAX_SHARE = 0.05
REPEATED_MIN_CHARACTERS = 5  # shorter words are the glue of every sentence

Words = tuple[str, ...]


class Phrase(NamedTuple):
    """Words in a row that do not belong here, and the code that says why."""

    words: Words
    code: str


class WordList(NamedTuple):
    """All such phrases by their first word, and the ordinary turns of phrase that go free, by every word in them."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    allowed: Mapping[str, tuple[tuple[int, Words], ...]]


def text_is_plain(subject: Subject) -> Iterator[Fault]:
    """Text is text: no HTML, no Markdown, no images, no emoji."""
    if _MARKUP_SIGN.search(subject.text):
        yield from _each(subject, _MARKUP, "text_markup")
    if not subject.is_latin1:
        yield from _each(subject, _EMOJI, "text_emoji")


def text_has_no_links(subject: Subject) -> Iterator[Fault]:
    """Addresses stand under `contact`, the provider's own and nobody else's."""
    text = subject.text.casefold()
    if _DOMAIN_SIGN.search(text) or any([sign in text for sign in _LINK_SIGNS]):  # noqa: C419 - a list is quicker here
        yield from _each(subject, _LINK, "text_link")


def text_does_not_shout(subject: Subject) -> Iterator[Fault]:
    """Nobody is seen more by writing in capitals."""
    if _SHOUT_SIGN.search(subject.text):
        yield from _each(subject, _SHOUT, "text_shouting")


def _each(subject: Subject, pattern: re.Pattern[str], code: str) -> Iterator[Fault]:
    for path, text in (*subject.seen.prose, *subject.seen.names):
        if hit := pattern.search(text):
            yield Fault(path, code, {"hit": hit[0]})


def words_are_neutral(subject: Subject) -> Iterator[Fault]:
    """Superlatives, sales words and prices are pointed out, with the reason."""
    known = word_list().phrases.keys()
    for path, text in subject.seen.prose:
        words = words_of(text)
        if not known.isdisjoint(words):
            yield from (Fault(path, one.code, {"hit": " ".join(one.words)}) for one in phrases_in(words))
        if hit := _PRICE.search(text):
            yield Fault(path, "neutral_price", {"hit": hit[0]})
        if len(words) > REPEATED_MAX / REPEATED_MAX_SHARE:
            yield from _repeated(path, words)


def words_of(text: str) -> list[str]:
    """Split running text into words in small letters.

    >>> words_of("Kvällar – även helger!")
    ['kvällar', 'även', 'helger']
    """
    folded = text.casefold()
    for sign in _BETWEEN_WORDS:
        folded = folded.replace(sign, " ")
    return folded.split()


def _repeated(path: yamlfile.KeyPath, words: Sequence[str]) -> Iterator[Fault]:
    """Find a word said again and again: it moves nobody anywhere, and tires the reader."""
    least = max(REPEATED_MAX, REPEATED_MAX_SHARE * len(words))
    for word, times in Counter(words).items():
        if times > least and len(word) >= REPEATED_MIN_CHARACTERS:
            yield Fault(path, "text_repeats", {"word": word, "times": times})


def phrases_in(words: Sequence[str]) -> Iterator[Phrase]:
    """Give each phrase of the list that stands in the text outside an ordinary turn of phrase; each once."""
    known = word_list()
    told = set()
    for place, word in enumerate(words):
        for phrase in known.phrases.get(word, ()):
            if tuple(words[place : place + len(phrase.words)]) != phrase.words or phrase in told:
                continue
            if not any(
                place >= before and tuple(words[place - before : place - before + len(turn)]) == turn
                for before, turn in known.allowed.get(word, ())
            ):
                told.add(phrase)
                yield phrase


@cache
def word_list() -> WordList:
    """Read the word list, once."""
    table = Path(__file__).with_name("data") / "neutrality.yaml"
    value, problems = yamlfile.load(table.read_bytes(), table.name)
    if problems:
        raise ValueError(problems)
    phrases: dict[str, list[Phrase]] = defaultdict(list)
    allowed: dict[str, list[tuple[int, Words]]] = defaultdict(list)
    for group in value["groups"]:
        for phrase in group["words"]:
            words = tuple(phrase.split())
            phrases[words[0]].append(Phrase(words, group["code"]))
        for turn in group["allowed"]:
            words = tuple(turn.split())
            for before, word in enumerate(words):
                allowed[word].append((before, words))
    return WordList(
        {word: tuple(some) for word, some in phrases.items()}, {word: tuple(some) for word, some in allowed.items()}
    )
