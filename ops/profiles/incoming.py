"""A profile that a provider sent: checked, shown, asked about, and committed under the provider's name."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalogue.build import check, output
from catalogue.contributions.summary import ProfileVersions, Proposal
from catalogue.policy.model import Authorisation
from catalogue.schema import problem, yaml_reader
from catalogue.schema.problem import Language, Problem
from ops.profiles import common

AGREED = ("y", "yes", "j", "ja")


@dataclass(frozen=True)
class Incoming:
    """A file as it was sent; `provider_id` is for a file that is not named after its provider."""

    file: Path
    provider_id: str | None = None
    agreed: bool = False  # whether to commit without asking

    @property
    def id(self) -> str:
        """Return the id of the provider that the file is about."""
        return self.provider_id or self.file.name.removesuffix(".yaml")


def apply(root: Path, incoming: Incoming, today: date, language: Language) -> int:
    """Check the file, print what it changes, ask, and commit it under the provider's name."""
    policy = common.load_policy(root, language)
    hint = "" if incoming.provider_id else " Is the file named otherwise? Then add --as ID."
    authorisation = common.find_authorisation(policy, incoming.id, "apply", hint)
    if authorisation.has_ended(today):
        sys.exit(f"apply: the authorisation of {incoming.id} has ended. Nothing was changed.")
    path = f"providers/{incoming.id}.yaml"
    target = root / path
    _require_ordinary(root, target)
    data, problems = yaml_reader.read(incoming.file, str(incoming.file))
    if data is not None:
        problems = _check(root, incoming, data, today)
    if data is None or problem.has_errors(problems):
        print(problem.report(problems, "text", language))
        print(f"apply: {path} was left as it was.", file=sys.stderr)
        return 1
    _require_clean(root, path)
    before = target.read_bytes() if target.is_file() else None
    if before == data:
        print(f"{path}: nothing changes.")
        return 0
    versions = ProfileVersions(before, data)
    messages = common.load_messages(policy, today, language)
    proposal = Proposal(policy, messages, today, {incoming.id: versions}, problems)
    print("\n".join([proposal.text(), *proposal.alarms()]))
    _require_agreement(incoming, path)
    _commit(root, target, versions, _author(authorisation, proposal))
    return 0


def _check(root: Path, incoming: Incoming, data: bytes, today: date) -> list[Problem]:
    """Return every problem that `check` would report for the profile if it were in its place, at the file as sent."""
    with tempfile.TemporaryDirectory(prefix="kundval-") as folder:
        file = Path(folder, f"{incoming.id}.yaml")
        file.write_bytes(data)
        profiles = {incoming.id: (str(incoming.file), file)}
        return sorted(check.problems_as_if(root, check.gather(root), profiles, today))


def _require_ordinary(root: Path, target: Path) -> None:
    """Exit if the profile or its folder is a link: what is written must not end up elsewhere."""
    for path in (target.parent, target):
        if path.is_symlink():
            name = path.relative_to(root)
            sys.exit(f"apply: {name} is a link, which is never followed. Put the {_noun(path, target)} itself there.")


def _noun(path: Path, target: Path) -> str:
    return "file" if path == target else "folder"


def _require_clean(root: Path, path: str) -> None:
    result = _git(root, "status", "--porcelain", "--", path)
    if result.returncode != 0:
        sys.exit("apply: this folder is no git repository, so nothing can be committed.")
    if result.stdout.strip():
        sys.exit(f"apply: {path} has changes that are not committed. Commit or undo them first.")


def _require_agreement(incoming: Incoming, path: str) -> None:
    """Ask whether to commit; exit without an agreement, or without anybody to ask."""
    if incoming.agreed:
        return
    if not sys.stdin.isatty():
        sys.exit("apply: nobody can be asked here. If the changes above are right, add --yes. Nothing was changed.")
    print(f"Change {path} so? [y/N] ", end="", flush=True)
    if sys.stdin.readline().strip().lower() not in AGREED:
        sys.exit("apply: nothing was changed.")


def _author(authorisation: Authorisation, proposal: Proposal) -> str:
    email = proposal.email(authorisation.id) or f"{authorisation.id}@provider.invalid"
    return f"{authorisation.legal_name.translate(str.maketrans('', '', '<>'))} <{email}>"


def _commit(root: Path, target: Path, versions: ProfileVersions, author: str) -> None:
    """Write the file and commit only it; if that fails, or is interrupted, restore the file."""
    path = f"providers/{target.name}"
    committed = False
    try:
        output.replace_file(target, versions.after or b"")
        _git(root, "add", "--", path)
        message = f"{path}: as sent in by the provider"
        result = _git(root, "commit", "--quiet", f"--author={author}", "-m", message, "--", path)
        committed = result.returncode == 0
    finally:
        if not committed:
            _restore(root, target, versions.before)
    if not committed:
        lines = (result.stderr or result.stdout).strip().splitlines()
        sys.exit(f"apply: git refuses: {lines[-1] if lines else 'no reason given'}. The file is as it was.")
    print(f"{path}: committed as {author}.")


def _restore(root: Path, target: Path, before: bytes | None) -> None:
    _git(root, "reset", "--quiet", "--", f"providers/{target.name}")
    if before is None:
        target.unlink(missing_ok=True)
    else:
        output.replace_file(target, before)


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git as the person would: a commit needs their name, settings and hooks."""
    return subprocess.run(("git", *arguments), cwd=root, capture_output=True, text=True, check=False)
