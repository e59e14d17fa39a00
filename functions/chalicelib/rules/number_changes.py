"""The changes that the reception can make to a number: revoke, extend, exempt, unlock, replace; pure, safe to repeat.

A replacement that was never handed over can be undone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.control_numbers.key_ring import Candidate
from chalicelib.dates import clock
from chalicelib.ledger.rows import LIVE, REPLACED, REVOKED, EventRow, NumberRow
from chalicelib.register.codes import (
    BEYOND_REASONS,
    EXEMPT_REASONS,
    EXTEND_REASONS,
    REPLACE_REASONS,
    REVOKE_REASONS,
    UNLOCK_REASONS,
)
from chalicelib.register.model import Register
from chalicelib.register.parser import canonical
from chalicelib.rules import issuing, number_status
from chalicelib.rules.context import ChangeContext
from chalicelib.rules.outcomes import Changed, Issued, Refused

NEVER_HANDED_OVER = "never_handed_over"


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number's next version that is to be written, with the event that makes it."""

    row: NumberRow
    event: EventRow


@dataclass(frozen=True, slots=True)
class Replacement:
    """A number that replaces another, to be written with the old one's last version and the events of both."""

    candidate: Candidate
    old: NumberRow
    new: NumberRow
    events: tuple[EventRow, EventRow]


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A replaced number that can be used again, to be written with its replacement's last version and their events."""

    old: NumberRow
    new: NumberRow
    events: tuple[EventRow, EventRow]


def revoke(number: NumberRow, change: ChangeContext) -> NumberChange | Changed | Refused:
    """Revoke a number permanently; revoking it again changes nothing, whatever the reason."""
    if change.reason not in REVOKE_REASONS:
        return Refused("unknown_reason")
    if number.status == REVOKED:
        return Changed(number, replayed=True)
    return number_status.closed(number) or next_version(replace(number, status=REVOKED), "revoke", change)


def extend(
    register: Register, number: NumberRow, granted: int, change: ChangeContext, beyond: str | None = None
) -> NumberChange | Changed | Refused:
    """Change the granted total, which is at least what is used and at most what policy grants.

    The same total again changes nothing. More than the rule needs a second reason, `beyond`, which the number keeps
    as long as it has more.
    """
    service = register.service(number.service)
    is_known = change.reason in EXTEND_REASONS or (service is not None and change.reason in service.extra)
    if not is_known or beyond not in (None, *BEYOND_REASONS):
        return Refused("unknown_reason")
    refused, limit = unusable(number, change), grant_limit(register, number)
    if refused or limit is None:
        return refused or Refused("new_decision_needed")
    if granted == number.granted:
        return Changed(number, replayed=True)
    if not number.used <= granted <= limit:
        below_used = Refused("used_is_more", {"used": number.used})
        return below_used if granted < number.used else Refused("not_within_limits", {"most": limit})
    rule = grant_rule(register, number)
    if granted > max(rule, number.granted) and beyond is None:
        return Refused("beyond_required", {"rule": rule})
    kept = None if granted <= rule else beyond or number.beyond
    kind = "extend" if granted > number.granted else "reduce"
    return next_version(replace(number, granted=granted, granted_before=number.highest, beyond=kept), kind, change)


def grant_limit(register: Register, number: NumberRow) -> int | None:
    """Return the most sessions that a number can be granted: the policy's maximum less what was used before it.

    A number that has more keeps them. None for a decision's hours, which are never changed.
    """
    if number.minutes_week is not None:
        return None
    service = register.service(number.service)
    return max(number.granted, (service.most if service else 0) - number.used_before)


def grant_rule(register: Register, number: NumberRow) -> int:
    """Return the most sessions that the service's rule gives: granted and every extra, less what was used before."""
    service = register.service(number.service)
    return min(service.most, service.by_rule) - number.used_before if service else number.granted


def steps(register: Register, number: NumberRow) -> dict[str, int]:
    """Return the total that each of the service's reasons for more sessions would give, if the rule has room for it."""
    service = register.service(number.service)
    if service is None or number.status != LIVE:
        return {}
    totals = {reason: number.granted + more for reason, more in service.extra.items()}
    return {reason: total for reason, total in totals.items() if total <= grant_rule(register, number)}


