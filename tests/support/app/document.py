"""The API's own document as a ruler: every answer of an endpoint under test is held against it."""

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
    """What the document says of a status, wherever it stands."""
    found: dict[str, Any] = operation["responses"][str(status)]
    named = found.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["responses"][named] if named else found


def _codes(described: Mapping[str, Any]) -> list[str]:
    schema = described.get("content", {}).get(problems.CONTENT_TYPE, {}).get("schema", {})
    found: list[str] = schema["allOf"][1]["properties"]["code"]["enum"] if schema else []
    return found


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
    """The documented path that an address is one of, or the address itself."""
    for known in DOCUMENT["paths"]:
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path):
            return str(known)
    return path


def hold(method: str, path: str, answer: Response) -> None:
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
    (described,) = (found for kind, found in content.items() if kind.endswith("json"))
    schema = {"allOf": [described["schema"]], "components": DOCUMENT["components"]}
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
