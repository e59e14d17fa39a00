"""The peer: the same claim with FastAPI and Pydantic behind Mangum, written as in their documentation."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import fastapi
import mangum
import pydantic

from benchmarks.endpoint import claim_store
from chalicelib.rules.claim import receipt
from chalicelib.rules.claim_request import Claim


def handler_over(stores: list[Any]) -> Callable[[dict[str, Any], Any], Any]:
    """Build a Lambda handler over the first of the stores, read at the first claim."""
    api = fastapi.FastAPI(title="Claims")
    model = pydantic.create_model(
        "Sent",
        __config__=pydantic.ConfigDict(extra="forbid"),
        number=(str, pydantic.Field(min_length=1, max_length=64)),
        service=(str, pydantic.Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")),
        date=(dt.date, ...),
        event=(str, "session"),
        counsellors=(int, pydantic.Field(default=1, ge=1, le=9)),
        nth=(int, pydantic.Field(default=1, ge=1, le=99)),
        minutes=(int | None, None),
    )
    services: list[Any] = []

    async def record(sent: Any, request: Any, response: Any) -> Any:  # noqa: ANN401 - typed below, for FastAPI reads it
        if not services:
            services.append(claim_store.service_over(stores[0]))
        caller = request.scope["aws.event"]["requestContext"]["authorizer"]
        fields = sent.model_dump()
        outcome = services[0].claim(caller["provider"], fields.pop("number"), Claim(**fields))
        response.status_code = 201
        return receipt(outcome.claim)

    record.__annotations__ = {"sent": model, "request": fastapi.Request, "response": fastapi.Response}
    api.post("/v1/claims")(record)
    handler: Callable[[dict[str, Any], Any], Any] = mangum.Mangum(api, lifespan="off")
    return handler
