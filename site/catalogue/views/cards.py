"""Cards in one language: those of the list, and the short entries of the list's subsets."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.search.card import Card
from catalogue.views.rows.field_rows import FieldRow, Rows


def card_rows(rows: Rows, card: Card) -> list[FieldRow]:
    """Return the rows of a card of the list; every card has these rows, in this order."""
    return [
        *_services(rows, card),
        *rows.labelled("field.area", "areas", card.areas),
        *rows.labelled("field.languages", "languages", card.languages),
        *rows.labelled("field.formats", "formats", card.formats),
        rows.per_service("field.accepts_new", card.accepts_new, rows.accepts_new),
        _waiting(rows, card),
        _step_free(rows, card),
        _evenings(rows, card.evenings),
    ]


def brief_rows(rows: Rows, card: Card) -> list[FieldRow]:
    """Return the rows of an entry of a subset's page; every entry has these rows, in this order."""
    return [
        *_services(rows, card),
        *rows.labelled("field.area", "areas", card.areas),
        *rows.labelled("field.languages", "languages", card.languages),
        rows.per_service("field.accepts_new", card.accepts_new, rows.accepts_new),
        rows.per_service("field.waiting_time", card.waiting_days, rows.waiting),
    ]


def _services(rows: Rows, card: Card) -> list[FieldRow]:
    """Return the row of what a provider offers, where there are several services to offer."""
    if not rows.several_services:
        return []
    return rows.labelled("filter.service", "services", card.facets["service"][0])


def _waiting(rows: Rows, card: Card) -> FieldRow:
    """Return the row of the waiting time, with the date when it was stated (D19); that of one service is a note."""
    if len(card.waiting_days) == 1:
        ((service, days),) = card.waiting_days.items()
        row, stated = rows.waiting(days)._replace(label=rows.words["field.waiting_time"]), card.waiting_stated[service]
        if days is None or stated is None:
            return row
        return row._replace(note=rows.words.format("field.stated_on", date=rows.formats.day_of_year(stated)))
    waits = {service: (days, card.waiting_stated[service]) for service, days in card.waiting_days.items()}
    return rows.per_service("field.waiting_time", waits, rows.dated_waiting)


def _step_free(rows: Rows, card: Card) -> FieldRow:
    """Return the step-free row: yes for all premises, or the areas of those that are; no only if stated for all."""
    answers = card.step_free
    if "yes" in answers and len(set(answers)) > 1:
        names = rows.labels["areas"]
        step_free = [
            names.get(each, each) for each, answer in zip(card.premises, answers, strict=True) if answer == "yes"
        ]
        value = rows.words.format("value.some_places", places=rows.formats.join(step_free))
        return rows.flag("step_free", "yes")._replace(value=value)
    return rows.flag("step_free", answers[0] if answers and None not in answers else None)


def _evenings(rows: Rows, days: Sequence[str] | None) -> FieldRow:
    label = rows.words["field.evenings"]
    if days is None:
        return rows.absent(label)
    if not days:
        return FieldRow(label, rows.words["value.no"], "no")
    names = rows.formats.join([rows.words[f"evening.{day}"] for day in days])
    short = ", ".join(rows.words[f"evening_short.{day}"] for day in days)
    value, short = (rows.words.format("value.evenings", days=each) for each in (names, short))
    return FieldRow(label, value, "yes", short=short)
