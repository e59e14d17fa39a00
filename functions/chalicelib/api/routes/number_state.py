"""What an answer says of a number: its state for the reception, whether it is usable, and what is left."""

from typing import Any

from chalicelib.api.dispatch import Request
from chalicelib.dates import clock
from chalicelib.ledger.rows import NumberRow
from chalicelib.register.codes import AT_OWN_UNIT
from chalicelib.rules import hand_over, number_changes, number_status
from chalicelib.rules.outcomes import Checked


def present_state(request: Request, row: NumberRow) -> dict[str, Any]:
    """Return a number's state today."""
    return state(request, Checked(number_status.refusal_code(row, clock.day(request.context.now())), row))


def state(request: Request, checked: Checked) -> dict[str, Any]:
    """Return a number's state for the reception, and what it can be granted: by steps, by rule, and at most."""
    row, register = checked.row, request.context.register
    facts = {"service": row.service, "granted": row.granted, "valid_from": row.valid_from}
    fee = {"exempt": row.exempt, "has_fee": register.has_fee(row.service)}
    most = number_changes.grant_limit(register, row)
    steps = [{"reason": reason, "granted": total} for reason, total in number_changes.steps(register, row).items()]
    limits = {} if most is None else {"most": most, "rule": number_changes.grant_rule(register, row), "steps": steps}
    beyond = {} if row.beyond is None else {"beyond": row.beyond}
    facts |= own_unit_only(row) | hand_over.state(register, row, clock.day(request.context.now()))
    return usable(checked) | facts | fee | limits | beyond | left(row) | {"codes_locked": row.codes_locked}


def usable(checked: Checked) -> dict[str, Any]:
    """Return whether a number is usable, and the reason if it is not."""
    return {"usable": True} if checked.reason is None else {"usable": False, "reason": checked.reason}


def own_unit_only(row: NumberRow) -> dict[str, bool]:
    """Return that the own unit alone can use a number whose holder is anonymous (D7), else nothing."""
    return {"own_unit_only": True} if row.residence == AT_OWN_UNIT else {}


def left(row: NumberRow) -> dict[str, Any]:
    """Return what is left on a number, in which unit and until when."""
    return {"left": row.left, "unit": unit(row), "valid_to": row.valid_to}


def unit(row: NumberRow) -> str:
    """Return the unit that is counted on a number: minutes where a decision grants hours, else sessions."""
    return "session" if row.minutes_week is None else "minute"
