"""The handlers of a year's figures: statistics to publish, and follow-up for officers."""

from collections.abc import Callable
from typing import Final

from chalicelib.api.dispatch import Request, Response
from chalicelib.dates import clock
from chalicelib.reporting import tables, yearly_counts
from chalicelib.reporting.follow_up import document, follow_up_of_year
from chalicelib.rules.outcomes import Refused

MOST_ROWS: Final = 60_000
"""What can be read within API Gateway's time limit; the command line has no limit."""
READ_TWICE: Final = 2
"""A year's rows are read twice, so each of them counts twice."""


class TooManyRowsError(Exception):
    """There are more rows than can be read within the time limit."""


def statistics(request: Request) -> Response | Refused:
    """Return a year's suppressed figures once they are final: two earlier ones would reveal what came in between."""
    context, year, now = request.context, request.values["year"], request.context.now()
    final_from = yearly_counts.final_from(context.register, year)
    if now < final_from:
        return Refused("year_open", {"final_from": clock.day(final_from).isoformat()})
    progress, today = no_more_than(READ_TWICE * MOST_ROWS), clock.day(now)
    try:
        counts = yearly_counts.count_for_statistics(
            context.ledger, request.cases(), context.register, year, today=today, progress=progress
        )
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    return Response(200, tables.content(context.register, year, counts))


def follow_up(request: Request) -> Response | Refused:
    """Return a year's figures as of today, with budget and reserve: for officers only."""
    context, year = request.context, request.values["year"]
    progress, today = no_more_than(READ_TWICE * MOST_ROWS), clock.day(context.now())
    try:
        counts = yearly_counts.count_for_statistics(
            context.ledger, request.cases(), context.register, year, today=today, progress=progress
        )
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    services = follow_up_of_year(context.ledger, context.register, year, counts, today)
    return Response(200, document(year, services))


def no_more_than(limit: int) -> Callable[[int], None]:
    """Return a progress callback that raises TooManyRowsError beyond the limit."""

    def progress(count: int) -> None:
        if count > limit:
            raise TooManyRowsError

    return progress
