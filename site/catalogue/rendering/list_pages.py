"""Pages that show many providers: the list, the comparison, the subsets of the list, and the guide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from catalogue.i18n import urls
from catalogue.i18n.formatting import alphabetical
from catalogue.i18n.urls import PER_PAGE, output_file
from catalogue.rendering import assets
from catalogue.rendering.language import PageLanguage
from catalogue.rendering.renderer import Renderer
from catalogue.search import searched
from catalogue.search.card import Card
from catalogue.search.facet_index import FacetIndex
from catalogue.search.facet_row import FacetRow
from catalogue.search.search_index import Index
from catalogue.views.comparison import Comparison
from catalogue.views.filter_labels import Finder
from catalogue.views.guide import Guide
from catalogue.views.subsets import Selections, SubsetPage

File = tuple[str, Callable[[], str | bytes]]  # name, and a function that returns the content


@dataclass(frozen=True)
class ListPages:
    """Renders these pages, each independently; created once, before any fork."""

    renderer: Renderer
    finders: Mapping[str, Finder]
    panels: Mapping[str, Markup]
    comparisons: Mapping[str, Comparison]

    @classmethod
    def of(cls, renderer: Renderer) -> ListPages:
        """Prepare what is the same on all pages of a language."""
        tongues, policy, today = renderer.tongues, renderer.policy, renderer.today
        finders = {lang: Finder(policy, speaker.presenter, today) for lang, speaker in tongues.items()}
        panels = {lang: _panel(speaker, finders[lang], renderer.files) for lang, speaker in tongues.items()}
        return cls(renderer, finders, panels, {lang: Comparison(speaker, today) for lang, speaker in tongues.items()})

    def all(self, cards: Sequence[Card], lang: str) -> dict[str, str]:
        """Return file → HTML of the list's pages, with PER_PAGE providers each, in the order of `cards`."""
        files = self.files(len(cards), lang)
        return {file: self.page(cards, lang, page, len(files)) for page, file in enumerate(files, start=1)}

    def files(self, count: int, lang: str) -> list[str]:
        """Return the paths of the list's pages for `count` providers."""
        where = self.renderer.tongues[lang].where
        return [output_file(where.list_page(page)) for page in range(1, urls.page_count(count) + 1)]

    def page(self, cards: Sequence[Card], lang: str, page: int, pages_count: int) -> str:
        """Render one page of the list."""
        speaker = self.renderer.tongues[lang]
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
            order_of=say("list.order_of", date=speaker.presenter.wording.day(self.renderer.today.isoformat())),
            old=speaker.words["list.order_old" if pages_count == 1 else "list.order_old_paged"],
            order_address=where.of("order"),
            list_address=where.of("list"),
            choose_address=where.of("selection"),
            finder=self.panels[lang],
            compare_address=where.of("compare"),
            pick_script=assets.address(self.renderer.files, "compare_pick"),
            pick_said=self.comparisons[lang].pick_said,
            built=self.renderer.today.isoformat(),
            first=start + 1,
            page=page,
            pages=pages_count,
            cards=[_card(speaker, one) for one in shown],
            previous=where.list_page(page - 1) if page > 1 else "",
            following=where.list_page(page + 1) if page < pages_count else "",
            numbers=[(number, where.list_page(number)) for number in urls.pagination_window(page, pages_count)],
        )
        return self.renderer.page(
            speaker.words.lang,
            "list",
            title,
            {other: self.renderer.tongues[other].where.list_page(page) for other in self.renderer.languages},
            speaker.words["description.list"],
            head=self.renderer.scripts["list"],
            content=Markup(content),  # noqa: S704 - our own template, autoescaped
        )

    def compare_files(self, count: int, lang: str) -> list[str]:
        """Return the paths of the comparison's pages for `count` providers."""
        where = self.renderer.tongues[lang].where
        return [output_file(where.compare_page(page)) for page in range(1, urls.page_count(count) + 1)]

    def compare_page(self, cards: Sequence[Card], lang: str, page: int, pages_count: int) -> str:
        """Render one page of the comparison of all providers; a script shows those that the reader has chosen."""
        speaker = self.renderer.tongues[lang]
        view = self.comparisons[lang].page(cards, page, pages_count)
        return self.renderer.page(
            lang,
            "compare",
            view["title"],
            {other: self.renderer.tongues[other].where.compare_page(page) for other in self.renderer.languages},
            speaker.words["description.compare"],
            head=self.renderer.scripts["compare"],
            content=Markup(speaker.templates.get_template("compare.html").render(view)),  # noqa: S704 - our own template, autoescaped
        )

    def everything(self, cards: Sequence[Card], lines: Iterable[FacetRow]) -> Iterator[File]:
        """Yield every file that shows many providers, with a function that renders it."""
        renderer, day = self.renderer, self.renderer.today.isoformat()
        index = Index(renderer.policy)
        table = FacetIndex.of(renderer.columns, index.passing(lines))
        yield "facets.json", partial(table.json, day)
        yield "search.json", partial(index.json, day)
        for lang in renderer.languages:
            listed, compared = self.files(len(cards), lang), self.compare_files(len(cards), lang)
            for page, file in enumerate(listed, start=1):
                yield file, partial(self.page, cards, lang, page, len(listed))
            for page, file in enumerate(compared, start=1):
                yield file, partial(self.compare_page, cards, lang, page, len(compared))
            selections = self.selections(table, cards, lang)
            where = selections.speaker.where
            yield output_file(where.of("selection")), partial(self.choices, selections)
            yield output_file(where.of("guide_questions")), partial(self.guide, selections)
            for part in selections.parts():
                yield output_file(part.address), partial(self.selection, selections, part)

    def selections(self, table: FacetIndex, cards: Sequence[Card], lang: str) -> Selections:
        """Build the subsets of the list that have pages of their own."""
        language = self.renderer.tongues[lang]
        return Selections(language, self.finders[lang], table, cards, partial(_entry, language))

    def selection(self, selections: Selections, part: SubsetPage) -> str:
        """Render one page of a subset of the list; all have the same title, which does not reveal the subset."""
        speaker = self.renderer.tongues[selections.speaker.words.lang]
        content = speaker.templates.get_template("selection.html").render(
            selections.page(part),
            order_of=speaker.words.say(
                "list.order_of", date=speaker.presenter.wording.day(self.renderer.today.isoformat())
            ),
            old=speaker.words["list.order_old" if part.pages == 1 else "list.order_old_paged"],
            order_address=speaker.where.of("order"),
            built=self.renderer.today.isoformat(),
        )
        return self.renderer.page(
            speaker.words.lang,
            "selection",
            speaker.words["selection.page_title"],
            {
                other: self.renderer.tongues[other].where.selection(part.facet.key, part.value, part.page)
                for other in self.renderer.languages
            },
            speaker.words["description.selection"],
            head=self.renderer.scripts["list"],
            content=Markup(content),  # noqa: S704 - our own template, autoescaped
        )

    def guide(self, selections: Selections) -> str:
        """Render the guide's questions and rules."""
        speaker = self.renderer.tongues[selections.speaker.words.lang]
        view = Guide(self.renderer.guide_rules, selections.finder, selections.table, speaker.where).view(
            self.renderer.today.isoformat()
        )
        return self.renderer.page(
            speaker.words.lang,
            "guide_questions",
            speaker.words["guide.title"],
            self.renderer.addresses("guide_questions"),
            speaker.words["description.guide_questions"],
            head=self.renderer.scripts["guide_questions"],
            content=Markup(speaker.templates.get_template("guide.html").render(view)),  # noqa: S704 - our own template, autoescaped
        )

    def choices(self, selections: Selections) -> str:
        """Render the page that links to every subset of the list."""
        speaker = self.renderer.tongues[selections.speaker.words.lang]
        content = speaker.templates.get_template("choose.html").render(groups=selections.choices())
        return self.renderer.page(
            speaker.words.lang,
            "selection",
            speaker.words["selection.title"],
            self.renderer.addresses("selection"),
            speaker.words["description.selection"],
            content=Markup(content),  # noqa: S704 - our own template, autoescaped
        )


