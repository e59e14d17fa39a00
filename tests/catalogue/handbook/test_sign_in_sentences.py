"""The handbook explains every sentence that a failed sign-in can say, in the page's own words."""

import re

from catalogue.handbook import pages
from tests.support.browser import script_words
from tests.support.catalogue.wording import words

SECTION = pages.pages()["en/operate/sign_in/index.md"].partition("{ #errors }")[2].partition("\n#")[0]
QUOTED = {
    quote.rstrip(" …")
    for row in re.findall(r"^\| (\*.*?) \|", SECTION, re.MULTILINE)
    for quote in re.findall(r"\*(.*?)\*", row)
}


def test_every_sentence_of_a_failed_sign_in_is_explained() -> None:
    texts = words("sv", "en")["en"].texts
    sentences = {key: re.sub(r"\{\w+\}", "…", texts[f"staff.{key}"]) for key in script_words.refusals()}
    unexplained = {key for key, sentence in sentences.items() if not any(map(sentence.startswith, QUOTED))}
    assert unexplained == set()


def test_the_handbook_quotes_no_sentence_that_is_never_said() -> None:
    texts = words("sv", "en")["en"].texts
    sentences = [re.sub(r"\{\w+\}", "…", text) for key, text in texts.items() if key.startswith("staff.")]
    assert {quote for quote in QUOTED if not any(sentence.startswith(quote) for sentence in sentences)} == set()
