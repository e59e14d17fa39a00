"""The rules of handing a number over to a supplier of a framework agreement; pure, safe to repeat.

A service that is for the own unit hands a number over when the unit is full (D55), and a decision beyond what a service
can grant goes to a supplier from the start (D34). The supplier whose turn it is needs no reason, another one does.
"""

from dataclasses import dataclass, replace
from datetime import date

from chalicelib.dates import clock
from chalicelib.ledger.rows import NumberRow
from chalicelib.register.codes import AT_OWN_UNIT, NOT_IN_TURN
from chalicelib.register.model import Register
from chalicelib.register.provider import Provider
from chalicelib.rules.context import ChangeContext
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.number_changes import NumberChange, next_version, unusable
from chalicelib.rules.outcomes import Changed, Refused

IN_TURN = "turn"
"""The reason of the event where the agreement's own rule decides."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a number, by default the supplier whose turn it is, and why it is somebody else."""

    id: str | None
    because: str | None


def decide(
    register: Register, number: NumberRow, to: Recipient, change: ChangeContext
) -> NumberChange | Changed | Refused:
    """Hand a number over; the same recipient again changes nothing. The own unit can get it back, for a reason."""
    if to.because not in (None, *NOT_IN_TURN):
        return Refused("unknown_reason")
    refused = unusable(number, change)
    if refused:
        return refused
    if number.supplier is not None and to.id in (None, number.supplier):
        return Changed(number, replayed=True)
    on = _first_day(number, clock.day(change.now))
    if _is_own_unit(register.provider(to.id or ""), number.service, on) and _starts_at_own_unit(register, number):
        return _back(number, to, change)
    return _to_supplier(register, number, to, change)


def _to_supplier(register: Register, number: NumberRow, to: Recipient, change: ChangeContext) -> NumberChange | Refused:
    """Hand a number over to a supplier of the agreement in force."""
    on = _first_day(number, clock.day(change.now))
    suppliers = [supplier.id for supplier in register.suppliers(number.service, on)]
    if not can_be_handed_over(register, number):
        return Refused("not_handed_over")
    if not suppliers:
        return Refused("no_supplier")
    recipient = to.id or suppliers[0]
    if recipient not in suppliers:
        return Refused("invalid_field", {"field": "supplier", "expected": "the id of a supplier, as in the look-up"})
    is_in_turn = recipient == suppliers[0] and number.supplier is None
    if not is_in_turn and to.because is None:
        return Refused("because_required", {"turn": suppliers[0]})
    because = None if is_in_turn else to.because
    return _handed(replace(number, supplier=recipient, supplier_because=because), because or IN_TURN, change)


def can_be_handed_over(register: Register, number: NumberRow) -> bool:
    """Return whether a number is at a supplier already, or is the own unit's to hand over.

    What residents may choose themselves is never handed over, and whoever is anonymous is so at the own unit alone.
    """
    return number.supplier is not None or (_starts_at_own_unit(register, number) and number.residence != AT_OWN_UNIT)


def state(register: Register, number: NumberRow, on: date) -> dict[str, object]:
    """Return where a number is and why, and the suppliers that it could be handed over to, the next in turn first."""
    state: dict[str, object] = {}
    if number.supplier is not None:
        state["supplier"] = number.supplier
    if number.supplier_because is not None:
        state["supplier_because"] = number.supplier_because
    can_be = can_be_handed_over(register, number)
    suppliers = register.suppliers(number.service, _first_day(number, on)) if can_be else []
    places = [supplier.framework for supplier in suppliers if supplier.framework]
    if places:
        state |= {"suppliers": [supplier.id for supplier in suppliers], "turn_by": places[0].why}
    return state


def goes_beyond(register: Register, request: IssueRequest) -> bool:
    """Return whether a request's decision is more than its service grants, and goes to a supplier (D34)."""
    service, decision = register.service(request.service), request.decision
    limits = service.decision if service else None
    return bool(limits and limits.otherwise and decision and not _within(decision, limits.minutes_week, limits.months))


def supplier_of(register: Register, request: IssueRequest, on: date) -> str | Refused | None:
    """Return the supplier that a new number goes to, None where the resident chooses, or the refusal."""
    if not goes_beyond(register, request):
        return None
    first = request.decision.first if request.decision else None
    suppliers = register.suppliers(request.service, max(on, first or on))
    return suppliers[0].id if suppliers else Refused("no_supplier")


def _first_day(number: NumberRow, on: date) -> date:
    """Return the first day that whoever gets the number can perform: its turn is by the agreement in force then."""
    return max(on, date.fromisoformat(number.valid_from))


def _within(decision: DecisionGrant, minutes_week: int, months: int) -> bool:
    return decision.minutes_week <= minutes_week and decision.months <= months


def _starts_at_own_unit(register: Register, number: NumberRow) -> bool:
    service = register.service(number.service)
    return service is not None and service.own_unit_only


def _is_own_unit(provider: Provider | None, service: str, on: date) -> bool:
    return provider is not None and provider.regi == "own" and provider.authorised(service, on)


def _back(number: NumberRow, to: Recipient, change: ChangeContext) -> NumberChange | Changed | Refused:
    if number.supplier is None:
        return Changed(number, replayed=True)
    if to.because is None:
        return Refused("because_required", {"turn": number.supplier})
    return _handed(replace(number, supplier=None, supplier_because=None), to.because, change)


def _handed(number: NumberRow, reason: str, change: ChangeContext) -> NumberChange:
    changed = next_version(number, "hand_over", replace(change, reason=reason))
    return replace(changed, event=replace(changed.event, supplier=number.supplier))
