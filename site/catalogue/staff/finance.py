"""View of the finance page before sign-in: names for a month's figures, and the empty tables of a year."""

from __future__ import annotations

import json
from typing import Any

from catalogue.staff import common, own_number
from catalogue.views.charts import StatisticsCharts
from catalogue.views.policy_facts import Facts

SUMS = ("provider", "service", "account", "member")
FOLLOW_UP = (
    ("kronor", "kronor_caption", "kronor"),
    ("sessions", "sessions_caption", "sessions"),
    ("more", "more_caption", "how_many"),
)


def view(facts: Facts, statistics: StatisticsCharts) -> dict[str, Any]:
    """Return the data of the finance page's template."""
    policy = facts.policy
    members = {one.code: one.name for one in policy.municipality.members}
    return {
        **common.desk(facts, "controller"),
        "words_json": own_number.words_of(facts, "staff.", "finance.", "event.", "statistics.hidden"),
        "municipality": facts.municipality(),
        "names_json": _json({one.id: one.legal_name for one in policy.authorisations.values()}),
        "members_json": _json(members),
        "first_year": min((one.start.year for one in policy.tariffs), default=facts.today.year),
        "sums": [_table(facts, f"{one}s", f"by_{one}", one) for one in SUMS],
        "follow_up": [_table(facts, *one) for one in FOLLOW_UP],
        "charts": statistics.outline(),
    }


def _table(facts: Facts, part: str, caption: str, of: str) -> dict[str, str]:
    """Return a table's part, caption and column heading."""
    words = facts.words
    return {"part": part, "caption": words[f"finance.{caption}"], "of": words[f"finance.{of}"]}


def _json(told: dict[str, str]) -> str:
    return json.dumps(told, ensure_ascii=False)
