"""Stale and missing facts of a profile, as a letter to its provider; no network access."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.i18n.messages import Messages
from catalogue.policy.model import Authorisation, Policy
from catalogue.policy.schema import PREMISES_FEATURES, SERVICE_FEATURES
from catalogue.profiles import field_docs
from catalogue.search.card import is_current

FILTERED = ("languages", "hours")
PREMISES_FILTER_FIELDS = PREMISES_FEATURES
SERVICE_FILTER_FIELDS = ("formats", "methods", "competences", "accepts_new", *SERVICE_FEATURES)
"""The fields that residents filter the list by; an unstated one makes the provider harder to find."""
_DEAD = re.compile(
    r"https://[^/?#]*\.(?:example|test|invalid|localhost)(?:[/?#:]|$)|[?&](?:sid|phpsessid|token)=", re.IGNORECASE
)


def notes(
    profile: Mapping[str, Any] | None, policy: Policy, words: Messages, today: date, *, broken: bool = False
) -> list[str]:
    """Return what a provider should review, in words; `broken` means that a profile exists but is invalid."""
    if profile is None:
        return [words["stale.broken"] if broken else words["stale.no_profile"]]
    return [
        *_waiting(profile, words, today),
        *_missing_fields(profile, words),
        *_links(profile, policy, words),
        *_past_closures(profile, words, today),
    ]


@dataclass(frozen=True, slots=True)
class Letter:
    """The notes to a provider, as an issue in the municipality's repository."""

    provider_id: str
    title: str  # ends with the id in brackets, by which the issue is found later
    body: str
    accounts: tuple[int, ...]  # the numeric account ids that may change the profile

    @property
    def text(self) -> str:
        """Return title and body as Markdown, for pasting."""
        return f"# {self.title}\n\n{self.body}"


def letter(authorisation: Authorisation, name: str, lines: list[str], words: Messages, form: str) -> Letter:
    """Build the letter with the notes in `lines`; `form` is the address of the profile form."""
    title = words.format("stale.title", name=name, id=authorisation.id)
    lead = words.format("stale.lead", file=f"`providers/{authorisation.id}.yaml`")
    items = "\n".join(f"- {line}" for line in lines)
    return Letter(
        authorisation.id,
        title,
        f"{lead}\n\n{items}\n\n{words.format('stale.how', form=form)}\n",
        authorisation.accounts,
    )


def _waiting(profile: Mapping[str, Any], words: Messages, today: date) -> Iterator[str]:
    for service in profile["services"].values():
        wait = service.get("waiting_time")
        if wait is None:
            yield words.format("stale.unsaid", field=_label("services.*.waiting_time", words))
        elif not is_current(wait["stated"], today.isoformat()):
            yield words.format("stale.waiting", date=wait["stated"])


def _missing_fields(profile: Mapping[str, Any], words: Messages) -> Iterator[str]:
    missing = [key for key in FILTERED if not profile.get(key)]
    missing += [
        f"locations.{key}"
        for premises in profile.get("locations", [])
        for key in PREMISES_FILTER_FIELDS
        if key not in premises
    ]
    missing += [
        f"services.*.{key}"
        for service in profile["services"].values()
        for key in SERVICE_FILTER_FIELDS
        if key not in service
    ]
    for path in dict.fromkeys(missing):
        yield words.format("stale.unsaid", field=_label(path, words))


def _links(profile: Mapping[str, Any], policy: Policy, words: Messages) -> Iterator[str]:
    for key in ("website", "booking"):
        link = profile["contact"].get(key, "")
        if _DEAD.search(link) and not policy.municipality.demo:
            yield words.format("stale.link", field=_label(f"contact.{key}", words), link=f"`{link}`")


def _past_closures(profile: Mapping[str, Any], words: Messages, today: date) -> Iterator[str]:
    if any(period["to"] < today.isoformat() for period in profile.get("closed", [])):
        yield words["stale.closed"]


def _label(path: str, words: Messages) -> str:
    return field_docs.localised(field_docs.table()[path].label, words.lang)[0]
