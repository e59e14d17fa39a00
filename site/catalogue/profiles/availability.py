"""What providers have said of their services at the endpoint (door 3), from a file that a build never fetches itself.

A provider says there how long the waiting time is and whether it accepts new clients. Its profile may say so too: the
newer of the two is shown, and this is the one place where that is decided. What the file says of others is ignored:
providers and services that are not in force, days outside the limits, and statements of a day to come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from catalogue import encoding
from catalogue.profiles.model import Profile, ServiceDescription
from catalogue.schema.dates import day
from catalogue.schema.problem import Problem, make_problem
from chalicelib.register.codes import ACCEPTS_NEW, AVAILABILITY_SCHEMA, MAX_WORKING_DAYS, NOT_STATED
from chalicelib.register.parser import digest

FILE = Path("var/availability.json")
PUBLISHED = "availability.json"
"""Where a site says which list it shows, by its hash."""
MAX_BYTES = 5_000_000
ACCEPTS_NEW_CHANGED = "accepts_new"
"""The part of a profile's dates that says when `accepts_new` was last changed."""

Dates = Mapping[str, str]


class AvailabilityError(Exception):
    """The list cannot be used; the message says why in a few words."""


class Statement(NamedTuple):
    """A value and the day on which it was stated; None was taken back."""

    value: Any
    stated: str


@dataclass(frozen=True)
class Availability:
    """The list: statements by (provider, service), then by field, and the hash of the list, empty if there is none."""

    sha256: str = ""
    statements: Mapping[tuple[str, str], Mapping[str, Statement]] = field(default_factory=dict)

    def applied(
        self, profile: Profile | None, provider_id: str, services: Iterable[str], dates: Dates | None
    ) -> tuple[Profile | None, Dates | None]:
        """Return a profile with what its provider has said since, and the dates of its parts; `services` are in force.

        Without a profile nothing is shown but the authorisation. A value without a date is older than one with it.
        """
        spoken = {id_: self.statements[provider_id, id_] for id_ in services if (provider_id, id_) in self.statements}
        if profile is None or not spoken:
            return profile, dates
        descriptions = dict(profile.get("services", {}))
        newer: list[str] = []
        for service, statements in spoken.items():
            description = descriptions.get(service, ServiceDescription())
            descriptions[service], days = _newest(description, statements, (dates or {}).get(ACCEPTS_NEW_CHANGED, ""))
            newer += days
        if not newer:
            return profile, dates
        changed = max(*newer, (dates or {}).get("services", ""))
        return {**profile, "services": descriptions}, {**(dates or {}), "services": changed}


def _newest(
    description: ServiceDescription, statements: Mapping[str, Statement], changed: str
) -> tuple[ServiceDescription, list[str]]:
    """Return a description in which newer statements stand, and their days; `changed` is when `accepts_new` was."""
    newest: dict[str, Any] = dict(description)
    days = []
    wait, accepts_new = statements.get("working_days"), statements.get("accepts_new")
    written = description.get("waiting_time")
    if wait and (written is None or wait.stated >= written["stated"]):
        newest["waiting_time"] = {"working_days": wait.value, "stated": wait.stated}
        newest = newest if wait.value is not None else _without(newest, "waiting_time")
        days.append(wait.stated)
    if accepts_new and accepts_new.stated >= changed:
        newest["accepts_new"] = accepts_new.value
        newest = newest if accepts_new.value else _without(newest, "accepts_new")
        days.append(accepts_new.stated)
    stated: ServiceDescription = newest  # type: ignore[assignment] # of the fields that a description has
    return stated, days


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def read(root: Path, today: dt.date) -> tuple[Availability, list[Problem]]:
    """Read the file of a data folder, if it is there; one that cannot be used is ignored, with a warning."""
    path = root / FILE
    if not path.is_file():
        return Availability(), []
    try:
        with path.open("rb") as stream:
            return parse(stream.read(MAX_BYTES + 1), today), []
    except (AvailabilityError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return Availability(), [make_problem("availability_ignored", FILE.as_posix(), reason=reason)]


def parse(data: bytes, today: dt.date) -> Availability:
    """Parse the list, and leave out what is not known; raise AvailabilityError if it is not such a list."""
    if len(data) > MAX_BYTES:
        raise AvailabilityError(f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        contents = encoding.loads(data)
        if not isinstance(contents, dict) or contents.get("schema") != AVAILABILITY_SCHEMA:
            raise AvailabilityError("not a list of schema 1")
        if contents.get("sha256") != digest(contents):
            raise AvailabilityError("its sha256 is not that of its content")
    except (ValueError, RecursionError) as error:
        raise AvailabilityError("not JSON") from error
    entries = contents.get("availability")
    if not isinstance(entries, list):
        raise AvailabilityError("without a list of `availability`")
    statements = {key: values for key, values in (_entry(entry, today) for entry in entries) if values}
    return Availability(contents["sha256"], statements)


def _entry(entry: object, today: dt.date) -> tuple[tuple[str, str], dict[str, Statement]]:
    """Return the key of an entry, and each of its statements that is sound."""
    values: Mapping[str, Any] = entry if isinstance(entry, dict) else {}
    statements = {
        name: Statement(None if values[name] == NOT_STATED else values[name], values[f"{name}_stated"])
        for name, is_sound in (("working_days", _is_working_days), ("accepts_new", _is_answer))
        if (values.get(name) == NOT_STATED or is_sound(values.get(name)))
        and _has_been(values.get(f"{name}_stated"), today)
    }
    return (str(values.get("provider")), str(values.get("service"))), statements


def _is_working_days(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_WORKING_DAYS


def _is_answer(value: object) -> bool:
    return value in ACCEPTS_NEW


def _has_been(value: object, today: dt.date) -> bool:
    stated = day(value) if isinstance(value, str) else None
    return stated is not None and stated <= today
