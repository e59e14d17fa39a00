"""Read, check and render providers one by one.

Each provider is processed independently, and only what the lists need is kept, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from catalogue import encoding
from catalogue.build.context import BuildContext, PageContext
from catalogue.build.workers import CHUNK, map_parallel
from catalogue.contributions import contracts
from catalogue.contributions.contracts import ProfileReview
from catalogue.open_data.bulk_files import Fragments
from catalogue.profiles import schema, uniqueness
from catalogue.profiles.model import Profile
from catalogue.profiles.uniqueness import ProfileIdentity
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem
from catalogue.staff import profile_form

Progress = Callable[[int, int], None]  # providers done, providers in all


class RenderedProvider(NamedTuple):
    """What the lists need of a provider whose own pages have been written."""

    card: bytes  # JSON
    facet_row: bytes  # JSON of its `FacetRow`
    fragments: Fragments
    files: int  # number of its own files written


class ProviderResult(NamedTuple):
    """The result of processing one provider."""

    id: str
    problems: Sequence[Problem]
    identity: ProfileIdentity | None = None  # None: no profile, or one with an error
    rendered: RenderedProvider | None = None  # None: not listed, or only checked
    review: ProfileReview | None = None  # None: no profile, or one with an error, or more providers than a page shows


def build_providers(
    context: BuildContext, ids: Sequence[str], workers: int, progress: Progress | None = None
) -> Iterator[ProviderResult]:
    """Process all providers, in parallel with `workers` > 1; yield the results in the order of `ids`."""
    context.policy.context  # noqa: B018 - cached before forking, or each process would build its own
    for count, result in enumerate(map_parallel(partial(build_provider, context), ids, workers), start=1):
        if progress is not None and (count % CHUNK == 0 or count == len(ids)):
            progress(count, len(ids))
        yield result


def build_provider(context: BuildContext, provider_id: str) -> ProviderResult:
    """Check one provider's profile, if there is one; write its pages if the build has pages and it is listed."""
    pages = context.pages if context.pages and provider_id in context.pages.shown else None
    if provider_id not in context.profiles:
        return ProviderResult(provider_id, (), rendered=_render(pages, provider_id, None) if pages else None)
    path, file = context.profiles[provider_id]
    data, problems = yaml_reader.read(file, path)
    if data is None:
        return ProviderResult(provider_id, problems)
    profile, problems = schema.check_draft(path, data, context.policy, context.today)
    if profile is None:
        return ProviderResult(provider_id, problems)
    if pages:
        pages.tree.write(
            profile_form.profile_address(provider_id), profile_form.profile_data(provider_id, data, profile)
        )
    identity = uniqueness.identity_of(path, profile)
    rendered = _render(pages, provider_id, profile) if pages else None
    return ProviderResult(provider_id, problems, identity, rendered, _review(context, provider_id, profile))


def _review(context: BuildContext, provider_id: str, profile: Profile) -> ProfileReview | None:
    """Review a profile for the page of contracts, if the build has that page."""
    if not context.pages or len(context.policy.authorisations) > contracts.PROVIDERS_MAX:
        return None
    newest, _ = _newest(context.pages, provider_id, profile)
    return contracts.review(newest or profile, context.policy, context.today)


def _newest(
    pages: PageContext, provider_id: str, profile: Profile | None
) -> tuple[Profile | None, Mapping[str, str] | None]:
    """Return a profile with what its provider has stated since, and the dates of its parts."""
    services = [service for service, _ in pages.renderer.authorised_provider(provider_id).services]
    return pages.availability.applied(profile, provider_id, services, pages.dates.get(provider_id))


def _render(pages: PageContext, provider_id: str, profile: Profile | None) -> RenderedProvider:
    """Write a listed provider's pages and files, and return what the lists need of it."""
    renderer, authorised = pages.renderer, pages.renderer.authorised_provider(provider_id)
    profile, dates = _newest(pages, provider_id, profile)
    files = int(profile is not None)
    for lang in renderer.languages:
        html = renderer.provider(provider_id, profile, lang, dates)
        pages.tree.write(renderer.provider_address(provider_id, lang), html.encode())
        files += 1
    entry, fragments = pages.exports.serialise(authorised, profile, dates)
    if file := pages.exports.own_file(provider_id):
        pages.tree.write(file, pages.exports.own_content(entry))
        files += 1
    card = renderer.card(provider_id, profile)
    facet_row = renderer.facet_row(provider_id, profile, card)
    return RenderedProvider(encoding.dumps(card), encoding.dumps(facet_row), fragments, files)
