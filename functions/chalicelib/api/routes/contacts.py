"""The route by which the reception counts a contact, tied to nobody."""

from typing import Final

from chalicelib.api.dispatch import Request, Response, Route
from chalicelib.api.request_fields import CODE, FLAG, Field, choice
from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.register.codes import COMPLAINT, COMPLAINTS, CONTACTS, REGI
from chalicelib.rules.outcomes import Refused
from chalicelib.service import contacts


def count_contact(request: Request) -> Response | Refused:
    """Count a contact once under its Idempotency-Key, or undo the one that was counted under it."""
    values = request.values
    asked = ContactRow(
        id="",
        month="",
        service=values["service"],
        kind=values["kind"],
        sent_to=values["to"],
        about=values["about"],
        concerns=values["concerns"],
        undone=values["undo"],
    )
    outcome = contacts.count(request.context, asked, request.caller.subject, request.key)
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
