"""What our code asks of AWS, noted at the clients as IAM names it, whoever made the client."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from botocore.handlers import BUILTIN_HANDLERS

from chalicelib.ledger.dynamodb_table import Client, table

TABLE: Final = "kundval-dev"
SECRET: Final = "kundval/dev/numbers"
WRITES: Final = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}
"""A transaction needs no right of its own, but those of its parts."""


class ServiceModel(Protocol):
    """What botocore knows of a service."""

    service_name: str


class Operation(Protocol):
    """What botocore knows of an operation."""

    name: str
    service_model: ServiceModel


@dataclass(frozen=True)
class Asked:
    """One right that a call needs, and on which table, index or secret."""

    action: str
    resource: str


def rights(service: str, operation: str, parameters: Mapping[str, Any]) -> Iterator[Asked]:
    """The rights that a call needs."""
    for item in parameters.get("TransactItems", ()):
        ((kind, part),) = item.items()
        yield Asked("dynamodb:GetItem" if kind == "Get" else WRITES[kind], f"table/{part['TableName']}")
    if "TransactItems" in parameters:
        return
    resource = f"secret:{parameters['SecretId']}" if service == "secretsmanager" else f"table/{parameters['TableName']}"
    if "IndexName" in parameters:
        resource += f"/index/{parameters['IndexName']}"
    yield Asked(f"{service}:{operation}", resource)


@contextmanager
def noted() -> Iterator[set[Asked]]:
    """A set that grows with every call of every client that is made meanwhile."""
    asked: set[Asked] = set()

    def note(params: Mapping[str, Any], model: Operation, **_: object) -> None:
        asked.update(rights(model.service_model.service_name, model.name, params))

    handler = ("provide-client-params", note)
    BUILTIN_HANDLERS.append(handler)
    try:
        yield asked
    finally:
        BUILTIN_HANDLERS.remove(handler)


@dataclass
class Emulated:
    """An emulated AWS: one table that can be emptied, one secret, and what the function's own clients ask of it."""

    tables: Client
    asked: set[Asked] = field(default_factory=set)

    def empty(self) -> None:
        """Begin with an empty table."""
        if self.tables.list_tables()["TableNames"]:
            self.tables.delete_table(TableName=TABLE)
        self.tables.create_table(**table(TABLE))
