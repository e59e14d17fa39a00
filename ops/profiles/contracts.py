"""The contracts at a glance, on a terminal or as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from catalogue import SITE
from catalogue.build import output
from catalogue.contributions import contracts
from catalogue.contributions.contracts import Contract, ProfileReview
from catalogue.contributions.staleness import Finding
from catalogue.history import last_changed
from catalogue.i18n import urls
from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import Formats, ordinary_spaces
from catalogue.policy.model import Policy
from catalogue.profiles import availability, files, schema
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Language, sanitise
from catalogue.staff import contracts as view
from catalogue.views.policy_facts import Facts
from ops.profiles import common


def providers(root: Path, today: date, language: Language, file: Path | None = None) -> int:
    """Print every contract, what needs action first; or write them to a CSV file."""
    policy = common.load_policy(root, language)
    facts = _facts(policy, today, language)
    listed = contracts.overview(policy, dict(_reviews(root, policy, today)), today)
    if file is not None:
        output.replace_file(file, view.csv(facts, listed))
        print(f"{file}: {len(listed)} contracts")
        return 0
    for contract in listed:
        print("\n".join(_lines(facts, contract)))
    counts = ((state, sum(state in contract.states for contract in listed)) for state in contracts.STATES)
    print("\n" + ", ".join(f"{facts.words[f'contracts.show_{state}']}: {count}" for state, count in counts))
    return 0


def _facts(policy: Policy, today: date, language: Language) -> Facts:
    words = common.load_messages(policy, today, language)
    languages = policy.municipality.languages
    addresses = urls.load(SITE, languages)
    return Facts(policy, words, Formats(words), addresses.get(language, addresses[languages[0]]), today)


def _reviews(root: Path, policy: Policy, today: date) -> Iterator[tuple[str, ProfileReview]]:
    """Yield the review of each profile; one with an error is only told to have it."""
    stated, _ = availability.read(root, today)
    dates = last_changed.history(root).dates
    for provider_id, (path, file) in files.files(root / "providers", "providers")[0].items():
        if authorisation := policy.authorisations.get(provider_id):
            data, _ = yaml_reader.read(file, path)
            profile = None if data is None else schema.check(path, data, policy, today)[0]
            services = [period.service for period in authorisation.services if period.covers(today)]
            profile, _ = stated.applied(profile, provider_id, services, dates.get(provider_id))
            broken = ProfileReview(authorisation.legal_name, None, (Finding("broken"),))
            yield provider_id, contracts.review(profile, policy, today) if profile else broken


def _lines(facts: Facts, contract: Contract) -> Iterator[str]:
    service = localised(facts.policy.services[contract.service].name, facts.words.lang)
    yield sanitise(ordinary_spaces(f"{contract.name} ({service}): {view.standing(facts, contract)}"), 600)
    if contract.state != "ended":
        for text in (*view.old(facts, contract), view.unsaid(facts, contract), *view.verified(facts, contract)):
            if text:
                yield f"  {sanitise(ordinary_spaces(text), 600)}"
