"""Provider by provider: read, check, lay out, stage.

Each provider stands alone here, and nothing of it is kept but its row: memory stays flat however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from catalogue import encoding
from catalogue.build import output, reuse
from catalogue.build import workers as crew
from catalogue.build.cache import ProviderRecord
from catalogue.build.context import BuildContext, PageContext
from catalogue.open_data.bulk_files import Fragments
from catalogue.policy.loader import Policy
from catalogue.profiles import schema, uniqueness
from catalogue.profiles.uniqueness import ProfileIdentity
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem
from catalogue.staff import profile_form

Progress = Callable[[int, int], None]  # providers done, providers in all


class ProviderResult(NamedTuple):
    """What came of one provider; no row when there was an error, or nothing was laid out."""

    id: str
    problems: Sequence[Problem]
    told: ProfileIdentity | None = None
    row: ProviderRecord | None = None
    staged: int = 0
    fragments: Fragments = ()  # of the files that hold every provider; none for one that is not shown


def build_providers(
    job: BuildContext, ids: Sequence[str], workers: int, progress: Progress | None = None
) -> Iterator[ProviderResult]:
    """Do all `ids`, and answer in their order."""
    job.policy.context  # noqa: B018 - made before the processes are, or each would make its own and touch all of policy
    for count, done in enumerate(crew.map_parallel(partial(one, job), ids, workers), start=1):
        if progress is not None and (count % crew.CHUNK == 0 or count == len(ids)):
            progress(count, len(ids))
        yield done


def one(job: BuildContext, provider_id: str) -> ProviderResult:
    """Read and check one profile, if there is one, and lay its pages out, if they are asked for."""
    if provider_id not in job.profiles:
        return ProviderResult(provider_id, ()) if job.pages is None else _laid_out(job, job.pages, provider_id, None)
    path, file = job.profiles[provider_id]
    seen = reuse.seen(file)
    data, problems = yaml_reader.read(file, path)
    if data is None:
        return ProviderResult(provider_id, problems)
    said, problems = schema.check(path, data, job.policy, job.today)
    if said is None:
        return ProviderResult(provider_id, problems)
    told = uniqueness.told(path, said)
    if job.pages is None:
        return ProviderResult(provider_id, problems, told)
    return _laid_out(job, job.pages, provider_id, (data, said, told, problems, seen))


def _laid_out(
    job: BuildContext,
    pages: PageContext,
    provider_id: str,
    found: tuple[bytes, schema.Profile, ProfileIdentity, Sequence[Problem], str] | None,
) -> ProviderResult:
    data, said, told, problems, seen = found or (None, None, None, (), "")
    stamps, staged = {}, 0
    if data is not None and said is not None and provider_id in pages.shown:
        file = profile_form.profile_address(provider_id)
        stamps[file], new = output.place(
            pages.staging, pages.out, file, profile_form.profile_data(provider_id, data, said)
        )
        staged += new
    for lang, file in pages.files(provider_id).items():
        html = pages.renderer.provider(provider_id, said, lang, pages.dates.get(provider_id)).encode()
        stamps[file], new = output.place(pages.staging, pages.out, file, html)
        staged += new
    fragments: Fragments = ()
    if provider_id in pages.shown:
        entry, fragments = pages.exports.of(pages.renderer.listed(provider_id), said, pages.dates.get(provider_id))
        if file := pages.exports.own_file(provider_id):
            stamps[file], new = output.place(pages.staging, pages.out, file, pages.exports.own(entry))
            staged += new
    card = pages.renderer.card(provider_id, said) if provider_id in pages.shown else None
    line = pages.renderer.line(provider_id, said, card) if card else None
    first, last = _holds(job, provider_id, card)
    partners = reuse.partner_names(job.policy, _partners(said or {}))
    text, column = [encoding.dumps(one) if one else b"" for one in (card, line)]
    row = ProviderRecord(
        reuse.key(pages, provider_id, data), first, last, partners, text, column, told, problems, stamps, seen
    )
    return ProviderResult(provider_id, problems, told, row, staged, fragments)


def _partners(said: Mapping[str, Any]) -> set[str]:
    services: Mapping[str, Mapping[str, Any]] = said.get("services", {})
    return {id_ for service in services.values() for id_ in service.get("works_together_with", ())}


def _holds(job: BuildContext, provider_id: str, card: Mapping[str, Any] | None) -> tuple[str, str]:
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
