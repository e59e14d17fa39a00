"""Rules of a profile beyond its schema, and of its file name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from catalogue.profiles import neutrality
from catalogue.profiles.subject import Subject
from catalogue.schema.containers import Fault
from catalogue.schema.dates import day
from catalogue.schema.scalars import named
from catalogue.schema.suggestions import closest_match


def the_id_is_authorised(subject: Subject) -> Iterator[Fault]:
    """A profile belongs to a provider that the municipality has authorised; the file's name says which."""
    if subject.authorisation is None and not subject.policy.draft:
        meant = closest_match(subject.id, subject.policy.authorisations)
        yield Fault((), "provider_unknown", {"id_": subject.id}, f"{meant}.yaml" if meant else None)
    elif subject.authorisation and subject.today and subject.authorisation.has_ended(subject.today):
        yield Fault((), "provider_ended", {"id_": subject.id})


def services_are_authorised(subject: Subject) -> Iterator[Fault]:
    """A profile describes only services that its provider is authorised for."""
    if subject.authorisation is None:
        return
    allowed = {period.service for period in subject.authorisation.services}
    for service in subject.group("services"):
        if service not in allowed and service in subject.policy.services:
            yield Fault(("services", service), "service_not_authorised", {"service": service}, at_key=True)


REACHED_BY = ("phone", "email")


def someone_can_be_reached(subject: Subject) -> Iterator[Fault]:
    """A resident can telephone or write."""
    contact = subject.value.get("contact")
    if isinstance(contact, dict) and contact.keys().isdisjoint(REACHED_BY):
        yield Fault(("contact",), "contact_missing", at_key=True)


CLOSED = ("from", "to")


def closed_days_are_in_order(subject: Subject) -> Iterator[Fault]:
    """A closed period ends no earlier than it begins."""
    closed = subject.value.get("closed")
    for index, period in enumerate(closed if isinstance(closed, list) else ()):
        if isinstance(period, dict):
            first, last = (day(period.get(key)) for key in CLOSED)
            if first and last and last < first:
                yield Fault(("closed", index, "to"), "dates_order")


def waiting_times_are_of_today_or_before(subject: Subject) -> Iterator[Fault]:
    """A waiting time is stated on a day that has been."""
    if subject.today is None:
        return
    for service in subject.group("services"):
        stated = day(subject.group("services", service, "waiting_time").get("stated"))
        if stated and stated > subject.today:
            yield Fault(("services", service, "waiting_time", "stated"), "date_to_come")


def others_are_others(subject: Subject) -> Iterator[Fault]:
    """Nobody works together with themselves."""
    for service in subject.group("services"):
        others = subject.group("services", service).get("works_together_with")
        if isinstance(others, list) and subject.id in others:
            key = ("services", service, "works_together_with", others.index(subject.id))
            yield Fault(key, "works_with_itself")


BEYOND_LATIN = "[^\x00-\u024f\u1e00-\u1eff\u2010-\u2019\u201c\u201d\u2026]"
_BEYOND_LATIN = re.compile(BEYOND_LATIN)


def names_are_in_latin_letters(subject: Subject) -> Iterator[Fault]:
    """A name is written in Latin letters, so that none passes for another by a letter that only looks the same."""
    for path, name in () if subject.is_latin1 else subject.seen.names:
        if odd := _BEYOND_LATIN.search(name):
            character = f"{odd[0]} ({unicodedata.name(odd[0], 'U+' + format(ord(odd[0]), '04X')).lower()})"
            yield Fault(path, "name_script", {"character": character})


_FIRST = "[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
_PAIRS = ('"\u201c-\u201e', "\u00ab\u00bb", "()")
NAME_BEGINS = rf"^(?:['\u2018\u2019]|{'|'.join([f'[{pair}](?=[^{pair}]+[{pair}])' for pair in _PAIRS])})?{_FIRST}"
"""How a name begins: with a letter or digit, before which an apostrophe may stand, or the first of a pair of signs."""
_NAME_BEGINS, _FIRST_OF_NAME = re.compile(NAME_BEGINS), re.compile(_FIRST)


def the_name_begins_with_a_letter_or_digit(subject: Subject) -> Iterator[Fault]:
    """A name begins with a letter or a digit: a sign before it gives no other place in an order by name."""
    name = subject.value.get("name")
    if type(name) is not str or not name.strip() or _NAME_BEGINS.match(name):
        return
    if any(fault.key_path == ("name",) for fault in subject.seen.faults):
        return  # what else is wrong with it comes first
    first = _FIRST_OF_NAME.search(name)
    yield Fault(("name",), "name_sign", {"character": named(name[0])}, name[first.start() :] if first else None)


CHECKS: tuple[Callable[[Subject], Iterator[Fault]], ...] = (
    the_id_is_authorised,
    services_are_authorised,
    someone_can_be_reached,
    closed_days_are_in_order,
    waiting_times_are_of_today_or_before,
    others_are_others,
    names_are_in_latin_letters,
    neutrality.text_is_plain,
    neutrality.text_has_no_links,
    neutrality.text_does_not_shout,
    neutrality.words_are_neutral,
    the_name_begins_with_a_letter_or_digit,
)
