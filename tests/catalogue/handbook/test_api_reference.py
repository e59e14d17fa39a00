"""The handbook's page API has all that openapi.yaml says: operations, fields, refusals and examples."""

import dataclasses
import json
import re
from typing import Any

import pytest

from catalogue.handbook import api_fields, api_reference, pages
from catalogue.handbook.api_reference import Operation
from chalicelib.api import request_fields
from chalicelib.api.problems import PROBLEM_TYPES
from chalicelib.api.routes import claims as routes_claims
from chalicelib.rules import number_status
from chalicelib.service.claims import ClaimService

PAGE = pages.pages()["en/api.md"]
DOCUMENT = api_fields.document()
OPERATIONS = [operation for operations in api_reference.groups().values() for operation in operations]
BY_ID = {operation.id: operation for operation in OPERATIONS}
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=BY_ID)


def section(operation: Operation) -> str:
    """Return what the page says of an operation."""
    after = PAGE.partition(f"{{ #{operation.id} }}")[2]
    return re.split(r"^##", after, maxsplit=1, flags=re.MULTILINE)[0]


def names(schema: Any) -> set[str]:  # noqa: ANN401 - a part of the document
    """Return every name of a field within a schema, following references."""
    if isinstance(schema, list):
        return {name for part in schema for name in names(part)}
    if not isinstance(schema, dict):
        return set()
    if "$ref" in schema:
        target: Any = DOCUMENT
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return names(target)
    inner = (names(part) for key, part in schema.items() if key not in {"properties", "examples", "enum", "required"})
    own = schema.get("properties", {})
    return {*own}.union(*inner, *(names(part) for part in own.values()))


def test_every_operation_is_on_it_once() -> None:
    described = [(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods]
    assert sorted((operation.method, operation.path) for operation in OPERATIONS) == sorted(described)
    assert [operation.id for operation in OPERATIONS if PAGE.count(f"{{ #{operation.id} }}") != 1] == []


@each_operation
def test_every_field_of_its_request_and_answers_is_named(operation: Operation) -> None:
    described = DOCUMENT["paths"][operation.path][operation.method.lower()]
    bodies = [answer for status, answer in described["responses"].items() if status.startswith("2")]
    content = [body["content"] for body in [*bodies, described.get("requestBody", {"content": {}})]]
    schemas = [media["schema"] for media_types in content for media in media_types.values()]
    paths = set(re.findall(r"^\| `([^`]+)`", section(operation), flags=re.MULTILINE))
    shown = {part.removesuffix("[]") for path in paths for part in path.split(" ")[0].split(".")}
    assert names(schemas) - shown == set()


@each_operation
def test_every_refusal_it_can_give_is_listed(operation: Operation) -> None:
    listed = {code for refusal in operation.refusals for code in refusal.codes}
    assert listed
    assert [code for code in listed if f"(#problem-{code})" not in section(operation)] == []


@each_operation
def test_its_examples_are_json_that_can_be_copied(operation: Operation) -> None:
    examples = re.findall(r"^```json\n(.*?)^```$", section(operation), flags=re.DOTALL | re.MULTILINE)
    assert examples
    assert all(isinstance(json.loads(example), dict) for example in examples)


def test_it_says_who_may_do_it() -> None:
    assert "`POST /v1/claims` for provider\n" in PAGE
    assert "`POST /v1/numbers/mine` for anyone, without a token\n" in PAGE


def test_every_problem_is_explained_once() -> None:
    assert [code for code in PROBLEM_TYPES if PAGE.count(f'id="problem-{code}"') != 1] == []


def test_the_limits_that_it_names_are_the_endpoints() -> None:
    page_rows = next(field.default for field in dataclasses.fields(ClaimService) if field.name == "page_rows")
    limits = (f"{routes_claims.MAX_BATCH_BYTES:,} bytes", f"{request_fields.MAX_BYTES:,} bytes", f"{page_rows} rows")
    assert [limit for limit in limits if limit not in PAGE] == []
    assert f"After {number_status.MAX_FAILURES_PER_HOUR} in an hour" in PAGE


def test_a_field_of_an_object_in_a_list_has_its_path_and_its_limits() -> None:
    batch = BY_ID["record_batch"]
    assert batch.request is not None
    rows = {row.path: row for row in batch.request.fields}
    assert rows["claims[].nth"].type == "integer; 1 to 99; `1` if left out"
    assert rows["claims"].type == "list of object; 1 to 100 of them"
