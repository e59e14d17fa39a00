"""openapi.yaml against the code, both ways: routes, fields, roles and problem codes."""

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it ships no types
from openapi_spec_validator import validate

import app
from chalicelib.api import problems, request_fields
from chalicelib.api.dispatch import Route
from chalicelib.api.routes import claims as routes_claims
from chalicelib.api.routes import numbers as routes_numbers
from chalicelib.register import codes
from chalicelib.service import wiring
from tests.support.app.document import DOCUMENT, DOCUMENTED, OPERATIONS
from tests.support.tables import assert_rows

ROOT = Path(__file__).parent.parent.parent
EVERY_BODY = {
    (400, "invalid_body"),
    (400, "unknown_field"),
    (400, "missing_field"),
    (400, "invalid_field"),
    (413, "too_large"),
    (415, "unsupported_media_type"),
}
ROUTES = {(route.method, route.path): route for route in app.ROUTES}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema, wherever it stands."""
    named = schema.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["schemas"][named] if named else schema


def documented_fields(route: Route) -> dict[str, tuple[bool, Any]]:
    """What the document says a route takes: for each field whether it is required, and its default."""
    operation = OPERATIONS[route.method, route.path]
    if route.method in {"POST", "PUT"}:
        schema = resolved(operation["requestBody"]["content"]["application/json"]["schema"])
        required = set(schema["required"])
        return {name: (name in required, one.get("default")) for name, one in schema["properties"].items()}
    queries = [one for one in operation.get("parameters", []) if one.get("in") == "query"]
    return {one["name"]: (one["required"], None) for one in queries}


def not_nullable(route: tuple[str, str]) -> list[str]:
    """Return the optional fields of a route's request whose schema does not take null."""
    schema = resolved(OPERATIONS[route]["requestBody"]["content"]["application/json"]["schema"])
    optional = {name: field for name, field in schema["properties"].items() if name not in schema["required"]}
    return [
        name
        for name, field in optional.items()
        if not Draft202012Validator({"allOf": [field], "components": DOCUMENT["components"]}).is_valid(None)
    ]


def given_by_any(route: Route) -> set[tuple[int, str]]:
    """Return the status and code of each refusal that every route with such roles and method can give."""
    refusals = {(500, "internal_error"), (503, "busy"), (422, "personal_identity_number")}
    refusals |= {(401, "unauthorised")} if route.roles else set()
    refusals |= {(403, "not_authorised")} if "provider" in route.roles else set()
    if route.roles and not route.every_role:
        refusals |= {(403, "forbidden"), (400, "invalid_field")}  # the latter for the header Kundval-Role
        refusals |= {(400, "role_required")} if len(route.roles) > 1 else set()
    return refusals | (EVERY_BODY if route.method in {"POST", "PUT"} else set())


def codes_in(path: Path) -> set[str]:
    """The codes that a module refuses with."""
    calls = [node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call)]
    refusals = [call.args[0] for call in calls if getattr(call.func, "id", "") == "Refused" and call.args]
    constants = [node for first in refusals for node in ast.walk(first) if isinstance(node, ast.Constant)]
    return {str(one.value) for one in constants}


