"""The events that a provider can be paid for on a day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.register.codes import EVENTS
from chalicelib.register.model import Register, RegisterService


@dataclass(frozen=True)
class Event:
    """A kind of performed event, and how many counsellors perform it."""

    name: str
    counsellors: int = 1


def events(register: Register, service: RegisterService, regi: str, day: dt.date) -> Iterator[Event]:
    """Yield the events that have a price for providers of a regi on a day, sessions first."""
    most = max((tariff.counsellors for tariff in register.tariffs), default=1)
    for name in EVENTS:
        for counsellors in range(1, most + 1):
            if register.tariff(service.id, name, regi, counsellors, day):
                yield Event(name, counsellors)
