"""Read and validate all sources. A build does this before it writes anything; the check command writes nothing."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from catalogue import SITE
from catalogue.build import providers, workers
from catalogue.build.context import BuildContext
from catalogue.build.providers import Progress
from catalogue.build.report import BuildError, Report
from catalogue.contributions import policy_changes
from catalogue.history import revision
from catalogue.history.git import GitError
from catalogue.history.revision import Revision
from catalogue.i18n import message_checks, urls
from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.profiles import files, uniqueness
from catalogue.profiles.uniqueness import ProfileIdentity
from catalogue.schema import yaml_reader
from catalogue.schema.problem import PATH_MAX, Problem, make_problem, sanitise
from catalogue.schema.todo import tolerated
from catalogue.views import guide, published_statistics
from catalogue.views.figures import surveys

SHORT = 12  # characters of a commit hash that are shown
FORK_FROM = 300  # providers; below this, starting processes takes longer than the work


@dataclass(frozen=True)
class Sources:
    """The policy, the path of each profile, and the problems found before any profile is read."""

    policy: Policy | None
    profiles: Mapping[str, tuple[str, str | Path]]  # id -> path as shown, file
    problems: tuple[Problem, ...]


def check(root: Path, *, today: date, progress: Progress | None = None) -> Report:
    """Check policy, profiles and locales; return a report of every problem. Writes nothing."""
    start = time.monotonic()
    with without_collector():
        result = problems(root, gather(root), today, progress)
    return Report(result, seconds=time.monotonic() - start)


def problems(root: Path, sources: Sources, today: date, progress: Progress | None = None) -> tuple[Problem, ...]:
    """Return the problems of `sources` and of all profiles, sorted."""
    return tuple(sorted([*sources.problems, *_profile_problems(root, sources, today, progress)]))


def check_files(root: Path, profile_files: Sequence[Path], *, today: date, progress: Progress | None = None) -> Report:
    """Check profile files anywhere as if they stood in `providers/`; return a report of what is wrong in them alone.

    If the policy has an error, which would keep a profile from being judged, that is reported too.
    """
    start = time.monotonic()
    misnamed = [
        make_problem("file_not_regular", str(file))
        if file.is_dir()
        else make_problem("file_ending", str(file), meant=f"{_PROFILE_NAME.split(file.name, maxsplit=1)[0]}.yaml")
        for file in profile_files
        if file.suffix != ".yaml"
    ]
    with without_collector():
        profiles = {file.stem: (str(file), file) for file in profile_files if file.suffix == ".yaml"}
        in_profiles = problems_as_if(root, gather(root), profiles, today, progress)
    return Report(tuple(sorted([*misnamed, *in_profiles])), seconds=time.monotonic() - start)


_PROFILE_NAME = re.compile(r"\.ya?ml\b.*|\.[^.]*$", re.IGNORECASE)


def problems_as_if(
    root: Path,
    sources: Sources,
    profiles: Mapping[str, tuple[str, Path]],
    today: date,
    progress: Progress | None = None,
) -> list[Problem]:
    """Return the problems that profiles (id → path as shown, file) would have in `providers/`, and errors of policy."""
    placed = {id_: (str(file.absolute()), file) for id_, (_, file) in profiles.items()}
    shown = {sanitise(path, PATH_MAX): profiles[id_][0] for id_, (path, _) in placed.items()}
    every = problems(root, replace(sources, profiles={**sources.profiles, **placed}), today, progress)
    in_policy = () if sources.policy else (entry for entry in sources.problems if entry.severity == "error")
    return [*in_policy, *(replace(entry, path=shown[entry.path]) for entry in every if entry.path in shown)]


def check_against(root: Path, report: Report, since: str | Revision, today: date, *, excused: bool = False) -> Report:
    """Return the report with the problems of the policy changes since a commit added.

    With `excused`, they are only warnings if a commit since then gives a reason for an exception. Raises BuildError if
    the revision cannot be read.
    """
    try:
        before = Revision.from_name(root, since) if isinstance(since, str) else since
        name = since if isinstance(since, str) else since.hash[:SHORT]
        refused = list(policy_changes.compare(root, before, name, today))
        reasons = revision.exceptions(before, "policy") if excused and refused else []
    except GitError as error:
        raise BuildError(f"{error}.") from error
    if reasons:
        refused = [replace(problem, severity="warning") for problem in refused]
        refused += [
            make_problem("policy_excused", "policy", commit=commit[:SHORT], reason=reason) for commit, reason in reasons
        ]
    return replace(report, problems=tuple(sorted({*report.problems, *refused})))


def _unknown_languages(root: Path, policy: Policy) -> Iterator[Problem]:
    """Yield a problem for each language of the site that the product has no texts in."""
    path = "policy/municipality.yaml"
    further = {lang for lang in urls.with_further_pages(SITE) if not (SITE / "pages" / lang / "start.md").is_file()}
    known = sorted({file.stem for file in (SITE / "locales").glob("*.yaml")} - further)  # those have a few pages alone
    for index, lang in enumerate(policy.municipality.languages):
        if lang not in known:
            places = yaml_reader.locate((root / path).read_bytes())
            line, column = places.value(("languages", index))
            yield make_problem(
                "language_unknown",
                path,
                line=line,
                column=column,
                key=f"languages[{index}]",
                language=lang,
                known=", ".join(known),
            )


def _unknown_further_languages(root: Path, policy: Policy) -> Iterator[Problem]:
    """Yield a problem for each further language that the product has no pages in."""
    path = "policy/municipality.yaml"
    available = [lang for lang in urls.with_further_pages(SITE) if lang not in policy.municipality.languages]
    for index, further in enumerate(policy.municipality.further_languages):
        if further.language not in available:
            places = yaml_reader.locate((root / path).read_bytes())
            line, column = places.value(("further_languages", index, "language"))
            facts = {"language": further.language, "known": ", ".join(available)}
            yield make_problem(
                "further_language_unknown", path, line, column, key=f"further_languages[{index}]", **facts
            )


def gather(root: Path, *, draft: bool = False) -> Sources:
    """Read the policy, list the profile files, and check everything except the profiles.

    A policy whose only errors are values that are not known yet is as a draft shows it; with `draft` they are warnings,
    unless nothing can be shown without them.
    """
    policy, policy_problems = loader.load_draft(root / "policy", root)
    profiles, file_problems = files.files(root / "providers", "providers")
    published, statistics_problems = published_statistics.load(root / "policy" / "statistics", root)
    _, survey_problems = surveys.load(root / "policy" / "surveys", root)
    problems = [*policy_problems, *file_problems, *statistics_problems, *survey_problems]
    if policy is not None and not policy.municipality.demo:
        invented = sorted({year.year for years in published.values() for year in years if year.demo})
        problems += [make_problem("demo_statistics", f"policy/statistics/{year}.json") for year in invented]
    if policy is not None and not (
        unknown := [*_unknown_languages(root, policy), *_unknown_further_languages(root, policy)]
    ):
        problems += message_checks.check(SITE, policy.municipality.languages)
        problems += urls.check(SITE, policy.municipality.languages)
        problems += guide.check(SITE, policy)
    elif policy is not None:
        problems += unknown
    if draft and policy is not None:
        policy = replace(policy, draft=True)
        problems = tolerated(problems)
    return Sources(policy, profiles, tuple(problems))


def _profile_problems(root: Path, sources: Sources, today: date, progress: Progress | None) -> list[Problem]:
    """Check all profiles; without a valid policy, only that they are readable YAML."""
    if sources.policy is None:
        return [problem for path, file in sources.profiles.values() for problem in _readable(path, file)]
    ids = sorted(sources.profiles)
    context = BuildContext(sources.policy, today, sources.profiles)
    problems: list[Problem] = []
    identities: list[ProfileIdentity] = []
    for result in providers.build_providers(context, ids, workers.worker_count(len(ids), FORK_FROM), progress):
        problems += result.problems
        if result.identity:
            identities.append(result.identity)
    return problems + across(root, identities)


def _readable(path: str, file: str | Path) -> list[Problem]:
    data, problems = yaml_reader.read(file, path)
    return problems if data is None else yaml_reader.load(data, path)[1]


def across(root: Path, identities: Iterable[ProfileIdentity]) -> list[Problem]:
    """Return the problems that only show across profiles, such as duplicates."""
    return uniqueness.across(identities, lambda path: (root / path).read_bytes())


@contextmanager
def without_collector() -> Iterator[None]:
    """Disable the cyclic garbage collector: it takes a third of a large build, which creates hardly any cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
