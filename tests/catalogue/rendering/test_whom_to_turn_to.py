"""Help by whom it is for, other places, complaints, and how to become a provider: as the pages say it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest

from catalogue.i18n.urls import STAFF, output_file
from catalogue.open_data.publication import Published
from catalogue.policy.applications import Application
from catalogue.policy.contacts.model import HelpLine
from catalogue.policy.model import Policy
from catalogue.rendering.renderer import Renderer
from tests.support import frozen

TODAY = dt.date(2026, 11, 21)
OWN = "familjeradgivningen"
LANGUAGES = ["sv", "en", "fi"]
FORM = "https://kommun.example/synpunkter"


def with_town(rules: Policy, **changed: Any) -> Renderer:  # noqa: ANN401 - fields of a municipality
    """Build a renderer of the demonstration with some fields of the municipality changed."""
    return Renderer.load(frozen.DATA, replace(rules, municipality=replace(rules.municipality, **changed)), TODAY)


def with_service(rules: Policy, **changed: Any) -> Renderer:  # noqa: ANN401 - fields of a service
    """Build a renderer of the demonstration with some fields of its service changed."""
    services = {id_: replace(service, **changed) for id_, service in rules.services.items()}
    return Renderer.load(frozen.DATA, replace(rules, services=services), TODAY)


def page(renderer: Renderer, kind: str, lang: str = "sv") -> str:
    """Return a whole prose page."""
    published = Published(renderer.languages, renderer.exports([]), [], {}, [], "")
    pages = dict(renderer.prose_pages(lang, [], published))
    return pages[output_file(renderer.languages[lang].urls.page(kind))]


def main(html: str) -> str:
    """Return the main part of a page."""
    return html.partition("<main")[2].partition("</main>")[0]


def mails(html: str) -> list[str]:
    """Return the links of a page that begin an e-mail with a subject, decoded."""
    return [unquote(unescape(link)) for link in re.findall(r'href="(mailto:[^"]*subject=[^"]*)"', html)]


class TestHelp:
    """Who needs help finds the line for them."""

    def test_each_group_has_a_heading_of_its_own_and_everyone_comes_first(self, renderer: Renderer) -> None:
        headings = re.findall(r'<h2 id="help-\d+">([^<]*)</h2>', main(page(renderer, "help")))
        assert headings[:5] == ["Till alla", "Till kvinnor", "Till barn och unga", "Till män", "Till transpersoner"]

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_a_text_message_is_begun_by_its_link(self, renderer: Renderer, lang: str) -> None:
        assert 'href="sms:112"' in main(page(renderer, "help", lang))

    def test_what_a_text_message_to_112_needs_is_said(self, renderer: Renderer) -> None:
        (card,) = [card for card in main(page(renderer, "help")).split("<li>") if "sms:112" in card]
        assert "registrerat din telefon hos SOS Alarm i förväg" in card

    def test_a_chat_has_its_address_written_out(self, renderer: Renderer) -> None:
        assert '<a href="https://www.bris.se/" rel="noreferrer">www.bris.se</a>' in main(page(renderer, "help"))

    def test_the_demonstration_claims_no_confirmation(self, renderer: Renderer) -> None:
        assert "Kommunen kontrollerade" not in page(renderer, "help")

    def test_a_confirmed_line_has_its_source_and_the_day(self, rules: Policy) -> None:
        text = {"sv": "Text"}
        line = HelpLine(text, text, "112", source={"sv": "SOS Alarm"}, confirmed=dt.date(2026, 11, 2))
        html = main(page(with_town(rules, help_lines=(line,)), "help"))
        assert "Källa: SOS Alarm. Kommunen kontrollerade uppgiften 2\u00a0november\u00a02026." in html

    def test_the_footer_has_the_first_four_that_can_be_called(self, renderer: Renderer) -> None:
        footer = page(renderer, "start").partition("<footer")[2]
        numbers = re.findall(r'<ul class="help-lines">(.*?)</ul>', footer, re.DOTALL)[0].count("tel:")
        assert numbers == 4

    def test_an_e_mail_to_the_reception_has_the_warning_of_a_provider_s(self, renderer: Renderer) -> None:
        for kind in ("help", "start", "feedback", "accessibility", "privacy"):
            assert "Skriv inget känsligt i e-post." in main(page(renderer, kind)), kind


class TestElsewhere:
    """Other places to turn to stand beside help."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_they_are_on_the_help_page(self, renderer: Renderer, lang: str) -> None:
        html = main(page(renderer, "help", lang))
        assert 'id="elsewhere"' in html
        assert 'href="https://www.umo.se/"' in html

    def test_a_place_without_telephone_is_found_through_the_reception(self, renderer: Renderer) -> None:
        (place,) = [item for item in main(page(renderer, "help")).split("<li>") if "<h3>Familjerätten" in item]
        assert '<a href="tel:+46846500400">08-465 004 00</a>' in place

    def test_those_for_children_are_on_their_page_and_no_others(self, renderer: Renderer) -> None:
        html = main(page(renderer, "children"))
        assert ("Ungdomsmottagningen" in html, "Familjerätten" in html) == (True, False)

    def test_without_any_there_is_no_heading(self, rules: Policy) -> None:
        assert 'id="elsewhere"' not in page(with_town(rules, elsewhere=()), "help")


