"""A YAML text that is read without a problem, or refused with one."""

from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem


def load(text: str) -> object:
    value, problems = yaml_reader.load(text.encode(), "a.yaml")
    assert problems == []
    return value


def refused(data: bytes | str) -> Problem:
    raw = data.encode() if isinstance(data, str) else data
    value, problems = yaml_reader.load(raw, "a.yaml")
    assert value is None
    (problem,) = problems
    return problem
