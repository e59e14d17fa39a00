"""The use case of counting a contact with the reception."""

from dataclasses import replace

from chalicelib.dates import clock
from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.rules import contact
from chalicelib.rules.contact import Counted
from chalicelib.rules.outcomes import Refused
from chalicelib.service.context import ServiceContext


def count(context: ServiceContext, asked: ContactRow, subject: str, key: str) -> Counted | Refused:
    """Count a contact this month, or undo it; the same subject and idempotency key count it once."""
    ids = context.keys.contact_ids(subject, key)

    def step() -> Counted | Refused:
        own = replace(asked, id=ids[0], month=clock.month(context.now()))
        outcome = contact.decide(context.register, own, context.ledger.contact(ids))
        if isinstance(outcome, Counted) and outcome.is_new:
            context.ledger.add_contact(outcome.row)
        elif isinstance(outcome, Counted) and outcome.is_undone:
            context.ledger.undo_contact(outcome.row)
        return outcome

    return context.retry.run(step)