class TestFeedback:
    """Who complains has a form or an e-mail that is begun."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_without_a_form_an_e_mail_is_begun(self, renderer: Renderer, lang: str) -> None:
        (mail,) = mails(page(renderer, "feedback", lang))
        assert mail.startswith("mailto:kontaktcenter@kundval.example?subject=")
        assert mail.count("\r\n") > 2

    def test_a_provider_s_page_names_it_in_the_subject(self, renderer: Renderer) -> None:
        (mail,) = mails(renderer.provider(OWN, {"name": "Rum & Tid"}, "sv"))
        assert "?subject=Klagomål eller synpunkter: Rum & Tid&body=" in mail

    def test_a_provider_s_page_leads_there_from_what_is_read_before_one_books(self, renderer: Renderer) -> None:
        before, _, rest = main(renderer.provider(OWN, {"name": "X"}, "sv")).partition('<a href="#complain">')
        assert 'id="before"' in before
        assert 'id="complain"' in rest

    def test_the_address_is_written_out_for_those_without_a_mail_program(self, renderer: Renderer) -> None:
        assert "Skriv till kontaktcenter<wbr>@kundval.example</a>" in renderer.provider(OWN, {"name": "X"}, "sv")

    def test_the_municipality_s_form_takes_the_place_of_the_e_mail_on_a_provider_s_page(self, rules: Policy) -> None:
        html = with_town(rules, feedback=FORM).provider(OWN, {"name": "X"}, "sv")
        assert (f'href="{FORM}"' in html, mails(html)) == (True, [])

    def test_the_form_comes_before_the_telephone(self, rules: Policy) -> None:
        html = main(page(with_town(rules, feedback=FORM), "feedback"))
        assert 0 < html.index(FORM) < html.index("tel:")

    def test_remarks_on_accessibility_have_questions_of_their_own(self, renderer: Renderer) -> None:
        (mail,) = mails(page(renderer, "accessibility"))
        assert "Webbläsare och hjälpmedel:" in mail

    def test_remarks_on_accessibility_go_to_their_own_form_before_the_common_one(self, rules: Policy) -> None:
        own = "https://kommun.example/tillganglighet"
        statement = rules.municipality.accessibility
        assert statement is not None
        both = with_town(rules, feedback=FORM, accessibility=replace(statement, messages=own))
        one = with_town(rules, feedback=FORM)
        assert [own in page(both, "accessibility"), FORM in page(both, "accessibility")] == [True, False]
        assert FORM in page(one, "accessibility")


class TestBecomeAProvider:
    """Where providers look, there is the way to become one, and what the law says of it."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_page_links_to_it(self, renderer: Renderer, lang: str) -> None:
        place = f'href="{renderer.languages[lang].urls.page("become")}"'
        for kind in ("start", "for_providers", "changes", *STAFF):
            assert place in page(renderer, kind, lang), kind

    def test_where_the_municipality_approves_nobody_else_there_is_no_such_page(self, rules: Policy) -> None:
        services = {id_: replace(service, own_unit_only=True) for id_, service in rules.services.items()}
        renderer = Renderer.load(frozen.DATA, replace(rules, services=services), TODAY)
        assert "become" not in renderer.languages["sv"].kinds
        assert "/bli-utforare/" not in page(renderer, "changes") + page(renderer, "for_providers")

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_what_is_wanted_is_apart_from_what_is_required_and_said_to_be_no_condition(
        self, renderer: Renderer, lang: str
    ) -> None:
        own, words = renderer.policy.services["familjeradgivning"].application, renderer.languages[lang].words
        assert own is not None
        required, wanted = main(page(renderer, "become", lang)).split(words["application.wanted"])
        assert own.requirements[0][lang] in unescape(required)
        assert own.wanted[0][lang] in unescape(wanted)
        assert words["application.wanted_note"] in unescape(wanted)

    def test_where_policy_is_silent_the_law_is_said_and_whom_to_ask(self, rules: Policy) -> None:
        html = main(page(with_service(rules, application=None), "become"))
        assert "Kommunen har inte skrivit sina krav här." in html
        assert "Hitta LOV-uppdrag" in html
        assert "inom tre veckor från beskedet (10&nbsp;kap. 3&nbsp;§)" in html
        assert "08-465 004 00" in html

    def test_a_key_that_is_left_out_leaves_no_heading(self, rules: Policy) -> None:
        html = main(page(with_service(rules, application=Application(decision_days=1)), "become"))
        assert "Du får besked inom en dag" in html
        assert "Kraven står inte här." in html
        assert ("Skicka in" in html, "önskemål" in html, "Skicka ansökan" in html) == (False, False, False)

    def test_beside_a_service_of_the_own_unit_the_one_to_apply_for_is_named(self, rules: Policy) -> None:
        (service,) = rules.services.values()
        own = replace(service, id="grupp", name={"sv": "Gruppbehandling"}, own_unit_only=True, application=None)
        two = replace(rules, services={service.id: service, "grupp": own})
        html = main(page(Renderer.load(frozen.DATA, two, TODAY), "become"))
        assert "Kommunen driver gruppbehandling själv." in html
        assert "<h2>Familjerådgivning</h2>" in html
        assert "<h2>Gruppbehandling</h2>" not in html

    def test_with_one_provider_nothing_is_said_of_a_free_choice_that_may_not_be(self, rules: Policy) -> None:
        only = {OWN: rules.authorisations[OWN]}
        alone = replace(with_service(rules, application=None).policy, authorisations=only)
        html = main(page(Renderer.load(frozen.DATA, alone, TODAY), "become"))
        assert "I dag finns det en enda utförare av familjerådgivning." in html
        assert "valfrihetssystem" not in html
