"""The blocks of facts in prose pages: one method per block, called by its name in the prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import alphabetical, in_sentence
from catalogue.policy import daily_order
from catalogue.rendering.language import PageLanguage
from catalogue.search.card import ListedProvider
from catalogue.staff import own_number as own_page
from catalogue.views import TemplateContext, data_dictionary
from catalogue.views.figures.surveys import ServiceSurveys
from catalogue.views.number_terms import Terms
from catalogue.views.policy_facts import Facts
from catalogue.views.policy_statistics import ServiceStatistics, recommendations
from catalogue.views.rows.field_rows import FieldRow
from chalicelib.register import codes

FEES_AT_ONCE = 2  # more are read on their own page
ORDER_SHOWN_MAX = 60  # a longer order is only printed by the command line


@dataclass(frozen=True)
class Blocks:
    """Renders the blocks of one language; `cards` are in the day's order."""

    language: PageLanguage
    cards: Sequence[ListedProvider]
    statistics: Sequence[ServiceStatistics]
    document: bytes | None = None  # the brochure
    surveys: Sequence[ServiceSurveys] = ()

    def at_once(self) -> Markup:
        """Whom to call, what a session costs, and the page that says what is left on a number."""
        fees = list(dict.fromkeys(sentences[0] for sentences in self._facts.fees()))
        return self.language.render(
            "at_once.html",
            reception=self._facts.policy.municipality.reception,
            fees=fees if len(fees) <= FEES_AT_ONCE else (),
        )

    def services(self) -> Markup:
        """What a resident is granted and what it costs."""
        return self.language.render(
            "services.html",
            services=self._facts.services(self._names()),
            no_choice_address=self._facts.urls.page("no_choice"),  # used where there is a choice
        )

    def non_choice(self) -> Markup:
        """Where residents who do not choose can go (LOV 9:2)."""
        return self.language.render("non_choice.html", services=self._facts.services(self._names()))

    def figures(self, protection: str) -> Markup:
        """The statistics of the published years; the page goes on with how people are protected, under that heading."""
        return self.language.render(
            "figures.html",
            services=self.statistics,
            surveys=self.surveys,
            protection=protection,
            by_name=self._by_name,
            recommendations=recommendations,
            withins=codes.WITHIN,
            say=self._facts.words.format,
        )

    def _by_name(self, providers: Sequence[str]) -> list[tuple[str, str, str]]:
        """Return (id, name, address) of providers in alphabetical order; no address if the provider has no page."""
        listed = {card.id: card.name for card in self.cards}
        names = {id_: listed.get(id_) or self.language.presenter.providers.get(id_, id_) for id_ in providers}
        return [
            (id_, name, self.language.urls.provider(id_) if id_ in listed else "")
            for id_, name in sorted(names.items(), key=lambda item: (alphabetical(item[1]), item[0]))
        ]

    def reception_contact(self) -> Markup:
        """How to reach the reception, which issues control numbers."""
        return self.language.render("reception.html", reception=self._facts.policy.municipality.reception)

    def help_lines_in_full(self) -> Markup:
        """Help lines for emergencies."""
        return self.language.render("help_in_full.html", groups=self._facts.help_groups(), day=self._facts.formats.day)

    def help_lines_for_children(self) -> Markup:
        """Help lines for children."""
        lines = self._facts.help_lines("children")
        return self.language.render(
            "help_in_full.html", groups=[("", lines)] if lines else [], day=self._facts.formats.day
        )

    def elsewhere(self, whom: str = "") -> Markup:
        """Other places to turn to, all or those for a group; nothing if policy names none."""
        town = self._facts.policy.municipality
        places = [place for place in town.elsewhere if not whom or whom in place.whom]
        return self.language.render("elsewhere.html", places=places, whom=whom, reception=town.reception)

    def feedback_contact(self) -> Markup:
        """How to complain or suggest something: the municipality's form, telephone, and an e-mail begun."""
        return self.language.render("feedback.html", **self._feedback(self._facts.feedback()))

    def _feedback(self, ways: TemplateContext) -> TemplateContext:
        return {**ways, "reception": self._facts.policy.municipality.reception}

    def brochure(self) -> Markup:
        """Link to the brochure, if the site has one."""
        return self.language.brochure_link(self.document)

    def tariffs(self) -> Markup:
        """What the municipality pays providers."""
        return self.language.render("tariffs.html", **self._facts.tariffs())

    def application_terms(self) -> Markup:
        """What is asked of those who want to perform each service; nothing if policy says nothing."""
        services = self._facts.policy.services.values()
        terms = [(service.name, service.application) for service in services if not service.own_unit_only]
        if not any(own for _, own in terms):
            return Markup("")
        plural = self._facts.words.plural
        return self.language.render("application.html", terms=terms, named=len(services) > 1, plural=plural)

    def fees(self) -> Markup:
        """What the resident pays."""
        return self.language.render("fees.html", fees=self._facts.fees())

    def sources(self) -> Markup:
        """Where the municipality's rules come from."""
        return self.language.render("sources.html", sources=self._facts.sources())

    def stored(self, situation: str) -> Markup:
        """Everything that is stored of a resident in a situation, a sentence for each column."""
        stored = data_dictionary.stored(situation, self.language.traits)
        return self.language.render("stored.html", stored=stored, heading=f"stored.{situation}")

    def kept(self, table_id: str) -> str:
        """Until when the rows of a table are stored, within a sentence."""
        tables = data_dictionary.tables(self._facts.words.lang)
        return in_sentence(next(table.kept for table in tables if table.id == table_id))

    def number_facts(self) -> Markup:
        """What a control number gives."""
        return self.language.render("number.html", services=self._terms.numbers())

    def exemption(self) -> Markup:
        """Who is exempt from the fee."""
        return self.language.render("exemption.html", services=self._terms.exemptions())

    def missed(self) -> Markup:
        """What a late cancellation or missed visit costs."""
        return self.language.render("missed.html", services=self._terms.missed_visits())

    def delivery(self) -> str:
        """The ways in which a control number can be handed over; empty if policy names none."""
        return self._terms.delivery()

    def used_up(self) -> Markup:
        """What happens when a control number has no sessions left."""
        return self.language.render("used_up.html", services=self._terms.used_up())

    def statement(self) -> Markup:
        """The accessibility statement that the law requires."""
        rows = self.language.templates.get_template("rows.html").module.rows(self._terms.statement())  # type: ignore[attr-defined]
        return Markup('<dl class="rows">{}\n</dl>').format(rows)

    def statement_defects(self) -> Markup:
        """The accessibility defects that the municipality knows of."""
        assessed = self._facts.policy.municipality.accessibility is not None
        return self.language.render("defects.html", defects=self._terms.defects(), assessed=assessed)

    def statement_messages(self) -> Markup:
        """How to report accessibility defects: the municipality's form, telephone, and an e-mail begun."""
        return self.language.render("feedback.html", **self._feedback(self._facts.accessibility_feedback()))

    def own_number(self) -> Markup:
        """The form where residents look up what is left on their control number."""
        return self.language.render("own_number.html", **own_page.template_context(self._facts))

    @property
    def _facts(self) -> Facts:
        """Return the municipality's rules in the language of the page."""
        return self.language.facts

    def seed(self) -> Markup:
        """The seed in force, and its source."""
        seed = self._facts.seed()
        source = localised(seed.source, self._facts.words.lang)
        return Markup("<p><code>{}</code></p>\n<p>{}</p>").format(seed.seed, source)

    def today(self) -> Markup:
        """The day's order, and the figures that it is computed from."""
        message = self._facts.words.format
        day = self._facts.today
        shown = self.cards if len(self.cards) <= ORDER_SHOWN_MAX else ()
        return self.language.render(
            "today.html",
            heading=message("order.today", date=self._facts.formats.day(day.isoformat())),
            facts=self._figures(),
            places=[
                {
                    "place": place,
                    "id": card.id,
                    "name": card.name,
                    "address": self._facts.urls.provider(card.id),
                }
                for place, card in enumerate(shown, 1)
            ],
            too_many=message("order.too_many", command=f"python3 build.py order {day}"),
        )

    @property
    def _terms(self) -> Terms:
        return Terms(self._facts)

    def _figures(self) -> list[FieldRow]:
        """Return the figures that the day's order is computed from (DESIGN §6)."""
        words, policy, day = self._facts.words, self._facts.policy, self._facts.today
        taking_part = daily_order.members(policy, daily_order.pair_start(day))
        if not taking_part:
            return [FieldRow(words["order.count"], "0")]
        by = daily_order.compute(taking_part, daily_order.seed_of(policy, day), daily_order.day_number(day))
        return [
            FieldRow(words["order.count"], str(len(by.base))),
            FieldRow(words["order.day"], str(by.day)),
            FieldRow(words["order.pair"], str(by.pair)),
            FieldRow(words["order.flip"], words["value.yes" if by.flip else "value.no"]),
            FieldRow(words["order.cycle"], str(by.cycle)),
            FieldRow(words["order.slot"], str(by.slot)),
        ]

    def _names(self) -> dict[str, str]:
        return {card.id: card.name for card in self.cards}
