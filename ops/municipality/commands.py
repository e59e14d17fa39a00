"""The command `init`: flags and questions in, a folder and what to do next out."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.municipality import data_folder, questions
from ops.municipality.answers import ListedProvider
from ops.municipality.data_folder import InitError
from ops.municipality.provider_list import headings, providers, tables
from ops.municipality.provider_list.providers import ListFaults
from ops.municipality.provider_list.rows import Scope
from ops.municipality.provider_list.tables import TableError
from ops.municipality.repository import RepositoryError

LIST_ASKED = "Har ni en lista över utförarna, som Excelfil (.xlsx) eller CSV? Skriv filens namn."
NO_LIST = "(Tryck bara Enter om ni inte har någon: utförarna läggs till senare med --providers.)"


@dataclass(frozen=True, slots=True)
class ProviderFile:
    """The list of providers as a file, and what its columns hold where the headings do not say it."""

    path: Path | None
    changes: Sequence[str] = ()


def init(target: Path, flags: Mapping[str, str], listed: ProviderFile, today: dt.date) -> int:
    """Make the folder, or add providers to it; return the exit code."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    values, faults = questions.from_flags(flags)
    if listed.changes and not listed.path:
        faults.append("--map: säger vad kolumnerna i --providers innehåller, och behöver den.")
    try:
        if listed.path and (target / "policy").is_dir():
            faults += [f"{flag}: mappen finns redan, så det ändras i dess filer." for flag in questions.others(values)]
            _require_none(faults)
            _extend(target, values, listed, today, terminal=terminal)
            return 0
        data_folder.require_free(target)
        _require_none(faults)
        _create(target, values, listed, today, terminal=terminal)
    except (InitError, TableError, RepositoryError) as error:
        sys.exit(f"init: {error}")
    except ListFaults as error:
        _show_faults(error)
        sys.exit("init: rätta listan. Inget skrevs.")
    except (KeyboardInterrupt, EOFError):
        sys.exit("\ninit: avbrutet. Inget skrevs.")
    return 0


def _require_none(faults: Sequence[str]) -> None:
    if faults:
        sys.exit("\n".join(f"init: {fault}" for fault in faults))


def _create(target: Path, values: dict[str, Any], listed: ProviderFile, today: dt.date, *, terminal: bool) -> None:
    """Ask for what is missing, read the list and write the folder."""
    if terminal:
        values = questions.ask(values, input, print)
    _require_none(questions.missing(values))
    answers = questions.to_answers(values)
    scope = data_folder.new_scope(answers, today)
    if terminal:
        rows = _ask_for_list(listed, scope)
    else:
        rows = None if listed.path is None else _read(listed, listed.path, scope, (), terminal=False)
    days = [day for provider in rows or () for _, day in provider.services if day]
    if answers.start and any(day < answers.start for day in days):
        print(f"Avtal som är äldre än {answers.start} gäller här från den dagen, då priser och regler börjar gälla.")
    product = data_folder.product_source()
    kept = data_folder.create(target, answers, rows, today, product)
    for name in kept:
        print(f"{name}: finns redan och ändrades inte.")
    count = "" if rows is None else f", med {len(rows)} utförare"
    print(f"{target}: skriven{count}.")
    if product is None:
        print("Filerna för ett eget förråd (Makefile, build.py) skrevs inte: git känner inte programmets adress.")
    _show_next(target)


def _extend(target: Path, values: Mapping[str, Any], listed: ProviderFile, today: dt.date, *, terminal: bool) -> None:
    """Add the new providers of a list to a folder that exists."""
    existing = data_folder.read(target, today)
    if listed.path is None:
        return
    rows = _read(listed, listed.path, existing.scope, existing.ids, terminal=terminal)
    added = data_folder.extend(existing, rows, values.get("start"))
    for provider in added:
        print(f"{provider.id}: tillagd i policy/authorisations.yaml, med profilen providers/{provider.id}.yaml.")
    new = "1 ny" if len(added) == 1 else f"{len(added) or 'inga'} nya"
    print(f"{target}: {new} utförare. {len(rows) - len(added)} fanns redan och ändrades inte.")
    if added:
        _show_next(target)


def _ask_for_list(listed: ProviderFile, scope: Scope) -> list[ListedProvider] | None:
    """Read the list that a flag or a person names; one that has faults can be mended and read again."""
    path = listed.path
    while True:
        if path is None:
            print(f"\n{LIST_ASKED}\n{NO_LIST}")
            if not (name := input("> ").strip().strip("\"'")):
                return None
            path = Path(name).expanduser()
        try:
            return _read(listed, path, scope, (), terminal=True)
        except TableError as error:
            print(error)
        except ListFaults as error:
            _show_faults(error)
            print("Rätta listan och skriv filens namn igen.")
        path = None


def _read(
    listed: ProviderFile, path: Path, scope: Scope, taken: Collection[str], *, terminal: bool
) -> list[ListedProvider]:
    """Read a list, show how its columns are read, and let a person at a terminal change it."""
    columns = headings.find(tables.read(path), listed.changes)
    print("\n".join(headings.description(columns)))
    if terminal:
        print(f"Stämmer det? Tryck Enter, eller ändra en kolumn så här: Rubrik=fält.\n{headings.choices()}")
    while terminal and (change := input("> ").strip()):
        try:
            columns = headings.changed(columns, [change])
        except TableError as error:
            print(error)
        else:
            print("\n".join(headings.description(columns)))
    rows, notes = providers.read(columns, scope, taken)
    for note in notes:
        print(note)
    return rows


def _show_faults(error: ListFaults) -> None:
    print(f"Listan har {len(error.faults)} fel:")
    for fault in error.faults:
        print(f"  {fault}")


def _show_next(target: Path) -> None:
    here = target.resolve() == Path.cwd()  # its own Makefile and build.py name the folder themselves
    folder = shlex.quote(str(target))
    print("\nGör så här härnäst:")
    print("1. Svara på frågorna (TODO) i filerna. De räknas upp, med fil och rad, av:")
    print("   make check" if here else f"   python3 build.py check --data {folder}")
    print("2. Se webbplatsen på den här datorn, också medan frågor är kvar:")
    print("   make serve" if here else f"   make serve DATA={folder}")
