"""A data file as a draft of the site shows it while some of its values are not known yet.

A text that is not known stands as it is written: the page then shows `TODO` and the question. Any other value is left
out, and what cannot do without it too: a price without an amount is no price. Where leaving out would take away what
the site is about, a stand-in takes its place.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from catalogue.schema.containers import FieldType, Group, LangText, ListOf, MapOf, MapOfChoices
from catalogue.schema.dates import Hours
from catalogue.schema.scalars import Text
from catalogue.schema.todo import question

ABSENT: Final = object()
"""What stands for a value that a draft leaves out."""
StandIns = Any  # the shape of a file: a value, a mapping of fields, or for a list that of each item


@dataclass
class Draft:
    """Builds the draft of a file; `is_whole` until something other than a text was left out or replaced."""

    languages: tuple[str, ...]
    is_whole: bool = True

    def of(self, kind: FieldType, value: Any, stand_in: StandIns = ABSENT) -> Any:  # noqa: ANN401 - whatever a file says
        """Return a value with what is not known left out or replaced; ABSENT if nothing can stand for it."""
        if question(value) is None:
            return self._inside(kind, value, stand_in)
        if isinstance(kind, Text):
            return value
        if isinstance(kind, LangText):
            return dict.fromkeys(self.languages, value)
        self.is_whole = False
        return _whole(kind, stand_in)

    def _inside(self, kind: FieldType, value: Any, stand_in: StandIns) -> Any:  # noqa: ANN401 - the same
        """Return the draft of a value that may hold others."""
        if isinstance(kind, LangText) and kind.every:
            return {language: text for language, text in value.items() if language in self.languages}
        if isinstance(kind, Group):
            return self._group(kind, value, stand_in if isinstance(stand_in, Mapping) else {})
        if isinstance(kind, MapOf | MapOfChoices):
            entries = {key: self.of(kind.kind, item) for key, item in value.items()}
            kept = {key: item for key, item in entries.items() if item is not ABSENT}
            return kept if len(kept) >= getattr(kind, "at_least", 0) else ABSENT
        if isinstance(kind, ListOf):
            items = [item for item in (self.of(kind.kind, item, stand_in) for item in value) if item is not ABSENT]
            return items if len(items) >= kind.at_least else ABSENT
        if isinstance(kind, Hours) and any(question(span) is not None for span in value):
            self.is_whole = False
            return ABSENT
        return value

    def _group(self, kind: Group, value: Mapping[str, Any], stand_ins: Mapping[str, StandIns]) -> Any:  # noqa: ANN401 - the same
        fields = {key: self.of(kind.fields[key], item, stand_ins.get(key, ABSENT)) for key, item in value.items()}
        kept = {key: item for key, item in fields.items() if item is not ABSENT}
        return ABSENT if kind.required - kept.keys() else kept


def _whole(kind: FieldType, stand_in: StandIns) -> Any:  # noqa: ANN401 - the same
    """Return what stands for a value that is not known at all: an empty list or mapping where one is allowed."""
    if isinstance(kind, ListOf) and not kind.at_least:
        return []
    if isinstance(kind, MapOf) and stand_in is ABSENT:
        return {}
    item = kind.kind if isinstance(kind, ListOf) else kind
    if stand_in is ABSENT or (isinstance(item, Group) and not item.required <= stand_in.keys()):
        return ABSENT
    return [copy.deepcopy(stand_in)] if isinstance(kind, ListOf) else copy.deepcopy(stand_in)
