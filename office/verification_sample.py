"""The verification sample: claims drawn for follow-up by a published rule, so that anyone can repeat the draw (D24).

Claims are ranked by the SHA-256 of `SEED:claim id`, and the first few of each provider are drawn. The seed is published
after the month has been sealed, so nobody can know beforehand which sessions will be verified.
"""

import hashlib
from collections.abc import Iterable

from chalicelib.payments.lines import PaymentLine


def draw_sample(lines: Iterable[PaymentLine], seed: str, each: int) -> list[PaymentLine]:
    """Return `each` claims of every provider; reversed claims are left out."""
    ranked_claims: dict[str, list[tuple[str, PaymentLine]]] = {}
    reversed_ids: set[str] = set()
    for line in lines:
        if line.kind == "reversal":
            reversed_ids.add(line.claim_id)
        elif line.kind == "claim":
            ranked_claims.setdefault(line.provider, []).append((rank(seed, line.claim_id), line))
    drawn = []
    for _, ranked in sorted(ranked_claims.items()):
        remaining = sorted((pair for pair in ranked if pair[1].claim_id not in reversed_ids), key=lambda pair: pair[0])
        drawn += [line for _, line in remaining[:each]]
    return drawn


def rank(seed: str, claim_id: str) -> str:
    """Return the hash that claims are ranked by.

    >>> rank("2026-11", "0" * 32)[:8]
    '7a2d96b4'
    """
    return hashlib.sha256(f"{seed}:{claim_id}".encode()).hexdigest()
