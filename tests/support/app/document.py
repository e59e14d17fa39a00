"""Checks every answer of an endpoint under test against the API's own OpenAPI document."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import jsonschema  # type: ignore[import-untyped] # it ships no types

import app
from chalicelib.api import problems
from ops.server.api_gateway import Response

Route = tuple[str, str]
Codes = set[tuple[int, str]]
DOCUMENT: Final = app.openapi_document()
OPERATIONS: Final[dict[Route, dict[str, Any]]] = {
    (method.upper(), path): operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def response(operation: Mapping[str, Any], status: int) -> dict[str, Any]:
    """Return the response that the document describes for a status, following a $ref."""
    described: dict[str, Any] = operation["responses"][str(status)]
    name = described.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["responses"][name] if name else described


def _codes(described: Mapping[str, Any]) -> list[str]:
    schema = described.get("content", {}).get(problems.CONTENT_TYPE, {}).get("schema", {})
    codes: list[str] = schema["allOf"][1]["properties"]["code"]["enum"] if schema else []
    return codes


DOCUMENTED: Final[dict[Route, Codes]] = {
    route: {
        (int(status), code) for status in operation["responses"] for code in _codes(response(operation, int(status)))
    }
    for route, operation in OPERATIONS.items()
}
"""Every status and problem code that the document lists, by method and path."""

SUCCEEDED: Final[dict[Route, set[int]]] = {
    route: {int(status) for status in operation["responses"] if status.startswith("2")}
    for route, operation in OPERATIONS.items()
}
"""Every status of success."""


def template(path: str) -> str:
    """Return the documented path that matches an address, or the address itself."""
    for documented in DOCUMENT["paths"]:
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", documented), path):
            return str(documented)
    return path


def assert_documented(method: str, path: str, answer: Response) -> None:
    """Assert that the document describes the answer: status, content type, header fields, code and body."""
    route = (method, template(path))
    if route not in OPERATIONS:
        return
    assert str(answer.status) in OPERATIONS[route]["responses"], (route, answer.status, answer.body)
    described = response(OPERATIONS[route], answer.status)
    assert set(described.get("headers", {})) <= set(answer.headers), (route, answer.headers)
    assert answer.headers["Content-Type"] in described["content"], (route, answer.headers)
    if not answer.headers["Content-Type"].endswith("json"):
        return
    faults = [fault.message for fault in _validator(*route, answer.status).iter_errors(answer.json())]
    assert not faults, (route, answer.status, faults)


@cache
def _validator(method: str, path: str, status: int) -> jsonschema.Draft202012Validator:
    content = response(OPERATIONS[method, path], status)["content"]
    (described,) = (media for kind, media in content.items() if kind.endswith("json"))
    schema = {"allOf": [described["schema"]], "components": DOCUMENT["components"]}
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
