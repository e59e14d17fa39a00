"""What the page about a resident's own number holds before anything was asked: its words, and what a number is."""

from __future__ import annotations

import json
from typing import Any

from catalogue.views.number_terms import Terms
from catalogue.views.policy_facts import Facts
from chalicelib.control_numbers import control_number


def words_of(facts: Facts, *families: str) -> str:
    """Give the words of a tool to its script."""
    told = {key: text for key, text in facts.words.texts.items() if key.startswith(families)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def numbers() -> dict[str, Any]:
    """Tell a script what a control number is made of."""
    return {"alphabet": control_number.ALPHABET, "length": control_number.LENGTH}


def view(facts: Facts) -> dict[str, Any]:
    """Give what the template of the page shows."""
    return {"words_json": words_of(facts, "own."), **numbers(), "services": Terms(facts).used_up()}
