"""The schema of a provider's profile, and the check of a profile file."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from catalogue.policy.schema import WEEKDAYS
from catalogue.profiles import rules
from catalogue.profiles.model import Profile
from catalogue.profiles.subject import Subject
from catalogue.schema import comments, yaml_reader
from catalogue.schema.containers import Choice, Fault, Group, LangText, ListOf, MapOfChoices, TooMany, Validation
from catalogue.schema.dates import Date, Hours
from catalogue.schema.draft import ABSENT, Draft
from catalogue.schema.leftovers import leftovers
from catalogue.schema.personal_numbers import personal_numbers
from catalogue.schema.problem import Problem, has_errors
from catalogue.schema.scalars import EMAIL, LATITUDE, LONGITUDE, PHONE, POSTCODE, URL, Integer, Text, YesNo
from catalogue.schema.todo import tolerated
from chalicelib.register.codes import ACCEPTS_NEW, MAX_WORKING_DAYS

if TYPE_CHECKING:
    import datetime as dt

    from catalogue.policy.model import Policy

ADDRESS = Group(
    {"street": Text(80, name=True), "postcode": POSTCODE, "city": Text(40, name=True)},
    required=frozenset({"street", "postcode", "city"}),
)
HOURS = Group(dict.fromkeys(WEEKDAYS, Hours()))
LOCATION = Group(
    {
        "address": ADDRESS,
        "area": Choice("areas"),
        "coordinates": Group({"lat": LATITUDE, "lon": LONGITUDE}, required=frozenset({"lat", "lon"})),
        "step_free": YesNo(),
        "hearing_loop": YesNo(),
        "lift": YesNo(),
        "toilet": YesNo(),
        "parking": YesNo(),
        "transit": LangText(Text(200, prose=True)),
        "hours": HOURS,
    },
    required=frozenset({"address", "area"}),
)
SERVICE = Group(
    {
        "methods": ListOf(Choice("methods")),
        "competences": ListOf(Choice("competences")),
        "formats": ListOf(Choice("formats")),
        "two_counsellors": YesNo(),
        "works_together_with": ListOf(Choice("providers"), at_most=20),
        "interpreter": YesNo(),
        "sign_language": YesNo(),
        "accepts_new": Choice(options=ACCEPTS_NEW),
        "waiting_time": Group(
            {"working_days": Integer(0, MAX_WORKING_DAYS), "stated": Date()},
            required=frozenset({"working_days", "stated"}),
        ),
        "single_sessions": YesNo(),
    }
)
PROFILE = Group(
    {
        "name": Text(80, name=True),
        "about": LangText(Text(1200, prose=True, lines=True)),
        "contact": Group({"phone": PHONE, "email": EMAIL, "website": URL, "booking": URL}),
        "locations": ListOf(LOCATION, at_most=20),
        "languages": ListOf(Choice("languages")),
        "hours": HOURS,
        "closed": ListOf(Group({"from": Date(), "to": Date()}, required=frozenset({"from", "to"})), at_most=20),
        "services": MapOfChoices("services", SERVICE, at_least=1),
        "staff": ListOf(
            Group(
                {
                    "name": Text(80, name=True),
                    "title": Choice("titles"),
                    "credentials": ListOf(Choice("credentials")),
                },
                required=frozenset({"title"}),
            ),
            at_most=60,
            unique=False,  # two counsellors with the same title and training are two people
        ),
    },
    required=frozenset({"name", "contact", "services"}),
)


def check(path: str, data: bytes, policy: Policy, today: dt.date | None = None) -> tuple[Profile | None, list[Problem]]:
    """Check the profile file at `path` (`…/<id>.yaml`); return the profile (None if it has errors) and its problems.

    Rules that depend on the day (an authorisation that has ended, a date in the future) only apply if `today` is given.
    """
    profile, problems = check_draft(path, data, policy, today)
    return None if has_errors(problems) else profile, problems


def check_draft(
    path: str, data: bytes, policy: Policy, today: dt.date | None = None
) -> tuple[Profile | None, list[Problem]]:
    """Check as `check`; a profile whose only errors are values that are not known yet is as a draft shows it."""
    value, problems = yaml_reader.load(data, path)
    if value is None and problems:
        return None, problems
    seen = Validation(policy.context)
    try:
        seen.check(PROFILE, value, ())
        if type(value) is dict:
            subject = Subject(path, value, seen, policy, today)
            of_rules = chain.from_iterable(rule(subject) for rule in rules.CHECKS)
            of_demonstration = () if policy.municipality.demo else leftovers(value)
            for fault in chain(of_rules, of_demonstration, comments.swallowed(data, PROFILE)):
                seen.note(fault)
    except TooMany:
        seen.faults.append(Fault((), "too_many_faults"))
    problems += personal_numbers(data, path, value)
    if seen.faults:
        places = yaml_reader.locate(data)
        problems += [fault.problem(path, places) for fault in seen.faults]
    if has_errors(tolerated(problems)):
        return None, sorted(problems)
    if has_errors(problems):
        draft = Draft(policy.context.languages).of(PROFILE, value)
        value = None if draft is ABSENT else draft
    if value is not None:
        _drop_empty_formats(value)
    return value, sorted(problems)


def _drop_empty_formats(profile: Profile) -> None:
    """Drop the empty list that a new profile starts with: it answers nothing, as nobody can be met in no way."""
    for description in profile.get("services", {}).values():
        if description.get("formats") == []:
            del description["formats"]