def exempt(
    register: Register, number: NumberRow, change: ChangeContext, *, is_exempt: bool
) -> NumberChange | Changed | Refused:
    """Set or end the exemption from the fee, from the next claim on: claims keep the price that they have."""
    if change.reason not in EXEMPT_REASONS:
        return Refused("unknown_reason")
    refused = unusable(number, change)
    if refused:
        return refused
    if is_exempt == number.exempt:
        return Changed(number, replayed=True)
    if is_exempt and not register.has_fee(number.service):
        return Refused("no_fee")
    changed = replace(number, exempt=is_exempt, exempt_changed=True)
    return next_version(changed, "exempt" if is_exempt else "charge", change)


def unlock(number: NumberRow, change: ChangeContext) -> NumberChange | Changed | Refused:
    """Allow presence codes to be tried again."""
    if change.reason not in UNLOCK_REASONS:
        return Refused("unknown_reason")
    refused = unusable(number, change)
    if refused:
        return refused
    if not number.wrong_codes:
        return Changed(number, replayed=True)
    return next_version(replace(number, wrong_codes=()), "unlock", change)


def replace_number(
    number: NumberRow, chains: Sequence[Sequence[Candidate]], existing: Mapping[str, NumberRow], change: ChangeContext
) -> Replacement | Issued | Refused:
    """Replace a number by a new one with what is left, and close the old one; the total granted stays the same."""
    if change.reason not in REPLACE_REASONS:
        return Refused("unknown_reason")
    fingerprint = _replacement_fingerprint(number)
    previous = issuing.issued_before(chains, existing, fingerprint)
    if previous:
        return previous
    refused = unusable(number, change)
    if refused:
        return refused
    candidate, at = issuing.first_free(chains, existing), clock.stamp(change.now)
    new = replace(
        number,
        place=candidate.hashes[0],
        granted=number.left,
        used=0,
        used_before=number.used_before + number.used,
        nth={},
        codes=(),
        wrong_codes=(),
        granted_before=None,
        version=1,
        issued_at=at,
        request=candidate.request,
        fingerprint=fingerprint,
        replaces=True,
    )
    closed = replace(
        number,
        status=REPLACED,
        granted=number.used,
        granted_before=number.highest,
        successor=new.place,
        beyond=None,
        exempt_changed=False,
    )
    old = next_version(closed, "replace", change)
    event = EventRow(new.place, at, 1, "replace", change.by, change.reason, None, new.granted)
    return Replacement(candidate, old.row, new, (old.event, event))


def give_back(old: NumberRow, new: NumberRow, change: ChangeContext) -> GivenBack | Changed | Refused:
    """Undo a replacement that was never handed over: the old number gets back what was left, and the new one ends."""
    if new.fingerprint != _replacement_fingerprint(old):
        return Refused("not_replaced_by")
    if old.successor != new.place:
        return number_status.closed(old) or Changed(old, replayed=True)
    refused = unusable(new, change)
    if refused:
        return refused
    if new.nth or new.wrong_codes:
        return Refused("new_number_used")
    reopened = replace(
        old,
        status=LIVE,
        granted=old.granted + new.granted,
        successor=None,
        used_before=new.used_before - old.used,  # reversals of claims on earlier numbers, and on their weeks, were
        weeks=new.weeks,  # meanwhile recorded on the new number only
        shared=new.shared,
        exempt=new.exempt,
        exempt_changed=new.exempt_changed,
        beyond=new.beyond,
        supplier=new.supplier,
        supplier_because=new.supplier_because,
    )
    restored = next_version(reopened, "give_back", change)
    closed = replace(new, status=REVOKED, granted=0, beyond=None, exempt_changed=False)
    ended = next_version(replace(closed, supplier=None, supplier_because=None), "give_back", change)
    return GivenBack(restored.row, ended.row, (restored.event, ended.event))


def _replacement_fingerprint(number: NumberRow) -> str:
    """Return the fingerprint of the request to replace a number, which the replacement carries."""
    return hashlib.sha256(canonical({"replaces": number.place})).hexdigest()


def unusable(number: NumberRow, change: ChangeContext) -> Refused | None:
    """Return the refusal to change a number that is closed or has expired, or None."""
    refused = number_status.closed(number)
    if refused:
        return refused
    if clock.day(change.now).isoformat() > number.valid_to:
        return Refused("number_expired", {"valid_to": number.valid_to})
    return None


def next_version(number: NumberRow, kind: str, change: ChangeContext) -> NumberChange:
    """Return the number's next version, and the event numbered by that version."""
    updated = replace(number, version=number.version + 1)
    event = EventRow(
        updated.place, clock.stamp(change.now), updated.version, kind, change.by, change.reason, None, updated.granted
    )
    return NumberChange(updated, event)
