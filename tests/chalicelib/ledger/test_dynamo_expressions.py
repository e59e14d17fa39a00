"""The check of DynamoDB's expressions finds each fault that AWS would, and none where there is none."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.chalicelib.dynamo_expressions import faults

KEY = {"pk": {"S": "N#1"}, "sk": {"S": "#"}}
NAMES = {"#a": "a", "#b": "b", "#pk": "pk"}


def update(expression: str, names: str = "", values: str = "", condition: str | None = None) -> dict[str, Any]:
    """An update with the names and values that it declares."""
    made: dict[str, Any] = {"TableName": "t", "Key": KEY, "UpdateExpression": expression}
    if names:
        made["ExpressionAttributeNames"] = {name: NAMES.get(name, name[1:]) for name in names.split()}
    if values:
        made["ExpressionAttributeValues"] = {value: {"N": "1"} for value in values.split()}
    return made if condition is None else made | {"ConditionExpression": condition}


def put(place: int) -> dict[str, Any]:
    """A put within a transaction."""
    return {"Put": {"TableName": "t", "Item": {"pk": {"S": f"N#{place}"}, "sk": {"S": "#"}}}}


@pytest.mark.parametrize(
    ("fault", "params"),
    [
        ("UpdateExpression names a without an alias", update("SET a = :v", values=":v")),
        ("UpdateExpression names 1 without an alias", update("SET #a = 1", "#a")),
        (
            "ConditionExpression names max without an alias",
            update("SET #a = :v", "#a", ":v :w", condition="max = :w"),
        ),
        (
            "ConditionExpression computes with +",
            update("SET #a = :v", "#a #b", ":v :w", condition="#b + :w > :v"),
        ),
        (
            "ConditionExpression computes with -",
            update("SET #a = :v", "#a #b", ":v :w", condition="#b - :w > :v"),
        ),
        ("UpdateExpression touches a twice", update("SET #a = :v, #a.#b = :v", "#a #b", ":v")),
        ("UpdateExpression touches a.b twice", update("SET #a.#b = :v REMOVE #a.#b", "#a #b", ":v")),
        ("UpdateExpression touches a twice", update("SET #b = :v, #a = :v ADD #a :v", "#a #b", ":v")),
        ("UpdateExpression changes the key pk", update("SET #pk = :v", "#pk", ":v")),
        ("#b is declared and not used", update("SET #a = :v", "#a #b", ":v")),
        (":w is declared and not used", update("SET #a = :v", "#a", ":v :w")),
        ("#b is used and not declared", update("SET #a = :v, #b = :v", "#a", ":v")),
        (":w is used and not declared", update("SET #a = :v, #b = :w", "#a #b", ":v")),
        (
            "names or values are declared empty",
            update("SET #a = :v", "#a", ":v") | {"ExpressionAttributeValues": {}},
        ),
        ("ConditionExpression has a stray ?", update("SET #a = :v", "#a", ":v", condition="#a = ?")),
        (
            "KeyConditionExpression names pk without an alias",
            {"KeyConditionExpression": "pk = :v", "ExpressionAttributeValues": {":v": {"S": "x"}}},
        ),
        ("ProjectionExpression names name without an alias", {"ProjectionExpression": "name"}),
        ("a transaction has two operations on one item", {"TransactItems": [put(1), put(1)]}),
        (
            "a transaction has two operations on one item",
            {"TransactItems": [put(1), {"ConditionCheck": {"TableName": "t", "Key": {**KEY}}}]},
        ),
        ("a transaction has 101 operations", {"TransactItems": [put(place) for place in range(101)]}),
        (
            "UpdateExpression names a without an alias",
            {"TransactItems": [{"Update": update("SET a = :v", values=":v")}]},
        ),
    ],
)
def test_a_planted_fault_is_found(fault: str, params: Mapping[str, Any]) -> None:
    assert fault in list(faults(params))


@pytest.mark.parametrize(
    "params",
    [
        update("SET #a = :v", "#a", ":v", condition="attribute_exists(#a) AND (NOT #a = :v OR #a IN (:v, :v))"),
        update("SET #a = if_not_exists(#a, :v) + :w, #b = list_append(#b, :v)", "#a #b", ":v :w"),
        update("SET #a.#x = :v, #a.#y = :v", "#a #x #y", ":v"),
        update("SET #a[0] = :v REMOVE #b", "#a #b", ":v"),
        update("SET #a = :v ADD #b :w", "#a #b", ":v :w"),
        update("SET #a = :v", "#a", ":v", condition="#a BETWEEN :v AND :v AND begins_with(#a, :v) AND #a <> :v"),
        {"TransactItems": [put(place) for place in range(100)]},
        {"TableName": "t", "Key": KEY},
    ],
)
def test_an_expression_that_aws_takes_has_no_fault(params: Mapping[str, Any]) -> None:
    assert list(faults(params)) == []
