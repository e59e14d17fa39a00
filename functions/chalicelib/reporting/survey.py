"""A survey of clients (D20, D51): how they answered each question, as counts by score and by kind of provider.

Scores are joined to three classes, and what is hidden of them is decided as for any other table. A mean is derived
from the counts, and shown only where its table hides nothing. No figure is of a single private
provider. The only provider of a kind is a reader as others are, and its part is known to it.
"""

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.register import codes
from chalicelib.register.model import Register
from chalicelib.reporting import dimensions, tables
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.layouts import Layout
from chalicelib.reporting.suppression import Draw

SUBJECT = "answers"
LAYOUTS = (
    Layout(SUBJECT, ("score",)),
    Layout(SUBJECT, ("regi",)),
    Layout(SUBJECT, ("regi", "score"), after=(f"{SUBJECT}×regi", f"{SUBJECT}×score")),
)
ALL = "all"

Answers = Mapping[str, Sequence[int]]
"""By kind of provider, how many gave each score, the lowest first."""


def collected(register: Register, service: str) -> list[Layout]:
    """Return the tables of a question: by kind of provider only if that tells of no single private one."""
    own, private = (dimensions.of_regi(register, service, regi) for regi in codes.REGI)
    by_kind = own and len(private) > 1
    return [layout for layout in LAYOUTS if by_kind or "regi" not in layout.dimensions]


def counted(register: Register, service: str, answers: Answers) -> YearCounts:
    """Count the answers to a question; those of the only provider of a kind are known to it."""
    counts = YearCounts()
    for regi, by_score in answers.items():
        providers = dimensions.of_regi(register, service, regi)
        provider = providers[0] if len(providers) == 1 else ""
        for score, count in enumerate(by_score, 1):
            for _ in range(count):
                counts.add(SUBJECT, provider, {"regi": regi, "score": codes.score_class(score, len(by_score))})
    return counts


def question(register: Register, service: str, answers: Answers, draw: Draw, id_: str) -> dict[str, Any]:
    """Return the published tables of a question, and the means of those that hide nothing, to one decimal."""
    own_draw = Draw(hmac.digest(draw.secret, id_.encode(), "sha256"), draw.year)
    figures = tables.publish(
        register, service, counted(register, service, answers), own_draw, collected(register, service)
    )
    by_table = figures["tables"]
    scores = [sum(by_kind) for by_kind in zip(*answers.values(), strict=True)]
    means = {ALL: _mean(scores)} if tables.is_shown_whole(by_table, f"{SUBJECT}×score") else {}
    if f"{SUBJECT}×regi×score" in by_table:
        means |= {regi: _mean(answers[regi]) for regi in codes.REGI if sum(answers.get(regi, ()))}
    return {"tables": by_table, "withheld": figures["withheld"], "means": means}


def _mean(by_score: Sequence[int]) -> float:
    return round(sum(score * count for score, count in enumerate(by_score, 1)) / sum(by_score), 1)
