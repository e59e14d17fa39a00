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
