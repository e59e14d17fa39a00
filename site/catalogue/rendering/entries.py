"""A provider as it stands in a list: a card of the whole list, and a shorter entry of a part of it.

Either stands many times on thousands of pages, so its template is asked for once; see `stencil.sheet`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jinja2 import Environment

from catalogue.i18n.urls import Addresses
from catalogue.rendering import stencil
from catalogue.search.card import Card
from catalogue.views.provider import Presenter


@dataclass(frozen=True)
class Entries:
    """Writes cards and entries of one language."""

    presenter: Presenter
    facts: Callable[..., str]
    _card: Callable[..., str]
    _entry: Callable[..., str]

    @classmethod
    def of(cls, presenter: Presenter, templates: Environment, where: Addresses) -> Entries:
        """Compile both templates."""
        same = {"list_address": where.of("list")}
        return cls(
            presenter,
            templates.filters["facts"],
            stencil.sheet(templates.get_template("card.html"), ("id", "name", "facts", "phone"), **same),
            stencil.sheet(templates.get_template("entry.html"), ("id", "name", "facts"), **same),
        )

    def card(self, card: Card) -> str:
        """Write a card of the list, with a telephone number for whoever prints it."""
        phone = card["phone"] or self.presenter.words["value.not_stated"]
        return self._card(id=card["id"], name=card["name"], facts=self.facts(self.presenter.card(card)), phone=phone)

    def brief(self, card: Card) -> str:
        """Write an entry of a part of the list."""
        return self._entry(id=card["id"], name=card["name"], facts=self.facts(self.presenter.brief(card)))
