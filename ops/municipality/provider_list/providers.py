"""The providers of a municipality's list, or every fault in it at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from babel.lists import format_list

from chalicelib.pasted_text import normalize
from ops.municipality.answers import ListedProvider
from ops.municipality.provider_ids import provider_id
from ops.municipality.provider_list.headings import Columns, label
from ops.municipality.provider_list.rows import Reader, Scope, provider_of

EMPTY = frozenset(("", "-", "saknas", "okänt", "finns ej", "finns inte", "n/a", "#n/a"))
"""What people write in a cell that has nothing to say."""


class ListFaults(Exception):  # noqa: N818 - what is wrong with the list, not with us
    """The rows that cannot be read, each with its column and the way out."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read(columns: Columns, scope: Scope, taken: Collection[str] = ()) -> tuple[list[ListedProvider], list[str]]:
    """Return the providers of a list and notes on what was mended or left out; raise with every fault.

    `taken` are the ids that others have.
    """
    reader = Reader(columns, scope)
    if "service" not in columns.fields.values() and len(scope.private) > 1:
        names = " eller ".join(scope.services)
        reader.faults.append(f"Listan har ingen kolumn som säger vilken tjänst. Lägg till en, Tjänst, med {names}.")
    groups: dict[str, ListedProvider] = {}
    for number, texts in columns.sheet.rows.items():
        if number <= columns.row:
            continue
        cell = {
            name: texts[column]
            for column, name in columns.fields.items()
            if column < len(texts) and normalize(texts[column]).casefold() not in EMPTY
        }
        if not cell or cell.get("legal_name") == columns.title("legal_name"):
            continue  # nothing that is read, or the headings again on a new page
        provider = provider_of(reader, number, cell, groups)
        if provider:
            key = _key(provider)
            groups[key] = _joined(reader, groups[key], provider) if key in groups else provider
    if not groups and not reader.faults:
        reader.faults.append("Listan har inga rader med utförare.")
    if reader.faults:
        raise ListFaults(reader.faults)
    return _with_ids(groups.values(), taken), reader.notes


def _key(provider: ListedProvider) -> str:
    return provider.organisation_number or provider.legal_name.casefold()


def _with_ids(providers: Collection[ListedProvider], taken: Collection[str]) -> list[ListedProvider]:
    ids = set(taken)
    listed = []
    for provider in providers:
        id_ = provider_id(provider.name, ids)
        ids.add(id_)
        listed.append(replace(provider, id=id_))
    return listed


def _joined(reader: Reader, first: ListedProvider, second: ListedProvider) -> ListedProvider:
    """Return one provider of two rows: with the premises and services of both, and the first row's contact."""
    rows = f"rad {', '.join(map(str, first.rows))} och {second.rows[0]}"
    premises = tuple(dict.fromkeys([*first.premises, *second.premises]))
    services = dict([*second.services, *first.services])
    different = [
        label(name)
        for name in ("legal_name", "name", "phone", "email", "website")
        if getattr(second, name) not in (None, getattr(first, name))
    ]
    gets = f", som får {len(premises)} {'mottagning' if len(premises) == 1 else 'mottagningar'}" if premises else ""
    from_first = f"; från den första raden är {format_list(different, locale='sv')}" if different else ""
    reader.notes.append(f"{rows}: samma utförare{gets}{from_first}.")
    return replace(
        first,
        services=tuple(services.items()),
        premises=premises,
        languages=tuple(dict.fromkeys([*first.languages, *second.languages])),
        phone=first.phone or second.phone,
        email=first.email or second.email,
        website=first.website or second.website,
        rows=(*first.rows, *second.rows),
    )
