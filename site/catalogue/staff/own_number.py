"""View of the page where residents look up their own control number: texts, and the format of a number."""

from __future__ import annotations

import json
from string import Formatter

from catalogue.views import TemplateContext
from catalogue.views.number_terms import Terms
from catalogue.views.policy_facts import Facts
from chalicelib.control_numbers import control_number


def words_of(facts: Facts, *families: str) -> str:
    """Return the texts whose keys start with one of `families`, as JSON for a script."""
    texts = {key: _for_script(text) for key, text in facts.words.texts.items() if key.startswith(families)}
    return json.dumps(texts, ensure_ascii=False, sort_keys=True)


def _for_script(text: str) -> str:
    """Return a text as a script fills it in: the braces of a value are single.

    >>> _for_script("{count} kvar hos {{ Lyktan }}"), _for_script("Hos {{ Lyktan }}")
    ('{count} kvar hos { Lyktan }', 'Hos {{ Lyktan }}')
    """
    try:
        parts = [(literal, name) for literal, name, _, _ in Formatter().parse(text)]
    except ValueError:
        return text
    names = [name for _, name in parts if name is not None]
    if not names or not all(map(str.isidentifier, names)):
        return text  # nothing to fill in
    return "".join(literal if name is None else f"{literal}{{{name}}}" for literal, name in parts)


def number_format() -> TemplateContext:
    """Return the alphabet and length of a control number."""
    return {"alphabet": control_number.ALPHABET, "length": control_number.LENGTH}


def template_context(facts: Facts) -> TemplateContext:
    """Return the template's data."""
    return {"words_json": words_of(facts, "own."), **number_format(), "services": Terms(facts).used_up()}
