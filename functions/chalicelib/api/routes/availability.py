"""The routes by which a provider says when it can receive somebody, and by which the site learns of it."""

from typing import Final

from chalicelib.api.dispatch import Request, Response, Route
from chalicelib.api.request_fields import CODE, Field, choice, either, integer
from chalicelib.dates import clock
from chalicelib.ledger.stated_rows import AvailabilityRow
from chalicelib.register.codes import ACCEPTS_NEW, MAX_WORKING_DAYS, NOT_STATED
from chalicelib.rules import availability
from chalicelib.rules.outcomes import Refused

CACHED: Final = {"Cache-Control": "public, max-age=60"}


def state_availability(request: Request) -> Response | Refused:
    """Store what a provider says of one of its services, and return what stands of it now."""
    context, service = request.context, request.values["service"]

    def step() -> AvailabilityRow | Refused:
        standing = AvailabilityRow(request.caller.provider, service)
        for row in context.ledger.availability():
            if (row.provider, row.service) == (standing.provider, standing.service):
                standing = row
        outcome = availability.decide(context.register, standing, request.values, clock.day(context.now()))
        if isinstance(outcome, AvailabilityRow):
            context.ledger.put_availability([outcome])
        return outcome

    outcome = context.retry.run(step)
    return outcome if isinstance(outcome, Refused) else Response(200, availability.entry(outcome))


def list_availability(request: Request) -> Response:
    """Return what every provider says of its services: public, and the only response that may be cached."""
    context = request.context
    document = availability.document(context.register, context.ledger.availability(), clock.day(context.now()))
    return Response(200, document, CACHED)


FIELDS: Final = (
    Field("service", CODE, required=True),
    Field("working_days", either(integer(0, MAX_WORKING_DAYS), choice(NOT_STATED))),
    Field("accepts_new", choice(*ACCEPTS_NEW, NOT_STATED)),
)
ROUTES: Final = (
    Route("PUT", "/v1/availability", frozenset({"provider"}), FIELDS, state_availability),
    Route("GET", "/v1/availability", frozenset(), (), list_availability),
)
