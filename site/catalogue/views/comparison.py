"""The comparison of providers: the same facts in the same order for all, including those that are not stated.

A cell depends only on the provider's answer, so each distinct answer is formatted once and cached.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup, escape

from catalogue.i18n.formatting import line, tel
from catalogue.i18n.urls import PER_PAGE, pagination_window
from catalogue.search.card import Card
from catalogue.search.facets import Answer
from catalogue.views import TemplateContext
from catalogue.views.cards import card_rows
from catalogue.views.language import Language
from catalogue.views.provider import Presenter
from catalogue.views.rows.field_rows import FieldRow

FROM_CARD: Mapping[str, tuple[str, ...]] = {  # rows of `card_rows`, and the fields that each is built from
    "area": ("areas",),
    "languages": ("languages",),
    "formats": ("formats",),
    "accepts_new": ("accepts_new",),
    "waiting": ("waiting_days",),
    "step_free": ("step_free", "premises"),
    "evenings": ("evenings",),
}
FACTS = (
    "accepts_new",
    "waiting",
    "single_sessions",
    "evenings",
    "saturdays",
    "area",
    "formats",
    "languages",
    "interpreter",
    "sign_language",
    "step_free",
    "lift",
    "toilet",
    "hearing_loop",
    "parking",
    "two_counsellors",
    "competences",
    "methods",
    "regi",
    "phone",
)
"""The facts compared, in the order of the page."""
KINDS = {"area": "areas"} | {kind: kind for kind in ("formats", "languages", "competences", "methods")}
"""The vocabulary of each fact that has one; without a key in it, nobody can state the fact."""
_MESSAGES = (
    "chosen",
    "count",
    "differences",
    "same",
    "remove",
    "removed",
    "back",
    "back_here",
    "one_more",
    "none",
    "gone",
    "too_many",
    "failed",
    "order_today",
    "order_old",
)
_PICKER_MESSAGES = ("go", "full", "picked")
"""Keys of the texts that scripts show; scripts contain no texts of their own."""


class Fact(NamedTuple):
    """One row of the table: key, label, and the rendered cell of each provider."""

    key: str
    label: str
    cells: Sequence[str]  # HTML

    @property
    def html(self) -> Markup:
        """Return all cells, concatenated."""
        return Markup("".join(self.cells))  # noqa: S704 - each is escaped


@dataclass(frozen=True)
class Comparison:
    """Builds the comparison in one language; `cached_cells` has the cells formatted so far, by fact and answer."""

    language: Language
    today: date
    cached_cells: dict[tuple[str, str], str] = field(default_factory=dict)

    def page(self, cards: Sequence[Card], page: int, pages: int) -> TemplateContext:
        """Return the template data of one page of the comparison."""
        message, urls = self.language.words.format, self.language.urls
        shown = cards[(page - 1) * PER_PAGE : page * PER_PAGE]
        return {
            "title": self.title(page, pages),
            "facts": self.facts(shown),
            "providers": [(card.id, card.name) for card in shown],
            "said": self._messages(_MESSAGES),
            "order_of": message("list.order_of", date=self.presenter.formats.day(self.today.isoformat())),
            "order_address": urls.page("order"),
            "list_address": urls.page("list"),
            "page_address": urls.compare_page(2).replace("/2/", "/{page}/"),
            "built": self.today.isoformat(),
            "per_page": PER_PAGE,
            "page": page,
            "pages": pages,
            "previous": urls.compare_page(page - 1) if page > 1 else "",
            "following": urls.compare_page(page + 1) if page < pages else "",
            "numbers": [(number, urls.compare_page(number)) for number in pagination_window(page, pages)],
        }

    def title(self, page: int, pages: int) -> str:
        """Return the title of one page of the comparison."""
        message = self.language.words.format
        return message("compare.title_page", page=page, pages=pages) if pages > 1 else message("compare.title")

    @cached_property
    def picker_messages(self) -> str:
        """Return the texts about choosing providers to compare, as JSON for the list page's script."""
        return self._messages(_PICKER_MESSAGES)

    @property
    def presenter(self) -> Presenter:
        """Return the view of providers in this language."""
        return self.language.presenter

    def _messages(self, keys: Iterable[str]) -> str:
        return json.dumps(self.language.words.for_script("compare", keys), ensure_ascii=False)

    def facts(self, cards: Sequence[Card]) -> list[Fact]:
        """Return every fact, with a cell for each provider in the order of `cards`."""
        named = [(card, self._name(card)) for card in cards]
        return [
            Fact(key, self._label(key), [f"<td>{name} {self._cell(key, card)}</td>" for card, name in named])
            for key in (("service",) if self.presenter.several_services else ()) + FACTS
            if key not in KINDS or self.presenter.labels[KINDS[key]]
        ]

    def _name(self, card: Card) -> str:
        """Return the provider's name as a link, repeated in every cell, since the column heads are far away."""
        address = self.language.urls.provider(card.id)
        return Markup('<a class="who" href="{}">{}</a>').format(address, card.name)

    def _label(self, key: str) -> str:
        features = self.presenter.labels["features"]
        keys = {"waiting": "field.waiting_time", "saturdays": "filter.saturdays", "service": "filter.service"}
        return features[key] if key in features else self.presenter.words[keys.get(key, f"field.{key}")]

    def _cell(self, key: str, card: Card) -> str:
        if key == "phone":  # different for every provider, so not cached
            return self._phone(card.phone)
        answer = (key, repr(_answer(key, card)))
        html = self.cached_cells.get(answer)
        if html is None:
            html = self.cached_cells[answer] = _html(self._row(key, card))
        return html

    def _phone(self, phone: str | None) -> str:
        return _html(FieldRow("", phone, link=tel(phone)) if phone else self.presenter.missing)

    def _row(self, key: str, card: Card) -> FieldRow:
        if key == "waiting":  # without its date, which would make a difference of equal waiting times
            return self.presenter.per_service("field.waiting_time", card.waiting_days, self.presenter.waiting)
        if key in FROM_CARD:
            label = self._label(key)
            return next(row for row in card_rows(self.presenter, card) if row.label == label)
        if key == "service":
            return self._labels("services", card.facets["service"][0])
        if key == "regi":
            return FieldRow("", self.presenter.words[f"regi.{card.regi}"])
        answers = card.facets[key]
        show = self._labels if key in {"methods", "competences"} else self._yes
        services = (card.facets["service"][0] or ()) if len(answers) > 1 else ("",)
        return self._per_service({id_: show(key, answer) for id_, answer in zip(services, answers, strict=True)})

    def _yes(self, _: str, answer: Answer) -> FieldRow:
        if answer is None:
            return self.presenter.missing
        state = "yes" if answer else "no"
        return FieldRow("", self.presenter.words[f"value.{state}"], state)

    def _labels(self, kind: str, answer: Answer) -> FieldRow:
        if answer is None:
            return self.presenter.missing
        labels = self.presenter.labels[kind]
        return FieldRow("", line([labels.get(key, key) for key in answer]) or self.presenter.words["value.none"])

    def _per_service(self, rows: Mapping[str, FieldRow]) -> FieldRow:
        """Return one row for all services, with a value per service where they differ."""
        distinct = list(dict.fromkeys(rows.values()))
        if len(distinct) == 1:
            return distinct[0]
        message, names = self.presenter.words.format, self.presenter.labels["services"]
        parts = [
            message("value.per_service", service=names.get(id_, id_), value=row.value) for id_, row in rows.items()
        ]
        return FieldRow("", ", ".join(parts))


def _answer(key: str, card: Card) -> object:
    """Return what a fact's cell depends on, as plain data."""
    if key == "regi":
        return card.regi
    if key in FROM_CARD:
        return [getattr(card, name) for name in FROM_CARD[key]]
    return card.facets[key], card.facets["service"]


def _html(row: FieldRow) -> str:
    """Format a cell's value as one HTML element, so that scripts can separate it from the name."""
    text = Markup('<a href="{}">{}</a>').format(row.link, row.value) if row.link else escape(row.value)
    return f'<span class="missing">{text}</span>' if row.state == "missing" else f"<span>{text}</span>"
