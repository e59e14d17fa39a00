"""What the page about a resident's own number holds before anything was asked: its words, and what a number is."""

from __future__ import annotations

import json
from typing import Any

from catalogue.facts import Facts
from catalogue.terms import Terms
from chalicelib import number


def view(facts: Facts) -> dict[str, Any]:
    """Give what the template of the page shows."""
    told = {key: text for key, text in facts.words.texts.items() if key.startswith("own.")}
    return {
        "words_json": json.dumps(told, ensure_ascii=False, sort_keys=True),
        "alphabet": number.ALPHABET,
        "length": number.LENGTH,
        "services": Terms(facts).used_up(),
    }
