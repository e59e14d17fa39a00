"""The command `init`: flags and questions in, a folder and what to do next out."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import catalogue
from ops.municipality import init as making
from ops.municipality import questions
from ops.municipality.init import InitError

SITE = Path(catalogue.__file__).parent.parent


def init(
    target: Path, flags: Mapping[str, str], provider_list: Path | None, columns: Sequence[str], today: dt.date
) -> int:
    """Make the folder, or add providers to it; return the exit code."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    values, faults = questions.from_flags(flags)
    if faults:
        sys.exit("\n".join(f"init: {fault}" for fault in faults))
    try:
        making.require_free(target)
        if terminal:
            values = questions.ask(values, input, print)
        elif lacking := questions.missing(values):
            sys.exit("\n".join(f"init: {fault}" for fault in lacking))
        kept = making.create(target, SITE, questions.to_answers(values), None, today)
    except InitError as error:
        sys.exit(f"init: {error}")
    except (KeyboardInterrupt, EOFError):
        sys.exit("\ninit: avbrutet. Inget skrevs.")
    for name in kept:
        print(f"{name}: finns redan och ändrades inte.")
    print(f"{target}: skriven.\n")
    print("Gör så här härnäst:")
    print(
        f"  python3 build.py check --data {target}   räknar upp frågorna (TODO) som är kvar att svara på, och alla fel"
    )
    print(f"  make serve DATA={target}   visar webbplatsen på den här datorn")
    return 0
