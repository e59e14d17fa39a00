"""Records the IAM rights that our code needs, from the calls of every botocore client."""

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
"""The right for each part of a transaction; the transaction itself needs none."""


class ServiceModel(Protocol):
    """Botocore's model of a service."""

    service_name: str


class Operation(Protocol):
    """Botocore's model of an operation."""

    name: str
    service_model: ServiceModel


@dataclass(frozen=True)
class Right:
    """One right that a call needs, and the table, index or secret that it is for."""

    action: str
    resource: str


def rights(service: str, operation: str, parameters: Mapping[str, Any]) -> Iterator[Right]:
    """Yield the rights that a call needs."""
    for item in parameters.get("TransactItems", ()):
        ((kind, part),) = item.items()
        yield Right("dynamodb:GetItem" if kind == "Get" else WRITES[kind], f"table/{part['TableName']}")
    if "TransactItems" in parameters:
        return
    resource = f"secret:{parameters['SecretId']}" if service == "secretsmanager" else f"table/{parameters['TableName']}"
    if "IndexName" in parameters:
        resource += f"/index/{parameters['IndexName']}"
    yield Right(f"{service}:{operation}", resource)


@contextmanager
def recording() -> Iterator[set[Right]]:
    """Yield a set that receives the rights of every call by every client created meanwhile."""
    rights_used: set[Right] = set()

    def note(params: Mapping[str, Any], model: Operation, **_: object) -> None:
        rights_used.update(rights(model.service_model.service_name, model.name, params))

    handler = ("provide-client-params", note)
    BUILTIN_HANDLERS.append(handler)
    try:
        yield rights_used
    finally:
        BUILTIN_HANDLERS.remove(handler)


@dataclass
class Emulated:
    """An emulated AWS: one table that can be emptied, one secret, and the rights that the function's clients used."""

    tables: Client
    used: set[Right] = field(default_factory=set)

    def empty(self) -> None:
        """Replace the table by an empty one."""
        if self.tables.list_tables()["TableNames"]:
            self.tables.delete_table(TableName=TABLE)
        self.tables.create_table(**table(TABLE))
