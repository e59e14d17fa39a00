"""The municipality that runs the catalogue, as plain, frozen data: its reception, members and statement."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from catalogue.policy.contacts.model import HelpLine, OtherPlace
from catalogue.policy.issuers import Issuer
from catalogue.policy.money.budget import Texts
from catalogue.policy.translations.model import FurtherLanguage


@dataclass(frozen=True, slots=True)
class Member:
    """One municipality of several that share a catalogue."""

    code: str
    name: str
    population: int


@dataclass(frozen=True, slots=True)
class Reception:
    """The office that a resident calls for a control number."""

    name: Texts
    phone: str
    email: str
    hours: Texts


@dataclass(frozen=True, slots=True)
class Statement:
    """The accessibility statement of the website (lag 2018:1937, 13 §)."""

    compliance: str
    assessed: dt.date
    updated: dt.date
    method: str
    defects: tuple[Texts, ...]
    messages: str | None  # where to report faults, if not by telephone and e-mail


@dataclass(frozen=True, slots=True)
class Municipality:
    """The municipality that runs the catalogue; `demo` puts a banner on every page."""

    demo: bool
    name: Texts
    code: str
    organisation_number: str
    members: tuple[Member, ...]
    languages: tuple[str, ...]
    address: str
    reception: Reception
    help_lines: tuple[HelpLine, ...]
    map_address: str  # of a map service, with placeholders for a place; empty: no links to a map
    exit_link: str
    data_licence: str | None  # URL of the open data licence; None: not chosen
    accent: str
    repository: str
    identity: tuple[Issuer, ...]
    accessibility: Statement | None = None  # None: not assessed yet
    feedback: str | None = None  # address of the form for complaints and suggestions; None: telephone and e-mail
    elsewhere: tuple[OtherPlace, ...] = ()
    further_languages: tuple[FurtherLanguage, ...] = ()

    @property
    def shown_further_languages(self) -> tuple[FurtherLanguage, ...]:
        """Return the further languages whose pages are built: those reviewed, and in a demonstration all of them."""
        return tuple(further for further in self.further_languages if self.demo or further.is_reviewed)
