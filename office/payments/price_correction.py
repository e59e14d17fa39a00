"""`build.py adjust SERVICE`: the claims of a service from a day on, corrected to the tariff as it now stands.

It is previewed with its sum first. Nothing that was recorded changes: each difference is a row of its own, which is
paid with the month in which it is recorded.
"""

from collections.abc import Callable
from datetime import date, datetime

from chalicelib.ledger.retry import RetryPolicy
from chalicelib.register.codes import ADJUST_REASONS
from chalicelib.service.adjustments import AdjustedPage, MonthClosedError, ServiceAdjustment
from office.context import OfficeError, Source
from office.print_format import format_amount

Progress = Callable[[int], None]


def correction(source: Source, service: str, since: date, reason: str, by: str) -> ServiceAdjustment:
    """Return the correction, which records nothing yet; raise OfficeError for an unknown service or reason."""
    for value, known, what in ((service, source.register.services, "service"), (reason, ADJUST_REASONS, "reason")):
        if value not in known:
            raise OfficeError(f"There is no {what} {value!r}. Choose one of: {', '.join(known)}.")
    return ServiceAdjustment(source.register, source.ledger, RetryPolicy(), service, since, reason, by, write=False)


def total_of(planned: ServiceAdjustment, now: datetime, progress: Progress) -> AdjustedPage:
    """Return what a correction comes to, and write it unless it is set to a preview."""
    total = AdjustedPage()
    try:
        for page in planned.pages(now):
            total += page
            progress(total.claims)
    except MonthClosedError as closed:
        raise OfficeError(
            f"{closed} is closed already, so this machine's clock is wrong. Set it, and begin again."
        ) from None
    return total


def sentence(total: AdjustedPage, verb: str) -> str:
    """Format what a correction comes to."""
    unpriced = f" {total.unpriced} have no price any more and are left alone." if total.unpriced else ""
    pays, owe = format_amount(total.amount_ore), format_amount(total.fee_ore)
    claims = "1 claim" if total.claims == 1 else f"{total.claims} claims"
    return f"{claims} {verb}: {pays} kr for the municipality, {owe} kr for the residents.{unpriced}"
