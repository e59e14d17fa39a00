"""Reviews a proposal without trusting it: our own code reads the other commit's files, as data."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalogue import SITE
from catalogue.build import check, pipeline
from catalogue.build.report import BuildError
from catalogue.contributions import ownership, policy_diff
from catalogue.contributions.summary import ProfileVersions, Proposal
from catalogue.history import revision
from catalogue.history.git import GitError
from catalogue.history.revision import REGULAR, SYMLINK, Revision
from catalogue.i18n import messages
from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.policy.sentences import traits
from catalogue.schema import problem
from catalogue.schema.problem import Language, Problem
from catalogue.schema.yaml_reader import POLICY_MAX_BYTES, PROFILE_MAX_BYTES

FOLDER = "providers/"
RULES = policy_diff.FOLDER
LIMITS = {FOLDER: PROFILE_MAX_BYTES, RULES: POLICY_MAX_BYTES}
"""The folders of a proposal that are read, and the largest size of a file in bytes."""


@dataclass(frozen=True)
class Options:
    """The data folder, the day, the language, and where report and preview are written."""

    root: Path
    today: date
    language: Language
    html: Path | None = None
    preview: Path | None = None


def diff(options: Options, since: str) -> int:
    """Print what the working folder changes in profiles and policy since a commit."""
    rules = _rules(options)
    try:
        commit = Revision.from_name(options.root, since)
        before, current = _files(commit), _working_files(options.root)
        policy_changes = _policy_changes(before, current, revision.working_changes(commit, RULES))
    except GitError as error:
        sys.exit(f"diff: {error}.")
    versions = _profile_versions(before, current)
    problems = _relevant(check.check(options.root, today=options.today).problems, versions, policy_changes)
    words = _words(options, rules)
    return _report(options, Proposal(rules, words, options.today, versions, problems, rules=policy_changes))


def review(options: Options, base: str, head: str, author: int | None) -> int:
    """Check the commit `head` against `base` with the code and the list of owners checked out here."""
    rules = _rules(options)
    try:
        onto = Revision.from_name(options.root, base)
        proposed = Revision.from_name(options.root, head)
        point = revision.fork_point(onto, proposed)
        changes = revision.changes(point, proposed)
        refused = None if author is None else ownership.refused(changes, author, rules)
        before, after = _changed_files(point, changes), _changed_files(proposed, changes)
        versions, policy_changes = (
            _profile_versions(before, after),
            _policy_changes(before, after, (change.path for change in changes)),
        )
        with _proposed_folder(onto, proposed, changes) as folder:
            problems = [
                *_irregular_files(changes),
                *_relevant(_problems(options, folder, onto, policy_changes), versions, policy_changes),
            ]
            proposed_rules = loader.load(folder / RULES, folder)[0] or rules
    except GitError as error:
        sys.exit(f"review: {error}.")
    except BuildError as error:
        sys.exit(f"review: {error}")
    refusal = getattr(refused, options.language) if refused else ""
    for entry in problems:
        print(entry.github(options.language))
    words = _words(options, proposed_rules)
    code = _report(options, Proposal(proposed_rules, words, options.today, versions, problems, refusal, policy_changes))
    return 1 if refused else code


def owner(options: Options, base: str, head: str, author: int) -> int:
    """Check only whether the author may propose this; return 1, with the reason printed, if not."""
    rules = _rules(options)
    try:
        proposed = Revision.from_name(options.root, head)
        point = revision.fork_point(Revision.from_name(options.root, base), proposed)
        refused = ownership.refused(revision.changes(point, proposed), author, rules)
    except GitError as error:
        sys.exit(f"owner: {error}.")
    if refused:
        print(getattr(refused, options.language))
    return 1 if refused else 0


def _rules(options: Options) -> Policy:
    rules, problems = loader.load(options.root / "policy", options.root)
    if rules is None:
        sys.exit(problem.report(problems, "text", options.language))
    return rules


def _words(options: Options, rules: Policy) -> messages.Messages:
    own = traits.of_languages(rules, options.today, (options.language,))
    return messages.load(SITE, own)[options.language]


def _files(commit: Revision, paths: Collection[str] | None = None) -> dict[str, bytes]:
    """Read the profiles and the policy of a commit, or those of the paths."""
    entries = (entry for folder in LIMITS for entry in commit.entries(folder) if paths is None or entry.path in paths)
    return {entry.path: commit.read(entry, _limit(entry.path)) for entry in entries if _is_ours(entry.path, entry.mode)}


def _changed_files(commit: Revision, changes: list[revision.FileChange]) -> dict[str, bytes]:
    return _files(commit, {change.path for change in changes})


def _working_files(root: Path) -> dict[str, bytes]:
    """Read the profiles and the policy of the working folder."""
    files = (file for folder in LIMITS for file in sorted((root / folder).rglob("*")))
    ordinary = {
        f"{file.relative_to(root).as_posix()}": file for file in files if file.is_file() and not file.is_symlink()
    }
    return {path: _read_limited(file, _limit(path)) for path, file in ordinary.items() if _is_ours(path, REGULAR[0])}


def _read_limited(file: Path, limit: int) -> bytes:
    """Read a file; of one that is too big, one byte over the limit, which every reader refuses."""
    with file.open("rb") as stream:
        return stream.read(limit + 1)


def _limit(path: str) -> int:
    return next(limit for folder, limit in LIMITS.items() if path.startswith(folder))


def _is_ours(path: str, mode: str) -> bool:
    """Return whether it is a regular file with a harmless name; a profile must be directly in its folder."""
    folder, *below = path.split("/")
    harmless = all(name.isprintable() and "\\" not in name and not name.startswith(".") for name in below)
    placed = folder == RULES.rstrip("/") or (len(below) == 1 and path.endswith(".yaml"))
    return harmless and placed and mode in REGULAR


def _irregular_files(changes: list[revision.FileChange]) -> list[Problem]:
    """Return a problem for each link or submodule in the place of a file; neither is ever followed."""
    irregular = (
        change for change in changes if change.after not in ("", *REGULAR) and change.path.startswith((*LIMITS,))
    )
    return [
        problem.make_problem("file_symlink" if change.after == SYMLINK else "file_not_regular", change.path)
        for change in irregular
    ]


def _profile_versions(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, ProfileVersions]:
    paths = (path for path in {**before, **after} if path.startswith(FOLDER) and before.get(path) != after.get(path))
    return {_id(path): ProfileVersions(before.get(path), after.get(path)) for path in paths}


def _policy_changes(
    before: Mapping[str, bytes], after: Mapping[str, bytes], paths: Iterable[str]
) -> list[policy_diff.FileChange]:
    """Return the changes of policy files; for a path that is no regular file, at least that it changes."""
    of_policy = [path for path in paths if path.startswith(RULES)]
    return policy_diff.changes(
        {path: policy_diff.FileVersions(before.get(path), after.get(path)) for path in of_policy}
    )


def _id(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(".yaml")


@contextmanager
def _proposed_folder(base: Revision, head: Revision, changes: list[revision.FileChange]) -> Iterator[Path]:
    """Write profiles and policy as they would be after the proposal into a folder."""
    after = {**_files(base), **_changed_files(head, changes)}
    for change in changes:
        if not change.after:
            after.pop(change.path, None)
    with tempfile.TemporaryDirectory(prefix="kundval-") as name:
        folder = Path(name)
        for below in LIMITS:
            (folder / below).mkdir()
        for path, data in after.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        yield folder


def _problems(
    options: Options, folder: Path, onto: Revision, policy_changes: Sequence[policy_diff.FileChange]
) -> Sequence[Problem]:
    """Check everything, including what a change of policy may not do, and build the preview if requested."""
    if options.preview is None:
        report = check.check(folder, today=options.today)
    else:
        report = pipeline.build(folder, today=options.today, out=options.preview)
    if policy_changes and report.ok:
        report = check.check_against(folder, report, onto, options.today)
    return report.problems


def _relevant(
    problems: Sequence[Problem],
    versions: Mapping[str, ProfileVersions],
    policy_changes: Sequence[policy_diff.FileChange],
) -> list[Problem]:
    """Keep the problems of what changes: in policy itself, and the errors that its change causes elsewhere."""
    return [
        entry
        for entry in problems
        if _id(entry.path) in versions
        or (policy_changes and (entry.path.startswith(RULES) or entry.severity == "error"))
    ]


def _report(options: Options, proposal: Proposal) -> int:
    print(proposal.text() or proposal.words["report.same"])
    if options.html is not None:
        options.html.write_text(proposal.html(SITE), encoding="utf-8")
    return 1 if problem.has_errors(proposal.problems) else 0
