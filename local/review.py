"""Looks at a proposal without trusting it: our own code reads the other commit's files, as data, in its own folder."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalogue import checking, ownership, pipeline, policy, problem, revision, words
from catalogue.policy import Policy
from catalogue.problem import Language, Problem
from catalogue.proposal import Proposal, States
from catalogue.report import BuildError
from catalogue.revision import REGULAR, SYMLINK, Change, Entry, Revision, RevisionError
from catalogue.yamlfile import PROFILE_MAX_BYTES

FOLDER = "providers/"


@dataclass(frozen=True)
class Asked:
    """What is to be looked at, and where the answer goes."""

    root: Path
    today: date
    language: Language
    html: Path | None = None
    preview: Path | None = None


def diff(asked: Asked, since: str) -> int:
    """Say what the working folder changes in the profiles since a commit."""
    rules = _rules(asked)
    try:
        before = _profiles(Revision.of(asked.root, since))
    except RevisionError as error:
        sys.exit(f"diff: {error}.")
    standing = {
        f"{FOLDER}{file.name}": file.read_bytes()
        for file in sorted((asked.root / FOLDER).glob("*.yaml"))
        if file.is_file() and not file.is_symlink()
    }
    changed = _states(before, standing)
    report = checking.check(asked.root, today=asked.today)
    problems = [one for one in report.problems if _id(one.path) in changed]
    return _tell(asked, Proposal(rules, _words(asked), asked.today, changed, problems))


def review(asked: Asked, base: str, head: str, author: int | None) -> int:
    """Check the commit `head` against `base`, by the policy and the code that stand here."""
    rules = _rules(asked)
    try:
        onto = Revision.of(asked.root, base)
        proposed = Revision.of(asked.root, head)
        point = revision.fork_point(onto, proposed)
        changes = revision.changes(point, proposed)
        refused = None if author is None else ownership.refused(changes, author, rules)
        states = _states(_touched(point, changes), _touched(proposed, changes))
        with _laid_out(asked.root, onto, proposed, changes) as folder:
            problems = [*_no_files(changes), *_problems(asked, folder, states)]
    except RevisionError as error:
        sys.exit(f"review: {error}.")
    except BuildError as error:
        sys.exit(f"review: {error}")
    said = getattr(refused, asked.language) if refused else ""
    for one in problems:
        print(one.github(asked.language))
    code = _tell(asked, Proposal(rules, _words(asked), asked.today, states, problems, said))
    return 1 if refused else code


def owner(asked: Asked, base: str, head: str, author: int) -> int:
    """Tell only whether the author may propose this."""
    rules = _rules(asked)
    try:
        proposed = Revision.of(asked.root, head)
        point = revision.fork_point(Revision.of(asked.root, base), proposed)
        refused = ownership.refused(revision.changes(point, proposed), author, rules)
    except RevisionError as error:
        sys.exit(f"owner: {error}.")
    if refused:
        print(getattr(refused, asked.language))
    return 1 if refused else 0


def _rules(asked: Asked) -> Policy:
    rules, problems = policy.load(asked.root / "policy", asked.root)
    if rules is None:
        sys.exit(problem.report(problems, "text", asked.language))
    return rules


def _words(asked: Asked) -> words.Words:
    return words.load(asked.root / "site", (asked.language,))[asked.language]


def _profiles(at: Revision) -> dict[str, bytes]:
    return {entry.path: at.read(entry, PROFILE_MAX_BYTES) for entry in at.entries(FOLDER) if _is_profile(entry)}


def _touched(at: Revision, changes: list[Change]) -> dict[str, bytes]:
    paths = {change.path for change in changes}
    found = (entry for entry in at.entries(FOLDER) if entry.path in paths)
    return {entry.path: at.read(entry, PROFILE_MAX_BYTES) for entry in found if _is_profile(entry)}


def _is_profile(entry: Entry) -> bool:
    """Whether it is an ordinary file right in the folder, with a name that leads nowhere else."""
    name = entry.path.removeprefix(FOLDER)
    plain = "/" not in name and "\\" not in name and name.isprintable() and not name.startswith(".")
    return entry.path.startswith(FOLDER) and plain and name.endswith(".yaml") and entry.mode in REGULAR


def _no_files(changes: list[Change]) -> list[Problem]:
    """A link or another repository in the place of a profile is told, and never followed."""
    odd = (change for change in changes if change.after not in ("", *REGULAR) and change.path.startswith(FOLDER))
    return [problem.found("file_symlink" if one.after == SYMLINK else "file_not_regular", one.path) for one in odd]


def _states(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, States]:
    paths = (path for path in {**before, **after} if before.get(path) != after.get(path))
    return {_id(path): States(before.get(path), after.get(path)) for path in paths}


def _id(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(".yaml")


@contextmanager
def _laid_out(root: Path, base: Revision, head: Revision, changes: list[Change]) -> Iterator[Path]:
    """Lay the profiles out as they would stand after the proposal; policy, words and templates are our own."""
    after = {**_profiles(base), **_touched(head, changes)}
    for change in changes:
        if not change.after:
            after.pop(change.path, None)
    with tempfile.TemporaryDirectory(prefix="kundval-") as name:
        folder = Path(name)
        for ours in ("policy", "site"):
            (folder / ours).symlink_to(root / ours)
        (folder / FOLDER).mkdir()
        for path, data in after.items():
            (folder / FOLDER / path.removeprefix(FOLDER)).write_bytes(data)
        yield folder


def _problems(asked: Asked, folder: Path, states: Mapping[str, States]) -> list[Problem]:
    """Check everything, build the preview if it is asked for, and keep what is about the changed profiles."""
    if asked.preview is None:
        found = checking.check(folder, today=asked.today).problems
    else:
        register = folder / "register.json"
        found = pipeline.build(folder, today=asked.today, out=asked.preview, register=register).problems
    return [one for one in found if _id(one.path) in states]


def _tell(asked: Asked, proposal: Proposal) -> int:
    print(proposal.text() or proposal.words["report.same"])
    if asked.html is not None:
        asked.html.write_text(proposal.html(asked.root / "site"), encoding="utf-8")
    return 1 if problem.has_errors(proposal.problems) else 0