class TestTheDocumentDescribesTheCode:
    """Every route and method is documented, and every documented one exists."""

    def test_it_is_valid_openapi(self) -> None:
        validate(DOCUMENT)

    def test_it_has_the_routes_that_chalice_has(self) -> None:
        ours = {(method, path) for path, methods in app.app.routes.items() for method in methods}
        assert ours == set(OPERATIONS) == {(route.method, route.path) for route in app.ROUTES}

    def test_it_has_the_fields_that_the_handler_takes(self) -> None:
        rows = [
            (name, {field.name: (field.required, field.default) for field in route.fields})
            for name, route in ROUTES.items()
        ]
        assert_rows(rows, lambda name: documented_fields(ROUTES[name]))

    def test_a_token_is_asked_for_where_a_role_is(self) -> None:
        rows = [(name, (bool(route.roles), bool(route.roles))) for name, route in ROUTES.items()]
        assert_rows(
            rows,
            lambda name: (
                bool(OPERATIONS[name].get("security", DOCUMENT["security"])),
                app.app.routes[name[1]][name[0]].authorizer is not None,
            ),
        )

    def test_it_names_the_roles(self) -> None:
        roles = ("reception", "provider", "controller")
        assert_rows(
            ((name, route.roles) for name, route in ROUTES.items()),
            lambda name: {role for role in roles if f"ole {role}" in OPERATIONS[name].get("description", "")},
        )

    def test_its_words_are_the_codes(self) -> None:
        schemas = DOCUMENT["components"]["schemas"]
        assert tuple(schemas["Reason"]["enum"]) == codes.REVERSE_REASONS
        assert tuple(schemas["Claim"]["properties"]["event"]["enum"]) == (*codes.EVENTS, None)
        assert schemas["Number"]["maxLength"] == request_fields.MAX_TEXT_CHARACTERS
        assert schemas["Claim"]["properties"]["reference"]["pattern"] == f"^{codes.REFERENCE_PATTERN}$"

    @pytest.mark.parametrize(
        ("path", "reasons"),
        [
            ("/v1/numbers/revoke", codes.REVOKE_REASONS),
            ("/v1/numbers/exempt", codes.EXEMPT_REASONS),
            ("/v1/numbers/unlock", codes.UNLOCK_REASONS),
            ("/v1/numbers/replace", codes.REPLACE_REASONS),
            ("/v1/claims/{claim_id}/reverse", codes.REVERSE_REASONS),
            ("/v1/claims/{claim_id}/adjust", codes.ADJUST_REASONS),
        ],
    )
    def test_it_lists_the_reasons_of_a_deed(self, path: str, reasons: tuple[str, ...]) -> None:
        sent = OPERATIONS["POST", path]["requestBody"]["content"]["application/json"]["schema"]["properties"]
        assert tuple(resolved(sent["reason"])["enum"]) == reasons

    def test_it_lists_the_second_reasons_for_more_than_the_rule(self) -> None:
        sent = OPERATIONS["POST", "/v1/numbers/extend"]["requestBody"]["content"]["application/json"]["schema"]
        state = DOCUMENT["components"]["schemas"]["State"]["properties"]
        assert tuple(sent["properties"]["beyond"]["enum"]) == (*codes.BEYOND_REASONS, None)
        assert tuple(state["beyond"]["enum"]) == codes.BEYOND_REASONS

    def test_a_batch_takes_as_many_lines_as_it_says(self) -> None:
        sent = OPERATIONS["POST", "/v1/claims/batch"]["requestBody"]["content"]["application/json"]["schema"]
        answers = OPERATIONS["POST", "/v1/claims/batch"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert sent["properties"]["claims"]["maxItems"] == routes_claims.MAX_LINES
        assert answers["properties"]["answers"]["maxItems"] == routes_claims.MAX_LINES

    def test_the_fields_of_a_decision_are_those_that_are_taken(self) -> None:
        order = OPERATIONS["POST", "/v1/numbers"]["requestBody"]["content"]["application/json"]["schema"]
        described = order["properties"]["decision"]
        ours = {one.name: (one.required, one.default) for one in routes_numbers.DECISION}
        required = set(described["required"])
        assert ours == {name: (name in required, one.get("default")) for name, one in described["properties"].items()}

    def test_every_field_that_may_be_left_out_may_be_null(self) -> None:
        strict = [f"{route[1]}: {name}" for route in ROUTES if route[0] != "GET" for name in not_nullable(route)]
        assert strict == [], 'null is read as absence: write `type: [string, "null"]`, or CodeOrNull'

    def test_it_has_the_version_of_the_project(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        assert DOCUMENT["info"]["version"] == wiring.VERSION == project["project"]["version"]

    def test_it_travels_in_the_package(self) -> None:
        assert app.OPENAPI.is_relative_to(Path(app.__file__).parent / "chalicelib")


class TestEveryProblemIsDocumented:
    """One table of problems; each route lists those that it can give."""

    def test_a_documented_status_is_that_of_its_code(self) -> None:
        listed = [(*name, status, code) for name in ROUTES for status, code in DOCUMENTED[name]]
        assert [line for line in listed if line[2] != problems.PROBLEM_TYPES[line[3]].status] == []

    def test_every_route_lists_what_any_route_can_give(self) -> None:
        assert_rows(
            ((name, set[tuple[int, str]]()) for name in ROUTES),
            lambda name: given_by_any(ROUTES[name]) - DOCUMENTED[name],
        )

    def test_every_code_that_the_code_refuses_with_is_in_the_table(self) -> None:
        modules = (ROOT / "functions" / "chalicelib").rglob("*.py")
        codes = set[str]().union(*(codes_in(path) for path in modules))
        assert len(codes) > 20
        assert codes - set(problems.PROBLEM_TYPES) == set()

    def test_every_code_of_the_table_is_documented_or_the_gateways(self) -> None:
        listed = {code for codes in DOCUMENTED.values() for _, code in codes}
        assert set(problems.PROBLEM_TYPES) - listed == {"not_found", "method_not_allowed"}

    def test_a_reason_not_to_be_usable_is_a_code_too(self) -> None:
        check = OPERATIONS["POST", "/v1/numbers/check"]["responses"]["200"]["content"]["application/json"]["schema"]
        why = DOCUMENT["components"]["schemas"]["Why"]
        assert set(check["properties"]["reason"]["enum"]) | set(why["enum"]) <= set(problems.PROBLEM_TYPES)
