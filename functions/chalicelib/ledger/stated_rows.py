"""Rows of the ledger that belong to no number."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AvailabilityRow:
    """What a provider says of a service: whether it accepts new clients, and the waiting time in working days.

    Each has the day on which it was stated; None where it has not been stated. Only the latest statement is kept.
    """

    provider: str
    service: str
    accepts_new: str | None = None
    accepts_new_stated: str | None = None
    working_days: int | None = None
    working_days_stated: str | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact with the reception as a coded count, tied to nobody: no caller, no number, no time but the month.

    `id` is an HMAC of the request, so that it is counted once. `sent_to` says where a caller was sent, `about` and
    `concerns` say what a complaint is about and whom it concerns. One that was undone is kept and not counted.
    """

    id: str
    month: str
    service: str
    kind: str
    sent_to: str | None = None
    about: str | None = None
    concerns: str | None = None
    undone: bool = False
