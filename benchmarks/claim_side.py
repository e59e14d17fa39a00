"""One side of the comparison in a fresh process, which prints one figure.

Asked for as `.venv/bin/python -m benchmarks.claim_side SIDE cold|cpu`.

Every side is ready to answer when it has been imported: rules read, DynamoDB client made. Every side answers a claim by
the same rules over the same stubbed store; they differ in what stands between API Gateway's event and the rules.
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
    """Chalice, our edge, and a log line."""
    app = importlib.import_module("app")
    app.wired().ledger()
    handler: Handler = app.app
    return handler


def bare() -> Handler:
    """A handler by hand: no routes, no checks, no log."""
    session = importlib.import_module("botocore.session")
    session.get_session().create_client("dynamodb")
    store = importlib.import_module("benchmarks.claim_store")
    made: list[Any] = []

    def handle(event: dict[str, Any], _context: Any) -> Mapping[str, Any]:  # noqa: ANN401 - Lambda's own
        claim = importlib.import_module("chalicelib.rules.claim")
        if not made:
            made.append(store.desk(STORE[0]))
        sent = json.loads(event["body"])
        date = importlib.import_module("datetime").date.fromisoformat(sent["date"])
        provider = event["requestContext"]["authorizer"]["provider"]
        found = made[0].claim(provider, sent["number"], claim.Claim(sent["service"], date))
        return {"statusCode": 201, "headers": {}, "body": json.dumps(claim.receipt(found.claim))}

    return handle


def fastapi() -> Handler:
    """FastAPI with a Pydantic model, behind Mangum, with boto3."""
    importlib.import_module("boto3").client("dynamodb")
    made = importlib.import_module("benchmarks.claim_fastapi")
    handler: Handler = made.handler_over(STORE)
    return handler


SIDES: dict[str, Callable[[], Handler]] = {"ours": ours, "bare": bare, "fastapi": fastapi}
STORE: list[Any] = []


def cold_ms(side: str) -> float:
    """Milliseconds of importing and making ready."""
    started = time.perf_counter()
    SIDES[side]()
    return (time.perf_counter() - started) * 1000


def cpu_us(side: str) -> float:
    """Microseconds of processor a claim, of the best of twenty rounds: what others do on the machine only adds."""
    store = importlib.import_module("benchmarks.claim_store")
    STORE[:] = [store.StubbedStore()]
    number, provider, claim = store.claimable(store.desk(STORE[0]))
    event = store.event(number, provider, claim.service, claim.date)
    handler = SIDES[side]()
    if side == "ours":
        wiring(store)
    answered = handler(event, None)
    if answered["statusCode"] != CREATED:
        raise ValueError(f"{side} did not record the claim: {answered}")
    for _ in range(WARM):
        handler(event, None)
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(REQUESTS):
            handler(event, None)
        rounds.append((time.process_time() - started) / REQUESTS * 1e6)
    return min(rounds)


def wiring(store: Any) -> None:  # noqa: ANN401 - a module
    """Put the stubbed store where the ledger is; the log line is made, and thrown away."""
    app = importlib.import_module("app")
    replace = importlib.import_module("dataclasses").replace
    parts = {"ledger": lambda: STORE[0], "keys": lambda: store.RING, "write": lambda _line: None}
    app.configure(replace(app.wired(), **parts))


if __name__ == "__main__":
    print({"cold": cold_ms, "cpu": cpu_us}[sys.argv[2]](sys.argv[1]))
