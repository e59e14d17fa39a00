"""The route by which the reception counts a contact, tied to nobody."""

from typing import Final

from chalicelib.api.dispatch import Request, Response, Route
from chalicelib.api.request_fields import CODE, FLAG, Field, choice
from chalicelib.dates import clock
from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.register.codes import COMPLAINT, COMPLAINTS, CONTACTS, REGI
from chalicelib.rules import contact
from chalicelib.rules.contact import Counted
from chalicelib.rules.outcomes import Refused


def count_contact(request: Request) -> Response | Refused:
    """Count a contact once under its Idempotency-Key, or undo the one that was counted under it."""
    context, values = request.context, request.values
    ids = context.keys.contact_ids(request.caller.subject, request.key)

    def step() -> Counted | Refused:
        asked = ContactRow(
            id=ids[0],
            month=clock.month(context.now()),
            service=values["service"],
            kind=values["kind"],
            sent_to=values["to"],
            about=values["about"],
            concerns=values["concerns"],
            undone=values["undo"],
        )
        outcome = contact.decide(context.register, asked, context.ledger.contact(ids))
        if isinstance(outcome, Counted) and outcome.is_new:
            context.ledger.add_contact(outcome.row)
        elif isinstance(outcome, Counted) and outcome.is_undone:
            context.ledger.undo_contact(outcome.row)
        return outcome

    outcome = context.retry.run(step)
    if isinstance(outcome, Refused):
        return outcome
    body = {"month": outcome.row.month, "counted": not outcome.row.undone}
    return Response(201 if outcome.is_new else 200, body, {"Idempotency-Key": request.key})


FIELDS: Final = (
    Field("service", CODE, required=True),
    Field("kind", choice(*CONTACTS, COMPLAINT), required=True),
    Field("to", CODE),
    Field("about", choice(*COMPLAINTS)),
    Field("concerns", choice(*REGI)),
    Field("undo", FLAG, default=False),
)
ROUTES: Final = (Route("POST", "/v1/contacts", frozenset({"reception"}), FIELDS, count_contact, keyed=True),)
