"""View of the page where residents look up their own control number: texts, and the format of a number."""

from __future__ import annotations

import json
from typing import Any

from catalogue.views.number_terms import Terms
from catalogue.views.policy_facts import Facts
from chalicelib.control_numbers import control_number


def words_of(facts: Facts, *families: str) -> str:
    """Return the texts whose keys start with one of `families`, as JSON for a script."""
    told = {key: text for key, text in facts.words.texts.items() if key.startswith(families)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def numbers() -> dict[str, Any]:
    """Return the alphabet and length of a control number, for scripts."""
    return {"alphabet": control_number.ALPHABET, "length": control_number.LENGTH}


def view(facts: Facts) -> dict[str, Any]:
    """Return the template's data."""
    return {"words_json": words_of(facts, "own."), **numbers(), "services": Terms(facts).used_up()}
