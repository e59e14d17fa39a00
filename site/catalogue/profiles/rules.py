"""What must hold for a profile beyond its schema, and for the names of the files."""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalogue.profiles import neutrality
from catalogue.schema import yaml_reader
from catalogue.schema.containers import Fault, Validation
from catalogue.schema.dates import day
from catalogue.schema.problem import Problem, make_problem
from catalogue.schema.suggestions import near
from catalogue.schema.yaml_reader import KeyPath, Value
from chalicelib import privacy

if TYPE_CHECKING:
    from catalogue.policy.loader import Authorisation, Policy


@dataclass
class Subject:
    """One profile under check, with what its schema has seen of it."""

    path: str
    value: dict[str, Any]
    seen: Validation
    policy: Policy
    today: dt.date | None

    id: str = field(init=False)  # the file's name
    authorisation: Authorisation | None = field(init=False)
    text: str = field(init=False)  # all texts and names at once, so that a rule that finds nothing costs one search
    is_latin1: bool = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.path.rpartition("/")[2].removesuffix(".yaml")
        self.authorisation = self.policy.authorisations.get(self.id)
        self.text = "\n".join([text for _, text in (*self.seen.prose, *self.seen.names)])
        self.is_latin1 = _is_latin1(self.text)

    def group(self, *keys: str) -> dict[str, Any]:
        """Give a mapping inside the profile, empty if it is not there or is something else."""
        value: Any = self.value
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}


def _is_latin1(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def the_id_is_authorised(subject: Subject) -> Iterator[Fault]:
    """A profile belongs to a provider that the municipality has authorised; the file's name says which."""
    if subject.authorisation is None:
        meant = near(subject.id, subject.policy.authorisations)
        yield Fault((), "provider_unknown", {"id_": subject.id}, f"{meant}.yaml" if meant else None)
    elif subject.today and subject.authorisation.has_ended(subject.today):
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
    for place, period in enumerate(closed if isinstance(closed, list) else ()):
        if isinstance(period, dict):
            first, last = (day(period.get(key)) for key in CLOSED)
            if first and last and last < first:
                yield Fault(("closed", place, "to"), "dates_order")


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
)

PERSON = "personal_identity_number"


def personal_numbers(data: bytes, path: str, value: Value = None) -> list[Problem]:
    """Check that no line, comments included, and no key or value as it is read holds a personal identity number.

    Git never forgets, and what a fold or an escape hides in the file is published.
    """
    problems: list[Problem] = []
    in_lines: set[str] = set()
    text = data.decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n"), 1) if privacy.may_hold_person(text) else ():
        if persons := [*privacy.persons(line)]:
            in_lines.update(digits for _, digits in persons)
            problems.append(make_problem(PERSON, path, number, persons[0][0] + 1))
    if not privacy.may_hold_person("aa".join(_texts(value))):
        return problems
    if hidden := [fault for fault, digits in _persons_in(value, ()) if not digits <= in_lines]:
        places = yaml_reader.places(data)
        problems += [fault.problem(path, places) for fault in hidden]
    return problems


def _texts(value: Value) -> Iterator[str]:
    """Give every key and every single value as text."""
    waiting = [value]
    for one in waiting:
        if type(one) is dict:
            yield from one
            waiting += one.values()
        elif type(one) is list:
            waiting += one
        else:
            yield str(one)


def _persons_in(value: Value, path: KeyPath) -> Iterator[tuple[Fault, set[str]]]:
    """Give the keys and values that hold personal identity numbers, with the digits of these."""
    if isinstance(value, dict):
        for key, item in value.items():
            if digits := {digits for _, digits in privacy.persons(key)}:
                yield Fault((*path, key), PERSON, at_key=True), digits
            yield from _persons_in(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _persons_in(item, (*path, place))
    elif digits := {digits for _, digits in privacy.persons(str(value))}:
        yield Fault(path, PERSON), digits


class ProfileFiles(Mapping[str, tuple[str, str]]):
    """The profile files of one folder, id -> (path as shown, file): both are put together when they are asked for."""

    def __init__(self, folder: Path, shown: str, ids: Iterable[str]) -> None:
        self.folder, self.shown, self.ids = str(folder), shown, dict.fromkeys(ids)

    def __getitem__(self, id_: str) -> tuple[str, str]:
        if id_ not in self.ids:
            raise KeyError(id_)
        return f"{self.shown}/{id_}.yaml", f"{self.folder}/{id_}.yaml"

    def __contains__(self, id_: object) -> bool:
        return id_ in self.ids

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)


def files(folder: Path, shown: str) -> tuple[ProfileFiles, list[Problem]]:
    """List the profile files of a folder by name, and what does not belong there."""
    listed: list[str] = []
    problems: list[Problem] = []
    names: dict[str, str] = {}
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return ProfileFiles(folder, shown, ()), [make_problem("folder_missing", shown)]
    for entry in entries:
        path = f"{shown}/{entry.name}"
        stem, _, ending = entry.name.rpartition(".")
        if entry.name.startswith(".") or ending.lower() not in ("yaml", "yml"):
            problems += misnamed(path)
            continue
        folded = unicodedata.normalize("NFC", stem).casefold()
        if folded in names:
            problems.append(make_problem("file_name_collides", path, other=names[folded]))
        names.setdefault(folded, path)
        if entry.is_symlink():
            problems.append(make_problem("file_symlink", path))
        elif not entry.is_file(follow_symlinks=False):
            problems.append(make_problem("file_not_regular", path))
        elif ending != "yaml":
            problems.append(make_problem("file_ending", path, meant=f"{stem}.yaml"))
        else:
            listed.append(stem)
    return ProfileFiles(folder, shown, listed), problems


_MISNAMED = re.compile(r"(.+/)?([^/.#][^/]*?)\.ya?ml\.?[^/~]+\Z", re.IGNORECASE)


def misnamed(path: str) -> list[Problem]:
    """Warn of a file that nobody reads because something stands after `.yaml`, as some editors add `.txt`."""
    match = _MISNAMED.match(path)
    return [make_problem("file_not_read", path, meant=f"{match[2]}.yaml")] if match else []
