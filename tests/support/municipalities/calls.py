"""Counts what a year's other calls to the reception came to, and complaints, with the real service."""

import datetime as dt
import random
from typing import TYPE_CHECKING

from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.register import codes
from chalicelib.rules.contact import Counted
from chalicelib.service import contacts

if TYPE_CHECKING:
    from tests.support.municipalities.synthetic import Year

FOR_EACH_NUMBER = {"referred": 0.4, "advice": 0.15, "first_assessment": 0.05, "complaint": 0.04}
"""How many contacts of each kind there are for each number: one caller in four is sent elsewhere (D10)."""


def count(simulated: "Year", service: str) -> None:
    """Count the contacts of a year beside the numbers that were issued, where policy asks for it."""
    context, cases = simulated.claims.context, [case for case in simulated.cases if case.plan.service == service]
    year, numbers = cases[0].plan.year if cases else 0, len(cases)
    if not context.register.services[service].first_contact:
        return
    rng = random.Random(f"contacts-{year}-{service}")
    places = [*context.register.municipality.elsewhere, codes.ELSEWHERE]
    for kind, share in FOR_EACH_NUMBER.items():
        for n in range(round(numbers * share)):
            sent_to = rng.choices(places, range(len(places), 0, -1))[0] if kind == codes.REFERRED else None
            about = rng.choices(codes.COMPLAINTS, (8, 4, 4, 1, 2, 3))[0] if kind == codes.COMPLAINT else None
            concerns = rng.choice((None, *codes.REGI)) if about else None
            simulated.clock.time = dt.datetime(year, rng.randint(1, 12), rng.randint(1, 28), 9, tzinfo=dt.UTC)
            asked = ContactRow("", "", service, kind, sent_to, about, concerns)
            counted = contacts.count(context, asked, "reception", f"{service}-{kind}-{n}")
            assert isinstance(counted, Counted), counted
