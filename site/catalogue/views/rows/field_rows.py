"""Fields as rows of label and value; a value that was not stated is shown as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, TypedDict, TypeVar

from catalogue.i18n.formatting import Formats, in_sentence, line
from catalogue.i18n.messages import Messages
from catalogue.search.authorised_provider import Verified

Value = TypeVar("Value")
FOLDED_FROM = 4  # so many fields of a group that are not stated are told in one line


class FieldRow(NamedTuple):
    """One displayed field; `state` is "yes", "no", "missing" or empty.

    `short` is what a card on a screen shows in the place of `value`, which is then read aloud and printed.
    """

    label: str
    value: str
    state: str = ""
    note: str = ""
    link: str = ""
    several: tuple[str, ...] = ()
    short: str = ""


class NamedRows(TypedDict):
    """The rows of one service, or of one premises."""

    name: str
    rows: list[FieldRow]


@dataclass(frozen=True)
class Rows:
    """Builds rows in one language."""

    words: Messages
    formats: Formats
    labels: Mapping[str, Mapping[str, str]]  # vocabulary kind → key → label, `services` among the kinds
    providers: Mapping[str, str]  # id → legal name
    today: str
    missing: FieldRow = field(init=False)
    absent: Callable[[str], FieldRow] = field(init=False)  # label → its "not stated" row
    stated: Callable[[str, str | None], FieldRow] = field(init=False)  # feature, yes or no → its row

    def __post_init__(self) -> None:
        missing = FieldRow("", self.words["value.not_stated"], "missing")
        object.__setattr__(self, "missing", missing)
        object.__setattr__(self, "absent", cache(lambda label: missing._replace(label=label)))
        object.__setattr__(self, "stated", cache(self._stated))

    @property
    def several_services(self) -> bool:
        """Return whether there are several services, so that each provider's have to be said."""
        return len(self.labels["services"]) > 1

    def flag(self, feature: str, answer: str | None, verified: Verified | None = None) -> FieldRow:
        """Return a feature's row; what the municipality has verified takes precedence over the provider's statement."""
        if verified is not None:
            label = self.labels["features"][feature]
            note = self.words.format("provider.verified", date=self.formats.day(verified.on))
            return FieldRow(label, self.words[f"value.{verified.value}"], verified.value, note)
        return self.stated(feature, answer)

    def _stated(self, feature: str, answer: str | None) -> FieldRow:
        label = self.labels["features"][feature]
        return FieldRow(label, self.words[f"value.{answer}"], answer) if answer else self.absent(label)

    def labelled(self, label: str, kind: str, keys: Sequence[str] | None) -> list[FieldRow]:
        """Return the row with the labels of vocabulary keys in one line, where None is not stated.

        There is no row if the vocabulary has no keys of that kind: nobody can state any.
        """
        names = self.labels[kind]
        if keys is None:
            return [self.without(label)] if names else []
        return [FieldRow(self.words[label], line([names.get(key, key) for key in keys]) or self.words["value.none"])]

    def several(self, label: str, kind: str, keys: Sequence[str] | None) -> list[FieldRow]:
        """Return the same row with one label per line, for long labels."""
        if not keys:
            return self.labelled(label, kind, keys)
        names = self.labels[kind]
        return [FieldRow(self.words[label], "", several=tuple(line([names.get(key, key)]) for key in keys))]

    def folded(self, rows: Sequence[FieldRow]) -> Sequence[FieldRow]:
        """Return the rows with those that are not stated named in a last one, if there are many; a note stays seen."""
        unstated = [row for row in rows if row.state == "missing" and not row.note]
        if len(unstated) < FOLDED_FROM:
            return rows
        names = line([re.sub(r", (.+)$", r" (\1)", in_sentence(row.label)) for row in unstated])  # "hitta hit (Farsta)"
        label = self.words.plural("provider.unstated", len(unstated))
        return [*(row for row in rows if row not in unstated), FieldRow(label, names, "missing")]

    def accepts_new(self, answer: str | None) -> FieldRow:
        """Return the row for whether new clients are accepted; "not now" counts as no."""
        if answer is None:
            return self.missing
        if answer == "yes":
            return FieldRow("", self.words["value.yes"], "yes")
        return FieldRow("", self.words["value.not_now"], "no")

    def waiting(self, days: int | None) -> FieldRow:
        """Return the row for a waiting time in working days; without a label."""
        return self.missing if days is None else FieldRow("", self.formats.working_days(days))

    def dated_waiting(self, wait: tuple[int | None, str | None]) -> FieldRow:
        """Return the row for a waiting time in working days with the date when it was stated; without a label."""
        days, stated = wait
        row = self.waiting(days)
        if days is None or stated is None:
            return row
        return row._replace(value=self.words.format("field.stated", value=row.value, date=self.formats.day(stated)))

    def per_service(self, label: str, values: Mapping[str, Value], show: Callable[[Value], FieldRow]) -> FieldRow:
        """Return a row with the value of each service; a single service is not named."""
        rows = {service: show(value) for service, value in values.items()}
        if len(rows) == 1:
            return next(iter(rows.values()))._replace(label=self.words[label])
        if all(row.state == "missing" for row in rows.values()):
            return self.without(label)
        names = self.labels["services"]
        parts = [
            self.words.format("value.per_service", service=names.get(service, service), value=row.value)
            for service, row in rows.items()
        ]
        return FieldRow(self.words[label], ", ".join(parts))

    def without(self, label: str) -> FieldRow:
        """Return the "not stated" row for a label's key."""
        return self.absent(self.words[label])
