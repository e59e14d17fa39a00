"""Suggestions ("did you mean"): the closest known word to an unknown one, and the value that a pasted one stands for.

What is pasted from a web page, a mail or a spreadsheet is read in the same way by the profile form, from
the same cases (tests/cases/input).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from chalicelib.pasted_text import QUOTES, normalize, one_line, strip_marks, without_quotes

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


PHONE_LABEL = re.compile(r"^(?:telefon|tel|tfn|mobil|växel)[.:]* *", re.IGNORECASE)
AREA_CODE = re.compile("^(?:08|010|011|013|016|018|019|02[0136]|03[1356]|04[0246]|054|060|063|07[0-689]|090|.{4})")
"""Area codes of two and of three digits; every other has four (the numbering plan of PTS)."""
_COUNTRY_CODE = re.compile(r"(?:\+|00)46[ -]?0?")


def phone(text: str) -> str:
    r"""Return a telephone number with signs that a number may have; one without groups gets those of its area code.

    >>> phone("Tel: +46\u00a0(0)8/465 004 00"), phone("0701740605"), phone("+46701740605")
    ('+46 8-465 004 00', '070-174 06 05', '+46 70 174 06 05')
    """
    bare = re.sub(r"\(0\)|[()]", "", PHONE_LABEL.sub("", strip_marks(text), count=1))
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
    area = match.end() if (match := AREA_CODE.match(digits)) else 0
    rest = digits[area:]
    groups = [rest[:-4], rest[-4:-2], rest[-2:]]
    if len(rest) in (5, 8):  # 123 45, 465 004 00
        groups = [rest[:3], *([rest[3:]] if len(rest) == 5 else [rest[3:6], rest[6:]])]  # noqa: PLR2004
    return [digits[:area], *filter(None, groups)]


def postcode(text: str) -> str:
    r"""Return a postcode in two groups, without the country's letters.

    >>> postcode("SE-127\u00a000")
    '127 00'
    """
    digits = re.sub("^SE?|[ -]", "", strip_marks(text).upper())
    return f"{digits[:3]} {digits[3:]}"


_NAMED_EMAIL = re.compile(r"[^@<>]*<([^<>]*)>[^@<>]*")
_EMAIL_LABEL = re.compile(r"^(?:mailto|e-?post|e-?mail|mail): *", re.IGNORECASE)
_AT = re.compile(r" *(?:@|[(\[]at[)\]]) *", re.IGNORECASE)


def email(text: str) -> str:
    """Return an e-mail address without what mail programs and web pages write around it; no letter of it is changed.

    >>> email("Vera Påhitt <mailto:Vera@mottagning.example>."), email("info (at) mottagning.example")
    ('Vera@mottagning.example', 'info@mottagning.example')
    """
    bare = normalize(text)
    if match := _NAMED_EMAIL.fullmatch(bare):
        bare = match[1]
    bare = _EMAIL_LABEL.sub("", strip_marks(bare), count=1).partition("?")[0]
    return _AT.sub("@", strip_marks(bare))


_SCHEMES = re.compile("^(?:https?:?//)*", re.IGNORECASE)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def web(text: str) -> str:
    """Return a web address with https, and with what is not ASCII percent-encoded after its host.

    >>> web("<HTTP://försök.example/å>."), web("www.mottagning.example/samtal_(par)")
    ('https://försök.example/%C3%A5', 'https://www.mottagning.example/samtal_(par)')
    """
    bare = strip_marks(text)
    if bare.count("(") > bare.count(")"):
        bare += ")"
    host, rest = _divide(_SCHEMES.sub("", bare, count=1))
    return f"https://{host}{_BEYOND_ASCII.sub(lambda match: quote(match[0]), rest)}"


def _divide(address: str) -> tuple[str, str]:
    """Return the host of an address without scheme, and what follows it."""
    host = re.split(r"[/?#]", address, maxsplit=1)[0]
    return host, address[len(host) :]


def issuer(text: str) -> str | None:
    """Return a web address with its host as browsers send it; None if it cannot be one."""
    host, rest = _divide(web(text).removeprefix("https://"))
    try:
        return f"https://{host.encode('idna').decode()}{rest}"
    except UnicodeError:
        return None


def origin(text: str) -> str | None:
    """Return the origin of a web address, as browsers send it; None if it cannot be one."""
    address = issuer(text)
    return address and "/".join(address.split("/", 3)[:3])


_NO_ORE = re.compile(r"(?:[,.:]-{1,2}|\.)$")
_UNIT = re.compile(r"^(?:kr|sek) | ?(?:kr|kronor|sek)\.?$", re.IGNORECASE)
_KRONOR = re.compile("(?P<kronor>[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[,.:](?P<ore>[0-9]{1,2}))?", re.ASCII)


def amount(text: str) -> str | None:
    r"""Return kronor without unit, öre with a point; None if a sign could part the thousands as well as the öre.

    >>> amount("1\u00a0104,50 kr"), amount("1104,5"), amount("1104:-"), amount("1.104")
    ('1104.50', '1104.50', '1104', None)
    """
    bare = _UNIT.sub("", normalize(text).strip(QUOTES))
    match = _KRONOR.fullmatch(_NO_ORE.sub("", bare))
    return match and match["kronor"].replace(" ", "") + (f".{match['ore']:0<2}" if match["ore"] else "")


def name(text: str) -> str:
    """Return a name or a street with plain spaces, and without quotation marks around the whole of it."""
    return without_quotes(one_line(text))
