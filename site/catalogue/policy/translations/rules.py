"""Rules of further languages, beyond their schema."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.policy.price_rules import Check, File, repeated
from catalogue.schema.containers import Fault
from catalogue.schema.yaml_reader import KeyPath


def further_languages_are_others(municipality: File) -> Iterator[Fault]:
    """A further language is none of the site's own; without a review, only a demonstration has its pages."""
    rows = municipality.get("further_languages", [])
    yield from repeated(rows, "further_languages", ("language",))
    for index, row in enumerate(rows):
        path: KeyPath = ("further_languages", index, "language")
        if row["language"] in municipality["languages"]:
            yield Fault(path, "further_language_of_site", {"language": row["language"]})
        elif not municipality.get("demo") and not {"reviewed_by", "on"} <= row.keys():
            yield Fault(path, "further_language_unreviewed", {"language": row["language"]})


RULES: tuple[Check, ...] = (further_languages_are_others,)
