"""What spreadsheets, mail, web pages and people do to a sheet on the way.

What leaves no trace is left out, as no reader could see it: a whole column of events taken away with its heading, the
headings of two columns of small numbers changed for each other, a column of counts under a heading that has nothing to
do with them.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from tests.support.browser.sheet_words import ASKED, COUNTS, NOTES, SLIPS, WORDS

Grid = list[list[str]]


def _row(chance: random.Random, grid: Grid) -> list[str]:
    return chance.choice(grid[1:] or grid)


def _rename(chance: random.Random, grid: Grid, columns: list[str]) -> None:
    index = chance.randrange(len(columns))
    grid[0][index] = chance.choice(SLIPS.get(columns[index], ("Xyz", "")))


def _unhead(chance: random.Random, grid: Grid, _columns: list[str]) -> None:
    grid[0][chance.randrange(len(grid[0]))] = ""


def _behead(_chance: random.Random, grid: Grid, _columns: list[str]) -> None:
    del grid[0]


def _add(chance: random.Random, grid: Grid, columns: list[str]) -> None:
    index = chance.randrange(len(columns) + 1)
    words = chance.choice([("x", ""), ("1", "2"), WORDS["session"], WORDS["no_show"], NOTES])
    columns.insert(index, "added")
    for number, row in enumerate(grid):
        row.insert(index, chance.choice(["", "Xyz", "Nr", "Status", "Antal"]) if number == 0 else chance.choice(words))


def _double(chance: random.Random, grid: Grid, columns: list[str]) -> None:
    index, place = chance.randrange(len(columns)), chance.randrange(len(columns) + 1)
    cells = [row[index] for row in grid]
    if chance.random() < 0.5:
        cells[1:] = chance.sample(cells[1:], len(cells) - 1)
    columns.insert(place, columns[index])
    for row, cell in zip(grid, cells, strict=True):
        row.insert(place, cell)


def _swap_columns(chance: random.Random, grid: Grid, columns: list[str]) -> None:
    one, other = chance.randrange(len(columns)), chance.randrange(len(columns))
    for row in [*grid, columns]:
        row[one], row[other] = row[other], row[one]


def _swap_headings(chance: random.Random, grid: Grid, columns: list[str]) -> None:
    one, other = chance.randrange(len(columns)), chance.randrange(len(columns))
    if not {columns[one], columns[other]} <= COUNTS:
        grid[0][one], grid[0][other] = grid[0][other], grid[0][one]


def _mark(chance: random.Random, grid: Grid, columns: list[str]) -> None:
    """Say under a heading that asks of it what there was."""
    heading, came, missed = chance.choice(ASKED)
    for index in [index for index, column in enumerate(columns) if column == "event"]:
        grid[0][index] = heading
        for row in grid[1:]:
            row[index] = missed if row[index] in WORDS["no_show"] else came


def _swap_rows(chance: random.Random, grid: Grid, _columns: list[str]) -> None:
    one, other = chance.randrange(len(grid)), chance.randrange(len(grid))
    grid[one], grid[other] = grid[other], grid[one]


def _shift(chance: random.Random, grid: Grid, _columns: list[str]) -> None:
    row = _row(chance, grid)
    index = chance.randrange(len(row))
    if chance.random() < 0.5:
        row.insert(index, "")
    else:
        del row[index]
        row += [""] * chance.randint(0, 1)


def _clear(chance: random.Random, grid: Grid, columns: list[str]) -> None:
    """Empty a cell, or those under it as if they were merged."""
    index = chance.randrange(len(columns))
    first = chance.randrange(1, len(grid)) if len(grid) > 1 else 0
    for row in grid[first : first + chance.randint(1, 2)]:
        row[index : index + 1] = [""]


def _remove_notes(_chance: random.Random, grid: Grid, columns: list[str]) -> None:
    """Take a column away whose lack can be seen, or does not matter."""
    for index in [
        index
        for index, column in enumerate(columns)
        if column in ("note", "minutes", "date") and columns.count(column) == 1
    ][:1]:
        for row in [*grid, columns]:
            del row[index : index + 1]


def _double_row(chance: random.Random, grid: Grid, _columns: list[str]) -> None:
    grid.insert(chance.randrange(len(grid) + 1), [*chance.choice(grid)])


def _add_rows(chance: random.Random, grid: Grid, columns: list[str]) -> None:
    rows = (["Besök november 2026"], [""] * len(columns), ["Summa", "12"], [*grid[0]], ["Vecka 45"], ["Datum", "Vad"])
    for row in chance.sample(rows, 2):
        grid.insert(chance.choice([0, len(grid), chance.randrange(len(grid))]), [*row])


GRIDS: dict[str, Callable[[random.Random, Grid, list[str]], None]] = {
    "a column renamed": _rename,
    "a heading removed": _unhead,
    "headings swapped": _swap_headings,
    "a column added": _add,
    "a column doubled": _double,
    "events as marks": _mark,
    "columns swapped": _swap_columns,
    "a column removed": _remove_notes,
    "cells shifted": _shift,
    "a cell emptied": _clear,
    "rows swapped": _swap_rows,
    "a row doubled": _double_row,
    "rows added": _add_rows,
    "the headings removed": _behead,
}
"""In the order in which they are done: first what is done to columns, for each row has all of them."""


def _at(chance: random.Random, text: str, sign: str) -> str:
    index = chance.randrange(len(text) + 1)
    return text[:index] + sign + text[index:]


def _at_cell(chance: random.Random, text: str, mark: str, before: str, after: str) -> str:
    """Put signs round a cell."""
    lines = text.split("\n")
    index = chance.randrange(len(lines))
    cells = lines[index].split(mark)
    cell = chance.randrange(len(cells))
    cells[cell] = before + cells[cell] + after
    lines[index] = mark.join(cells)
    return "\n".join(lines)


def _break_at_space(chance: random.Random, text: str, _mark: str) -> str:
    spaces = [index for index, sign in enumerate(text) if sign == " "]
    if not spaces:
        return text
    index = chance.choice(spaces)
    return text[:index] + "\n" + text[index + 1 :]


def _break_in_quotes(chance: random.Random, text: str, mark: str) -> str:
    return _at_cell(chance, text, mark, '"en\n', f'två{chance.choice(["", mark])}"')


def _merge_lines(chance: random.Random, text: str, mark: str) -> str:
    ends = [index for index, sign in enumerate(text) if sign in "\n\r"]
    index = chance.choice(ends)
    return text[:index] + chance.choice(["", " ", mark]) + text[index + 1 :]


def _other_mark(chance: random.Random, text: str, mark: str) -> str:
    other = chance.choice([";", ",", "\t", "  ", " "])
    lines = text.split("\n")
    if chance.random() < 0.5:
        return text.replace(mark, other)
    index = chance.randrange(len(lines))
    return "\n".join([*lines[:index], lines[index].replace(mark, other), *lines[index + 1 :]])


def _mojibake(chance: random.Random, text: str, _mark: str) -> str:
    if chance.random() < 0.5:
        return text.encode().decode("cp1252", "replace")
    return text.encode("ascii", chance.choice(["replace", "ignore"])).decode()


TEXTS: dict[str, Callable[[random.Random, str, str], str]] = {
    "a lone quote": lambda chance, text, _: _at(chance, text, '"'),
    "two lone quotes": lambda chance, text, _: _at(chance, _at(chance, text, '"'), '"'),
    "a cell never closed": lambda chance, text, mark: _at_cell(chance, text, mark, '"', ""),
    "ditto marks": lambda chance, text, mark: _at_cell(chance, _at_cell(chance, text, mark, '"', ""), mark, '"', ""),
    "a quote at the end": lambda chance, text, mark: _at_cell(chance, text, mark, "", '"'),
    "a break in quotes": _break_in_quotes,
    "a break at a space": _break_at_space,
    "a break anywhere": lambda chance, text, _: _at(chance, text, "\n"),
    "lines merged": _merge_lines,
    "ends trimmed": lambda _, text, mark: "\n".join(line.rstrip(mark + " ") for line in text.split("\n")),
    "lines trimmed": lambda _, text, mark: "\n".join(line.strip(mark + " ") for line in text.split("\n")),
    "letters in parts": lambda _, text, __: unicodedata.normalize("NFD", text),
    "no-break spaces": lambda _, text, __: text.replace(" ", "\u00a0"),
    "an invisible sign": lambda chance, text, _: _at(chance, text, chance.choice("\u200b\ufeff\u00ad\u202f\u2060")),
    "wrong encoding": _mojibake,
    "another mark": _other_mark,
    "a mark added": _at,
    "Windows line ends": lambda _, text, __: text.replace("\n", "\r\n"),
    "old Mac line ends": lambda _, text, __: text.replace("\n", "\r"),
    "capitals": lambda _, text, __: text.upper(),
}
