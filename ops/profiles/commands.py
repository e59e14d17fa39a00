"""Commands of the municipality on profiles: write a new one, apply one that was sent, list what is stale."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from catalogue import SITE
from catalogue.contributions import scaffold, staleness
from catalogue.contributions.summary import ProfileVersions, Proposal
from catalogue.history import last_changed
from catalogue.i18n import messages, urls
from catalogue.policy import loader, traits
from catalogue.policy.model import Authorisation, Policy
from catalogue.profiles import availability, schema
from catalogue.profiles.model import Profile
from catalogue.schema import problem, yaml_reader
from catalogue.schema.problem import Language
from catalogue.schema.suggestions import closest_match
from ops.cli.options import repeat_data


def new(root: Path, provider_id: str, today: date, language: Language) -> int:
    """Write a commented profile for an authorised provider that has none."""
    rules = _rules(root, language)
    authorisation = _authorisation(rules, provider_id, "new")
    path = root / "providers" / f"{provider_id}.yaml"
    if path.exists() or path.is_symlink():
        sys.exit(f"new: providers/{path.name} is there already. Edit it.")
    path.write_text(
        scaffold.of_authorisation(authorisation, rules.context, _words(rules, today, language)), encoding="utf-8"
    )
    next_step = f"Fill in contact, take # away where you answer, then: python3 build.py check{repeat_data(root)}"
    print(f"providers/{path.name}: written. {next_step}")
    return 0


def apply(root: Path, file: Path, today: date, language: Language) -> int:
    """Check a profile that a provider sent, print what it changes, and commit it under the provider's name."""
    rules = _rules(root, language)
    provider_id = file.name.removesuffix(".yaml")
    authorisation = _authorisation(rules, provider_id, "apply")
    if authorisation.has_ended(today):
        sys.exit(f"apply: the authorisation of {provider_id} has ended. Nothing was changed.")
    path = f"providers/{provider_id}.yaml"
    data, problems = yaml_reader.read(file, str(file))
    profile = None
    if data is not None:
        profile, problems = schema.check(str(file), data, rules, today)
    if profile is None or data is None:
        print(problem.report(problems, "text", language))
        print(f"apply: {path} was left as it was.", file=sys.stderr)
        return 1
    target = root / "providers" / f"{provider_id}.yaml"
    _require_clean(root, path)
    before = target.read_bytes() if target.is_file() else None
    if before == data:
        print(f"{path}: nothing changes.")
        return 0
    versions = ProfileVersions(before, data)
    print(Proposal(rules, _words(rules, today, language), today, {provider_id: versions}, problems).text())
    _commit(root, target, versions, _author(authorisation, profile))
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
    rules = _rules(root, language)
    words, form = _words(rules, today, language), _form_address(rules, language)
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


def _rules(root: Path, language: Language) -> Policy:
    rules, problems = loader.load(root / "policy", root)
    if rules is None:
        sys.exit(problem.report(problems, "text", language))
    return rules


def _words(rules: Policy, today: date, language: Language) -> messages.Messages:
    return messages.load(SITE, traits.of_languages(rules, today, (language,)))[language]


def _authorisation(rules: Policy, provider_id: str, command: str) -> Authorisation:
    authorisation = rules.authorisations.get(provider_id)
    if authorisation is None:
        suggestion = closest_match(provider_id, rules.authorisations)
        advice = f"did you mean {suggestion}?" if suggestion else "see policy/authorisations.yaml."
        sys.exit(f"{command}: no authorised provider is called '{problem.sanitise(provider_id)}'; {advice}")
    return authorisation


def _require_clean(root: Path, path: str) -> None:
    result = _git(root, "status", "--porcelain", "--", path)
    if result.returncode != 0:
        sys.exit("apply: this folder is no git repository, so nothing can be committed.")
    if result.stdout.strip():
        sys.exit(f"apply: {path} has changes that are not committed. Commit or undo them first.")


def _author(authorisation: Authorisation, profile: Profile) -> str:
    email = profile["contact"].get("email", f"{authorisation.id}@provider.invalid")
    return f"{authorisation.legal_name.translate(str.maketrans('', '', '<>'))} <{email}>"


def _commit(root: Path, target: Path, versions: ProfileVersions, author: str) -> None:
    """Write the file and commit only it; if git refuses, restore the file and exit."""
    path = f"providers/{target.name}"
    target.write_bytes(versions.after or b"")
    _git(root, "add", "--", path)
    message = f"{path}: as sent in by the provider"
    result = _git(root, "commit", "--quiet", f"--author={author}", "-m", message, "--", path)
    if result.returncode == 0:
        print(f"{path}: committed as {author}.")
        return
    _git(root, "reset", "--quiet", "--", path)
    if versions.before is None:
        target.unlink()
    else:
        target.write_bytes(versions.before)
    output = (result.stderr or result.stdout).strip().splitlines()
    sys.exit(f"apply: git refuses: {output[-1] if output else 'no reason given'}. The file is as it was.")


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git as the person would: a commit needs their name, settings and hooks."""
    return subprocess.run(("git", *arguments), cwd=root, capture_output=True, text=True, check=False)
