"""Counts the calls that leave a botocore client: what DynamoDB is asked, and how often."""

from typing import Protocol

from chalicelib.ledger.dynamodb_table import Client


class Operation(Protocol):
    """What botocore knows of an operation."""

    name: str


def recorded(client: Client) -> list[str]:
    """Give a list that grows by the operation's name with each call of the client."""
    calls: list[str] = []

    def note(model: Operation, **_: object) -> None:
        calls.append(model.name)

    client.meta.events.register("before-call.dynamodb.*", note)
    return calls
