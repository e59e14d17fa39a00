"""View of the page where residents look up their own control number: texts, and the format of a number."""

from __future__ import annotations

import json

from catalogue.views import TemplateContext
from catalogue.views.number_terms import Terms
from catalogue.views.policy_facts import Facts
from chalicelib.control_numbers import control_number


def words_of(facts: Facts, *families: str) -> str:
    """Return the texts whose keys start with one of `families`, as JSON for a script."""
    return json.dumps(facts.words.for_scripts(*families), ensure_ascii=False, sort_keys=True)


def number_format() -> TemplateContext:
    """Return the alphabet and length of a control number."""
    return {"alphabet": control_number.ALPHABET, "length": control_number.LENGTH}


def template_context(facts: Facts) -> TemplateContext:
    """Return the template's data."""
    return {"words_json": words_of(facts, "own."), **number_format(), "services": Terms(facts).used_up()}
