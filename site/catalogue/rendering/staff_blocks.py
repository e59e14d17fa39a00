"""The blocks of the pages for providers and staff: one method per block, called by its name in the prose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from catalogue.contributions.contracts import Contract
from catalogue.rendering.language import PageLanguage
from catalogue.search.card import ListedProvider
from catalogue.staff import common, contracts, finance, own_number, profile_form, reception
from catalogue.views.filter_labels import FilterLabels
from catalogue.views.policy_facts import Facts
from catalogue.views.profile_reference import Reference


@dataclass(frozen=True)
class StaffBlocks:
    """Renders the blocks of one language; `cards` are in the day's order."""

    language: PageLanguage
    cards: Sequence[ListedProvider]
    contracts: Sequence[Contract] | None  # what needs action first; None: too many for a page

    def form(self) -> Markup:
        """The profile form, empty: its script draws the fields."""
        return self.language.render(
            "form.html",
            **profile_form.template_context(self._facts, {card.id for card in self.cards if card.has_profile}),
        )

    def sign_in_window(self) -> Markup:
        """The staff sign-in window."""
        return self.language.render("sign_in_window.html", words_json=own_number.words_of(self._facts, "staff."))

    def reception_desk(self) -> Markup:
        """The reception's tools."""
        language, facts = self.language, self._facts
        labels = FilterLabels(facts.policy, language.presenter, facts.today)
        names: Mapping[str, str] = language.frame["language_names"]
        return language.render(
            "reception_desk.html",
            **reception.template_context(facts, self.cards),
            **reception.choices(labels),
            lang=language.words.lang,
            slip_languages=[(lang, names[lang], urls.page("reception")) for lang, urls in language.alternates.items()],
        )

    def provider_desk(self) -> Markup:
        """The provider's tools."""
        return self.language.render("provider_desk.html", **common.provider_context(self._facts))

    def finance_desk(self) -> Markup:
        """The finance department's tables."""
        return self.language.render("finance_desk.html", **finance.template_context(self._facts))

    def contract_overview(self) -> Markup:
        """Every contract and what is old in its profile, and the texts to send."""
        return self.language.render("contracts.html", **contracts.template_context(self._facts, self.contracts))

    def fields(self) -> Markup:
        """Every field of a profile, with an example."""
        return self.language.render("fields.html", **self._reference.fields())

    def problems(self) -> Markup:
        """Every problem, and how to fix it."""
        return self.language.render("problems.html", **self._reference.problems())

    def repository(self) -> Markup:
        """Where the profiles are kept."""
        address = self._facts.policy.municipality.repository
        if not address:
            return Markup("")
        link = Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, address)
        return Markup("<p>{}</p>").format(escape(self._facts.words["provider_files"]).format(link=link))

    @property
    def _facts(self) -> Facts:
        """Return the municipality's rules in the language of the page."""
        return self.language.facts

    @property
    def _reference(self) -> Reference:
        return Reference(self._facts.policy.context, self._facts.words)
