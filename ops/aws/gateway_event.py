"""The event that API Gateway sends to the function: what the function reads of it.

It imports the standard library alone: a test runs it beside the unpacked package, where nothing else of ours is.
"""

import json
from collections.abc import Mapping
from typing import Any


def gateway_event(
    method: str,
    path: str,
    body: object = None,
    authorizer: Mapping[str, object] | None = None,
    address: str = "192.0.2.1",
) -> dict[str, Any]:
    """Return the event of a request from an address, with what the authorizer answered, if the route has one."""
    context: dict[str, Any] = {"httpMethod": method, "resourcePath": path, "identity": {"sourceIp": address}}
    if authorizer:
        context["authorizer"] = authorizer
    return {
        "requestContext": context,
        "headers": {"Content-Type": "application/json"},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }
