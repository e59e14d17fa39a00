"""The handler of a provider's own first sessions, which it sees for a month before those of all are published."""

from chalicelib.api.dispatch import Request, Response
from chalicelib.api.finance import MOST_ROWS, READ_TWICE, TooManyRowsError, no_more_than
from chalicelib.dates import clock
from chalicelib.reporting import first_sessions, layouts, yearly_counts
from chalicelib.rules.outcomes import Refused


def own_first_sessions(request: Request) -> Response | Refused:
    """Return the caller's own first sessions of a year by class, of each service that publishes them."""
    context, year, provider = request.context, request.values["year"], request.caller.provider
    own_from = yearly_counts.own_from(year)
    if context.now() < own_from:
        return Refused("year_open", {"final_from": clock.day(own_from).isoformat()})
    try:
        counts = yearly_counts.count_rows(
            context.ledger, context.register, year, no_more_than(READ_TWICE * MOST_ROWS), provider
        )
    except TooManyRowsError:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    services = {
        service.id: {
            name: counts[service.id].count(first_sessions.TABLE, provider, name) for name in first_sessions.WITHIN
        }
        for service in context.register.services.values()
        if first_sessions.TABLE in {layout.id for layout in layouts.collected(context.register, service)}
    }
    published_from = clock.day(yearly_counts.final_from(context.register, year)).isoformat()
    return Response(200, {"year": year, "published_from": published_from, "services": services})
