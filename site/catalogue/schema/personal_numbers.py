"""Personal identity numbers in a data file: in its lines, and in the values parsed from them."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.schema import yaml_reader
from catalogue.schema.containers import Fault
from catalogue.schema.problem import Problem, make_problem
from catalogue.schema.yaml_reader import KeyPath, Value
from chalicelib import privacy

PERSON = "personal_identity_number"


def personal_numbers(data: bytes, path: str, value: Value = None) -> list[Problem]:
    """Return a problem for each line (comments included), parsed key and parsed value that holds such a number.

    Comments count because git keeps them; parsed values because a number split by a fold or an escape is published.
    """
    problems: list[Problem] = []
    in_lines: set[str] = set()
    text = data.decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n"), 1) if privacy.may_contain_personal_number(text) else ():
        if persons := [*privacy.find_personal_numbers(line)]:
            in_lines.update(digits for _, digits in persons)
            problems.append(make_problem(PERSON, path, number, persons[0][0] + 1))
    if not privacy.may_contain_personal_number("aa".join(_texts(value))):
        return problems
    if hidden := [fault for fault, digits in _persons_in(value, ()) if not digits <= in_lines]:
        positions = yaml_reader.locate(data)
        problems += [fault.problem(path, positions) for fault in hidden]
    return problems


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


def _persons_in(value: Value, path: KeyPath) -> Iterator[tuple[Fault, set[str]]]:
    """Yield a fault for each key or value that holds personal identity numbers, with their digits."""
    if isinstance(value, dict):
        for key, item in value.items():
            if digits := {digits for _, digits in privacy.find_personal_numbers(key)}:
                yield Fault((*path, key), PERSON, at_key=True), digits
            yield from _persons_in(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _persons_in(item, (*path, index))
    elif digits := {digits for _, digits in privacy.find_personal_numbers(str(value))}:
        yield Fault(path, PERSON), digits
