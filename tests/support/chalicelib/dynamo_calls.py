"""Records the calls of a botocore client: which operations of DynamoDB, and how often."""

from typing import Protocol

from chalicelib.ledger.dynamodb_table import Client


class Operation(Protocol):
    """Botocore's model of an operation."""

    name: str


def recorded(client: Client) -> list[str]:
    """Return a list that receives the operation's name at each call of the client."""
    calls: list[str] = []

    def note(model: Operation, **_: object) -> None:
        calls.append(model.name)

    client.meta.events.register("before-call.dynamodb.*", note)
    return calls
