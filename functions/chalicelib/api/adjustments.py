"""The handler that corrects the prices of a service: a page of its claims, previewed or recorded."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.api.dispatch import Request, Response
from chalicelib.api.request_fields import MONTH
from chalicelib.register.codes import ADJUST_REASONS
from chalicelib.register.model import Register
from chalicelib.rules.outcomes import Refused
from chalicelib.service.adjustments import MonthClosedError, Place, ServiceAdjustment
from chalicelib.service.statement import cursor_of, sequence_of


def adjust_claims(request: Request) -> Response | Refused:
    """Correct a page of a service's claims by the register as it now stands, or return what that would come to.

    What is recorded is what was previewed: `register` is the hash of the register that the preview was made by.
    """
    context, values = request.context, request.values
    for refused in _refusals(context.register, values):
        return refused
    after = _parse(values["cursor"]) if values["cursor"] else None
    if values["cursor"] and after is None:
        return Refused("invalid_cursor")
    correction = ServiceAdjustment(
        context.register,
        context.ledger,
        context.retry,
        values["service"],
        values["from"],
        values["reason"],
        request.caller.subject,
        write=not values["preview"],
    )
    try:
        page = correction.page(after, context.now())
    except MonthClosedError as closed:
        return Refused("month_closed", {"month": str(closed)})
    sums = {name: getattr(page, name) for name in ("claims", "amount_ore", "fee_ore", "unpriced")}
    cursor = {"cursor": f"{page.end[0]}.{cursor_of(page.end[1])}"} if page.end else {}
    return Response(200, sums | {"register": context.register.sha256} | cursor)


def _refusals(register: Register, values: Mapping[str, Any]) -> Iterator[Refused]:
    """Yield the reasons to refuse a correction by the register alone."""
    if register.service(values["service"]) is None:
        yield Refused("unknown_service")
    if values["reason"] not in ADJUST_REASONS:
        yield Refused("unknown_reason")
    if values["register"] not in {None, register.sha256}:
        yield Refused("register_changed", {"register": register.sha256})
    if not values["preview"] and values["register"] is None:
        yield Refused("missing_field", {"field": "register"})


def _parse(cursor: str) -> Place | None:
    """Parse a cursor into the claim that a page ended with, or None for a text that is no cursor."""
    month, _, row = cursor.partition(".")
    sequence = sequence_of(row)
    return (month, sequence) if sequence is not None and MONTH.read(month) else None
