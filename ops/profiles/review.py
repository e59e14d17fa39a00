"""Looks at a proposal without trusting it: our own code reads the other commit's files, as data, in its own folder."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalogue.build import check, pipeline
from catalogue.build.report import BuildError
from catalogue.contributions import ownership, policy_diff
from catalogue.contributions.policy_diff import FileChange
from catalogue.contributions.summary import ProfileVersions, Proposal
from catalogue.history import revision
from catalogue.history.revision import REGULAR, SYMLINK, Revision, RevisionError
from catalogue.history.revision import FileChange as Change
from catalogue.i18n import messages
from catalogue.policy import loader
from catalogue.policy.loader import Policy
from catalogue.schema import problem
from catalogue.schema.problem import Language, Problem
from catalogue.schema.yaml_reader import POLICY_MAX_BYTES, PROFILE_MAX_BYTES

FOLDER = "providers/"
RULES = policy_diff.FOLDER
LIMITS = {FOLDER: PROFILE_MAX_BYTES, RULES: POLICY_MAX_BYTES}
"""The folders of a proposal that are read, and how much of a file."""


@dataclass(frozen=True)
class Asked:
    """What is to be looked at, and where the answer goes."""

    root: Path
    today: date
    language: Language
    html: Path | None = None
    preview: Path | None = None


def diff(asked: Asked, since: str) -> int:
    """Say what the working folder changes in profiles and policy since a commit."""
    rules = _rules(asked)
    try:
        at = Revision.of(asked.root, since)
        before, standing = _files(at), _standing(asked.root)
        told = _told(before, standing, revision.working(at, RULES))
    except RevisionError as error:
        sys.exit(f"diff: {error}.")
    changed = _states(before, standing)
    problems = _about(check.check(asked.root, today=asked.today).problems, changed, told)
    return _tell(asked, Proposal(rules, _words(asked), asked.today, changed, problems, rules=told))


def review(asked: Asked, base: str, head: str, author: int | None) -> int:
    """Check the commit `head` against `base` by the code that stands here; whose it is, the policy here says."""
    rules = _rules(asked)
    try:
        onto = Revision.of(asked.root, base)
        proposed = Revision.of(asked.root, head)
        point = revision.fork_point(onto, proposed)
        changes = revision.changes(point, proposed)
        refused = None if author is None else ownership.refused(changes, author, rules)
        before, after = _touched(point, changes), _touched(proposed, changes)
        states, told = _states(before, after), _told(before, after, (change.path for change in changes))
        with _laid_out(asked.root, onto, proposed, changes) as folder:
            problems = [*_no_files(changes), *_about(_problems(asked, folder, onto, told), states, told)]
            as_proposed = loader.load(folder / RULES, folder)[0] or rules
    except RevisionError as error:
        sys.exit(f"review: {error}.")
    except BuildError as error:
        sys.exit(f"review: {error}")
    said = getattr(refused, asked.language) if refused else ""
    for one in problems:
        print(one.github(asked.language))
    code = _tell(asked, Proposal(as_proposed, _words(asked), asked.today, states, problems, said, told))
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
    rules, problems = loader.load(asked.root / "policy", asked.root)
    if rules is None:
        sys.exit(problem.report(problems, "text", asked.language))
    return rules


def _words(asked: Asked) -> messages.Messages:
    return messages.load(asked.root / "site", (asked.language,))[asked.language]


def _files(at: Revision, paths: Collection[str] | None = None) -> dict[str, bytes]:
    """Read the profiles and the policy of a commit, or those of the paths."""
    found = (entry for folder in LIMITS for entry in at.entries(folder) if paths is None or entry.path in paths)
    return {entry.path: at.read(entry, _limit(entry.path)) for entry in found if _is_ours(entry.path, entry.mode)}


def _touched(at: Revision, changes: list[Change]) -> dict[str, bytes]:
    return _files(at, {change.path for change in changes})


def _standing(root: Path) -> dict[str, bytes]:
    """Read the profiles and the policy of the working folder."""
    files = (file for folder in LIMITS for file in sorted((root / folder).rglob("*")))
    ordinary = {
        f"{file.relative_to(root).as_posix()}": file for file in files if file.is_file() and not file.is_symlink()
    }
    return {path: _start(file, _limit(path)) for path, file in ordinary.items() if _is_ours(path, REGULAR[0])}


def _start(file: Path, limit: int) -> bytes:
    """Read a file; of one that is too big, one byte over the limit, which every reader refuses."""
    with file.open("rb") as stream:
        return stream.read(limit + 1)


def _limit(path: str) -> int:
    return next(limit for folder, limit in LIMITS.items() if path.startswith(folder))


def _is_ours(path: str, mode: str) -> bool:
    """Whether it is an ordinary file with a name that leads nowhere else: of a profile right in its folder."""
    folder, *below = path.split("/")
    plain = all(name.isprintable() and "\\" not in name and not name.startswith(".") for name in below)
    placed = folder == RULES.rstrip("/") or (len(below) == 1 and path.endswith(".yaml"))
    return plain and placed and mode in REGULAR


def _no_files(changes: list[Change]) -> list[Problem]:
    """A link or another repository in the place of a file is told, and never followed."""
    odd = (change for change in changes if change.after not in ("", *REGULAR) and change.path.startswith((*LIMITS,)))
    return [
        problem.make_problem("file_symlink" if one.after == SYMLINK else "file_not_regular", one.path) for one in odd
    ]


def _states(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, ProfileVersions]:
    paths = (path for path in {**before, **after} if path.startswith(FOLDER) and before.get(path) != after.get(path))
    return {_id(path): ProfileVersions(before.get(path), after.get(path)) for path in paths}


def _told(before: Mapping[str, bytes], after: Mapping[str, bytes], paths: Iterable[str]) -> list[FileChange]:
    """Say what the paths change that are policy's: of one that is no ordinary file, at least that it does."""
    ours = [path for path in paths if path.startswith(RULES)]
    return policy_diff.changes({path: policy_diff.Bytes(before.get(path), after.get(path)) for path in ours})


