"""What the municipality does for a provider at the command line: begin a profile, take one in, see what is old."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from catalogue.contributions import scaffold, staleness
from catalogue.contributions.summary import ProfileVersions, Proposal
from catalogue.i18n import messages, urls
from catalogue.policy import loader
from catalogue.policy.loader import Authorisation, Policy
from catalogue.profiles import schema
from catalogue.schema import problem, yaml_reader
from catalogue.schema.problem import Language
from catalogue.schema.suggestions import near


def new(root: Path, provider_id: str, language: Language) -> int:
    """Write a commented profile for an authorised provider that has none."""
    rules = _rules(root, language)
    known = _known(rules, provider_id, "new")
    path = root / "providers" / f"{provider_id}.yaml"
    if path.exists() or path.is_symlink():
        sys.exit(f"new: providers/{path.name} is there already. Edit it.")
    path.write_text(scaffold.text(known, rules.context, _words(root, language)), encoding="utf-8")
    then = "Fill in contact, take # away where you answer, then: python3 build.py check"
    print(f"providers/{path.name}: written. {then}")
    return 0


def apply(root: Path, file: Path, today: date, language: Language) -> int:
    """Check a profile that came by mail, show what it changes, and commit it under the provider's name."""
    rules = _rules(root, language)
    provider_id = file.name.removesuffix(".yaml")
    known = _known(rules, provider_id, "apply")
    if known.has_ended(today):
        sys.exit(f"apply: the authorisation of {provider_id} has ended. Nothing was changed.")
    shown = f"providers/{provider_id}.yaml"
    data, problems = yaml_reader.read(file, str(file))
    said = None
    if data is not None:
        said, problems = schema.check(str(file), data, rules, today)
    if said is None or data is None:
        print(problem.report(problems, "text", language))
        print(f"apply: {shown} was left as it was.", file=sys.stderr)
        return 1
    target = root / "providers" / f"{provider_id}.yaml"
    _must_be_clean(root, shown)
    before = target.read_bytes() if target.is_file() else None
    if before == data:
        print(f"{shown}: nothing changes.")
        return 0
    states = ProfileVersions(before, data)
    print(Proposal(rules, _words(root, language), today, {provider_id: states}, problems).text())
    _commit(root, target, states, _author(known, said))
    return 0


def stale(root: Path, today: date, language: Language, out: Path | None = None) -> int:
    """Print, for each provider with something to look at again, the text of an issue; or write them into a folder."""
    letters = list(_letters(root, today, language))
    if out is None:
        for one in letters:
            print(one.text)
        return 0
    out.mkdir(parents=True, exist_ok=True)
    if left := next(out.iterdir(), None):
        sys.exit(f"stale: {out} is not empty ({left.name}). Name a new folder.")
    for one in letters:
        (out / f"{one.provider_id}.title").write_text(f"{one.title}\n", encoding="utf-8")
        (out / f"{one.provider_id}.body").write_text(one.body, encoding="utf-8")
        (out / f"{one.provider_id}.accounts").write_text("".join(f"{id_}\n" for id_ in one.accounts), encoding="utf-8")
    (out / "providers").write_text("".join(f"{one.provider_id}\n" for one in letters), encoding="utf-8")
    print(f"{out}: {len(letters)} issues")
    return 0


def _letters(root: Path, today: date, language: Language) -> Iterator[staleness.Letter]:
    rules = _rules(root, language)
    spoken, form = _words(root, language), _form(root, rules, language)
    for known in sorted(rules.authorisations.values(), key=lambda one: one.id):
        if not known.in_force(today):
            continue
        shown = f"providers/{known.id}.yaml"
        data, _ = yaml_reader.read(root / shown, shown)
        said = None if data is None else schema.check(shown, data, rules, today)[0]
        there = (root / shown).is_symlink() or (root / shown).exists()
        if lines := staleness.notes(said, rules, spoken, today, broken=there):
            yield staleness.letter(known, (said or {}).get("name", known.legal_name), lines, spoken, form)


def _form(root: Path, rules: Policy, language: Language) -> str:
    """Give the form's address, in a language that the site has."""
    languages = rules.municipality.languages
    where = urls.addresses(messages.load(root / "site", languages), languages)
    return rules.municipality.address.rstrip("/") + where.get(language, where[languages[0]]).of("form")


def _rules(root: Path, language: Language) -> Policy:
    rules, problems = loader.load(root / "policy", root)
    if rules is None:
        sys.exit(problem.report(problems, "text", language))
    return rules


def _words(root: Path, language: Language) -> messages.Messages:
    return messages.load(root / "site", (language,))[language]


def _known(rules: Policy, provider_id: str, command: str) -> Authorisation:
    known = rules.authorisations.get(provider_id)
    if known is None:
        meant = near(provider_id, rules.authorisations)
        fix = f"did you mean {meant}?" if meant else "see policy/authorisations.yaml."
        sys.exit(f"{command}: no authorised provider is called '{problem.sanitise(provider_id)}'; {fix}")
    return known


def _must_be_clean(root: Path, shown: str) -> None:
    done = _git(root, "status", "--porcelain", "--", shown)
    if done.returncode != 0:
        sys.exit("apply: this folder is no git repository, so nothing can be committed.")
    if done.stdout.strip():
        sys.exit(f"apply: {shown} has changes that are not committed. Commit or undo them first.")


def _author(known: Authorisation, said: schema.Profile) -> str:
    mail = said["contact"].get("email", f"{known.id}@provider.invalid")
    return f"{known.legal_name.translate(str.maketrans('', '', '<>'))} <{mail}>"


def _commit(root: Path, target: Path, states: ProfileVersions, author: str) -> None:
    """Put the file in place and commit it alone; if git refuses, the file is as it was."""
    shown = f"providers/{target.name}"
    target.write_bytes(states.after or b"")
    _git(root, "add", "--", shown)
    message = f"{shown}: as sent in by the provider"
    done = _git(root, "commit", "--quiet", f"--author={author}", "-m", message, "--", shown)
    if done.returncode == 0:
        print(f"{shown}: committed as {author}.")
        return
    _git(root, "reset", "--quiet", "--", shown)
    if states.before is None:
        target.unlink()
    else:
        target.write_bytes(states.before)
    said_by_git = (done.stderr or done.stdout).strip().splitlines()
    sys.exit(f"apply: git refuses: {said_by_git[-1] if said_by_git else 'no reason given'}. The file is as it was.")


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(("git", *arguments), cwd=root, capture_output=True, text=True, check=False)
