"""The models that `init` makes a policy from: the systems of the sources, and the words that they begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class Model:
    """One system of the sources: its services (id → what residents' text calls it) and what is special about it."""

    about: str
    services: Mapping[str, str]
    own_unit_only: frozenset[str]
    by_budget: frozenset[str]
    words: str
    numbered: bool
    joint: bool


@cache
def models() -> Mapping[str, Model]:
    """Read the table of models (cached), in the order in which they are offered."""
    table = yaml.load((FOLDER / "catalogue.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return {
        name: Model(
            about=row["about"],
            services={id_: service["label"] for id_, service in row["services"].items()},
            own_unit_only=frozenset(id_ for id_, service in row["services"].items() if service.get("own_unit_only")),
            by_budget=frozenset(id_ for id_, service in row["services"].items() if service.get("by_budget")),
            words=row["words"],
            numbered=row.get("numbered", True),
            joint=row.get("joint", False),
        )
        for name, row in table.items()
    }


def services_of(names: Sequence[str]) -> dict[str, str]:
    """Return the services of several models: id → what text calls it."""
    return {id_: label for name in names for id_, label in models()[name].services.items()}


def own_unit_only(names: Sequence[str]) -> frozenset[str]:
    """Return the services of several models that only the own unit performs."""
    return frozenset().union(*(models()[name].own_unit_only for name in names))


def codes_by_name(languages: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the languages of a vocabulary: name in small letters → code."""
    return {label.casefold(): code for code, labels in languages.items() for label in labels.values()}


def words(name: str) -> dict[str, dict[str, Any]]:
    """Read a file of words that vocabularies begin with: group → key → labels."""
    table: dict[str, dict[str, Any]] = yaml.load(
        (FOLDER / "common" / f"{name}.yaml").read_bytes(), Loader=yaml.CSafeLoader
    )
    return table