def _id(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(".yaml")


@contextmanager
def _laid_out(root: Path, base: Revision, head: Revision, changes: list[Change]) -> Iterator[Path]:
    """Lay profiles and policy out as they would stand after the proposal; words and templates are our own."""
    after = {**_files(base), **_touched(head, changes)}
    for change in changes:
        if not change.after:
            after.pop(change.path, None)
    with tempfile.TemporaryDirectory(prefix="kundval-") as name:
        folder = Path(name)
        (folder / "site").symlink_to(root / "site")
        for below in LIMITS:
            (folder / below).mkdir()
        for path, data in after.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        yield folder


def _problems(asked: Asked, folder: Path, onto: Revision, told: Sequence[FileChange]) -> Sequence[Problem]:
    """Check everything, what a change of policy may not do too, and build the preview if it is asked for."""
    if asked.preview is None:
        report = check.check(folder, today=asked.today)
    else:
        register = folder / "register.json"
        report = pipeline.build(folder, today=asked.today, out=asked.preview, register=register)
    if told and report.ok:
        report = check.check_against(folder, report, onto, asked.today)
    return report.problems


def _about(
    found: Sequence[Problem], states: Mapping[str, ProfileVersions], told: Sequence[FileChange]
) -> list[Problem]:
    """Keep what is about what changes: policy's own, and the errors that a change of it makes elsewhere."""
    return [
        one
        for one in found
        if _id(one.path) in states or (told and (one.path.startswith(RULES) or one.severity == "error"))
    ]


def _tell(asked: Asked, proposal: Proposal) -> int:
    print(proposal.text() or proposal.words["report.same"])
    if asked.html is not None:
        asked.html.write_text(proposal.html(asked.root / "site"), encoding="utf-8")
    return 1 if problem.has_errors(proposal.problems) else 0
