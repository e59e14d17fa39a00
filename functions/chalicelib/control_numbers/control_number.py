"""Control numbers: ten payload and two check characters from 29 that look unlike each other and spell no words.

The check characters make a Reed–Solomon [12,10] code: with the values d₀ … d₁₁ of the characters, Σ dᵢ ≡ 0 and
Σ 2ⁱ dᵢ ≡ 0 (mod 29). Every error of one or two characters is detected, and one wrong character can be
corrected (never silently: a person confirms it).

>>> compact("7k3m 9rt4-wxc6")
'7K3M9RT4WXC6'
>>> validate("7k3m-9rt4-wxc6")
'7K3M9RT4WXC6'
>>> format("7k3m9rt4wxc6")
'7K3M-9RT4-WXC6'
>>> is_valid("7K3M-9RT4-WXC7")
False
>>> suggest("7K3M-9RT4-WXC7")
'7K3M9RT4WXC6'

O is read as 0, and I and L as 1:

>>> compact("o1iL-0000-0000")
'011100000000'

A number is read out of the text that it was pasted with, if it is the only one there:

>>> compact("Ditt nummer: 7K3M-9RT4-WXC6. Det räcker till 5 samtal.")
'7K3M9RT4WXC6'
"""

import re
from collections.abc import Iterator, Sequence

from chalicelib.pasted_text import MARKS, describe, strip_marks

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXZ"
PAYLOAD = 10
LENGTH = 12

_BASE = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHT = tuple(pow(2, position, _BASE) for position in range(LENGTH))
_POSITION = {weight: position for position, weight in enumerate(_WEIGHT)}
_READ_AS = str.maketrans("OIL", "011")
_WITHOUT_MARKS = str.maketrans("", "", MARKS)
_WORD = re.compile(r"[^\W_]+")
_DIGITS = frozenset("0123456789")
_PRINTED = frozenset({4, LENGTH})  # the lengths of the words of a number: three groups of four, or one word


class MistypedError(ValueError):
    """A text that cannot be a control number; the message never repeats it.

    `facts` are the position of a character that no number has, from 1, and what it is called in Unicode.
    """

    def __init__(self, message: str, **facts: int | str) -> None:
        super().__init__(message)
        self.facts = facts


def compact(number: str) -> str:
    """Return the number that a text holds, without spaces and dashes, in capitals, O as 0, I and L as 1.

    It is the text itself if that has twelve characters, else the only valid number made of whole words of it, else the
    only mistyped one as numbers are printed, else the whole text.
    """
    text = capitals(number)
    whole = fold(text)
    if len(whole) == LENGTH:
        return whole
    words = words_of(text)
    numbers = _numbers(words) or _mistyped_numbers(words)
    return numbers.pop() if len(numbers) == 1 else whole


def validate(number: str) -> str:
    """Return the compact number, or raise MistypedError where any one or two characters are wrong."""
    text = compact(number)
    foreign = [position for position, character in enumerate(text) if character not in _VALUE]
    if foreign and (len(text) == LENGTH or len(foreign) == 1):
        position, character = foreign[0] + 1, describe(text[foreign[0]])
        raise MistypedError(
            f"Character {position} is {character}. A control number has only digits and the letters {ALPHABET[10:]}.",
            position=position,
            character=character,
        )
    if len(text) != LENGTH:
        raise MistypedError(f"A control number has {LENGTH} characters.")
    if not _is_number(text):
        raise MistypedError("The control number is mistyped: its check characters do not fit.")
    return text


def stands_alone(number: str) -> bool:
    """Return whether a text holds nothing but what is read as the number and punctuation: no word, no cross.

    >>> stands_alone("”7K3M.9RT4.WXC6”."), stands_alone("7K3M-9RT4-WXC6 uteblev")
    (True, False)
    """
    return compact(number) == unmarked(number)


def is_valid(number: str) -> bool:
    """Return whether the text is a well-formed control number; nothing is looked up."""
    try:
        validate(number)
    except MistypedError:
        return False
    return True


