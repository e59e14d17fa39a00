"""A readable diff of a profile: field by field, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from catalogue.i18n.messages import Messages
from catalogue.profiles import field_docs
from catalogue.profiles.schema import PROFILE
from catalogue.schema.containers import Choice, Context, FieldType, Group, LangText, ListOf, MapOfChoices


class FieldChange(NamedTuple):
    """A field that differs; an empty text means not stated."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """Compares two versions of a profile in one language."""

    context: Context
    words: Messages

    def steps(self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[FieldChange]:
        """Return every field whose value differs, in profile order."""
        old = dict(self._facts(PROFILE, before or {}, "", ()))
        new = dict(self._facts(PROFILE, after or {}, "", ()))
        keys = list(dict.fromkeys([*new, *old]))
        order = {path: index for index, (path, _, _) in enumerate(field_docs.paths())}
        keys.sort(key=lambda key: order.get(key[0], 0))
        return [
            FieldChange(key, " › ".join(labels), old.get((key, labels), ""), new.get((key, labels), ""))
            for key, labels in keys
            if old.get((key, labels)) != new.get((key, labels))
        ]

    def text(self, step: FieldChange) -> str:
        """Format a change on one line."""
        missing = self.words["value.not_stated"]
        return f"{step.label}: {step.before or missing} → {step.after or missing}"

    def _facts(
        self,
        kind: FieldType,
        value: Any,  # noqa: ANN401 - any value of a profile
        path: str,
        above: tuple[str, ...],
    ) -> Iterator[tuple[tuple[str, tuple[str, ...]], str]]:
        """Yield every stated fact: its field path, the labels leading to it, and its value in words."""
        if isinstance(kind, Group):
            for key, item in value.items():
                field_path = field_docs.below(path, key)
                yield from self._facts(kind.fields[key], item, field_path, (*above, self._label(field_path)))
        elif isinstance(kind, MapOfChoices):
            for key, item in value.items():
                choice_label = self._choice(kind.choice, key)
                yield from self._facts(kind.kind, item, field_docs.below(path, "*"), (*above[:-1], choice_label))
        elif isinstance(kind, ListOf) and isinstance(kind.kind, Group):
            item_label = field_docs.localised(
                field_docs.table()[path].one or field_docs.table()[path].label, self.words.lang
            )[0]
            for number, item in enumerate(value, 1):
                yield from self._facts(kind.kind, item, path, (*above[:-1], f"{item_label} {number}"))
        elif isinstance(kind, LangText):
            for key, item in value.items():
                yield (path, (*above, key)), item
        else:
            yield (path, above), self._format(kind, value)

    def _format(self, kind: FieldType, value: Any) -> str:  # noqa: ANN401 - the same
        if isinstance(value, list):
            inner = kind.kind if isinstance(kind, ListOf) else kind
            return ", ".join(self._format(inner, item) for item in value) or "[]"
        if isinstance(kind, Choice) and kind.choice:
            return self._choice(kind.choice, value)
        return self.words[f"value.{value}"] if value in ("yes", "no", "not_now") else str(value)

    def _choice(self, choice: str, key: str) -> str:
        texts = self.context.choices.get(choice, {}).get(key)
        return field_docs.localised(texts, self.words.lang)[0] if texts else key

    def _label(self, path: str) -> str:
        return field_docs.localised(field_docs.table()[path].label, self.words.lang)[0]
