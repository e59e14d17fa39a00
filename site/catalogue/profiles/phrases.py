"""The phrases of the word list (`neutrality.yaml`), and where they occur in a text.

The list belongs to the catalogue, not to a municipality's policy, since the law is the same for all, and a policy
folder without the file would silently drop the rule.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypedDict

from catalogue.schema import yaml_reader

BETWEEN_WORDS = ".,;:!?()\"'/-–—…”“»+&*"

Words = tuple[str, ...]


class PhraseGroup(TypedDict):
    """One entry of `neutrality.yaml`: patterns to report under a code, and patterns that are allowed."""

    code: str
    words: list[str]
    allowed: list[str]


class Phrase(NamedTuple):
    """A sequence of words with the code of its problem; an allowed phrase has no code."""

    words: Words
    code: str = ""


Index = Mapping[str, tuple[tuple[int, Phrase], ...]]  # longest word → (its position in the phrase, phrase)


class WordList(NamedTuple):
    """The phrases to report, and the allowed phrases that contain them."""

    phrases: Index
    allowed: Index


class Span(NamedTuple):
    """The position of a phrase in a text, in words."""

    start: int
    end: int
    phrase: Phrase

    def lies_within(self, other: Span) -> bool:
        """Return whether the other span is longer and contains this one."""
        longer = other.end - other.start > self.end - self.start
        return longer and other.start <= self.start and self.end <= other.end


def words_of(text: str) -> list[str]:
    """Split a text into lower-case words.

    >>> words_of("Kvällar – även helger!")
    ['kvällar', 'även', 'helger']
    """
    folded = text.casefold()
    for sign in BETWEEN_WORDS:
        folded = folded.replace(sign, " ")
    return folded.split()


def phrases_in(words: Sequence[str]) -> Iterator[Phrase]:
    """Yield each listed phrase in the text once, unless it lies within a longer listed or allowed phrase."""
    listed = list(_spans(words, word_list().phrases))
    if not listed:
        return
    allowed = list(_spans(words, word_list().allowed))
    yielded = set()
    for span in sorted(listed):
        if span.phrase not in yielded and not any(span.lies_within(other) for other in (*listed, *allowed)):
            yielded.add(span.phrase)
            yield span.phrase


def _spans(words: Sequence[str], index: Index) -> Iterator[Span]:
    """Yield the span of every occurrence of an indexed phrase."""
    for position, word in enumerate(words):
        for before, phrase in index.get(word, ()):
            start, end = position - before, position - before + len(phrase.words)
            if start >= 0 and tuple(words[start:end]) == phrase.words:
                yield Span(start, end, phrase)


@cache
def groups() -> Sequence[PhraseGroup]:
    """Read `neutrality.yaml` (cached): the words and allowed phrases of each code."""
    entries: list[PhraseGroup] = yaml_reader.load_own(Path(__file__).with_name("neutrality.yaml"))["groups"]
    return entries


@cache
def word_list() -> WordList:
    """Build the word list with all patterns expanded (cached)."""
    phrases = [Phrase(words, group["code"]) for group in groups() for words in _expanded(group["words"])]
    allowed = [Phrase(words) for group in groups() for words in _expanded(group["allowed"])]
    return WordList(_indexed(phrases), _indexed(allowed))


def _indexed(phrases: Iterable[Phrase]) -> Index:
    """Index phrases by their longest word: it is the rarest, so most texts need no further comparison."""
    index: dict[str, list[tuple[int, Phrase]]] = defaultdict(list)
    for phrase in phrases:
        longest = max(range(len(phrase.words)), key=lambda position: (len(phrase.words[position]), position))
        index[phrase.words[longest]].append((longest, phrase))
    return {word: tuple(entries) for word, entries in index.items()}


def _expanded(patterns: Iterable[str]) -> Iterator[Words]:
    """Yield every phrase that the patterns expand to.

    >>> list(_expanded(["(a|) b (c|d e)"]))
    [('a', 'b', 'c'), ('a', 'b', 'd', 'e'), ('b', 'c'), ('b', 'd', 'e')]
    """
    for pattern in patterns:
        parts = [part.split("|") for part in re.split(r"[()]", pattern)]
        for chosen in itertools.product(*parts):
            yield tuple(" ".join(chosen).split())
