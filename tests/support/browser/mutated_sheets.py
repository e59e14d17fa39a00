"""Sheets of rows with a known price, mutated on the way."""

from __future__ import annotations

import hashlib
import random
from typing import NamedTuple

from chalicelib.control_numbers import control_number
from tests.support.browser.every_service import CODED, HOURS, UNNUMBERED
from tests.support.browser.sheet_mutations import GRIDS, TEXTS, Grid
from tests.support.browser.sheet_words import HEADINGS, NOTES, WORDS

Claim = dict[str, object]
MARKS = ("\t", "\t", "\t", ";", ",")
DAYS = 20


class Sheet(NamedTuple):
    """The pasted text, the service chosen on the page, the mutations, and the claims of its rows by their number."""

    text: str
    service: str
    mutations: list[str]
    claims: dict[str, Claim]


def sheet(seed: int, today: str, days: list[str]) -> Sheet:
    """Build a sheet with one to three mutations, the first of each kind in turn."""
    chance = random.Random(seed)
    service = chance.choice([CODED, CODED, HOURS, UNNUMBERED])
    claims = [_claim(chance, service, f"{today}/{seed}/{index}", days, index) for index in range(chance.randint(4, 8))]
    columns = _columns(chance, service)
    grid = [[chance.choice(HEADINGS[column]) for column in columns]]
    grid += [[_cell(chance, column, claim) for column in columns] for claim in claims]
    own = "reference" if service == UNNUMBERED else "number"
    mark = chance.choice(MARKS)
    every = [*GRIDS, *TEXTS]
    names = [every[seed % len(every)], *chance.sample(every, chance.randint(0, 2))]
    for name in (name for name in GRIDS if name in names):
        GRIDS[name](chance, grid, columns)
    text = _written(chance, grid, mark)
    for name in dict.fromkeys(name for name in names if name in TEXTS):
        text = TEXTS[name](chance, text, mark)
    return Sheet(text, service, names, {str(claim[own]): claim for claim in claims})


def _claim(chance: random.Random, service: str, key: str, days: list[str], index: int) -> Claim:
    event = ("session", "no_show", "session")[index] if index <= 2 else chance.choice(["session", "no_show"])
    own = control_number.format(control_number.from_digest(hashlib.sha256(key.encode()).digest()))
    return {
        **({"reference": f"RAD-{index + 11}"} if service == UNNUMBERED else {"number": own}),
        "service": service,
        "date": chance.choice(days),
        "event": event if service == CODED else "session",
        "counsellors": (1, 2, 1)[index % 3] if service == HOURS else 1,
        "nth": 1,
        **({"minutes": chance.choice([45, 60, 75, 90, 120])} if service == HOURS else {}),
    }


def _columns(chance: random.Random, service: str) -> list[str]:
    own = "reference" if service == UNNUMBERED else "number"
    columns = [own, "date"]
    columns += ["event"] if service == CODED or chance.random() < 0.5 else []
    columns += ["counsellors", "minutes"] if service == HOURS else []
    columns += [column for column in ("nth", "note", "note") if chance.random() < 0.5]
    if chance.random() < 0.5:
        chance.shuffle(columns)
    return columns


def _cell(chance: random.Random, column: str, claim: Claim) -> str:
    if column == "note":
        return chance.choice(NOTES)
    if column == "event":
        return chance.choice(WORDS[str(claim["event"])])
    if column == "minutes":
        minutes = int(str(claim["minutes"]))
        hours = f"{minutes / 60:g}".replace(".", ",")
        return chance.choice([str(minutes), f"{minutes} min", f"{minutes // 60}:{minutes % 60:02}", f"{hours} h"])
    return str(claim[column])


def _written(chance: random.Random, grid: Grid, mark: str) -> str:
    """Write rows as a spreadsheet does, or as somebody who knows nothing of quotes."""
    style = chance.choice(["needed", "needed", "all", "none"])

    def quoted(cell: str) -> str:
        is_needed = any(sign in cell for sign in (mark, '"', "\n"))
        return '"' + cell.replace('"', '""') + '"' if style == "all" or (style == "needed" and is_needed) else cell

    return "\n".join(mark.join(quoted(cell) for cell in row) for row in grid) + "\n"
