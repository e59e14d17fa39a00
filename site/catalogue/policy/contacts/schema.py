"""The schema of `help_lines` and `elsewhere` in `policy/municipality.yaml`."""

from __future__ import annotations

from catalogue.policy.contacts.model import WHOM
from catalogue.policy.field_types import CODE, NAME, TEXTS, group
from catalogue.schema.containers import Choice, ListOf
from catalogue.schema.dates import Date
from catalogue.schema.scalars import URL, PatternText

_FOR = ListOf(Choice(options=WHOM), at_least=1)
_NUMBER = PatternText(
    r"^(?:1[0-9]{2}(?: ?[0-9]{1,3})?|0[1-9](?:[ -]?[0-9]){6,8}|\+46[ -]?[1-9](?:[ -]?[0-9]){6,8})$", "phone_format"
)
"""A telephone number, or one of the short ones, such as 112, 1177 and 116 111."""
HELP_LINES = ListOf(
    group(
        {
            "number": _NUMBER,
            "sms": PatternText(r"^[0-9](?:[ -]?[0-9]){2,9}$", "phone_format"),
            "web": URL,
            "name": NAME,
            "about": TEXTS,
            "for": _FOR,
            "source": TEXTS,
            "confirmed": Date(),
        },
        optional=("number", "sms", "web", "for", "source", "confirmed"),
    ),
    at_least=1,
)
ELSEWHERE = ListOf(
    group(
        {"id": CODE, "name": NAME, "about": TEXTS, "phone": _NUMBER, "web": URL, "for": _FOR},
        optional=("phone", "web", "for"),
    )
)
