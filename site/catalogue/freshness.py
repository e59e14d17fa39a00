"""What of a profile has grown old or was never said, as a letter to its provider; no network is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from catalogue import fields
from catalogue.card import fresh
from catalogue.facets import OFFERS, PREMISES
from catalogue.policy import Policy
from catalogue.words import Words

FILTERED = ("languages", "hours")
FILTERED_OF_A_PLACE = PREMISES
FILTERED_OF_A_SERVICE = ("formats", "methods", "competences", "accepts_new", *OFFERS)
"""What residents filter the list by: what is not stated stands one step away from them."""
_DEAD = re.compile(
    r"https://[^/?#]*\.(?:example|test|invalid|localhost)(?:[/?#]|$)|[?&](?:sid|phpsessid|token)=", re.IGNORECASE
)


def notes(profile: Mapping[str, Any] | None, policy: Policy, words: Words, today: date) -> list[str]:
    """List what a provider should look at again."""
    if profile is None:
        return [words["stale.no_profile"]]
    return [
        *_waiting(profile, words, today),
        *_unsaid(profile, words),
        *_links(profile, policy, words),
        *_past(profile, words, today),
    ]


def letter(provider_id: str, name: str, lines: list[str], words: Words) -> str:
    """Write them as the text of an issue."""
    listed = "\n".join(f"- {line}" for line in lines)
    lead = words.say("stale.lead", file=f"providers/{provider_id}.yaml")
    return f"## {words.say('stale.title', name=name)}\n\n{lead}\n\n{listed}\n"


def _waiting(profile: Mapping[str, Any], words: Words, today: date) -> Iterator[str]:
    for service in profile["services"].values():
        wait = service.get("waiting_time")
        if wait is None:
            yield words.say("stale.unsaid", field=_label("services.*.waiting_time", words))
        elif not fresh(wait["stated"], today.isoformat()):
            yield words.say("stale.waiting", date=wait["stated"])


def _unsaid(profile: Mapping[str, Any], words: Words) -> Iterator[str]:
    missing = [key for key in FILTERED if not profile.get(key)]
    missing += [
        f"locations.{key}" for place in profile.get("locations", []) for key in FILTERED_OF_A_PLACE if key not in place
    ]
    missing += [
        f"services.*.{key}"
        for service in profile["services"].values()
        for key in FILTERED_OF_A_SERVICE
        if key not in service
    ]
    for path in dict.fromkeys(missing):
        yield words.say("stale.unsaid", field=_label(path, words))


def _links(profile: Mapping[str, Any], policy: Policy, words: Words) -> Iterator[str]:
    for key in ("website", "booking"):
        link = profile["contact"].get(key, "")
        if _DEAD.search(link) and not policy.municipality.demo:
            yield words.say("stale.link", field=_label(f"contact.{key}", words), link=link)


def _past(profile: Mapping[str, Any], words: Words, today: date) -> Iterator[str]:
    if any(period["to"] < today.isoformat() for period in profile.get("closed", [])):
        yield words["stale.closed"]


def _label(path: str, words: Words) -> str:
    return fields.said(fields.table()[path].label, words.lang)[0]
