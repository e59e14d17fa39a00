"""The content of `site/costs.yaml` and of the page about running costs, as typed data."""

from __future__ import annotations

from typing import Required, TypedDict


class Origin(TypedDict, total=False):
    """Where a figure comes from: one of the three."""

    assumed: str
    measured: str
    source: str


class Place(Origin):
    """A place of a certain size."""

    name: str
    sessions: Required[str]  # a formula


class Input(Origin):
    """A figure that formulas use."""

    name: Required[str]
    value: Required[str]
    about: str


class Quantity(TypedDict):
    """What there is of something a year, computed from inputs."""

    name: str
    about: str
    formula: str


class Rate(Origin):
    """Kronor for a dollar."""

    kronor: Required[str]


class Price(TypedDict):
    """A list price, and where to look it up."""

    name: str
    usd: str
    per: int
    unit: str
    look: str


class Line(TypedDict):
    """One line of the yearly cost."""

    about: str
    formula: str
    price: str


class Limit(TypedDict):
    """A limit, and the formula of what is needed of it."""

    about: str
    limit: str
    formula: str
    look: str


class Load(TypedDict):
    """A measurement under load."""

    about: str
    claims_second: str
    wait: str


class CostsFile(TypedDict):
    """The content of the file."""

    title: str
    places: list[Place]
    inputs: list[Input]
    quantities: list[Quantity]
    rate: Rate
    prices: list[Price]
    checked: str
    lines: list[Line]
    limits: list[Limit]
    loads: list[Load]
    load_about: str


class PlaceValues(TypedDict):
    """A row of a table: a value for each place."""

    about: str
    values: list[str]


class Need(Limit):
    """A limit, with what each place needs of it."""

    values: list[str]


class FirstLimit(TypedDict):
    """The limit that is reached first, and the factor by which the need may grow until then."""

    about: str
    times: str


class CostsContext(CostsFile):
    """The data of the template."""

    amounts: list[PlaceValues]
    kronor: list[PlaceValues]
    needs: list[Need]
    first: FirstLimit
    largest: str
    totals: list[str]
    each: list[str]
