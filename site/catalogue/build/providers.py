"""Read, check and render providers one by one.

Each provider is processed independently, and only what the lists need is kept, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from catalogue import encoding
from catalogue.build import workers as crew
from catalogue.build.context import BuildContext, PageContext
from catalogue.open_data.bulk_files import Fragments
from catalogue.profiles import schema, uniqueness
from catalogue.profiles.model import Profile
from catalogue.profiles.uniqueness import ProfileIdentity
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem
from catalogue.staff import profile_form

Progress = Callable[[int, int], None]  # providers done, providers in all


class LaidOut(NamedTuple):
    """What the lists need of a provider whose own pages have been written."""

    card: bytes  # JSON
    line: bytes  # JSON of its `FacetRow`
    fragments: Fragments
    files: int  # number of its own files written


class ProviderResult(NamedTuple):
    """The result of processing one provider."""

    id: str
    problems: Sequence[Problem]
    told: ProfileIdentity | None = None  # None: no profile, or one with an error
    laid_out: LaidOut | None = None  # None: not shown, or not asked for


def build_providers(
    job: BuildContext, ids: Sequence[str], workers: int, progress: Progress | None = None
) -> Iterator[ProviderResult]:
    """Process all providers, in parallel with `workers` > 1; yield the results in the order of `ids`."""
    job.policy.context  # noqa: B018 - cached before forking, or each process would build its own
    for count, done in enumerate(crew.map_parallel(partial(one, job), ids, workers), start=1):
        if progress is not None and (count % crew.CHUNK == 0 or count == len(ids)):
            progress(count, len(ids))
        yield done


def one(job: BuildContext, provider_id: str) -> ProviderResult:
    """Check one provider's profile, if there is one; write its pages if the build has pages and it is listed."""
    pages = job.pages if job.pages and provider_id in job.pages.shown else None
    if provider_id not in job.profiles:
        return ProviderResult(provider_id, (), laid_out=_laid_out(pages, provider_id, None) if pages else None)
    path, file = job.profiles[provider_id]
    data, problems = yaml_reader.read(file, path)
    if data is None:
        return ProviderResult(provider_id, problems)
    said, problems = schema.check(path, data, job.policy, job.today)
    if said is None:
        return ProviderResult(provider_id, problems)
    if pages:
        pages.tree.put(profile_form.profile_address(provider_id), profile_form.profile_data(provider_id, data, said))
    told = uniqueness.identity_of(path, said)
    return ProviderResult(provider_id, problems, told, _laid_out(pages, provider_id, said) if pages else None)


def _laid_out(pages: PageContext, provider_id: str, said: Profile | None) -> LaidOut:
    renderer, dates = pages.renderer, pages.dates.get(provider_id)
    files = int(said is not None)
    for lang in renderer.languages:
        html = renderer.provider(provider_id, said, lang, dates)
        pages.tree.put(renderer.provider_address(provider_id, lang), html.encode())
        files += 1
    entry, fragments = pages.exports.of(renderer.listed(provider_id), said, dates)
    if file := pages.exports.own_file(provider_id):
        pages.tree.put(file, pages.exports.own(entry))
        files += 1
    card = renderer.card(provider_id, said)
    line = renderer.line(provider_id, said, card)
    return LaidOut(encoding.dumps(card), encoding.dumps(line), fragments, files)
