"""Whom to tell of a security fault: `/.well-known/security.txt` (RFC 9116), with the municipality's own contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from catalogue.i18n.formatting import mailto

FILE = ".well-known/security.txt"
VALID_DAYS = 180
"""RFC 9116 wants less than a year. Where nobody has built a site for half a year, nobody vouches for its contact."""


def text(origin: str, email: str, languages: Sequence[str], built: dt.date) -> str:
    """Return the file of a site built on a day; `origin` is the site's address without a slash at its end.

    >>> print(text("https://kundval.example", "info@kommun.example", ["sv", "en"], dt.date(2026, 11, 30)), end="")
    Contact: mailto:info@kommun.example
    Expires: 2027-05-29T00:00:00Z
    Preferred-Languages: sv, en
    Canonical: https://kundval.example/.well-known/security.txt
    """
    expires = built + dt.timedelta(days=VALID_DAYS)
    lines = (
        f"Contact: {mailto(email)}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(languages)}",
        f"Canonical: {origin}/{FILE}",
    )
    return "".join(f"{line}\n" for line in lines)
