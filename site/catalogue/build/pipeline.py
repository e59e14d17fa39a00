"""The build pipeline: read, check, render, then switch to the new site atomically.

Builds are reproducible: the same sources and the same day give the same bytes, in any folder and time zone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from catalogue import REGISTER, SITE, encoding
from catalogue.build import check, handbook, output, print_brochure, workers
from catalogue.build.card_block import Cards
from catalogue.build.check import FORK_FROM, Sources
from catalogue.build.context import BuildContext, PageContext
from catalogue.build.output import Tree, WriteError
from catalogue.build.providers import Progress, build_providers
from catalogue.build.report import BuildError, Report
from catalogue.contributions import contracts
from catalogue.contributions.contracts import ProfileReview
from catalogue.handbook.pages import HandbookError
from catalogue.history import changes, edits, last_changed
from catalogue.i18n.messages import MessagesError
from catalogue.i18n.urls import HANDBOOK, PER_PAGE, output_file
from catalogue.open_data.publication import Published
from catalogue.policy import daily_order
from catalogue.policy import register as policy_register
from catalogue.policy.model import Policy
from catalogue.profiles import availability, form_rules, json_schema
from catalogue.profiles.availability import Availability
from catalogue.profiles.uniqueness import ProfileIdentity
from catalogue.rendering import security_txt
from catalogue.rendering.assets import AssetError
from catalogue.rendering.list_pages import ListPages
from catalogue.rendering.renderer import Renderer
from catalogue.rendering.template_faults import RenderError
from catalogue.schema.problem import Problem, has_errors
from catalogue.schema.todo import tolerated
from catalogue.search.card import ListedProvider
from catalogue.search.facet_row import FacetRow
from catalogue.staff import contracts as staff_contracts

DAYS_AHEAD = 60  # days for which a site that is not rebuilt still shows the correct order

File = tuple[str, bytes | Callable[[], str | bytes]]  # name, and content or a function that returns it


def build(  # noqa: PLR0913 - one parameter for each thing to choose
    root: Path,
    *,
    today: date,
    out: Path | None = None,
    progress: Progress | None = None,
    draft: bool = False,
    with_documents: bool = False,
) -> Report:
    """Check a data folder; if there are no errors, publish a new site and write the register. Raises BuildError.

    With `draft`, values that are not known yet (`TODO`) are no errors: the site is then a draft, and says so.
    The handbook and the brochures take seconds: only a site that people are to read needs these documents.
    """
    start = time.monotonic()
    root = root.resolve()
    out = out or root / "dist"
    try:
        with output.build_lock(root / "var"), check.without_collector():
            for as_draft in (False, True) if draft else (False,):
                with output.new_tree(out) as tree:
                    report = _build(root, today, tree, progress, draft=as_draft, with_documents=with_documents)
                if not report.awaits_values:
                    break
    except (AssetError, HandbookError, RenderError, MessagesError, WriteError) as error:
        raise BuildError(str(error)) from error
    except OSError as error:
        raise BuildError(f"{error.filename or out}: {error.strerror}") from error
    return replace(report, seconds=time.monotonic() - start)


def _build(  # noqa: PLR0913 - the options of one build
    root: Path, today: date, tree: Tree, progress: Progress | None, *, draft: bool, with_documents: bool
) -> Report:
    """Check everything and write all files to the tree; the tree is published only if there are no errors."""
    sources = check.gather(root, draft=draft)
    rules = sources.policy
    if rules is None or has_errors(sources.problems):
        return Report(check.problems(root, sources, today, progress))
    stated, stated_problems = availability.read(root, today)
    site = _Site(root, tree, rules, Renderer.load(root, rules, today), stated)
    history = last_changed.history(root)
    files, problems = site.write_providers(sources, history.dates, progress)
    problems += [*sources.problems, *history.problems(), *stated_problems]
    problems = tolerated(problems) if draft else problems
    if has_errors(problems):
        return Report(tuple(sorted(problems)))
    if with_documents and not draft:
        site.brochures, unprintable = print_brochure.of_site(site.renderer, sources, stated, history.dates)
        problems += unprintable
    files += site.write([*site.lists(), *site.prose(), *site.data_files()])
    if with_documents:
        files += _add_handbook(tree, root, rules.municipality.repository)
    output.replace_file(root / REGISTER, policy_register.text(policy_register.register(rules)).encode())
    if draft:
        tree.write(output.DRAFT, b"A draft, with values that are not known yet: never to be published.\n")
    tree.publish(_schema(rules))
    return Report(tuple(sorted(problems)), files + 1 + draft, draft=draft)


def _add_handbook(tree: Tree, root: Path, repository: str) -> int:
    """Copy the handbook into the tree; return how many files it has.

    Its pages are edited in the municipality's repository only where that is the product's too.
    """
    folder = handbook.kept(root / "var", repository if root == SITE.parent else "")
    return tree.copy(folder, HANDBOOK.strip("/")) if folder else 0


class _Site:
    """The files of one build; the build lock is held."""

    def __init__(self, root: Path, tree: Tree, rules: Policy, renderer: Renderer, stated: Availability) -> None:
        self.stated, today = stated, renderer.today
        self.root, self.today, self.tree, self.rules, self.renderer = root, today, tree, rules, renderer
        self.ids = daily_order.order_on(rules, today)
        self.exports = renderer.exports(self.ids)
        self.cards = Cards()
        self.facet_rows: list[bytes] = []  # a `FacetRow` each, as JSON
        self.reviews: dict[str, ProfileReview] = {}
        self.brochures: Mapping[str, bytes] = {}  # by language; none in a build without documents
        self.identities: dict[str, ProfileIdentity | None] = {}  # of the listed providers, in the order of the day

    def write_providers(
        self, sources: Sources, dates: Mapping[str, Mapping[str, str]], progress: Progress | None
    ) -> tuple[int, list[Problem]]:
        """Check every profile; write each provider's pages and the bulk files.

        Returns the number of files written, and the problems.
        """
        unchanged = dates.keys() - (last_changed.uncommitted(self.root) if dates else ())
        shown = frozenset(self.ids)
        context = BuildContext(
            self.rules,
            self.today,
            sources.profiles,
            PageContext(
                self.renderer, shown, {id_: dates[id_] for id_ in unchanged}, self.exports, self.tree, self.stated
            ),
        )
        ids = [*self.ids, *sorted(sources.profiles.keys() - shown)]
        files, problems, identities = len(self.exports.files), list[Problem](), list[ProfileIdentity]()
        with self.exports.open_files(self.tree.open) as add:
            for result in build_providers(context, ids, workers.worker_count(len(ids), FORK_FROM), progress):
                problems += result.problems
                if result.identity:
                    identities.append(result.identity)
                if result.review:
                    self.reviews[result.id] = result.review
                if result.rendered:
                    add(result.rendered.fragments)
                    self.cards.append(result.rendered.card)
                    self.facet_rows.append(result.rendered.facet_row)
                    self.identities[result.id] = result.identity
                    files += result.rendered.files
        return files, problems + check.across(self.root, identities)

    def write(self, files: Sequence[File]) -> int:
        """Write files in parallel; return how many."""

        def write(index: int) -> None:
            file, content = files[index]
            data = content() if callable(content) else content
            self.tree.write(file, data.encode() if isinstance(data, str) else data)

        for _ in workers.map_parallel(write, range(len(files)), workers.worker_count(len(self.ids), FORK_FROM)):
            pass
        return len(files)

    def lists(self) -> Iterator[File]:
        """Yield every file that shows many providers."""
        facet_rows = (FacetRow(*encoding.loads(row)) for row in self.facet_rows)
        yield from ListPages.create(self.renderer, self.brochures).everything(self.cards, facet_rows)

    def prose(self) -> Iterator[File]:
        """Yield the prose pages with their facts filled in, and the documents published besides the pages."""
        cards = [
            ListedProvider(
                id_,
                identity.name if identity else self.rules.authorisations[id_].legal_name,
                has_profile=identity is not None,
            )
            for id_, identity in self.identities.items()
        ]
        few = len(self.rules.authorisations) <= contracts.PROVIDERS_MAX
        listed = contracts.overview(self.rules, self.reviews, self.today) if few else None
        published = self._published({card.id: card.name for card in cards})
        for lang in self.renderer.languages:
            for file, html in self.renderer.prose_pages(lang, cards, published, listed, self.brochures.get(lang)):
                yield file, html.encode()
        for file, html in self.renderer.further_pages(cards):
            yield file, html.encode()
        yield from published.documents()
        for lang, document in self.brochures.items():
            yield output_file(self.renderer.languages[lang].urls.brochure()), document
        if listed is not None:
            for language in self.renderer.languages.values():
                yield staff_contracts.csv_path(language.facts), staff_contracts.csv(language.facts, listed)

    def _published(self, shown: Mapping[str, str]) -> Published:
        """Build what is published besides the pages; providers no longer listed get their legal name."""
        history = edits.edits(self.root)
        events = changes.changes(self.rules, history, self.today)
        legal_names = {id_: provider.legal_name for id_, provider in self.rules.authorisations.items()}
        names = {**legal_names, **shown}
        return Published(self.renderer.languages, self.exports, list(shown), names, events, history.missing)

    def data_files(self) -> Iterator[File]:
        """Yield the data files for scripts and editors, and the theme's assets."""
        days = DAYS_AHEAD if len(self.ids) <= PER_PAGE else 1  # a script cannot re-sort a list that spans several pages
        ahead = {
            day: daily_order.order_on(self.rules, day) for day in (self.today + timedelta(n) for n in range(1, days))
        }
        yield "order.json", self.renderer.order_data(self.ids, {self.today: self.ids} | ahead)
        if self.stated.sha256:
            yield availability.PUBLISHED, encoding.dumps({"sha256": self.stated.sha256})
        yield "identity.json", self.renderer.identity_data()
        yield from self.renderer.for_search_engines(self.ids)
        yield security_txt.FILE, self.renderer.security_txt()
        yield form_rules.ADDRESS, encoding.dumps(form_rules.rules(self.rules))
        yield from self.renderer.assets().items()


def _schema(rules: Policy) -> bytes:
    """Return the JSON Schema of a profile, for editors; `$id` is its published address."""
    schema = {"$id": f"{rules.municipality.address.rstrip('/')}/{output.MARK}"} | json_schema.json_schema(rules)
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()
