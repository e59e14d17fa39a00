"""View of the page where residents look up their own control number: texts, and the format of a number."""

from __future__ import annotations

import json
from typing import TypedDict

from catalogue.views.number_terms import Terms, UsedUp
from catalogue.views.policy_facts import Facts
from chalicelib.control_numbers import control_number


class NumberFormat(TypedDict):
    """The format of a control number, for scripts."""

    alphabet: str
    length: int


class OwnNumberContext(NumberFormat):
    """The data of the page's template."""

    words_json: str
    services: list[UsedUp]


def words_of(facts: Facts, *families: str) -> str:
    """Return the texts whose keys start with one of `families`, as JSON for a script."""
    texts = {key: text for key, text in facts.words.texts.items() if key.startswith(families)}
    return json.dumps(texts, ensure_ascii=False, sort_keys=True)


def number_format() -> NumberFormat:
    """Return the alphabet and length of a control number."""
    return {"alphabet": control_number.ALPHABET, "length": control_number.LENGTH}


def template_context(facts: Facts) -> OwnNumberContext:
    """Return the template's data."""
    return {"words_json": words_of(facts, "own."), **number_format(), "services": Terms(facts).used_up()}
