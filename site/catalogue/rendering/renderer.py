"""Rendering of pages: profiles and policy in, complete HTML documents out, as strings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from markupsafe import Markup

from catalogue import encoding
from catalogue.i18n import messages, urls
from catalogue.i18n.urls import output_file
from catalogue.open_data.bulk_files import Exports
from catalogue.open_data.documents import OpenData
from catalogue.open_data.hsds import Hsds
from catalogue.open_data.json_ld import JsonLd
from catalogue.open_data.publication import Published
from catalogue.policy import published_statistics as read_years
from catalogue.policy.model import Policy
from catalogue.policy.published_statistics import Year
from catalogue.rendering import assets, language, shell
from catalogue.rendering.language import CSP, PageLanguage
from catalogue.rendering.prose_blocks import Blocks
from catalogue.rendering.publication_blocks import PublishedBlocks
from catalogue.search import whole_card
from catalogue.search.card import AuthorisedProvider, Card, Profile, authorised_provider
from catalogue.search.facet_row import Columns, FacetRow
from catalogue.views import guide, running_costs
from catalogue.views.charts import StatisticsCharts

__all__ = ["CSP", "Renderer"]
_NO_INDEX = Markup('<meta name="robots" content="noindex">\n')
_OF_PROVIDERS = ("list", "provider", "selection", "compare", "guide_questions")  # page kinds that are not prose
_SCRIPTS = (
    "list",
    "back",
    "compare",
    "guide_questions",
    "form",
    "own_number",
    "reception",
    "provider_desk",
    "finance",
    "staff_sign_in",
)


@dataclass(frozen=True)
class Renderer:
    """Renders pages; created once, before any fork, and immutable."""

    policy: Policy
    today: date
    languages: tuple[str, ...]
    tongues: Mapping[str, PageLanguage]
    files: Mapping[str, bytes]
    scripts: Mapping[str, Markup]
    guide_rules: guide.Rules
    open_data: OpenData
    jsonld: Mapping[str, JsonLd]
    years: tuple[Year, ...]
    columns: Columns
    running: running_costs.Costs

    @classmethod
    def of(cls, site: Path, cache: Path, policy: Policy, today: date) -> Renderer:
        """Load messages, templates and shells; raises MessagesError or ShellError if they cannot be used."""
        languages = policy.municipality.languages
        said = messages.load(site, languages)
        where = urls.addresses(said, languages)
        shells = shell.build(site, cache, said, where)
        files = assets.build(site, policy.municipality.accent)
        sources = language.Sources(site, policy, today, said, where, files, cache)
        tongues = {lang: language.prepare(sources, lang, shells[lang]) for lang in languages}
        data = {lang: JsonLd(policy, lang) for lang in languages}
        scripts = {name: _script(assets.address(files, name)) for name in _SCRIPTS}
        years, _ = read_years.load(site.parent / "policy" / "statistics", site.parent)
        return cls(
            policy,
            today,
            languages,
            tongues,
            files,
            scripts,
            guide.rules(site),
            OpenData(policy, where, today),
            data,
            years,
            Columns.of(policy),
            running_costs.load(site),
        )

    def card(self, provider_id: str, profile: Profile | None) -> Card:
        """Return a provider's card, for the lists."""
        return whole_card.card_of(self.listed(provider_id), profile, self.today.isoformat())

    def line(self, provider_id: str, profile: Profile | None, card: Card) -> FacetRow:
        """Return a provider's facet row, for filters and search."""
        return self.columns.line(profile, self.listed(provider_id), card)

    def exports(self, ids: Sequence[str]) -> Exports:
        """Return the exports of the open data of these providers."""
        first = self.tongues[self.languages[0]]
        hsds = Hsds(first.facts, first.presenter.labels, self.open_data.base)
        known = self.policy.authorisations
        services = sum(period.covers(self.today) for provider_id in ids for period in known[provider_id].services)
        return Exports(self.open_data, hsds, len(ids), services)

    def listed(self, provider_id: str) -> AuthorisedProvider:
        """Return the municipality's own data about a provider, as of today."""
        return authorised_provider(self.policy.authorisations[provider_id], self.today)

    def provider_address(self, provider_id: str, lang: str) -> str:
        """Return the path of a provider's page."""
        return output_file(self.tongues[lang].where.provider(provider_id))

    def provider(
        self, provider_id: str, profile: Profile | None, lang: str, dates: Mapping[str, str] | None = None
    ) -> str:
        """Render a provider's page; `dates` has the date of the last change of each top-level part of the profile."""
        speaker = self.tongues[lang]
        listed = self.listed(provider_id)
        view = speaker.presenter.provider(profile, listed, dates or {})
        content = speaker.templates.get_template("provider.html").render(view, list_address=speaker.where.of("list"))
        description = speaker.words.say("description.provider", name=view["name"])
        return self.page(
            lang,
            "provider",
            view["name"],
            {other: self.tongues[other].where.provider(provider_id) for other in self.languages},
            description,
            head=self.scripts["back"] + self.jsonld[lang].block(listed, profile, speaker.where.provider(provider_id)),
            content=Markup(content),  # noqa: S704 - our own template, autoescaped
        )

    def editorial(self, lang: str, cards: Sequence[Card]) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield the path of each prose page, with a function that renders it.

        `cards` are in the day's order, which the page about the order shows.
        """
        speaker = self.tongues[lang]
        figures = StatisticsCharts(self.years, speaker.words, speaker.presenter.wording)
        blocks = Blocks(speaker.facts, speaker.templates, cards, figures, self.running)
        for kind in urls.KINDS:
            if kind not in {*_OF_PROVIDERS, *PublishedBlocks.KINDS}:
                yield output_file(speaker.where.of(kind)), partial(self._prose, lang, kind, blocks, self._head(kind))

    def _head(self, kind: str) -> Markup:
        """Return a prose page's additions to the head: its script, and noindex for staff pages."""
        return (_NO_INDEX if kind in urls.STAFF else Markup("")) + self.scripts.get(kind, Markup(""))

    def identity_data(self) -> bytes:
        """Return the issuer and client for staff sign-in, as JSON; both are public."""
        identity = self.policy.municipality.identity
        return encoding.dumps({"schema": 1, "issuer": identity.issuer, "client": identity.client or identity.audience})

    def about_published(self, lang: str, published: Published) -> dict[str, str]:
        """Return path → HTML of the prose pages about what else is published."""
        blocks = PublishedBlocks(published, self.tongues[lang])
        feed = Markup('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">').format(
            published.feed_title(lang), published.feed_address(lang)
        )
        where = self.tongues[lang].where
        return {output_file(where.of(kind)): self._prose(lang, kind, blocks, feed) for kind in PublishedBlocks.KINDS}

    def _prose(self, lang: str, kind: str, blocks: Blocks | PublishedBlocks, head: str) -> str:
        """Render a prose page, with its markers replaced by `blocks`."""
        speaker = self.tongues[lang]
        return self.page(
            lang,
            kind,
            speaker.headings[kind],
            self.addresses(kind),
            speaker.words[f"description.{kind}"],
            head=head,
            **{name: getattr(blocks, name)() for name in shell.PAGE_MARKERS[kind]},
        )

    def addresses(self, kind: str) -> dict[str, str]:
        """Return the address in each language of a page kind that has a single page."""
        return {lang: self.tongues[lang].where.of(kind) for lang in self.languages}

    def order_data(self, ids: Sequence[str], ahead: Mapping[date, Sequence[str]]) -> bytes:
        """Return the orders of coming days as JSON, as indexes into today's list, for the list page's script."""
        places = {provider_id: place for place, provider_id in enumerate(ids)}
        days = {
            day.isoformat(): [places[provider_id] for provider_id in order if provider_id in places]
            for day, order in sorted(ahead.items())
        }
        told = {"schema": 1, "built": self.today.isoformat(), "ids": list(ids), "days": days}
        return encoding.dumps(told)

    def assets(self) -> dict[str, bytes]:
        """Return path → content of the style sheets, scripts and icon."""
        return dict(self.files)

    def page(
        self, lang: str, kind: str, title: str, addresses: Mapping[str, str], description: str, **blocks: str
    ) -> str:
        """Render a page in the layout of its kind; `addresses` has the address of the same page in each language."""
        speaker = self.tongues[lang]
        full = speaker.words["site.name"]
        if kind != "start":
            full = speaker.words.say("title", page=title, site=full)
        values = {"head": "", **blocks, "title": full, "description": description}
        for number, other in enumerate(self.languages):
            values[f"to_{number}"] = addresses[other]
        return speaker.layouts[kind].fill(values)


def _script(address: str) -> Markup:
    return Markup('<script type="module" src="{}"></script>').format(address)
