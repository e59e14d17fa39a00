"""Finds in DynamoDB's expressions what AWS refuses and emulators let through.

Every attribute name stands behind an alias (#name) and every value behind a placeholder (:value), so no reserved word
can be met; each that is declared is used, and each that is used is declared. A condition computes nothing. An update
touches no path twice and no key. A transaction has at most 100 operations, each on another item.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.ledger.dynamodb_table import Client

MAX_OPERATIONS = 100
KEYS = ("pk", "sk")

_TOKEN = re.compile(r"\s*([#:]?\w+|<>|<=|>=|[-+=<>(),.\[\]]|\S)")
_WORDS = {"AND", "OR", "NOT", "BETWEEN", "IN"}
_FUNCTIONS = {"attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size"}
_UPDATE_FUNCTIONS = {"if_not_exists", "list_append"}
_CLAUSES = {"SET", "REMOVE", "ADD", "DELETE"}
_EXPRESSIONS = (
    "ConditionExpression",
    "UpdateExpression",
    "KeyConditionExpression",
    "FilterExpression",
    "ProjectionExpression",
)


def watch(client: Client) -> list[str]:
    """Give a list that grows by each fault in what the client is asked."""
    found: list[str] = []

    def look(params: Mapping[str, Any], **_: object) -> None:
        found.extend(faults(params))

    client.meta.events.register("provide-client-params.dynamodb.*", look)
    return found


def faults(params: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one call's parameters."""
    operations = [entry for item in params.get("TransactItems", []) for entry in item.values()]
    items = [json.dumps([o["TableName"], _key(o)], sort_keys=True) for o in operations]
    if len(items) > MAX_OPERATIONS:
        yield f"a transaction has {len(items)} operations"
    if len(set(items)) < len(items):
        yield "a transaction has two operations on one item"
    for operation in operations or [params]:
        yield from _operation_faults(operation)


def _key(operation: Mapping[str, Any]) -> dict[str, Any]:
    item = operation.get("Key") or operation["Item"]
    return {key: item[key] for key in KEYS}


def _operation_faults(operation: Mapping[str, Any]) -> Iterator[str]:
    names = operation.get("ExpressionAttributeNames", {})
    values = operation.get("ExpressionAttributeValues", {})
    used: set[str] = set()
    for kind in _EXPRESSIONS:
        if kind in operation:
            tokens = _TOKEN.findall(operation[kind])
            used |= {token for token in tokens if token[0] in "#:"}
            yield from _token_faults(kind, tokens)
    if "UpdateExpression" in operation:
        yield from _update_faults(_TOKEN.findall(operation["UpdateExpression"]), names)
    declared = {*names, *values}
    yield from (f"{alias} is declared and not used" for alias in sorted(declared - used))
    yield from (f"{alias} is used and not declared" for alias in sorted(used - declared))
    yield from ("names or values are declared empty" for kind in ("Names", "Values") if _empty(operation, kind))


def _empty(operation: Mapping[str, Any], kind: str) -> bool:
    declared: object = operation.get(f"ExpressionAttribute{kind}")
    return declared == {}


def _token_faults(kind: str, tokens: list[str]) -> Iterator[str]:
    update = kind == "UpdateExpression"
    for place, token in enumerate(tokens):
        called = tokens[place + 1 : place + 2] == ["("]
        known = _CLAUSES if update else _WORDS
        functions = _UPDATE_FUNCTIONS if update else _FUNCTIONS
        if token in {"+", "-"} and not update:
            yield f"{kind} computes with {token}"
        elif re.fullmatch(r"\w+", token):
            index = token.isdigit() and tokens[place - 1 : place] == ["["]
            if not (token.upper() in known or index or (called and token in functions)):
                yield f"{kind} names {token} without an alias"
        elif token[0] not in "#:" and token not in {"+", "-", "<>", "<=", ">=", *"=<>(),.[]"}:
            yield f"{kind} has a stray {token}"


def _update_faults(tokens: list[str], names: Mapping[str, str]) -> Iterator[str]:
    """Yield paths that an update touches twice, one within the other, and keys that it would change."""
    paths = list(_targets(tokens, names))
    for place, path in enumerate(paths):
        if path[0] in KEYS:
            yield f"UpdateExpression changes the key {path[0]}"
        for other in paths[place + 1 :]:
            length = min(len(path), len(other))
            if path[:length] == other[:length]:
                yield f"UpdateExpression touches {'.'.join(path[:length])} twice"


def _targets(tokens: list[str], names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield each path that is written: what follows a clause's word or, outside parentheses, a comma."""
    depth, starts = 0, False
    path: list[str] = []
    for token in [*tokens, "SET"]:
        depth += (token == "(") - (token == ")")
        if token.upper() in _CLAUSES or (token == "," and depth == 0):
            if path:
                yield tuple(path)
            path, starts = [], True
        elif token in {"=", "("} or token.startswith(":"):
            starts = False
        elif starts and token not in {".", "[", "]"}:
            path.append(names.get(token, token))
