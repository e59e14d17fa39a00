"""The reference of the API: every operation of `openapi.yaml`, with its fields, refusals and examples as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from catalogue.handbook.api_fields import FieldRow, document, fields_of, resolved, table_cell, type_of
from chalicelib.api.problems import CONTENT_TYPE, PROBLEM_TYPES
from chalicelib.register.codes import ROLES

JSON: Final = "application/json"
TITLES: Final = {
    "claims": "Claims",
    "numbers": "Numbers",
    "availability": "Waiting times",
    "finance": "Finance",
    "service": "The service itself",
}
"""The groups of operations, in the order of the page: what providers need first."""
_COLUMNS: Final = 100


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent or answered as one media type: its fields, and its examples as text."""

    media_type: str
    fields: tuple[FieldRow, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of success, under each status that gives it."""

    statuses: tuple[tuple[str, str], ...]
    headers: tuple[str, ...]
    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The refusals of one status, or shared by several operations: codes, what they add to a problem, examples."""

    status: str
    text: str
    codes: tuple[str, ...]
    fields: tuple[FieldRow, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: who may do it, what it does, and all that can be sent and answered."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    roles: tuple[str, ...]
    parameters: tuple[FieldRow, ...]
    request: Body | None
    answers: tuple[Answer, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem code: its status, its title and its help."""

    code: str
    status: int
    title: str
    detail: str


def groups() -> Mapping[str, tuple[Operation, ...]]:
    """Return every operation under the title of its group."""
    found = tuple(_operations())
    return {title: tuple(operation for tag, operation in found if tag == name) for name, title in TITLES.items()}


def problem_fields() -> tuple[FieldRow, ...]:
    """Return the fields that a problem can have in any operation."""
    return tuple(fields_of(resolved({"$ref": "#/components/schemas/Problem"})))


def shared_refusals() -> tuple[Refusal, ...]:
    """Return the refusals that several operations share."""
    return tuple(_refusal("", answer) for answer in document()["components"]["responses"].values())


def problems() -> tuple[Problem, ...]:
    """Return every problem code, by status."""
    rows = sorted(PROBLEM_TYPES.items(), key=lambda row: (row[1].status, row[0]))
    return tuple(Problem(code, kind.status, kind.title, kind.detail) for code, kind in rows)


def _operations() -> Iterator[tuple[str, Operation]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            responses = operation["responses"]
            yield (
                operation["tags"][0],
                Operation(
                    id=operation["operationId"],
                    method=method.upper(),
                    path=path,
                    summary=operation["summary"],
                    description=operation.get("description", "").strip(),
                    roles=tuple(role for role in ROLES if f"ole {role}" in operation.get("description", "")),
                    parameters=tuple(_parameter(resolved(entry)) for entry in operation.get("parameters", ())),
                    request=_body(JSON, operation["requestBody"]["content"][JSON])
                    if "requestBody" in operation
                    else None,
                    answers=tuple(_answers(responses)),
                    refusals=tuple(_refusals(responses)),
                ),
            )


def _parameter(parameter: Mapping[str, Any]) -> FieldRow:
    name = f"{parameter['name']} ({parameter['in']})"
    text = table_cell(parameter.get("description", ""))
    return FieldRow(name, type_of(resolved(parameter["schema"])), bool(parameter["required"]), text)


def _answers(responses: Mapping[str, Mapping[str, Any]]) -> Iterator[Answer]:
    """Yield the answers of success; a status that has the same body as another stands beside it."""
    successes = {status: answer for status, answer in responses.items() if status.startswith("2")}
    while successes:
        content = next(iter(successes.values()))["content"]
        same = {status: successes.pop(status) for status in [*successes] if successes[status]["content"] == content}
        yield Answer(
            tuple((status, table_cell(answer["description"])) for status, answer in sorted(same.items(), reverse=True)),
            tuple(sorted({name for answer in same.values() for name in answer.get("headers", {})})),
            tuple(_body(media_type, media) for media_type, media in content.items()),
        )


def _refusals(responses: Mapping[str, Mapping[str, Any]]) -> Iterator[Refusal]:
    """Yield the refusals of an operation; what a shared one adds, and its example, are said once for all."""
    for status, answer in sorted(responses.items()):
        if not status.startswith("2"):
            refusal = _refusal(status, resolved(answer))
            yield replace(refusal, fields=(), examples=()) if "$ref" in answer else refusal


def _refusal(status: str, answer: Mapping[str, Any]) -> Refusal:
    media = answer["content"][CONTENT_TYPE]
    own = media["schema"]["allOf"][1]["properties"]
    fields = tuple(fields_of({"properties": {name: schema for name, schema in own.items() if name != "code"}}))
    return Refusal(status, table_cell(answer["description"]), tuple(own["code"]["enum"]), fields, _examples(media))


def _body(media_type: str, media: Mapping[str, Any]) -> Body:
    return Body(media_type, tuple(fields_of(resolved(media["schema"]))), _examples(media))


def _examples(media: Mapping[str, Any]) -> tuple[str, ...]:
    values = (example["value"] for example in media.get("examples", {}).values())
    return tuple(value.rstrip() if isinstance(value, str) else _pretty(value) for value in values)


def _pretty(value: object, depth: int = 0) -> str:
    """Format JSON as a person would: what fits on a line stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + 2 * depth <= _COLUMNS or not isinstance(value, dict | list):
        return line
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + _pretty(item, depth + 1) for item in value) + f"\n{outer}]"
    members = (f"{inner}{json.dumps(name)}: {_pretty(item, depth + 1)}" for name, item in value.items())
    return "{\n" + ",\n".join(members) + f"\n{outer}}}"
