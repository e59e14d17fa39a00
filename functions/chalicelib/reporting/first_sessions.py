"""The time from control number to first session, by provider: which providers' figures are shown (D19).

A first session is one before which nothing of its number was used up, at whichever provider it is. A visit that was
missed is none; where policy lets it use up a session, its number has none at all. A number that replaces a used one has
none, and a change of provider makes no second one. So providers' figures add up to those of all, and who takes over
another's clients has no long waits for it. Its time is counted in working days from the day on which that number was
issued. Of sessions that are reported out of turn, the one that was reported first is the first.

A provider's figures are shown whole or not at all (`by_provider.py`), from twenty first sessions.
"""

from collections.abc import Iterable, Mapping

from chalicelib.register import codes

TABLE = "firsts×provider×within"
WITHIN: Mapping[str, tuple[str, ...]] = dict(
    zip(codes.WITHIN, (codes.WAITS[:2], codes.WAITS[2:4], codes.WAITS[4:]), strict=True)
)
"""The classes of a provider's figures, in working days, and the classes of all waits that each joins."""
LEAST_SESSIONS = 20
"""The first sessions in a year from which a provider's figures are shown."""


def within(wait: str) -> str:
    """Return the class that a class of waits is in.

    >>> within("6-10"), within("21-")
    ('0-10', '21-')
    """
    return next(name for name, waits in WITHIN.items() if wait in waits)


def cells(providers: Iterable[str]) -> list[str]:
    """Return the names of the cells of some providers.

    >>> cells(["ekens"])[0]
    'firsts×provider×within|ekens|0-10'
    """
    return [f"{TABLE}|{provider}|{name}" for provider in providers for name in WITHIN]
