"""Commands of the municipality on profiles: write a new one, list what is stale."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from catalogue import SITE
from catalogue.contributions import scaffold, staleness
from catalogue.history import last_changed
from catalogue.i18n import urls
from catalogue.policy.model import Policy
from catalogue.profiles import availability, schema
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Language
from ops.cli.options import repeat_data
from ops.profiles import common


def new(root: Path, provider_id: str, today: date, language: Language) -> int:
    """Write a commented profile for an authorised provider that has none."""
    rules = common.load_policy(root, language)
    authorisation = common.find_authorisation(rules, provider_id, "new")
    path = root / "providers" / f"{provider_id}.yaml"
    if path.exists() or path.is_symlink():
        sys.exit(f"new: providers/{path.name} is there already. Edit it.")
    path.write_text(
        scaffold.of_authorisation(authorisation, rules.context, common.load_messages(rules, today, language)),
        encoding="utf-8",
    )
    next_step = f"Fill in contact, take # away where you answer, then: python3 build.py check{repeat_data(root)}"
    print(f"providers/{path.name}: written. {next_step}")
    return 0


def stale(root: Path, today: date, language: Language, out: Path | None = None) -> int:
    """Print the text of an issue for each provider with something stale; or write the issues into a folder."""
    letters = list(_letters(root, today, language))
    if out is None:
        for letter in letters:
            print(letter.text)
        return 0
    out.mkdir(parents=True, exist_ok=True)
    if existing := next(out.iterdir(), None):
        sys.exit(f"stale: {out} is not empty ({existing.name}). Name a new folder.")
    for letter in letters:
        (out / f"{letter.provider_id}.title").write_text(f"{letter.title}\n", encoding="utf-8")
        (out / f"{letter.provider_id}.body").write_text(letter.body, encoding="utf-8")
        (out / f"{letter.provider_id}.accounts").write_text(
            "".join(f"{id_}\n" for id_ in letter.accounts), encoding="utf-8"
        )
    (out / "providers").write_text("".join(f"{letter.provider_id}\n" for letter in letters), encoding="utf-8")
    print(f"{out}: {len(letters)} issues")
    return 0


def _letters(root: Path, today: date, language: Language) -> Iterator[staleness.Letter]:
    rules = common.load_policy(root, language)
    words, form = common.load_messages(rules, today, language), _form_address(rules, language)
    stated, _ = availability.read(root, today)
    dates = last_changed.history(root).dates
    for authorisation in sorted(rules.authorisations.values(), key=lambda row: row.id):
        if not authorisation.in_force(today):
            continue
        path = f"providers/{authorisation.id}.yaml"
        data, _ = yaml_reader.read(root / path, path)
        profile = None if data is None else schema.check(path, data, rules, today)[0]
        exists = (root / path).is_symlink() or (root / path).exists()
        services = [period.service for period in authorisation.services if period.covers(today)]
        profile, _ = stated.applied(profile, authorisation.id, services, dates.get(authorisation.id))
        if notes := staleness.notes(profile, rules, words, today, broken=exists):
            yield staleness.letter(
                authorisation, (profile or {}).get("name", authorisation.legal_name), notes, words, form
            )


def _form_address(rules: Policy, language: Language) -> str:
    """Return the address of the form, in the given language if the site has it, else in its first."""
    languages = rules.municipality.languages
    addresses = urls.load(SITE, languages)
    return rules.municipality.address.rstrip("/") + addresses.get(language, addresses[languages[0]]).page("form")
