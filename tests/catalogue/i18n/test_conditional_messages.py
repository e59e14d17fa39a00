"""Messages that depend on policy, and messages with a count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import escape

from catalogue.i18n import message_checks, messages
from catalogue.i18n.fallback import FallbackText
from catalogue.i18n.messages import Messages
from catalogue.policy.sentences.traits import Traits
from tests.support.catalogue.wording import demonstration_traits

SESSIONS = demonstration_traits(("sv",))["sv"]
HOURS = replace(
    SESSIONS,
    services=(replace(SESSIONS.services[0], id="familjebehandling", in_sentence="familjebehandling", hours=True),),
    service="familjebehandling",
)
BOTH = replace(SESSIONS, services=SESSIONS.services + HOURS.services, service="familjerådgivning och familjebehandling")
LEFT = """a.left: >-
    {% if policy.hours == 'all' %}Timmar
    {%- elif policy.hours == 'some' %}Samtal och timmar{% else %}Samtal{% endif %} kvar"""


def loaded(folder: Path, words: str, traits: Traits) -> Messages:
    """Load a locale file with these words under a policy."""
    (folder / "locales").mkdir()
    (folder / "locales" / "sv.yaml").write_text(f"words:\n  {words}\n", encoding="utf-8")
    return messages.load(folder, {"sv": traits})["sv"]


@pytest.mark.parametrize(
    ("traits", "text"), [(SESSIONS, "Samtal kvar"), (HOURS, "Timmar kvar"), (BOTH, "Samtal och timmar kvar")]
)
def test_a_message_is_the_one_for_the_policy(tmp_path: Path, traits: Traits, text: str) -> None:
    assert loaded(tmp_path, LEFT, traits)["a.left"] == text


def test_a_message_about_one_of_several_services_is_in_its_unit(tmp_path: Path) -> None:
    words = loaded(tmp_path, LEFT, BOTH)
    assert [words.of(service)["a.left"] for service in ("familjeradgivning", "familjebehandling")] == [
        "Samtal kvar",
        "Timmar kvar",
    ]


def test_a_value_of_the_policy_stands_in_a_message_with_other_facts_to_fill_in(tmp_path: Path) -> None:
    odd = replace(SESSIONS, service="råd {och} dåd")
    words = loaded(tmp_path, 'a.b: "{count} om {{ policy.service }}"', odd)
    assert words.format("a.b", count=3) == "3 om råd {och} dåd"


def test_a_value_in_another_language_is_marked_where_it_stands(tmp_path: Path) -> None:
    borrowed = replace(SESSIONS, service=FallbackText.create("råd & dåd", "sv"))
    words = loaded(tmp_path, 'a.b: "{count} <om> {{ policy.service }}"', borrowed)
    text = words.format("a.b", count=3)
    assert (str(text), escape(text)) == ("3 <om> råd & dåd", '3 &lt;om&gt; <bdi lang="sv">råd &amp; dåd</bdi>')


def test_a_question_that_policy_cannot_answer_names_the_file_and_the_key(tmp_path: Path) -> None:
    with pytest.raises(messages.MessagesError, match=r"site/locales/sv\.yaml: a\.b: .*weather"):
        loaded(tmp_path, 'a.b: "{% if policy.weather %}Sol{% endif %}"', SESSIONS)


@pytest.mark.parametrize(("count", "text"), [(0, "0 samtal kvar"), (1, "Ett samtal kvar"), (2, "2 samtal kvar")])
def test_a_count_has_the_form_of_its_plural_category(tmp_path: Path, count: int, text: str) -> None:
    words = loaded(tmp_path, 'a.left: {one: Ett samtal kvar, other: "{count} samtal kvar"}', SESSIONS)
    assert words.plural("a.left", count) == text


@pytest.mark.parametrize(
    ("english", "code"), [("{other: left}", "word_plural"), ("left", "word_missing"), ("{one: a, other: b}", "")]
)
def test_a_text_with_a_count_needs_the_plural_categories_of_its_language(
    tmp_path: Path, english: str, code: str
) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{{ w["a.left"] }}')
    for lang, forms in (("sv", "{one: kvar, other: kvar}"), ("en", english)):
        (tmp_path / "locales" / f"{lang}.yaml").write_text(f"words: {{a.left: {forms}}}", encoding="utf-8")
    codes = {problem.code for problem in message_checks.check(tmp_path, ("sv", "en"))}
    assert codes == ({code} if code else set())


def test_a_script_gets_a_value_of_the_policy_with_the_braces_that_it_has(tmp_path: Path) -> None:
    odd = replace(SESSIONS, service="råd {och} dåd")
    words = loaded(tmp_path, 'a.b: "{count} om {{ policy.service }}"', odd)
    assert (words.for_script("a", ["b"]), words.for_scripts("a.")) == (
        {"b": "{count} om råd {och} dåd"},
        {"a.b": "{count} om råd {och} dåd"},
    )
