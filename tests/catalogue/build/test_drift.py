"""Schema, validator, form and reference page agree on every field; one that forgets a field is found."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy import loader as policies
from catalogue.policy.model import Policy
from catalogue.profiles import field_docs, form_rules, json_schema
from catalogue.profiles.schema import PROFILE
from catalogue.schema.containers import FieldType, Group, ListOf, MapOfChoices, Validation
from catalogue.views.profile_reference import Reference
from tests.support import frozen
from tests.support.catalogue.wording import words

ROOT = Path(__file__).parents[3]
GONE = "contact.booking", "services.*.sign_language", "locations.address.postcode", "staff"


@pytest.fixture(scope="module")
def policy() -> Policy:
    read, problems = policies.load(frozen.POLICY)
    assert read is not None, problems
    return read


def without(kind: FieldType, path: str, at: str = "") -> FieldType:
    """The same kind with one field fewer."""
    if isinstance(kind, Group):
        kept = {key: child for key, child in kind.fields.items() if field_docs.below(at, key) != path}
        inner = {key: without(child, path, field_docs.below(at, key)) for key, child in kept.items()}
        return dataclasses.replace(kind, fields=inner)
    if isinstance(kind, ListOf):
        return dataclasses.replace(kind, kind=without(kind.kind, path, at))
    if isinstance(kind, MapOfChoices):
        return dataclasses.replace(kind, kind=without(kind.kind, path, field_docs.below(at, "*")))
    return kind


def of_form(drawn: Any, at: str = "") -> Iterator[str]:  # noqa: ANN401 - plain data, as are the schema and the page
    """What the form draws."""
    for key, child in drawn.get("fields", {}).items():
        yield field_docs.below(at, key)
        yield from of_form(child, field_docs.below(at, key))
    if drawn["kind"] in {"list", "map"}:
        yield from of_form(drawn["of"], field_docs.below(at, "*") if drawn["kind"] == "map" else at)


def of_schema(schema: Any, services: set[str], at: str = "") -> Iterator[str]:  # noqa: ANN401 - the same
    """What editors complete; texts by language are no fields, and all services are one."""
    properties = schema.get("properties", {})
    if set(properties) == services:
        yield from of_schema(next(iter(properties.values())), services, field_docs.below(at, "*"))
    elif "sv" not in properties:
        for key, child in properties.items():
            yield field_docs.below(at, key)
            yield from of_schema(child, services, field_docs.below(at, key))
    if "items" in schema:
        yield from of_schema(schema["items"], services, at)


def of_page(page: Any) -> Iterator[str]:  # noqa: ANN401 - the same
    """What the reference page explains."""
    return (field["path"] for fields, _ in page["parts"] for field in fields)


def of_check(kind: FieldType, policy: Policy) -> Iterator[str]:
    """What the check takes of a profile that states everything: all but what it calls unknown, and what is below."""
    seen = Validation(policy.context)
    kind.check(field_docs.example(PROFILE, "", policy.context), (), seen)
    service = next(iter(policy.context.choices["services"]))
    steps = ([step for step in one.key_path if type(step) is str] for one in seen.faults if one.code == "unknown_key")
    unknown = tuple(".".join("*" if step == service else step for step in path) for path in steps)
    return (path for path in field_docs.table() if not any(f"{path}.".startswith(f"{one}.") for one in unknown))


def said_by(kind: FieldType, policy: Policy) -> dict[str, Callable[[], Iterator[str]]]:
    """The four, each made from the given schema."""
    spoken = Reference(policy.context, words("sv")["sv"])
    reference: Any = spoken.fields()
    known = {path for path, _, _ in field_docs.paths(kind)}
    parts = [([field for field in fields if field["path"] in known], "") for fields, _ in reference["parts"]]
    return {
        "schema": lambda: of_schema(kind.json_schema(policy.context), set(policy.services)),
        "check": lambda: of_check(kind, policy),
        "form": lambda: of_form(form_rules._kind(kind, "", policy.context)),
        "page": lambda: of_page({"parts": parts}),
    }


def parted(said: dict[str, set[str]]) -> set[str]:
    """The fields on which not all agree."""
    first, *others = said.values()
    return first.union(*others) - first.intersection(*others)


def test_all_four_say_every_field_that_is_explained(policy: Policy) -> None:
    published = {
        "schema": set(of_schema(json_schema.json_schema(policy), set(policy.services))),
        "check": set(of_check(PROFILE, policy)),
        "form": set(of_form(form_rules.rules(policy)["profile"])),
        "page": set(of_page(Reference(policy.context, words("sv")["sv"]).fields())),
    }
    assert {name: said ^ field_docs.table().keys() for name, said in published.items()} == {
        name: set() for name in published
    }


@pytest.mark.parametrize("path", GONE)
@pytest.mark.parametrize("forgetful", ["schema", "check", "form", "page"])
def test_a_field_that_one_of_them_forgets_is_found(forgetful: str, path: str, policy: Policy) -> None:
    whole, less = said_by(PROFILE, policy), said_by(without(PROFILE, path), policy)
    said = {name: set((less if name == forgetful else whole)[name]()) for name in whole}
    assert path in parted(said)
