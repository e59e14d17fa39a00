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
"""

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXZ"
PAYLOAD = 10
LENGTH = 12

_BASE = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHT = tuple(pow(2, position, _BASE) for position in range(LENGTH))
_POSITION = {weight: position for position, weight in enumerate(_WEIGHT)}
_READ_AS = str.maketrans("OIL", "011")
_SEPARATORS = {ord(mark): None for mark in " \t\r\n\u00a0\u2009\u202f-\u2010\u2011\u2012\u2013\u2014\u2212"}


class MistypedError(ValueError):
    """A text that cannot be a control number; the message never repeats it."""


def compact(number: str) -> str:
    """Return the number without spaces and dashes, in capitals, with O as 0, and I and L as 1."""
    return number.translate(_SEPARATORS).upper().translate(_READ_AS)


def validate(number: str) -> str:
    """Return the compact number, or raise MistypedError where any one or two characters are wrong."""
    text = compact(number)
    if len(text) != LENGTH:
        raise MistypedError(f"A control number has {LENGTH} characters.")
    if not _VALUE.keys() >= set(text):
        raise MistypedError("A control number has only digits and the letters BCDFGHJKMNPQRSTVWXZ.")
    if _syndromes([_VALUE[character] for character in text]) != (0, 0):
        raise MistypedError("The control number is mistyped: its check characters do not fit.")
    return text


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


def _syndromes(values: list[int]) -> tuple[int, int]:
    """Return Σ dᵢ and Σ 2ⁱ dᵢ modulo 29: both zero for a valid number, and linear in the error."""
    weighted = sum(weight * value for weight, value in zip(_WEIGHT, values, strict=False))
    return sum(values) % _BASE, weighted % _BASE


def _checks(payload: list[int]) -> list[int]:
    """Solve both sums for the last two characters: 2¹⁰ (x + 2y) = −weighted, x + y = −plain."""
    plain, weighted = _syndromes(payload)
    second = (plain - weighted * pow(_WEIGHT[PAYLOAD], -1, _BASE)) % _BASE
    return [(-plain - second) % _BASE, second]
