"""Provider by provider: read, check, lay out, stage.

Each provider stands alone here, and nothing of it is kept but its row: memory stays flat however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

from catalogue import cache, compact, crew, form_page, profile, together, write, yamlfile
from catalogue.cache import Row
from catalogue.exports import Exports, Fragments
from catalogue.policy import Policy
from catalogue.problem import Problem
from catalogue.render import Renderer
from catalogue.together import Told

Progress = Callable[[int, int], None]  # providers done, providers in all


@dataclass(frozen=True)
class Pages:
    """What it takes to lay providers out, and where their pages go."""

    renderer: Renderer
    common: str  # hash of all that decides a page besides the provider's own
    rows: Mapping[str, Mapping[str, Any]]  # id -> its authorisation as policy writes it
    shown: frozenset[str]
    dates: Mapping[str, Mapping[str, str]]
    staging: Path
    out: Path
    today: str
    exports: Exports

    def files(self, provider_id: str) -> dict[str, str]:
        """Name the output file of each language; none for a provider that is not shown."""
        if provider_id not in self.shown:
            return {}
        return {lang: f"{before}{provider_id}{after}" for lang, (before, after) in self._around_id.items()}

    def all_files(self, provider_id: str) -> list[str]:
        """Name every file that is a provider's own: its pages, and its open data."""
        files = list(self.files(provider_id).values())
        own = self.exports.own_file(provider_id) if files else ""
        return [*files, own] if own else files

    @cached_property
    def _around_id(self) -> dict[str, list[str]]:
        address = self.renderer.provider_address
        return {lang: address("\0", lang).split("\0") for lang in self.renderer.languages}


@dataclass(frozen=True)
class Job:
    """What all providers of one build have in common; without pages, profiles are only checked."""

    policy: Policy
    today: date
    profiles: Mapping[str, tuple[str, Path]] = field(default_factory=dict)  # id -> path as shown, file
    pages: Pages | None = None


class Done(NamedTuple):
    """What came of one provider; no row when there was an error, or nothing was laid out."""

    id: str
    problems: Sequence[Problem]
    told: Told | None = None
    row: Row | None = None
    staged: int = 0
    fragments: Fragments = ()  # of the files that hold every provider; none for one that is not shown


def each(job: Job, ids: Sequence[str], workers: int, progress: Progress | None = None) -> Iterator[Done]:
    """Do all `ids`, and answer in their order."""
    job.policy.context  # noqa: B018 - made before the processes are, or each would make its own and touch all of policy
    for count, done in enumerate(crew.do(partial(one, job), ids, workers), start=1):
        if progress is not None and (count % crew.CHUNK == 0 or count == len(ids)):
            progress(count, len(ids))
        yield done


def one(job: Job, provider_id: str) -> Done:
    """Read and check one profile, if there is one, and lay its pages out, if they are asked for."""
    if provider_id not in job.profiles:
        return Done(provider_id, ()) if job.pages is None else _laid_out(job, job.pages, provider_id, None)
    path, file = job.profiles[provider_id]
    data, problems = yamlfile.read(file, path)
    if data is None:
        return Done(provider_id, problems)
    said, problems = profile.check(path, data, job.policy, job.today)
    if said is None:
        return Done(provider_id, problems)
    told = together.told(path, said)
    if job.pages is None:
        return Done(provider_id, problems, told)
    return _laid_out(job, job.pages, provider_id, (data, said, told, problems))


def _laid_out(
    job: Job,
    pages: Pages,
    provider_id: str,
    found: tuple[bytes, profile.Profile, Told, Sequence[Problem]] | None,
) -> Done:
    data, said, told, problems = found or (None, None, None, ())
    stamps, staged = {}, 0
    if data is not None and said is not None and provider_id in pages.shown:
        file = form_page.profile_address(provider_id)
        stamps[file], new = write.place(pages.staging, pages.out, file, form_page.profile_data(provider_id, data, said))
        staged += new
    for lang, file in pages.files(provider_id).items():
        html = pages.renderer.provider(provider_id, said, lang, pages.dates.get(provider_id)).encode()
        stamps[file], new = write.place(pages.staging, pages.out, file, html)
        staged += new
    fragments: Fragments = ()
    if provider_id in pages.shown:
        entry, fragments = pages.exports.of(pages.renderer.listed(provider_id), said, pages.dates.get(provider_id))
        if file := pages.exports.own_file(provider_id):
            stamps[file], new = write.place(pages.staging, pages.out, file, pages.exports.own(entry))
            staged += new
    card = pages.renderer.card(provider_id, said) if provider_id in pages.shown else None
    first, last = _holds(job, provider_id, card)
    partners = partner_names(job.policy, _partners(said or {}))
    text = compact.written(card).decode() if card else ""
    row = Row(key(pages, provider_id, data), first, last, partners, text, told, problems, stamps)
    return Done(provider_id, problems, told, row, staged, fragments)


def reusable(job: Job, pages: Pages, provider_id: str, row: Row, standing: Mapping[str, str]) -> bool:
    """Tell whether page, card and warnings of a provider are today what they were when the row was written."""
    if not row.first <= pages.today <= row.last:
        return False
    expected = pages.all_files(provider_id)
    if provider_id in job.profiles and provider_id in pages.shown:
        expected.append(form_page.profile_address(provider_id))
    if row.files != {file: standing.get(file) for file in expected}:
        return False
    if row.partners and partner_names(job.policy, row.partners) != row.partners:
        return False
    data = None
    if provider_id in job.profiles:
        path, file = job.profiles[provider_id]
        data, _ = yamlfile.read(file, path)
        if data is None:
            return False
    return key(pages, provider_id, data) == row.key


def key(pages: Pages, provider_id: str, data: bytes | None) -> str:
    """Hash what a provider's page is made from, besides its partners' names and the day."""
    known = repr((pages.rows.get(provider_id), pages.dates.get(provider_id)))  # plain data, as the files order it
    said = (b"", b"") if data is None else (b"profile", data)
    return cache.key(pages.common, known, *said)


def partner_names(policy: Policy, ids: Collection[str]) -> dict[str, str]:
    """Give the names that a page names its partners by; one who is no longer known has none."""
    known = policy.authorisations
    return {id_: known[id_].legal_name if id_ in known else "" for id_ in sorted(ids)}


def _partners(said: Mapping[str, Any]) -> set[str]:
    services: Mapping[str, Mapping[str, Any]] = said.get("services", {})
    return {id_ for service in services.values() for id_ in service.get("works_together_with", ())}


def _holds(job: Job, provider_id: str, card: Mapping[str, Any] | None) -> tuple[str, str]:
    """Give the days on which all stays as it is today; who is not shown is looked at anew each day."""
    today = job.today.isoformat()
    if card is None:
        return today, today
    first, last = card["holds"]
    for edge in _edges(job.policy, provider_id):
        if edge <= job.today:
            first = max(first, edge.isoformat())
        else:
            last = min(last, (edge - timedelta(days=1)).isoformat())
    return first, last


def _edges(policy: Policy, provider_id: str) -> Iterator[date]:
    for period in policy.authorisations[provider_id].services:
        yield period.start
        if period.end is not None:
            yield period.end + timedelta(days=1)
