"""Fallback: a text that falls back to another language says so in HTML, and is plain text as data."""

from __future__ import annotations

import json

from markupsafe import escape

from catalogue.i18n.fallback import FallbackText, localised
from catalogue.i18n.formatting import line
from catalogue.i18n.messages import Messages

TEXTS = {"sv": "på plats & video", "en": "in person & video"}


def test_a_text_in_the_page_s_language_is_plain() -> None:
    assert type(localised(TEXTS, "en")) is str


def test_a_text_that_the_language_lacks_is_the_first_one_s_and_says_so() -> None:
    assert escape(localised(TEXTS, "fi")) == '<bdi lang="sv">på plats &amp; video</bdi>'


def test_as_data_it_is_plain_text() -> None:
    assert json.loads(json.dumps(localised(TEXTS, "fi"))) == "på plats & video"


def test_a_line_marks_only_what_is_foreign_and_begins_with_a_capital() -> None:
    shown = line([FallbackText.create("svenska", "sv"), "suomi"])
    assert (shown, escape(shown)) == ("Svenska, suomi", '<bdi lang="sv">Svenska</bdi>, suomi')


def test_a_sentence_keeps_the_mark_of_what_is_filled_in() -> None:
    said = Messages("fi", {"a": "<{name}>"}).format("a", name=FallbackText.create("Nödnumret", "sv"))
    assert (said, escape(said)) == ("<Nödnumret>", '&lt;<bdi lang="sv">Nödnumret</bdi>&gt;')
