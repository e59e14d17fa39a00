"""Personal identity numbers in a data file: in its lines, and in the values parsed from them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.schema import suggestions, yaml_reader
from catalogue.schema.containers import Fault
from catalogue.schema.problem import Problem, make_problem
from catalogue.schema.scalars import PHONE
from catalogue.schema.yaml_reader import KeyPath, Positions, Value
from chalicelib import privacy

PERSON = "personal_identity_number"


def personal_numbers(data: bytes, path: str, value: Value = None) -> list[Problem]:
    """Return a problem for each line (comments included), parsed key and parsed value that holds such a number.

    Comments count because git keeps them; parsed values because a number split by a fold or an escape is published.
    Digits of two values beside each other are not a number. A telephone number is told how to be written instead.
    """
    text = data.decode("utf-8", "replace")
    lines = [*_in_lines(text)] if privacy.may_contain_personal_number(text) else []
    values = [*_in_values(value, ())] if privacy.may_contain_personal_number("aa".join(_texts(value))) else []
    if not lines and not values:
        return []
    positions = Positions((1, 1)) if value is None else yaml_reader.locate(data)
    starts = {*positions.values.values(), *positions.keys.values()}
    phones = {(positions.value(fault.key_path)[0], *digits) for fault, digits in values if fault.code != PERSON}
    problems: list[Problem] = []
    in_lines: set[str] = set()
    for line, column, end, digits in lines:
        if (line, digits) in phones or any((line, within) in starts for within in range(column + 1, end + 1)):
            continue
        if not any(problem.line == line for problem in problems):
            problems.append(make_problem(PERSON, path, line, column))
        in_lines.add(digits)
    return problems + [
        fault.problem(path, positions) for fault, digits in values if fault.code != PERSON or not digits <= in_lines
    ]


def _in_lines(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Yield the line, the first and the last column and the digits of each number that stands in one line."""
    for line, written in enumerate(text.split("\n"), 1):
        for start, end, digits in privacy.find_personal_numbers(written):
            yield line, start + 1, end, digits


def _texts(value: Value) -> Iterator[str]:
    """Yield every key and every scalar value as text."""
    waiting = [value]
    for node in waiting:
        if type(node) is dict:
            yield from node
            waiting += node.values()
        elif type(node) is list:
            waiting += node
        else:
            yield str(node)


def _in_values(value: Value, path: KeyPath) -> Iterator[tuple[Fault, set[str]]]:
    """Yield a fault for each key or value that holds personal identity numbers, with their digits."""
    if isinstance(value, dict):
        for key, item in value.items():
            if digits := _digits(key):
                yield Fault((*path, key), PERSON, at_key=True), digits
            yield from _in_values(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _in_values(item, (*path, index))
    elif digits := _digits(str(value)):
        phone = _in_groups(str(value)) if path[-1:] == ("phone",) else None
        yield Fault(path, "phone_personal", {"phone": phone}) if phone else Fault(path, PERSON), digits


def _digits(text: str) -> set[str]:
    return {digits for _, _, digits in privacy.find_personal_numbers(text)}


def _in_groups(text: str) -> str | None:
    """Return a telephone number with its groups, or None for what cannot be one: ten digits that begin with zero."""
    digits = re.sub(r"\D", "", privacy.fold(text))
    phone = suggestions.phone(digits)
    return phone if digits.startswith("0") and PHONE.match(phone) else None
