"""Pages that show many providers: the list, the comparison, the subsets of the list, and the guide."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from catalogue.i18n.formatting import alphabetical
from catalogue.i18n.urls import PER_PAGE, output_file, page_count, pagination_window
from catalogue.rendering import assets
from catalogue.rendering.language import PageLanguage
from catalogue.rendering.renderer import Renderer
from catalogue.search import facet_index, search_index
from catalogue.search.card import Card
from catalogue.search.facet_index import FacetIndex
from catalogue.search.facet_row import FacetRow
from catalogue.views import cards as cards_view
from catalogue.views.comparison import Comparison
from catalogue.views.filter_labels import FilterLabels
from catalogue.views.guide import Guide
from catalogue.views.subsets import SubsetPage, Subsets

File = tuple[str, Callable[[], str | bytes]]  # name, and a function that returns the content


@dataclass(frozen=True)
class ListPages:
    """Renders these pages, each independently; created once, before any fork."""

    renderer: Renderer
    finders: Mapping[str, FilterLabels]
    panels: Mapping[str, Markup]
    search_results: Mapping[str, Markup]
    comparisons: Mapping[str, Comparison]
    brochures: Mapping[str, bytes]

    @classmethod
    def create(cls, renderer: Renderer, brochures: Mapping[str, bytes] | None = None) -> ListPages:
        """Prepare what is the same on all pages of a language."""
        languages, policy, today = renderer.languages, renderer.policy, renderer.today
        finders = {lang: FilterLabels(policy, language.presenter, today) for lang, language in languages.items()}
        panels = {lang: _panel(language, finders[lang], renderer.files) for lang, language in languages.items()}
        comparisons = {lang: Comparison(language, today) for lang, language in languages.items()}
        search_results = {lang: _search_found(language, renderer.files) for lang, language in languages.items()}
        return cls(renderer, finders, panels, search_results, comparisons, brochures or {})

    def all(self, cards: Sequence[Card], lang: str) -> dict[str, str]:
        """Return file → HTML of the list's pages, with PER_PAGE providers each, in the order of `cards`."""
        files = self.files(len(cards), lang)
        return {file: self.page(cards, lang, page, len(files)) for page, file in enumerate(files, start=1)}

    def files(self, count: int, lang: str) -> list[str]:
        """Return the paths of the list's pages for `count` providers."""
        urls = self.renderer.languages[lang].urls
        return [output_file(urls.list_page(page)) for page in range(1, page_count(count) + 1)]

    def page(self, cards: Sequence[Card], lang: str, page: int, pages_count: int) -> str:
        """Render one page of the list."""
        language = self.renderer.languages[lang]
        message, urls = language.words.format, language.urls
        start = (page - 1) * PER_PAGE
        shown = cards[start : start + PER_PAGE]
        title = message("list.title_page", page=page, pages=pages_count) if pages_count > 1 else message("list.title")
        count = (
            message("list.count_page", count=len(cards), first=start + 1, last=start + len(shown))
            if pages_count > 1
            else language.words.plural("list.count", len(cards))
        )
        content = language.render(
            "list.html",
            title=title,
            count=count,
            counted=json.dumps(language.words.for_script("list", ["count"]), ensure_ascii=False),
            order_of=message("list.order_of", date=language.presenter.formats.day(self.renderer.today.isoformat())),
            old=language.words["list.order_old" if pages_count == 1 else "list.order_old_paged"],
            order_address=urls.page("order"),
            list_address=urls.page("list"),
            choose_address=urls.page("selection"),
            finder=self.panels[lang],
            search_found=self.search_results[lang],
            compare_address=urls.page("compare"),
            pick_script=assets.address(self.renderer.files, "compare_pick"),
            pick_said=self.comparisons[lang].picker_messages,
            built=self.renderer.today.isoformat(),
            first=start + 1,
            page=page,
            pages=pages_count,
            cards=[(card, cards_view.card_rows(language.presenter, card)) for card in shown],
            previous=urls.list_page(page - 1) if page > 1 else "",
            following=urls.list_page(page + 1) if page < pages_count else "",
            numbers=[(number, urls.list_page(number)) for number in pagination_window(page, pages_count)],
            brochure=language.brochure_link(self.brochures.get(lang)),
        )
        script = self.renderer.scripts["list"] if "compare" in language.kinds else ""
        return language.page("list", title, content, address=lambda urls: urls.list_page(page), head=script)

    def compare_files(self, count: int, lang: str) -> list[str]:
        """Return the paths of the comparison's pages for `count` providers."""
        urls = self.renderer.languages[lang].urls
        return [output_file(urls.compare_page(page)) for page in range(1, page_count(count) + 1)]

    def compare_page(self, cards: Sequence[Card], lang: str, page: int, pages_count: int) -> str:
        """Render one page of the comparison of all providers; a script shows those that the reader has chosen."""
        language = self.renderer.languages[lang]
        comparison = self.comparisons[lang]
        return language.page(
            "compare",
            comparison.title(page, pages_count),
            language.render("compare.html", **comparison.page(cards, page, pages_count)),
            address=lambda urls: urls.compare_page(page),
            head=self.renderer.scripts["compare"],
        )

    def everything(self, cards: Sequence[Card], lines: Iterable[FacetRow]) -> Iterator[File]:
        """Yield every file that shows many providers, with a function that renders it."""
        renderer, day = self.renderer, self.renderer.today.isoformat()
        table, index = facet_index.build_indexes(renderer.columns, lines)
        yield "facets.json", partial(table.json, day)
        yield "search.json", partial(index.json, day)
        for lang in renderer.languages:
            listed, compared = self.files(len(cards), lang), self.compare_files(len(cards), lang)
            for page, file in enumerate(listed, start=1):
                yield file, partial(self.page, cards, lang, page, len(listed))
            if "compare" not in renderer.languages[lang].kinds:
                continue  # nothing to choose between
            for page, file in enumerate(compared, start=1):
                yield file, partial(self.compare_page, cards, lang, page, len(compared))
            selections = self.selections(table, cards, lang)
            urls = renderer.languages[lang].urls
            yield output_file(urls.page("selection")), partial(self.choices, selections)
            yield output_file(urls.page("guide_questions")), partial(self.guide, selections)
            for part in selections.pages():
                yield output_file(part.address), partial(self.selection, selections, part)

    def selections(self, table: FacetIndex, cards: Sequence[Card], lang: str) -> Subsets:
        """Build the subsets of the list that have pages of their own."""
        language = self.renderer.languages[lang]
        return Subsets(language, self.finders[lang], table, cards, partial(_entry, language))

    def selection(self, selections: Subsets, part: SubsetPage) -> str:
        """Render one page of a subset of the list; all have the same title, which does not reveal the subset."""
        language = self.renderer.languages[selections.language.words.lang]
        content = language.render(
            "selection.html",
            **selections.page(part),
            order_of=language.words.format(
                "list.order_of", date=language.presenter.formats.day(self.renderer.today.isoformat())
            ),
            old=language.words["list.order_old" if part.pages == 1 else "list.order_old_paged"],
            order_address=language.urls.page("order"),
            built=self.renderer.today.isoformat(),
        )
        return language.page(
            "selection",
            language.words["selection.page_title"],
            content,
            address=lambda urls: urls.selection(part.facet.key, part.value, part.page),
            head=self.renderer.scripts["list"],
        )

    def guide(self, selections: Subsets) -> str:
        """Render the guide's questions and rules."""
        language = self.renderer.languages[selections.language.words.lang]
        guide = Guide(self.renderer.guide_rules, selections.filter_labels, selections.index, language.urls)
        view = guide.template_context(self.renderer.today.isoformat())
        script = self.renderer.scripts["guide_questions"]
        title = language.words["guide.title"]
        return language.page("guide_questions", title, language.render("guide.html", **view), head=script)

    def choices(self, selections: Subsets) -> str:
        """Render the page that links to every subset of the list."""
        language = self.renderer.languages[selections.language.words.lang]
        content = language.render("choose.html", subsets=selections, labels=selections.filter_labels)
        return language.page("selection", language.words["selection.title"], content)