def format(number: str) -> str:  # noqa: A001 - the vocabulary of python-stdnum
    """Format the number for print: three groups of four with dashes."""
    text = compact(number)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def suggest(number: str) -> str | None:
    """Return the one number that differs in exactly one character, or None; a person must confirm it."""
    text = compact(number)
    invalid = [position for position, character in enumerate(text) if character not in _VALUE]
    if len(text) != LENGTH or len(invalid) > 1:
        return None
    values = [_VALUE.get(character, 0) for character in text]
    plain, weighted = _syndromes(values)
    if (plain, weighted) == (0, 0):
        return "".join(ALPHABET[value] for value in values) if invalid else None
    if plain == 0:
        return None
    position = _POSITION.get(weighted * pow(plain, -1, _BASE) % _BASE)
    if position is None or invalid not in ([], [position]):
        return None
    values[position] = (values[position] - plain) % _BASE
    return "".join(ALPHABET[value] for value in values)


def from_digest(digest: bytes) -> str:
    """Derive a number from 32 bytes of HMAC: modulo 29¹⁰ of 256 bits leaves a bias under 2⁻²⁰⁷."""
    remainder = int.from_bytes(digest, "big")
    values = []
    for _ in range(PAYLOAD):
        remainder, value = divmod(remainder, _BASE)
        values.append(value)
    return "".join(ALPHABET[value] for value in values + _checks(values))


def capitals(text: str) -> str:
    """Return a text as a keyboard would write it, in capitals, without the marks around it."""
    return strip_marks(text).upper()


def fold(text: str) -> str:
    """Return a text in capitals without spaces and hyphens, with O as 0, and I and L as 1."""
    return text.replace(" ", "").replace("-", "").translate(_READ_AS)


def unmarked(text: str) -> str:
    """Return the whole of a text in compact form, without punctuation."""
    return fold(capitals(text).translate(_WITHOUT_MARKS))


def words_of(text: str) -> list[str]:
    """Return the words of a text: its runs of letters and digits."""
    return _WORD.findall(text)


def _numbers(words: Sequence[str]) -> set[str]:
    """Return the valid numbers that are made of whole words."""
    return {number for run in _runs(words) if _is_number(number := fold("".join(run)))}


def _mistyped_numbers(words: Sequence[str]) -> set[str]:
    """Return what is written as numbers are printed, with at most one character that no number has."""
    printed = (fold("".join(run)) for run in _runs(words) if {len(word) for word in run} <= _PRINTED)
    return {text for text in printed if sum(character not in _VALUE for character in text) <= 1}


def _runs(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield each run of words that has the length of a number and may be one.

    Ordinary words are none, and neither are digits alone, which are days and telephone numbers.
    """
    for first in range(len(words)):
        for last in range(first + 1, min(first + LENGTH, len(words)) + 1):
            run = words[first:last]
            size = sum(map(len, run))
            if size == LENGTH and not is_prose(characters := set().union(*run)) and not characters <= _DIGITS:
                yield run
            if size >= LENGTH:
                break


def is_prose(characters: set[str]) -> bool:
    """Return whether among the characters only O, I and L would be digits, as in ordinary words (*och*, *till*)."""
    return not characters & _DIGITS and not characters.isdisjoint("OIL")


def _is_number(text: str) -> bool:
    return set(text) <= _VALUE.keys() and _syndromes([_VALUE[character] for character in text]) == (0, 0)


def _syndromes(values: list[int]) -> tuple[int, int]:
    """Return Σ dᵢ and Σ 2ⁱ dᵢ modulo 29: both zero for a valid number, and linear in the error."""
    weighted = sum(weight * value for weight, value in zip(_WEIGHT, values, strict=False))
    return sum(values) % _BASE, weighted % _BASE


def _checks(payload: list[int]) -> list[int]:
    """Solve both sums for the last two characters: 2¹⁰ (x + 2y) = −weighted, x + y = −plain."""
    plain, weighted = _syndromes(payload)
    second = (plain - weighted * pow(_WEIGHT[PAYLOAD], -1, _BASE)) % _BASE
    return [(-plain - second) % _BASE, second]
