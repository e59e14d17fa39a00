"""Hours that two one-person firms perform together (D37): each reports its own, names the other, and is paid half.

The number counts their reports by day, event, minutes and pair. Whoever comes first books the week and the grant, and
the other finds them booked; they are given back with the last report that is taken back, whichever that is.
"""

from collections.abc import Iterator, Mapping

from chalicelib.ledger.rows import ClaimRow, NumberRow
from chalicelib.register.codes import TOGETHER
from chalicelib.register.model import RegisterService
from chalicelib.rules.claim_request import Claim, ClaimContext
from chalicelib.rules.outcomes import Refused

UNITS = "#"
"""What one hour of an entry books; no provider has this id."""

Entry = Mapping[str, int]
Entries = Mapping[str, Entry]


def refusals(context: ClaimContext, service: RegisterService, claim: Claim) -> Iterator[Refused]:
    """Yield the reasons why the provider cannot share such an hour with the one that it names.

    Both are paid by the same prices, so that the halves of one price make it whole; a supplier has prices of its own.
    """
    if claim.partner is None:
        return
    if service.decision is None:
        yield Refused("partner_unasked")
    partner = context.register.provider(claim.partner)
    if partner is None or partner.id == context.provider.id:
        yield Refused("partner_unknown")
    elif partner.priced_by != context.provider.priced_by or not partner.authorised(claim.service, claim.date):
        yield Refused("partner_not_authorised")
    if claim.counsellors != TOGETHER:
        yield Refused("partner_counsellors", {"counsellors": TOGETHER})


def disagreements(context: ClaimContext, claim: Claim, number: NumberRow) -> Iterator[Refused]:
    """Yield the reasons why the report does not agree with what the other has reported of that day and stands."""
    if claim.partner is None:
        return
    provider, partner = context.provider.id, claim.partner
    key = _key(claim.date.isoformat(), claim.event, claim.minutes, provider, partner)
    if unmatched(number.shared.get(key, {}), partner):
        return
    for other, entry in sorted(number.shared.items()):
        day, event, minutes, *pair = other.split("#")
        if day == claim.date.isoformat() and unmatched(entry, partner):
            if provider not in pair:
                yield Refused("partner_names_another")
            else:
                yield Refused("partner_differs", {"event": event, "minutes": int(minutes)})


def add(number: NumberRow, claim: Claim, provider: str, units: int) -> tuple[int, Entries]:
    """Return what a claim consumes of the number, and the number's shared hours with it."""
    if claim.partner is None:
        return units, number.shared
    key = _key(claim.date.isoformat(), claim.event, claim.minutes, provider, claim.partner)
    entry = number.shared.get(key) or {UNITS: units, provider: 0, claim.partner: 0}
    added = {**entry, provider: entry[provider] + 1}
    return _booked(added) - _booked(entry), {**number.shared, key: added}


def take_off(number: NumberRow, claim: ClaimRow) -> tuple[int, Entries]:
    """Return what a reversed claim gives back to the number, and the number's shared hours without it."""
    if claim.partner is None:
        return claim.consumed, number.shared
    key = key_of(claim)
    entry = number.shared[key]
    less = {**entry, claim.provider: entry[claim.provider] - 1}
    others = {other: value for other, value in number.shared.items() if other != key}
    return _booked(entry) - _booked(less), others | ({key: less} if any(_reports(less)) else {})


def unmatched(entry: Entry, provider: str) -> int:
    """Return how many of a provider's reports lack their counterpart."""
    return max(0, entry.get(provider, 0) - min(_reports(entry), default=0))


def key_of(claim: ClaimRow) -> str:
    """Return the key under which a number counts a recorded claim."""
    return _key(claim.date, claim.event, claim.minutes, claim.provider, claim.partner or "")


def _key(day: str, event: str, minutes: int | None, *pair: str) -> str:
    return "#".join((day, event, str(minutes), *sorted(pair)))


def _booked(entry: Entry) -> int:
    return entry[UNITS] * max(_reports(entry))


def _reports(entry: Entry) -> list[int]:
    return [count for provider, count in entry.items() if provider != UNITS]
