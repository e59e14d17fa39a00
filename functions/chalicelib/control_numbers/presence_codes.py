"""Presence codes: four characters for each granted session, which the resident hands over when it is performed (D24).

They are derived from the number and its secret, so a longer slip begins with the same codes as a shorter one.

>>> compact(" 7k3m ")
'7K3M'
>>> find("7k3-m", ("B0B0", "7K3M"))
2
>>> find("ZZZZ", ("B0B0", "7K3M")) is None
True
"""

import hashlib
from collections.abc import Iterable, Sequence

from chalicelib.control_numbers import control_number
from chalicelib.register.codes import PRESENCE_CODE_LENGTH

_BASE = len(control_number.ALPHABET)


def compact(code: str) -> str:
    """Return the code that a text holds, in compact form as for a number.

    It is the text itself if that has the length of a code, else the only word of it that may be one, else the whole.

    >>> compact("Besökskod: 7k3m.")
    '7K3M'
    """
    text = control_number.capitals(code)
    whole = control_number.fold(text)
    if len(whole) == PRESENCE_CODE_LENGTH:
        return whole
    codes = {control_number.fold(word) for word in control_number.words_of(text) if _may_be_code(word)}
    return codes.pop() if len(codes) == 1 else whole


def stands_alone(code: str) -> bool:
    """Return whether a text holds nothing but what is read as the code and punctuation, as for a number.

    >>> stands_alone("”7k3m”."), stands_alone("7K3M uteblev")
    (True, False)
    """
    return compact(code) == control_number.unmarked(code)


def find(code: str, codes: Sequence[str]) -> int | None:
    """Return the index, from 1, of a code among a number's codes, or None."""
    target = compact(code)
    return codes.index(target) + 1 if target in codes else None


def fingerprint(code: str, codes: Sequence[str]) -> str:
    """Return a hash that recognises a wrong code when it is sent again, and reveals nothing without the right codes."""
    return hashlib.sha256("#".join((*codes, compact(code))).encode()).hexdigest()[:16]


def derive(digests: Iterable[bytes], count: int) -> tuple[str, ...]:
    """Derive the first `count` distinct codes."""
    codes: dict[str, None] = {}
    for digest in digests:
        if len(codes) >= count:
            break
        codes.setdefault(_from_digest(digest))
    return tuple(codes)


def _may_be_code(word: str) -> bool:
    characters = set(word)
    is_in_alphabet = set(control_number.fold(word)) <= set(control_number.ALPHABET)
    return len(word) == PRESENCE_CODE_LENGTH and is_in_alphabet and not control_number.is_prose(characters)


def _from_digest(digest: bytes) -> str:
    """Derive a code from 32 bytes of HMAC: modulo 29⁴ of 256 bits leaves a bias under 2⁻²³⁶."""
    remainder = int.from_bytes(digest, "big")
    characters = []
    for _ in range(PRESENCE_CODE_LENGTH):
        remainder, value = divmod(remainder, _BASE)
        characters.append(control_number.ALPHABET[value])
    return "".join(characters)
