"""Contacts with the reception: what is counted of a call (D10, D12, D18) and of a complaint (D20), tied to nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.register.codes import COMPLAINT, ELSEWHERE, REFERRED
from chalicelib.register.model import Register
from chalicelib.rules.outcomes import Refused


@dataclass(frozen=True, slots=True)
class Counted:
    """A contact that stands in the ledger, or is to: `is_new` has to be added, and `is_undone` to be marked."""

    row: ContactRow
    is_new: bool = False
    is_undone: bool = False


def decide(register: Register, asked: ContactRow, existing: ContactRow | None) -> Counted | Refused:
    """Return what stands after a request for the row `asked`, where its key has counted `existing`.

    One that was undone stays so, in whatever order the two requests arrive. It can be undone in the month in which it
    was counted, so that the figures of a year that has ended never change.
    """
    if existing is None:
        refused = next(_refusals(register, asked), None)
        return refused or Counted(asked, is_new=True)
    if replace(asked, id=existing.id, month=existing.month, undone=existing.undone) != existing:
        return Refused("idempotency_conflict")
    if existing.undone or not asked.undone:
        return Counted(existing)
    if existing.month != asked.month:
        return Refused("too_late_to_undo", {"month": existing.month})
    return Counted(replace(existing, undone=True), is_undone=True)


def _refusals(register: Register, asked: ContactRow) -> Iterator[Refused]:
    """Yield why a contact cannot be counted; a field that its kind needs is named, and one that it cannot have."""
    service = register.service(asked.service)
    if service is None:
        yield Refused("unknown_service")
    elif not service.first_contact:
        yield Refused("contacts_unasked")
    places = (*register.municipality.elsewhere, ELSEWHERE)
    if asked.kind == REFERRED and asked.sent_to not in places:
        missing = "missing_field" if asked.sent_to is None else "invalid_field"
        yield Refused(missing, {"field": "to", "expected": f"one of {', '.join(dict.fromkeys(places))}"})
    if asked.kind == COMPLAINT and asked.about is None:
        yield Refused("missing_field", {"field": "about", "expected": "what the complaint is about"})
    kinds = {"to": REFERRED, "about": COMPLAINT, "concerns": COMPLAINT}
    for (field, kind), value in zip(kinds.items(), (asked.sent_to, asked.about, asked.concerns), strict=True):
        if value is not None and asked.kind != kind:
            yield Refused("invalid_field", {"field": field, "expected": f"nothing, unless the kind is {kind}"})
