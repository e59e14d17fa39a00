"""The verification sample: claims drawn for follow-up by a published rule, so that anyone can draw them again (D24).

A claim is drawn by the SHA-256 of `SEED:claim id`: those with the least hashes, so many of each provider. The seed is
made public after the month has been sealed, so nobody can know beforehand which session will be asked about.
"""

import hashlib
from collections.abc import Iterable

from chalicelib.payments.lines import PaymentLine


def draw(lines: Iterable[PaymentLine], seed: str, each: int) -> list[PaymentLine]:
    """Draw so many claims of each provider; a claim that was taken back is not asked about."""
    found: dict[str, list[tuple[str, PaymentLine]]] = {}
    gone: set[str] = set()
    for line in lines:
        if line.kind == "reversal":
            gone.add(line.claim_id)
        elif line.kind == "claim":
            found.setdefault(line.provider, []).append((rank(seed, line.claim_id), line))
    drawn = []
    for _, ranked in sorted(found.items()):
        left = sorted((pair for pair in ranked if pair[1].claim_id not in gone), key=lambda pair: pair[0])
        drawn += [line for _, line in left[:each]]
    return drawn


def rank(seed: str, claim_id: str) -> str:
    """Give the hash that claims are drawn by.

    >>> rank("2026-11", "0" * 32)[:8]
    '7a2d96b4'
    """
    return hashlib.sha256(f"{seed}:{claim_id}".encode()).hexdigest()
