"""Messages: every language complete, in its own words, nothing left over."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.i18n import message_checks, messages
from tests.support.catalogue.wording import demonstration_traits, words

SITE = Path(__file__).parents[3] / "site"


def site_with(folder: Path, swedish: str, english: str, template: str = "") -> Path:
    """Write a site of two locale files and one template."""
    (folder / "locales").mkdir()
    (folder / "templates").mkdir()
    (folder / "locales" / "sv.yaml").write_text(swedish, encoding="utf-8")
    (folder / "locales" / "en.yaml").write_text(english, encoding="utf-8")
    (folder / "templates" / "page.html").write_text(template, encoding="utf-8")
    return folder


def codes(site: Path) -> list[tuple[str, str]]:
    """Check a site; give path and code of each problem."""
    return [(problem.path, problem.code) for problem in message_checks.check(site, ("sv", "en"))]


USED = '{{ w["a.b"] }}'


def test_the_site_s_own_words_have_no_problem() -> None:
    assert list(message_checks.check(SITE, ("sv", "en", "fi"))) == []


def test_a_word_that_english_lacks_is_told(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: Hej}", "words: {}", USED)
    assert codes(site) == [("site/locales/en.yaml", "word_missing")]


def test_a_word_that_swedish_lacks_is_told(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: Hej}", "words: {a.b: Hello, a.c: More}", USED)
    assert codes(site) == [("site/locales/en.yaml", "word_unknown")]


def test_a_word_equal_to_the_swedish_is_told(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: Hej}", "words: {a.b: Hej}", USED)
    assert codes(site) == [("site/locales/en.yaml", "word_untranslated")]


def test_a_reason_lets_a_word_equal_the_swedish(tmp_path: Path) -> None:
    english = "words: {a.b: Video}\nsame_as_first: {a.b: The same word}"
    assert codes(site_with(tmp_path, "words: {a.b: Video}", english, USED)) == []


def test_a_reason_that_is_not_needed_is_told(tmp_path: Path) -> None:
    english = "words: {a.b: Hello}\nsame_as_first: {a.b: The same word}"
    site = site_with(tmp_path, "words: {a.b: Hej}", english, USED)
    assert codes(site) == [("site/locales/en.yaml", "word_reason_unused")]


def test_a_word_that_nothing_uses_is_told(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: Hej}", "words: {a.b: Hello}", "")
    assert codes(site) == [("site/locales/sv.yaml", "word_unused")]


def test_a_word_that_wants_something_else_filled_in_is_told(tmp_path: Path) -> None:
    site = site_with(tmp_path, 'words: {a.b: "Hej {name}"}', 'words: {a.b: "Hello {nome}"}', USED)
    assert codes(site) == [("site/locales/en.yaml", "word_placeholders")]


def test_a_word_that_is_no_text_is_told(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: 5}", "words: {a.b: Five}", USED)
    assert codes(site) == [("site/locales/sv.yaml", "word_not_text")]


def test_a_missing_locale_file_is_told(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: Hej}", "", USED)
    (site / "locales" / "en.yaml").unlink()
    assert codes(site) == [("site/locales/en.yaml", "file_missing")]


def test_a_problem_names_the_line_of_the_word(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words:\n  a.b: Hej\n", "words:\n  a.b: Hej\n", USED)
    assert [problem.line for problem in message_checks.check(site, ("sv", "en"))] == [2]


def test_words_that_lack_a_key_do_not_load(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: Hej}", "words: {}", USED)
    with pytest.raises(messages.MessagesError, match=r"en\.yaml lacks a\.b"):
        messages.load(site, demonstration_traits(("sv", "en")))


def test_a_key_that_does_not_exist_raises() -> None:
    swedish = words("sv")["sv"]
    with pytest.raises(KeyError):
        swedish["no.such.key"]


def test_a_missing_word_s_message_names_the_language_and_the_swedish(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: Hej}", "words: {}", USED)
    (problem,) = message_checks.check(site, ("sv", "en"))
    assert problem.message.sv == "texten saknas på språket `en`; på svenska: Hej"


def test_a_language_is_read_from_the_left_unless_its_file_says_otherwise(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: Hej}", "words: {a.b: Hello}\ndirection: rtl", USED)
    loaded = messages.load(site, demonstration_traits(("sv", "en")))
    assert [loaded[lang].direction for lang in ("sv", "en")] == ["ltr", "rtl"]


def test_a_direction_that_does_not_exist_is_told(tmp_path: Path) -> None:
    site = site_with(tmp_path, "words: {a.b: Hej}", "words: {a.b: Hello}\ndirection: right", USED)
    assert codes(site) == [("site/locales/en.yaml", "word_direction")]
