"""Stale and missing facts of a profile, and a letter to its provider about them; no network access."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

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


class Finding(NamedTuple):
    """Something in a profile to review, in no language; `kind` is its message's key below `stale.`."""

    kind: str
    field: str = ""  # a path of `field_docs`
    value: str = ""  # a date or a link

    @property
    def is_aged(self) -> bool:
        """Return whether what is shown is no longer right; what was never stated is not."""
        return self.kind != "unsaid"


def findings(
    profile: Mapping[str, Any] | None, policy: Policy, today: date, *, broken: bool = False
) -> Iterator[Finding]:
    """Yield what a provider should review; `broken` means that a profile exists but is invalid."""
    if profile is None:
        yield Finding("broken" if broken else "no_profile")
        return
    yield from _waiting(profile, today)
    yield from _missing_fields(profile)
    yield from _links(profile, policy)
    if any(period["to"] < today.isoformat() for period in profile.get("closed", [])):
        yield Finding("closed")


def note(finding: Finding, words: Messages, family: str = "stale", quote: str = "`") -> str:
    """Format a finding by a family of messages; `quote` stands around a link, as in Markdown."""
    label = field_docs.localised(field_docs.table()[finding.field].label, words.lang)[0] if finding.field else ""
    link = f"{quote}{finding.value}{quote}"
    return words.format(f"{family}.{finding.kind}", field=label, date=finding.value, link=link)


def notes(
    profile: Mapping[str, Any] | None, policy: Policy, words: Messages, today: date, *, broken: bool = False
) -> list[str]:
    """Return what a provider should review, in words."""
    return [note(finding, words) for finding in findings(profile, policy, today, broken=broken)]


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


def _waiting(profile: Mapping[str, Any], today: date) -> Iterator[Finding]:
    for service in profile["services"].values():
        wait = service.get("waiting_time")
        if wait is None:
            yield Finding("unsaid", "services.*.waiting_time")
        elif not is_current(wait["stated"], today.isoformat()):
            yield Finding("waiting", value=wait["stated"])


def _missing_fields(profile: Mapping[str, Any]) -> Iterator[Finding]:
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
        yield Finding("unsaid", path)


def _links(profile: Mapping[str, Any], policy: Policy) -> Iterator[Finding]:
    for key in ("website", "booking"):
        link = profile["contact"].get(key, "")
        if _DEAD.search(link) and not policy.municipality.demo:
            yield Finding("link", f"contact.{key}", link)
