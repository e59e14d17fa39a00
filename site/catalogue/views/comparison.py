"""The comparison of providers: the same facts in the same order for all, including those that are not stated.

A cell depends only on the provider's answer, so each distinct answer is formatted once and cached.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from catalogue.i18n.formatting import line, tel
from catalogue.i18n.urls import PER_PAGE, pagination_window
from catalogue.search.card import Card
from catalogue.views.cards import card_rows
from catalogue.views.field_rows import FieldRow
from catalogue.views.language import Language
from catalogue.views.provider import Presenter

FROM_CARD = (
    "area",
    "languages",
    "formats",
    "accepts_new",
    "waiting",
    "step_free",
    "evenings",
)  # as `card_rows` has them
_ASKED_OF: Mapping[str, tuple[str, ...]] = {  # the card fields that those rows are built from
    "area": ("areas",),
    "languages": ("languages",),
    "formats": ("formats",),
    "accepts_new": ("accepts_new",),
    "waiting": ("waiting_days",),
    "step_free": ("step_free", "areas_of_premises"),
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


_SAID = (
    "chosen",
    "count",
    "differences",
    "same",
    "remove",
    "removed",
    "back",
    "one_more",
    "none",
    "gone",
    "too_many",
    "failed",
    "order_today",
    "order_old",
)
_PICK_SAID = ("go", "full", "picked", "picked_one")
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
    """Builds the comparison in one language; `known` caches cells by fact and answer."""

    speaker: Language
    today: date
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def page(self, cards: Sequence[Card], page: int, pages: int) -> dict[str, Any]:
        """Return the template data of one page of the comparison."""
        say, where = self.speaker.words.say, self.speaker.where
        shown = cards[(page - 1) * PER_PAGE : page * PER_PAGE]
        return {
            "title": say("compare.title_page", page=page, pages=pages) if pages > 1 else say("compare.title"),
            "facts": self.facts(shown),
            "providers": [(card.id, card.name) for card in shown],
            "said": self._said(_SAID),
            "order_of": say("list.order_of", date=self.presenter.wording.day(self.today.isoformat())),
            "order_address": where.of("order"),
            "list_address": where.of("list"),
            "page_address": where.compare_page(2).replace("/2/", "/{page}/"),
            "built": self.today.isoformat(),
            "per_page": PER_PAGE,
            "page": page,
            "pages": pages,
            "previous": where.compare_page(page - 1) if page > 1 else "",
            "following": where.compare_page(page + 1) if page < pages else "",
            "numbers": [(number, where.compare_page(number)) for number in pagination_window(page, pages)],
        }

    @cached_property
    def pick_said(self) -> str:
        """Return the texts about choosing providers to compare, as JSON for the list page's script."""
        return self._said(_PICK_SAID)

    @property
    def presenter(self) -> Presenter:
        """Return the view of providers in this language."""
        return self.speaker.presenter

    def _said(self, keys: Iterable[str]) -> str:
        return json.dumps({key: self.speaker.words[f"compare.{key}"] for key in keys}, ensure_ascii=False)

    def facts(self, cards: Sequence[Card]) -> list[Fact]:
        """Return every fact, with a cell for each provider in the order of `cards`."""
        named = [(card, self._name(card)) for card in cards]
        return [
            Fact(key, self._label(key), [f"<td>{name} {self._cell(key, card)}</td>" for card, name in named])
            for key in FACTS
        ]

    def _name(self, card: Card) -> str:
        """Return the provider's name as a link, repeated in every cell, since the column heads are far away."""
        address = self.speaker.where.provider(card.id)
        return Markup('<a class="who" href="{}">{}</a>').format(address, card.name)

    def _label(self, key: str) -> str:
        features = self.presenter.labels["features"]
        words = {"waiting": "field.waiting_time", "saturdays": "filter.saturdays"}
        return features[key] if key in features else self.presenter.words[words.get(key, f"field.{key}")]

    def _cell(self, key: str, card: Card) -> str:
        if key == "phone":  # different for every provider, so not cached
            return self._phone(card.phone)
        answer = (key, repr(_answer(key, card)))
        text = self.known.get(answer)
        if text is None:
            text = self.known[answer] = _worded(self._row(key, card))
        return text

    def _phone(self, phone: str | None) -> str:
        return _worded(FieldRow("", phone, link=tel(phone)) if phone else self.presenter.missing)

    def _row(self, key: str, card: Card) -> FieldRow:
        if key in FROM_CARD:
            return card_rows(self.presenter, card)[FROM_CARD.index(key)]
        if key == "regi":
            return FieldRow("", self.presenter.words[f"regi.{card.regi}"])
        told = card.facets[key]
        show = self._words if key in {"methods", "competences"} else self._yes
        services = (card.facets["service"][0] or ()) if len(told) > 1 else [""]
        return self._per_service({id_: show(key, one) for id_, one in zip(services, told, strict=True)})

    def _yes(self, _: str, told: list[str] | None) -> FieldRow:
        if told is None:
            return self.presenter.missing
        answer = "yes" if told else "no"
        return FieldRow("", self.presenter.words[f"value.{answer}"], answer)

    def _words(self, kind: str, told: list[str] | None) -> FieldRow:
        if told is None:
            return self.presenter.missing
        labels = self.presenter.labels[kind]
        return FieldRow("", line([labels.get(key, key) for key in told]) or self.presenter.words["value.none"])

    def _per_service(self, rows: Mapping[str, FieldRow]) -> FieldRow:
        """Return one row for all services, with a value per service where they differ."""
        distinct = list(dict.fromkeys(rows.values()))
        if len(distinct) == 1:
            return distinct[0]
        say, names = self.presenter.words.say, self.presenter.labels["services"]
        parts = [say("value.per_service", service=names.get(id_, id_), value=row.value) for id_, row in rows.items()]
        return FieldRow("", ", ".join(parts))


def _answer(key: str, card: Card) -> Any:  # noqa: ANN401 - plain data, used only as a cache key
    if key == "regi":
        return card.regi
    if key in FROM_CARD:
        return [getattr(card, part) for part in _ASKED_OF[key]]
    return card.facets[key], card.facets["service"]


def _worded(row: FieldRow) -> str:
    """Return a cell's value as one HTML element, so that scripts can separate it from the name."""
    text = Markup('<a href="{}">{}</a>').format(row.link, row.value) if row.link else escape(row.value)
    return f'<span class="missing">{text}</span>' if row.state == "missing" else f"<span>{text}</span>"
