"""The schema of `further_languages` in `policy/municipality.yaml`."""

from __future__ import annotations

from catalogue.policy.field_types import group
from catalogue.schema.containers import ListOf
from catalogue.schema.dates import Date
from catalogue.schema.scalars import PatternText, Text

FURTHER_LANGUAGES = ListOf(
    group(
        {"language": PatternText(r"^[a-z]{2,3}$", "language_format"), "reviewed_by": Text(80), "on": Date()},
        optional=("reviewed_by", "on"),
    ),
    at_most=20,
)
"""The languages that a few pages alone are built in, and who read the translation when."""
