"""The page of contracts: names and plain words, a CSV that Excel opens right, and a text to each provider."""

import dataclasses
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from catalogue.contributions import contracts
from catalogue.contributions.contracts import Contract, ProfileReview
from catalogue.contributions.staleness import Finding
from catalogue.i18n.formatting import LINK_MAX
from catalogue.policy.model import Verified
from catalogue.staff import contracts as view
from catalogue.views.policy_facts import Facts

OLD = (Finding("waiting", value="2026-10-01"), Finding("unsaid", "languages"))
REVIEW = ProfileReview("=Mottagningen; AB", "post@kundval.example", OLD)


@pytest.fixture
def rows(facts: Facts) -> list[Contract]:
    """Return the contract of one provider with an old waiting time."""
    (first, *_) = facts.policy.authorisations.values()
    alone = dataclasses.replace(facts.policy, authorisations={first.id: first})
    return contracts.overview(alone, {first.id: REVIEW}, facts.today)


def letter(facts: Facts, rows: list[Contract]) -> Any:  # noqa: ANN401 - an item of a template's data
    context: Any = view.template_context(facts, rows)
    return context["letters"][0]


class TestCsv:
    """What a Swedish spreadsheet opens with a double click."""

    def test_it_has_a_mark_and_semicolons_and_no_formula(self, facts: Facts, rows: list[Contract]) -> None:
        header, line, rest = view.csv(facts, rows).decode().split("\r\n")
        assert header.startswith("\ufeffUtförare;Avtalspart;")
        assert line.startswith('"\'=Mottagningen; AB";')
        assert rest == ""

    def test_it_says_state_and_dates_and_what_is_old(self, facts: Facts, rows: list[Contract]) -> None:
        line = view.csv(facts, rows).decode().splitlines()[1]
        assert ";I kraft;" in line
        assert ";2026-10-01;Väntetid från 1 oktober 2026;1;" in line


class TestList:
    """What is read on the page."""

    def test_an_end_is_told_with_the_days_that_are_left(self, facts: Facts, rows: list[Contract]) -> None:
        term = rows[0].term._replace(end=facts.today + timedelta(days=1))
        assert view.standing(facts, dataclasses.replace(rows[0], term=term)).endswith(", om 1 dag")

    def test_what_was_verified_has_its_age(self, facts: Facts, rows: list[Contract]) -> None:
        owner = dataclasses.replace(rows[0].authorisation, verified=(Verified("step_free", "yes", date(2026, 3, 22)),))
        (text,) = view.verified(facts, dataclasses.replace(rows[0], authorisation=owner))
        assert text.endswith(": ja, 22\u00a0mars\u00a02026 (7 månader)")

    @pytest.mark.parametrize(
        ("findings", "text"), [((), "Komplett"), (OLD, "1 fråga utan svar."), (OLD[:1], "")], ids=["all", "some", "old"]
    )
    def test_a_profile_that_answers_everything_is_complete(
        self, findings: tuple[Finding, ...], text: str, facts: Facts, rows: list[Contract]
    ) -> None:
        contract = dataclasses.replace(rows[0], review=REVIEW._replace(findings=findings))
        assert view.unsaid(facts, contract) == text

    def test_a_list_of_hundreds_is_left_to_the_command(self, facts: Facts) -> None:
        assert view.template_context(facts, None)["listed"] is False


class TestLetter:
    """A text with the provider's own facts and the way to mend them."""

    def test_it_says_what_is_old_or_missing_and_where_to_change_it(self, facts: Facts, rows: list[Contract]) -> None:
        text = letter(facts, rows).text
        assert "\n- Väntetiden angavs 1 oktober 2026 och visas inte längre" in text
        assert ": ingen uppgift.\n" in text
        assert f"{facts.policy.municipality.address.rstrip('/')}{facts.urls.page('form')}\n" in text
        assert REVIEW.name in text

    def test_it_opens_in_a_mail_program_whole(self, facts: Facts, rows: list[Contract]) -> None:
        sent = letter(facts, rows)
        assert sent.link.startswith("mailto:post@kundval.example?subject=Era%20uppgifter")
        assert unquote(sent.link).replace("\r\n", "\n").partition("&body=")[2] == sent.text.partition("\n\n")[2]

    def test_a_text_too_long_for_a_link_is_left_to_be_pasted(self, facts: Facts, rows: list[Contract]) -> None:
        many = REVIEW._replace(findings=OLD * 20)
        sent = letter(facts, [dataclasses.replace(rows[0], review=many)])
        assert (len(sent.link) <= LINK_MAX, "&body=" in sent.link) == (True, False)

    def test_without_an_address_there_is_the_text_alone(self, facts: Facts, rows: list[Contract]) -> None:
        sent = letter(facts, [dataclasses.replace(rows[0], review=None)])
        assert (sent.link, "Det finns ingen profil än." in sent.text) == ("", True)
