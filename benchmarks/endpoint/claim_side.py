"""One side of the comparison in a fresh process, which prints one figure.

Run as `.venv/bin/python -m benchmarks.endpoint.claim_side SIDE cold|cpu`.

After its import every side is ready to answer: rules loaded, DynamoDB client created. Every side answers a claim by the
same rules over the same stubbed store; they differ in the code between API Gateway's event and the rules.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

WARM, ROUNDS, REQUESTS = 200, 20, 150
CREATED = 201
Handler = Callable[[dict[str, Any], Any], Mapping[str, Any]]


def ours() -> Handler:
    """Return our handler: Chalice, our dispatch, and a log line."""
    app = importlib.import_module("app")
    app.wired().ledger()
    handler: Handler = app.app
    return handler


def bare() -> Handler:
    """Return a minimal handler: no routes, no checks, no log."""
    session = importlib.import_module("botocore.session")
    session.get_session().create_client("dynamodb")
    store = importlib.import_module("benchmarks.endpoint.claim_store")
    services: list[Any] = []

    def handle(event: dict[str, Any], _context: Any) -> Mapping[str, Any]:  # noqa: ANN401 - Lambda's own
        claim = importlib.import_module("chalicelib.rules.claim")
        claim_request = importlib.import_module("chalicelib.rules.claim_request")
        if not services:
            services.append(store.service_over(STORE[0]))
        body = json.loads(event["body"])
        date = importlib.import_module("datetime").date.fromisoformat(body["date"])
        provider = event["requestContext"]["authorizer"]["provider"]
        outcome = services[0].claim(provider, body["number"], claim_request.Claim(body["service"], date))
        return {"statusCode": 201, "headers": {}, "body": json.dumps(claim.receipt(outcome.claim))}

    return handle


def fastapi() -> Handler:
    """Return the handler with FastAPI and a Pydantic model behind Mangum, with boto3."""
    importlib.import_module("boto3").client("dynamodb")
    module = importlib.import_module("benchmarks.endpoint.claim_fastapi")
    handler: Handler = module.handler_over(STORE)
    return handler


SIDES: dict[str, Callable[[], Handler]] = {"ours": ours, "bare": bare, "fastapi": fastapi}
STORE: list[Any] = []


def cold_ms(side: str) -> float:
    """Measure the milliseconds of importing and preparing a side."""
    started = time.perf_counter()
    SIDES[side]()
    return (time.perf_counter() - started) * 1000


def cpu_us(side: str) -> float:
    """Measure processor microseconds per claim: the best of twenty rounds, since other load only adds."""
    store = importlib.import_module("benchmarks.endpoint.claim_store")
    STORE[:] = [store.StubbedStore()]
    number, provider, claim = store.claimable(store.service_over(STORE[0]))
    event = store.event(number, provider, claim.service, claim.date)
    handler = SIDES[side]()
    if side == "ours":
        use_stubbed_store(store)
    answer = handler(event, None)
    if answer["statusCode"] != CREATED:
        raise ValueError(f"{side} did not record the claim: {answer}")
    for _ in range(WARM):
        handler(event, None)
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(REQUESTS):
            handler(event, None)
        rounds.append((time.process_time() - started) / REQUESTS * 1e6)
    return min(rounds)


def use_stubbed_store(store: Any) -> None:  # noqa: ANN401 - a module
    """Replace the ledger by the stubbed store; the log line is formatted, and discarded."""
    app = importlib.import_module("app")
    replace = importlib.import_module("dataclasses").replace
    parts = {"ledger": lambda: STORE[0], "keys": lambda: store.RING, "write": lambda _line: None}
    app.configure(replace(app.wired(), **parts))


if __name__ == "__main__":
    print({"cold": cold_ms, "cpu": cpu_us}[sys.argv[2]](sys.argv[1]))