SEARCH_MESSAGES = (
    "why",
    "nobody",
    "nobody_speaks",
    "interpreters",
    "fewer_words",
    "other_words",
    *(f"kind_{kind}" for kind in (*search_index.KINDS, "areas", "languages", "methods", "competences", "formats")),
)
"""Keys of the texts that the script of the search says."""


def _search_found(language: PageLanguage, files: Mapping[str, bytes]) -> Markup:
    """Render what a search says beside the hits, which is the same on every page of the list."""
    frame = language.frame
    return language.render(
        "search_found.html",
        script=assets.address(files, "search_found"),
        said=json.dumps(language.words.for_script("found", SEARCH_MESSAGES), ensure_ascii=False),
        urls=frame["urls"],
        help_lines=frame["help_lines"],
        reception=frame["reception"],
    )


def _entry(language: PageLanguage, card: Card) -> str:
    """Return the short entry of a provider on a page of a subset."""
    entry = language.templates.get_template("entry.html").module.entry  # type: ignore[attr-defined]
    return str(entry(card.id, card.name, cards_view.brief_rows(language.presenter, card), language.urls.page("list")))


def _panel(language: PageLanguage, finder: FilterLabels, files: Mapping[str, bytes]) -> Markup:
    """Render the search, filter and sort panel, which is the same on every page of the list."""
    policy = finder.policy
    areas = [(key, label) for key, label in language.presenter.labels["areas"].items() if key in policy.coordinates]
    return language.render(
        "finder.html",
        labels=finder,
        said=finder.script_messages(),
        hint=language.words["search.hint" if search_index.includes_texts(policy) else "search.hint_short"],
        areas=sorted(areas, key=lambda area: alphabetical(area[1], finder.presenter.words.lang)),
        script=assets.address(files, "finder"),
        page_address=language.urls.list_page(2).replace("/2/", "/{page}/"),
        list_address=language.urls.page("list"),
        exit_link=policy.municipality.exit_link,
    )
