"""Pages as strings: profiles and policy in, whole HTML documents out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from markupsafe import Markup

from catalogue import assets, card, compact, facets, facts, guide, pages, search_index, shell, tongue, words
from catalogue import years as read_years
from catalogue.blocks import Blocks
from catalogue.blocks_published import PublishedBlocks
from catalogue.card import Card, Listed, Profile
from catalogue.charts import Figures
from catalogue.comparison import Comparison
from catalogue.exports import Exports
from catalogue.facet_table import Table
from catalogue.finder import Finder
from catalogue.guide import Guide
from catalogue.jsonld import JsonLd
from catalogue.open_data import OpenData
from catalogue.open_data_hsds import Hsds
from catalogue.pages import PER_PAGE, output_file
from catalogue.policy import Fee, Policy
from catalogue.published import Published
from catalogue.selections import Part, Selections
from catalogue.tongue import CSP, Tongue
from catalogue.wording import alphabetical
from catalogue.years import Year

__all__ = ["CSP", "Renderer"]
_SCRIPTS = ("list", "back", "compare", "guide_questions", "form")


@dataclass(frozen=True)
class Renderer:
    """Writes pages; made once, before any fork, and never changed."""

    policy: Policy
    today: date
    languages: tuple[str, ...]
    digest: str
    tongues: Mapping[str, Tongue]
    files: Mapping[str, bytes]
    finders: Mapping[str, Finder]
    panels: Mapping[str, Markup]
    scripts: Mapping[str, Markup]
    comparisons: Mapping[str, Comparison]
    guide_rules: guide.Rules
    open_data: OpenData
    jsonld: Mapping[str, JsonLd]
    years: tuple[Year, ...]

    @classmethod
    def of(cls, site: Path, cache: Path, policy: Policy, today: date) -> Renderer:
        """Read words, templates and shells; raises WordsError or ShellError when they cannot be used."""
        languages = policy.municipality.languages
        said = words.load(site, languages)
        where = pages.addresses(said, languages)
        shells = shell.build(site, cache, said, where)
        files = assets.build(site, policy.municipality.accent)
        sources = tongue.Sources(site, policy, today, said, where, files, cache)
        tongues = {lang: tongue.prepare(sources, lang, shells[lang]) for lang in languages}
        data = {lang: JsonLd(policy, lang) for lang in languages}
        total = hashlib.sha256(json.dumps([shells, sorted(files), facts.digest_input(policy)]).encode())
        for file in _sources(site):
            total.update(file.read_bytes())
        finders = {lang: Finder(policy, tongues[lang].presenter, today) for lang in languages}
        scripts = {name: _script(assets.address(files, name)) for name in _SCRIPTS}
        panels = {lang: _panel(tongues[lang], finders[lang], files) for lang in languages}
        comparisons = {lang: Comparison(tongues[lang], today) for lang in languages}
        years, _ = read_years.load(site.parent / "policy" / "statistics", site.parent)
        return cls(
            policy,
            today,
            languages,
            total.hexdigest(),
            tongues,
            files,
            finders,
            panels,
            scripts,
            comparisons,
            guide.rules(site),
            OpenData(policy, where, today),
            data,
            years,
        )

    def card(self, provider_id: str, profile: Profile | None) -> Card:
        """Take what the lists need of a provider; see `card.card`."""
        listed = self.listed(provider_id)
        made = card.card(profile, listed, self.today.isoformat())
        made["facets"] = facets.answers(profile, listed, made)
        made["points"] = facets.points(profile, self.policy.coordinates)
        made["searched"] = search_index.searched(profile, listed, self.policy)
        return made

    def exports(self, ids: Sequence[str]) -> Exports:
        """Give what writes the open data of these providers."""
        first = self.tongues[self.languages[0]]
        hsds = Hsds(first.facts, first.presenter.labels, self.open_data.base)
        services = sum(len(self.listed(provider_id).services) for provider_id in ids)
        return Exports(self.open_data, hsds, len(ids), services)

    def fees(self) -> list[Fee | None]:
        """Give the fee of each service that is in force today."""
        first = self.tongues[self.languages[0]].facts
        return [first.fee(service) for service in self.policy.services]

    def listed(self, provider_id: str) -> Listed:
        """Take what the municipality says of a provider today."""
        return facts.listed(self.policy.authorisations[provider_id], self.today)

    def provider_address(self, provider_id: str, lang: str) -> str:
        """Name the file of a provider's page."""
        return output_file(self.tongues[lang].where.provider(provider_id))

    def provider(
        self, provider_id: str, profile: Profile | None, lang: str, dates: Mapping[str, str] | None = None
    ) -> str:
        """Write a provider's page; `dates` says when each top-level part of the profile was last changed."""
        speaker = self.tongues[lang]
        listed = self.listed(provider_id)
        view = speaker.presenter.provider(profile, listed, dates or {})
        content = speaker.templates.get_template("provider.html").render(view, list_address=speaker.where.of("list"))
        description = speaker.words.say("description.provider", name=view["name"])
        return self._page(
            lang,
            "provider",
            view["name"],
            {other: self.tongues[other].where.provider(provider_id) for other in self.languages},
            description,
            head=self.scripts["back"] + self.jsonld[lang].block(listed, profile, speaker.where.provider(provider_id)),
            content=Markup(content),  # noqa: S704 - our own template, autoescaped
        )

    def list_pages(self, cards: Sequence[Card], lang: str) -> dict[str, str]:
        """Write the list, 60 providers a page, in the order of `cards`."""
        files = self.list_files(len(cards), lang)
        return {file: self.list_page(cards, lang, page, len(files)) for page, file in enumerate(files, start=1)}

    def list_files(self, count: int, lang: str) -> list[str]:
        """Name the files of the list of so many providers, page by page."""
        where = self.tongues[lang].where
        return [output_file(where.list_page(page)) for page in range(1, pages.count(count) + 1)]

    def list_page(self, cards: Sequence[Card], lang: str, page: int, pages_count: int) -> str:
        """Write one page of the list."""
        speaker = self.tongues[lang]
        say, where = speaker.words.say, speaker.where
        start = (page - 1) * PER_PAGE
        shown = cards[start : start + PER_PAGE]
        title = say("list.title_page", page=page, pages=pages_count) if pages_count > 1 else say("list.title")
        count = (
            say("list.count_page", count=len(cards), first=start + 1, last=start + len(shown))
            if pages_count > 1
            else say("list.count", count=len(cards))
        )
        content = speaker.templates.get_template("list.html").render(
            title=title,
            count=count,
            order_of=say("list.order_of", date=speaker.presenter.wording.day(self.today.isoformat())),
            old=speaker.words["list.order_old" if pages_count == 1 else "list.order_old_paged"],
            order_address=where.of("order"),
            list_address=where.of("list"),
            choose_address=where.of("selection"),
            finder=self.panels[lang],
            compare_address=where.of("compare"),
            pick_script=assets.address(self.files, "compare_pick"),
            pick_said=self.comparisons[lang].pick_said,
            built=self.today.isoformat(),
            first=start + 1,
            page=page,
            pages=pages_count,
            cards=Markup("".join(map(speaker.entries.card, shown))),  # noqa: S704 - our own template
            previous=where.list_page(page - 1) if page > 1 else "",
            following=where.list_page(page + 1) if page < pages_count else "",
            numbers=[(number, where.list_page(number)) for number in pages.near(page, pages_count)],
        )
        return self._page(
            speaker.words.lang,
            "list",
            title,
            {other: self.tongues[other].where.list_page(page) for other in self.languages},
            speaker.words["description.list"],
            head=self.scripts["list"],
            content=Markup(content),  # noqa: S704 - our own template, autoescaped
        )

    def compare_files(self, count: int, lang: str) -> list[str]:
        """Name the files of the comparison of so many providers, page by page."""
        where = self.tongues[lang].where
        return [output_file(where.compare_page(page)) for page in range(1, pages.count(count) + 1)]

    def compare_page(self, cards: Sequence[Card], lang: str, page: int, pages_count: int) -> str:
        """Write one page of the comparison of all providers; the script picks from it whom a reader has chosen."""
        speaker = self.tongues[lang]
        view = self.comparisons[lang].page(cards, page, pages_count)
        return self._page(
            lang,
            "compare",
            view["title"],
            {other: self.tongues[other].where.compare_page(page) for other in self.languages},
            speaker.words["description.compare"],
            head=self.scripts["compare"],
            content=Markup(speaker.templates.get_template("compare.html").render(view)),  # noqa: S704 - our own template, autoescaped
        )

    def selections(self, table: Table, cards: Sequence[Card], lang: str) -> Selections:
        """Make ready the parts of the list that are pages of their own."""
        return Selections(self.tongues[lang], self.finders[lang], table, cards)

    def selection(self, selections: Selections, part: Part) -> str:
        """Write one page of one part of the list; its title does not tell which."""
        speaker = selections.speaker
        content = speaker.templates.get_template("selection.html").render(
            selections.page(part),
            order_of=speaker.words.say("list.order_of", date=speaker.presenter.wording.day(self.today.isoformat())),
            old=speaker.words["list.order_old" if part.pages == 1 else "list.order_old_paged"],
            order_address=speaker.where.of("order"),
            built=self.today.isoformat(),
        )
        return self._page(
            speaker.words.lang,
            "selection",
            speaker.words["selection.page_title"],
            {
                other: self.tongues[other].where.selection(part.facet.key, part.value, part.page)
                for other in self.languages
            },
            speaker.words["description.selection"],
            head=self.scripts["list"],
            content=Markup(content),  # noqa: S704 - our own template, autoescaped
        )

    def guide(self, selections: Selections) -> str:
        """Write the questions of the guide, with its rules."""
        speaker = selections.speaker
        view = Guide(self.guide_rules, selections.finder, selections.table, speaker.where).view(self.today.isoformat())
        return self._page(
            speaker.words.lang,
            "guide_questions",
            speaker.words["guide.title"],
            {other: self.tongues[other].where.of("guide_questions") for other in self.languages},
            speaker.words["description.guide_questions"],
            head=self.scripts["guide_questions"],
            content=Markup(speaker.templates.get_template("guide.html").render(view)),  # noqa: S704 - our own template, autoescaped
        )

    def choices(self, selections: Selections) -> str:
        """Write the page that leads to every part of the list."""
        speaker = selections.speaker
        content = speaker.templates.get_template("choose.html").render(groups=selections.choices())
        return self._page(
            speaker.words.lang,
            "selection",
            speaker.words["selection.title"],
            {other: self.tongues[other].where.of("selection") for other in self.languages},
            speaker.words["description.selection"],
            content=Markup(content),  # noqa: S704 - our own template, autoescaped
        )

    def editorial(self, lang: str, cards: Sequence[Card]) -> dict[str, str]:
        """Write the prose pages with the facts of policy and the day's order (that of `cards`) in them."""
        speaker = self.tongues[lang]
        figures = Figures(self.years, speaker.words, speaker.presenter.wording)
        blocks = Blocks(speaker.facts, speaker.templates, cards, figures)
        return {
            output_file(speaker.where.of(kind)): self._page(
                lang,
                kind,
                speaker.headings[kind],
                {other: self.tongues[other].where.of(kind) for other in self.languages},
                speaker.words[f"description.{kind}"],
                head=self.scripts.get(kind, ""),
                **{name: getattr(blocks, name)() for name in shell.PAGE_MARKERS[kind]},
            )
            for kind in pages.KINDS
            if kind not in ("list", "provider", "selection", "compare", "guide_questions", *PublishedBlocks.KINDS)
        }

    def about_published(self, lang: str, published: Published) -> dict[str, str]:
        """Write the prose pages that tell what else is published."""
        speaker = self.tongues[lang]
        blocks = PublishedBlocks(published, speaker)
        feed = Markup('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">').format(
            published.feed_title(lang), published.feed_address(lang)
        )
        return {
            output_file(speaker.where.of(kind)): self._page(
                lang,
                kind,
                speaker.headings[kind],
                {other: self.tongues[other].where.of(kind) for other in self.languages},
                speaker.words[f"description.{kind}"],
                head=feed,
                **{name: getattr(blocks, name)() for name in shell.PAGE_MARKERS[kind]},
            )
            for kind in PublishedBlocks.KINDS
        }

    def order_data(self, ids: Sequence[str], ahead: Mapping[date, Sequence[str]]) -> bytes:
        """Write the orders of the days to come as places in today's list, for the script on the list page."""
        places = {provider_id: place for place, provider_id in enumerate(ids)}
        days = {
            day.isoformat(): [places[provider_id] for provider_id in order if provider_id in places]
            for day, order in sorted(ahead.items())
        }
        told = {"schema": 1, "built": self.today.isoformat(), "ids": list(ids), "days": days}
        return compact.written(told)

    def assets(self) -> dict[str, bytes]:
        """Give the style sheet, the scripts and the icon, named for their content."""
        return dict(self.files)

    def _page(
        self, lang: str, kind: str, title: str, addresses: Mapping[str, str], description: str, **blocks: str
    ) -> str:
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


def _panel(speaker: Tongue, finder: Finder, files: Mapping[str, bytes]) -> Markup:
    """Write search, filters and orders: the same on every page of the list."""
    policy = finder.policy
    areas = [(key, label) for key, label in speaker.presenter.labels["areas"].items() if key in policy.coordinates]
    html = speaker.templates.get_template("finder.html").render(
        groups=finder.groups(),
        said=finder.said(),
        hint=speaker.words["search.hint" if search_index.texts_too(policy) else "search.hint_short"],
        areas=sorted(areas, key=lambda one: alphabetical(one[1])),
        script=assets.address(files, "finder"),
        page_address=speaker.where.list_page(2).replace("/2/", "/{page}/"),
        list_address=speaker.where.of("list"),
    )
    return Markup(html)  # noqa: S704 - our own template, autoescaped


def _sources(site: Path) -> list[Path]:
    """List what decides a page's bytes, besides policy, profile and day: templates, words and our own modules."""
    here = Path(__file__).parent
    folders = (site / "templates", site / "locales", here)
    return [site / "guide.yaml", *(file for folder in folders for file in sorted(folder.iterdir()) if file.is_file())]
