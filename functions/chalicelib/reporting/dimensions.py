"""The classes of each dimension: all, those that a service can have, and those that everybody knows to be empty."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from chalicelib.register import codes
from chalicelib.register.model import Register, RegisterService
from chalicelib.reporting.first_sessions import WITHIN

HOST, OTHERS = "host", "others"

VALUES: Mapping[str, tuple[str, ...]] = {
    "event": codes.EVENTS,
    "month": codes.MONTHS,
    "regi": codes.REGI,
    "fee": ("ordinary", "exempt"),
    "counsellors": ("1", "2"),
    "member": (HOST, OTHERS),
    "visit": codes.SESSIONS,
    "wait": codes.WAITS,
    "within": tuple(WITHIN),
    "gender": codes.GENDERS,
    "age": codes.AGES,
    "child_age": codes.CHILD_AGES,
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
    "sessions": codes.SESSIONS,
    "content": codes.CONTENTS,
    "initiative": codes.INITIATIVES,
    "family": codes.FAMILIES,
    "started": codes.STARTED,
    "score": codes.SCORES,
    "told": ("yes", "no", "not_stated"),
    "recommended": codes.RECOMMENDED,
    "because": codes.BECAUSE,
    "contact": codes.FIRST_CONTACTS,
    "about": codes.COMPLAINTS,
    "concerns": codes.CONCERNS,
    "residence": codes.RESIDENCE,
}
"""Every class of each dimension, in display order; a class without occurrences counts zero."""


def values(register: Register, service: RegisterService, dimension: str) -> tuple[str, ...]:
    """Return the classes of a dimension that a service can have, in display order; providers have none."""
    if dimension == "provider":
        return tuple(sorted(provider for regi in codes.REGI for provider in of_regi(register, service.id, regi)))
    if dimension == "to":
        return tuple(dict.fromkeys((*register.municipality.elsewhere, codes.ELSEWHERE)))
    unpriced = service.remuneration == "none"
    events = codes.EVENTS if unpriced else [t.event for t in register.tariffs if t.service == service.id]
    counts = VALUES["counsellors"] if unpriced else _counsellors(register, service)
    possible = {
        "event": {"session", *service.consumes, *events},
        "counsellors": {*counts},
        "regi": {regi for regi in codes.REGI if of_regi(register, service.id, regi)},
        "fee": {*VALUES["fee"]} if any(fee.service == service.id for fee in register.fees) else set(),
        "member": {*VALUES["member"]} if register.municipality.members else set(),
        "residence": {*service.residence},
        "visit": {*VALUES["visit"]} if (service.numbered or service.attested) and service.decision is None else set(),
    }.get(dimension)
    return tuple(value for value in VALUES[dimension] if possible is None or value in possible)


def _counsellors(register: Register, service: RegisterService) -> list[str]:
    return [str(tariff.counsellors) for tariff in register.tariffs if tariff.service == service.id]


def of_regi(register: Register, service: str, regi: str) -> list[str]:
    """Return the providers of a kind that are or were authorised for a service."""
    return [
        provider.id
        for provider in register.providers.values()
        if provider.regi == regi and any(authorisation.service == service for authorisation in provider.services)
    ]


def chosen(register: Register, service: str, regi: str) -> list[str]:
    """Return those of a kind that a resident can choose: no supplier of a framework agreement is recommended."""
    return [id_ for id_ in of_regi(register, service, regi) if register.providers[id_].framework is None]


def at_work(register: Register, service: RegisterService, year: int) -> frozenset[str]:
    """Return the providers that can have reported a session of a service in a year."""
    first, last = date(year, 1, 1) - timedelta(days=service.claim_age_days), date(year, 12, 31)
    return frozenset(
        provider.id
        for provider in register.providers.values()
        for authorised in provider.services
        if authorised.service == service.id
        and authorised.start <= last
        and (authorised.end is None or authorised.end >= first)
    )


def known_to_be_empty(register: Register, service: RegisterService, dimension: str, year: int) -> frozenset[str]:
    """Return the classes that the rules leave nothing for in a year: everybody knows it, so they protect nothing.

    They are more visits than are granted, events that are paid in later years only, recommendations of a kind that has
    no provider, and months and quarters before the service could be performed, or after.
    """
    start, end = _performed(register, service)
    tariffs = [tariff for tariff in register.tariffs if tariff.service == service.id]
    later = {t.event for t in tariffs} - {t.event for t in tariffs if t.start.year <= year}
    claimed = timedelta(days=service.claim_age_days)
    empty: Mapping[str, Callable[[str], bool]] = {
        "visit": lambda visits: int(visits.split("-")[0]) > service.most,
        "event": later.__contains__,
        "recommended": lambda kind: kind in codes.REGI and not chosen(register, service.id, kind),
        "concerns": lambda kind: kind in codes.REGI and not of_regi(register, service.id, kind),
        "month": lambda month: _is_outside(date(year, int(month), 1), 1, start, end, claimed),
        "quarter": lambda quarter: _is_outside(date(year, 3 * int(quarter[1]) - 2, 1), 3, start, end, timedelta()),
    }
    return frozenset(filter(empty[dimension], VALUES[dimension])) if dimension in empty else frozenset()


def _performed(register: Register, service: RegisterService) -> tuple[date, date]:
    """Return the first and the last day on which a provider can perform a service and be paid."""
    tariffs = (tariff.start for tariff in register.tariffs if tariff.service == service.id)
    authorisations = [
        authorisation
        for provider in register.providers.values()
        for authorisation in provider.services
        if authorisation.service == service.id
    ]
    start = min((authorisation.start for authorisation in authorisations), default=date.min)
    end = max((authorisation.end or date.max for authorisation in authorisations), default=date.max)
    return max(min(tariffs, default=date.min), start), end


def _is_outside(first: date, months: int, start: date, end: date, claimed: timedelta) -> bool:
    """Return whether some months end before a start, or begin when the last claim after an end is too old."""
    return (first.year, first.month + months) <= (start.year, start.month) or first - claimed > end
