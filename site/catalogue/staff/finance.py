"""View of the finance page before sign-in: names for a month's figures, and the empty tables of a year."""

from __future__ import annotations

import json
from typing import TypedDict

from catalogue.staff import common, own_number
from catalogue.staff.common import ToolContext
from catalogue.views.charts import ChartOutline, StatisticsCharts
from catalogue.views.policy_facts import Facts

SUMS = ("provider", "service", "account", "member")
FOLLOW_UP = (
    ("kronor", "kronor_caption", "kronor"),
    ("sessions", "sessions_caption", "sessions"),
    ("more", "more_caption", "how_many"),
)


class EmptyTable(TypedDict):
    """A table without rows, which the script fills."""

    part: str
    caption: str
    of: str


class FinanceContext(ToolContext):
    """The data of the finance page's template."""

    municipality: str
    names_json: str
    members_json: str
    first_year: int
    sums: list[EmptyTable]
    follow_up: list[EmptyTable]
    charts: list[ChartOutline]


def template_context(facts: Facts, statistics: StatisticsCharts) -> FinanceContext:
    """Return the template's data."""
    policy = facts.policy
    names = {provider.id: provider.legal_name for provider in policy.authorisations.values()}
    return {
        **common.tool_context(facts, "controller"),
        "words_json": own_number.words_of(facts, "staff.", "finance.", "event.", "statistics.hidden"),
        "municipality": facts.municipality(),
        "names_json": _json(names),
        "members_json": _json({member.code: member.name for member in policy.municipality.members}),
        "first_year": min((tariff.start.year for tariff in policy.tariffs), default=facts.today.year),
        "sums": [_table(facts, f"{key}s", f"by_{key}", key) for key in SUMS],
        "follow_up": [_table(facts, part, caption, of) for part, caption, of in FOLLOW_UP],
        "charts": statistics.outline(),
    }


def _table(facts: Facts, part: str, caption: str, of: str) -> EmptyTable:
    """Return a table's part, caption and column heading."""
    words = facts.words
    return {"part": part, "caption": words[f"finance.{caption}"], "of": words[f"finance.{of}"]}


def _json(names: dict[str, str]) -> str:
    return json.dumps(names, ensure_ascii=False)
