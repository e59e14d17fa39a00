"""The peer: the same claim with FastAPI and Pydantic, behind Mangum, as its documentation has it."""

import datetime as dt
import importlib
from collections.abc import Callable
from typing import Any

from benchmarks import claim_store
from chalicelib.rules.claim import Claim, receipt

# The bench extra's own; they stand in no environment of ours that checks types.
fastapi: Any = importlib.import_module("fastapi")
mangum: Any = importlib.import_module("mangum")
pydantic: Any = importlib.import_module("pydantic")


def handler_over(stores: list[Any]) -> Callable[[dict[str, Any], Any], Any]:
    """A Lambda handler over the first of the stores, looked up at the first claim."""
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
    desks: list[Any] = []

    async def record(sent: Any, request: Any, response: Any) -> Any:  # noqa: ANN401 - typed below, for FastAPI reads it
        if not desks:
            desks.append(claim_store.desk(stores[0]))
        who = request.scope["aws.event"]["requestContext"]["authorizer"]
        fields = sent.model_dump()
        outcome = desks[0].claim(who["provider"], fields.pop("number"), Claim(**fields))
        response.status_code = 201
        return receipt(outcome.claim)

    record.__annotations__ = {"sent": model, "request": fastapi.Request, "response": fastapi.Response}
    api.post("/v1/claims")(record)
    handler: Callable[[dict[str, Any], Any], Any] = mangum.Mangum(api, lifespan="off")
    return handler
