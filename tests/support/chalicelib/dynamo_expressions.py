"""Finds faults in DynamoDB expressions that AWS refuses but emulators accept.

Every attribute name must have an alias (#name) and every value a placeholder (:value), which avoids reserved words;
each one declared must be used, and each one used declared. A condition computes nothing. An update touches no path
twice and no key. A transaction has at most 100 operations, each on another item.
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
    """Return a list that receives each fault in the client's calls."""
    found_faults: list[str] = []

    def look(params: Mapping[str, Any], **_: object) -> None:
        found_faults.extend(faults(params))

    client.meta.events.register("provide-client-params.dynamodb.*", look)
    return found_faults


def faults(params: Mapping[str, Any]) -> Iterator[str]:
    """Yield the faults of one call's parameters."""
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
    for index, token in enumerate(tokens):
        is_call = tokens[index + 1 : index + 2] == ["("]
        keywords = _CLAUSES if update else _WORDS
        functions = _UPDATE_FUNCTIONS if update else _FUNCTIONS
        if token in {"+", "-"} and not update:
            yield f"{kind} computes with {token}"
        elif re.fullmatch(r"\w+", token):
            is_index = token.isdigit() and tokens[index - 1 : index] == ["["]
            if not (token.upper() in keywords or is_index or (is_call and token in functions)):
                yield f"{kind} names {token} without an alias"
        elif token[0] not in "#:" and token not in {"+", "-", "<>", "<=", ">=", *"=<>(),.[]"}:
            yield f"{kind} has a stray {token}"


def _update_faults(tokens: list[str], names: Mapping[str, str]) -> Iterator[str]:
    """Yield paths that an update touches twice, one within the other, and keys that it would change."""
    paths = list(_targets(tokens, names))
    for index, path in enumerate(paths):
        if path[0] in KEYS:
            yield f"UpdateExpression changes the key {path[0]}"
        for other in paths[index + 1 :]:
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
