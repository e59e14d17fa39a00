"""Rendering of pages: profiles and policy in, complete HTML documents out, as strings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from markupsafe import Markup

from catalogue import SITE, encoding
from catalogue.contributions.contracts import Contract
from catalogue.i18n.urls import output_file
from catalogue.open_data.bulk_files import Exports
from catalogue.open_data.documents import OpenData
from catalogue.open_data.hsds import Hsds
from catalogue.open_data.json_ld import JsonLd
from catalogue.open_data.publication import Published
from catalogue.open_data.spreadsheet_table import SpreadsheetTable
from catalogue.policy import issuers
from catalogue.policy.model import Policy
from catalogue.profiles.model import Profile
from catalogue.rendering import assets, language, security_txt, sitemap
from catalogue.rendering.language import PageLanguage
from catalogue.rendering.prose import Prose, methods
from catalogue.rendering.prose_blocks import Blocks
from catalogue.rendering.publication_blocks import PublishedBlocks
from catalogue.rendering.staff_blocks import StaffBlocks
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.search.card import Card, ListedProvider, card_of
from catalogue.search.facet_row import Columns, FacetRow
from catalogue.views import TemplateContext, charts, guide, policy_statistics
from catalogue.views import published_statistics as read_years
from catalogue.views.figures import surveys
from catalogue.views.number_terms import Terms
from chalicelib.register import codes
from chalicelib.register.codes import ROLES


@dataclass(frozen=True)
class Renderer:
    """Renders pages; created once, before any fork, and immutable."""

    policy: Policy
    today: date
    languages: Mapping[str, PageLanguage]  # the municipality's first language first
    further: Mapping[str, PageLanguage]  # those that a few pages alone are in
    files: Mapping[str, bytes]
    scripts: Mapping[str, Markup]
    guide_rules: guide.Rules
    open_data: OpenData
    jsonld: Mapping[str, JsonLd]
    years: read_years.Published
    surveys: Sequence[surveys.Survey]
    columns: Columns
    prose: Prose

    @classmethod
    def load(cls, root: Path, policy: Policy, today: date) -> Renderer:
        """Load the product's texts, templates and assets, and the data folder's statistics.

        Raises MessagesError if a locale file cannot be used.
        """
        files = assets.build(SITE, policy.municipality.accent)
        every = language.load(SITE, policy, today, files)
        languages = {lang: own for lang, own in every.items() if not own.translation}
        urls = {lang: own.urls for lang, own in languages.items()}
        data = {lang: JsonLd(policy, lang) for lang in languages}
        years, _ = read_years.load(root / "policy" / "statistics", root)
        read_surveys, _ = surveys.load(root / "policy" / "surveys", root)
        return cls(
            policy,
            today,
            languages,
            {lang: own for lang, own in every.items() if own.translation},
            files,
            assets.script_elements(files),
            guide.rules(SITE),
            OpenData(policy, urls, today),
            data,
            years,
            read_surveys,
            Columns.from_policy(policy),
            Prose(SITE, next(iter(languages))),
        )

    def card(self, provider_id: str, profile: Profile | None) -> Card:
        """Return a provider's card, for the lists."""
        return card_of(profile, self.authorised_provider(provider_id), self.today.isoformat())

    def facet_row(self, provider_id: str, profile: Profile | None, card: Card) -> FacetRow:
        """Return a provider's facet row, for filters and search."""
        return self.columns.row(profile, self.authorised_provider(provider_id), card)

    def exports(self, ids: Sequence[str]) -> Exports:
        """Return the exports of the open data of these providers."""
        first = next(iter(self.languages.values()))
        hsds = Hsds(first.facts, first.presenter.labels, self.open_data.base)
        authorisations = self.policy.authorisations
        services = sum(
            period.covers(self.today) for provider_id in ids for period in authorisations[provider_id].services
        )
        table = SpreadsheetTable(first.words, first.presenter.labels, first.presenter.providers)
        return Exports(self.open_data, hsds, table, len(ids), services)

    def authorised_provider(self, provider_id: str) -> AuthorisedProvider:
        """Return the municipality's own data about a provider, as of today."""
        return AuthorisedProvider.from_authorisation(self.policy.authorisations[provider_id], self.today)

    def provider_address(self, provider_id: str, lang: str) -> str:
        """Return the path of a provider's page."""
        return output_file(self.languages[lang].urls.provider(provider_id))

    def provider(
        self, provider_id: str, profile: Profile | None, lang: str, dates: Mapping[str, str] | None = None
    ) -> str:
        """Render a provider's page; `dates` has the date of the last change of each top-level part of the profile."""
        language = self.languages[lang]
        listed = self.authorised_provider(provider_id)
        view = language.presenter.provider(profile, listed, dates or {})
        return language.page(
            "provider",
            view["name"],
            language.render(
                "provider.html",
                **view,
                **Terms(language.facts).before_booking([service for service, _ in listed.services]),
                fold=language.presenter.folded,
                reception=self.policy.municipality.reception,
                feedback=language.facts.feedback(view["name"]),
                feedback_address=language.urls.page("feedback"),
                **self._first_sessions(listed, language),
                list_address=language.urls.page("list"),
            ),
            address=lambda urls: urls.provider(provider_id),
            description=language.words.format("description.provider", name=view["name"]),
            head=self.scripts["back"] + self.jsonld[lang].block(listed, profile, language.urls.provider(provider_id)),
        )

    def _first_sessions(self, listed: AuthorisedProvider, language: PageLanguage) -> TemplateContext:
        """Return how soon a provider's first sessions were, in the published years."""
        labels = language.presenter.labels["services"]
        names = {service: labels.get(service, service) for service, _ in listed.services}
        return {
            "first_sessions": read_years.own_first_sessions(self.years, names, listed.id),
            "withins": codes.WITHIN,
            "number": charts.StatisticsCharts((), language.words, language.presenter.formats).number,
            "statistics_address": language.urls.page("statistics"),
        }

    def prose_pages(
        self,
        lang: str,
        cards: Sequence[ListedProvider],
        published: Published,
        contracts: Sequence[Contract] | None = None,
        brochure: bytes | None = None,
    ) -> Iterator[tuple[str, str]]:
        """Yield the path and HTML of each prose page; `cards` are in the day's order, which one of them shows.

        Without `contracts`, there are too many for their page; without `brochure`, there is nothing to link to.
        """
        language = self.languages[lang]
        statistics = policy_statistics.by_service(self.policy, self.years, language.words)
        asked = surveys.by_service(self.policy, self.surveys, language.words)
        blocks = Blocks(language, cards, statistics, brochure, asked)
        other_blocks = PublishedBlocks(published, language), StaffBlocks(language, cards, contracts)
        variables = {**methods(blocks, *other_blocks), "policy": language.traits}
        for page in self.prose.pages(language, variables):
            head = self.scripts.get(page.kind, Markup(""))
            html = page.html + (self._not_found_elsewhere(lang) if page.kind == "not_found" else "")
            yield (
                output_file(language.urls.page(page.kind)),
                language.page(page.kind, page.title, html, head=head, text_lang=page.lang),
            )

    def further_pages(self, cards: Sequence[ListedProvider]) -> Iterator[tuple[str, str]]:
        """Yield the path and HTML of each page in the further languages; each says who read the translation."""
        first = next(iter(self.languages.values()))
        for own in self.further.values():
            note = own.render("translation.html", first=first.words, reviewed=own.reviewed())
            variables = {**methods(Blocks(own, cards, ())), "policy": own.traits}
            for page in self.prose.pages(own, variables):
                yield output_file(own.urls.page(page.kind)), own.page(page.kind, page.title, note + page.html)

    def _not_found_elsewhere(self, lang: str) -> Markup:
        """Return in the other languages that a page does not exist, for the page at the root.

        A server that has a single such page, as CloudFront has, shows that one in every folder.
        """
        if lang != next(iter(self.languages)):
            return Markup("")
        section = Markup('\n<section lang="{}" dir="{}">{}</section>')
        others = [language for other, language in self.languages.items() if other != lang]
        pages = [self.prose.page("not_found", language, {"policy": language.traits}).html for language in others]
        return Markup("").join(
            section.format(language.words.lang, language.words.direction, page.replace("h1", "h2"))
            for language, page in zip(others, pages, strict=True)
        )

    def identity_data(self) -> bytes:
        """Return where each role signs in and what the page asks for there, as JSON; all of it is public."""
        by_role = {role: issuers.of_role(self.policy.municipality.identity, role) for role in ROLES}
        roles = {
            role: {
                "issuer": issuer.register.issuer,
                "client": issuer.client,
                "scope": issuer.scope,
                "parameters": dict(issuer.parameters),
            }
            for role, issuer in by_role.items()
            if issuer
        }
        return encoding.dumps({"schema": 2, "roles": roles})

    def order_data(self, ids: Sequence[str], ahead: Mapping[date, Sequence[str]]) -> bytes:
        """Return the orders of coming days as JSON, as indexes into today's list, for the list page's script."""
        indexes = {provider_id: index for index, provider_id in enumerate(ids)}
        days = {
            day.isoformat(): [indexes[provider_id] for provider_id in order if provider_id in indexes]
            for day, order in sorted(ahead.items())
        }
        return encoding.dumps({"schema": 1, "built": self.today.isoformat(), "ids": list(ids), "days": days})

    def for_search_engines(self, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the sitemap and `robots.txt` of a site with these providers."""
        first = next(iter(self.languages.values()))
        yield from sitemap.files(self.open_data.base, first.alternates, first.further, first.kinds, ids)

    def security_txt(self) -> bytes:
        """Return the file that says whom to tell of a security fault: the reception, which knows whom."""
        town = self.policy.municipality
        return security_txt.text(self.open_data.base, town.reception.email, town.languages, self.today).encode()

    def assets(self) -> dict[str, bytes]:
        """Return path → content of the style sheets, scripts and icon."""
        return dict(self.files)