def _card(speaker: PageLanguage, card: Card) -> dict[str, Any]:
    """Return what a card shows, including the telephone number for print."""
    phone = card["phone"] or speaker.words["value.not_stated"]
    return {"id": card["id"], "name": card["name"], "facts": speaker.presenter.card(card), "phone": phone}


def _entry(language: PageLanguage, card: Card) -> str:
    """Return the short entry of a provider on a page of a subset."""
    entry = language.templates.get_template("entry.html").module.entry  # type: ignore[attr-defined]
    return str(entry(card["id"], card["name"], language.presenter.brief(card), language.where.of("list")))


def _panel(speaker: PageLanguage, finder: Finder, files: Mapping[str, bytes]) -> Markup:
    """Render the search, filter and sort panel, which is the same on every page of the list."""
    policy = finder.policy
    areas = [(key, label) for key, label in speaker.presenter.labels["areas"].items() if key in policy.coordinates]
    html = speaker.templates.get_template("finder.html").render(
        groups=finder.groups(),
        said=finder.said(),
        hint=speaker.words["search.hint" if searched.texts_too(policy) else "search.hint_short"],
        areas=sorted(areas, key=lambda one: alphabetical(one[1])),
        script=assets.address(files, "finder"),
        page_address=speaker.where.list_page(2).replace("/2/", "/{page}/"),
        list_address=speaker.where.of("list"),
    )
    return Markup(html)  # noqa: S704 - our own template, autoescaped
