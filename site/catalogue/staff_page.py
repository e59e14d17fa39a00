"""What the pages for staff hold before anybody has signed in: their words, and what policy says of the services."""

from __future__ import annotations

import json
from typing import Any

from catalogue import own_page
from catalogue.facts import Facts, said
from catalogue.foreign import plain


def words(facts: Facts) -> dict[str, str]:
    """Give the words of every page for staff to its script."""
    return {"words_json": own_page.words_of(facts, "staff.")}


def desk(facts: Facts, role: str) -> dict[str, Any]:
    """Give what the template of a role's page shows."""
    services = {one.id: plain(said(one.name, facts.words.lang)) for one in facts.policy.services.values()}
    return {
        **words(facts),
        **own_page.numbers(),
        "role": role,
        "back": facts.where.of("staff_sign_in"),
        "services_json": json.dumps(services, ensure_ascii=False),
    }
