"""What the statistics page shows of each service."""

from __future__ import annotations

from typing import NamedTuple

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import Formats
from catalogue.i18n.messages import Messages
from catalogue.policy.model import Policy
from catalogue.views.charts import StatisticsCharts
from catalogue.views.figures import relative
from catalogue.views.figures.relative import RelativeFigures
from catalogue.views.published_statistics import Published


class ServiceStatistics(NamedTuple):
    """The figures of one service, and its name; empty if it is the only one, which needs no heading."""

    name: str
    charts: StatisticsCharts
    relative: RelativeFigures


def by_service(policy: Policy, published: Published, words: Messages) -> list[ServiceStatistics]:
    """Return the figures of each service that has a published year, in policy's order."""
    several = len(policy.services) > 1
    charts = {
        service: StatisticsCharts(published[service], words.of(service), Formats(words))
        for service in policy.services
        if service in published
    }
    return [
        ServiceStatistics(
            localised(policy.services[service].name, words.lang) if several else "",
            own,
            relative.table(policy, service, own),
        )
        for service, own in charts.items()
    ]
