"""Hooks for schemathesis: tokens and living numbers in what it sends, and a count of what was answered.

So many valid requests as KUNDVAL_LUCK says are made ones that can succeed, with a number or a claim of their own; the
others stay as they were generated, and requests that break the document on purpose are never touched.
"""

import importlib
import json
import os
import random
import urllib.request
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalicelib.reporting import case_report

schemathesis: Any = importlib.import_module("schemathesis")  # its hooks are objects that mypy cannot follow

ORIGIN: Final = os.environ["KUNDVAL_ORIGIN"]
COUNTS: Final = Path(os.environ["KUNDVAL_COUNTS"])
ADJUSTABLE: Final[list[str]] = json.loads(os.environ["KUNDVAL_ADJUSTABLE"])
"""Claims that were recorded when another price stood in the register."""
GUESSER, KNOWER = "ana", "bo"
"""Two providers: the first quotes numbers that do not exist until it is locked out, the second never does."""
ROLES: Final = ("reception", "controller")
CHANCE: Final = random.Random(5)
LUCK: Final = float(os.environ["KUNDVAL_LUCK"])
TODAY: Final = datetime.now(ZoneInfo("Europe/Stockholm")).date().isoformat()
SERVICE: Final = "familjeradgivning"
LAST_YEAR, YEAR_BEFORE = str(int(TODAY[:4]) - 1), str(int(TODAY[:4]) - 2)
QUERIES: Final[dict[str, dict[str, str]]] = {
    "/v1/claims": {"month": TODAY[:7]},
    "/v1/payment-runs": {"year": TODAY[:4]},
    "/v1/payment-runs/{month}/lines": {},
    "/v1/statistics": {"year": YEAR_BEFORE},
    "/v1/follow-up": {"year": LAST_YEAR},
}
"""Queries that succeed."""
answered: Final[Counter[tuple[str, int]]] = Counter()
if COUNTS.exists():
    answered.update({(route, status): count for route, status, count in json.loads(COUNTS.read_text(encoding="utf-8"))})
tokens: Final[dict[str, str]] = {}


def send(path: str, who: str, body: object) -> dict[str, Any]:
    """Ask the server for what a request needs."""
    headers = {"Content-Type": "application/json"}
    if who:
        headers["Authorization"] = f"Bearer {token(who)}"
    request = urllib.request.Request(ORIGIN + path, json.dumps(body).encode(), headers)  # noqa: S310 - the loopback address
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
        found: dict[str, Any] = json.load(answer)
    return found


def token(who: str) -> str:
    """A token of the local issuer, for a role or a provider."""
    if who not in tokens:
        asked = {"role": who} if who in ROLES else {"role": "provider", "provider": who}
        tokens[who] = send("/dev/token", "", asked)["access_token"]
    return tokens[who]


def number(**more: object) -> str:
    """A number that was just issued."""
    return str(send("/v1/numbers", "reception", {"service": SERVICE, **more})["number"])


def given_in_place() -> dict[str, Any]:
    """A number that was just replaced, and the one that nobody was given."""
    old = number()
    new = send("/v1/numbers/replace", "reception", {"number": old, "reason": "other"})["number"]
    return {"number": old, "successor": new}


def claim() -> dict[str, Any]:
    """A claim that can be recorded."""
    return {"number": number(), "service": SERVICE, "date": TODAY}


def case() -> dict[str, Any]:
    """A closed case that can be told of."""
    person = {"gender": CHANCE.choice(("woman", "man", "other")), "age": "35-44"}
    report = {
        "service": SERVICE,
        "quarter": case_report.quarter(date.fromisoformat(TODAY)),
        "persons": [person],
        "children": [],
    }
    return report | {"wait": "0-5", "sessions": "1", "content": "repair", "initiative": "own"}


def claim_id(path: str) -> str:
    """A claim that was just recorded, or one with a price to put right."""
    if path.endswith("/adjust") and ADJUSTABLE:
        return ADJUSTABLE.pop()
    return str(send("/v1/claims", KNOWER, claim())["claim_id"])


def lucky(path: str) -> dict[str, Any] | None:
    """A body that succeeds, for a route that takes one."""
    bodies: dict[str, Any] = {
        "/v1/numbers": lambda: {"service": SERVICE, "told": True},
        "/v1/numbers/look-up": lambda: {"number": number()},
        "/v1/numbers/revoke": lambda: {"number": number(), "reason": "other"},
        "/v1/numbers/extend": lambda: {"number": number(), "granted": CHANCE.randint(5, 8), "reason": "other"},
        "/v1/numbers/unlock": lambda: {"number": number(), "reason": "other"},
        "/v1/numbers/replace": lambda: {"number": number(), "reason": "other"},
        "/v1/numbers/give-back": given_in_place,
        "/v1/numbers/check": lambda: {"number": number()},
        "/v1/numbers/mine": lambda: {"number": number()},
        "/v1/claims": claim,
        "/v1/claims/batch": lambda: {"claims": [claim()]},
        "/v1/claims/{claim_id}/reverse": lambda: {"reason": "other"},
        "/v1/claims/{claim_id}/adjust": lambda: {"reason": "other"},
        "/v1/case-reports": case,
    }
    made = bodies.get(path)
    body: dict[str, Any] | None = made() if made else None
    return body


def roles(operation: Any) -> list[str]:  # noqa: ANN401 - schemathesis' own
    """Who may ask a route, by the roles that the document names."""
    description = operation.definition.raw.get("description", "")
    provider = KNOWER if "claim_id" in operation.path else GUESSER
    named = [role for role in ROLES if f"ole {role}" in description]
    return [*named, provider] if "ole provider" in description else named


@schemathesis.auth(refresh_interval=None)
class SignIn:
    """A token of a role that the route is for; schemathesis leaves it out where it wants to be refused."""

    def get(self, case: Any, _context: object) -> str:  # noqa: ANN401 - the same
        """Choose a role."""
        return token(CHANCE.choice(roles(case.operation) or ["reception"]))

    def set(self, case: Any, data: str, _context: object) -> None:  # noqa: ANN401 - the same
        """Put the token where it belongs."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_call(_context: object, case: Any, _kwargs: object) -> None:  # noqa: ANN401 - the same
    """Give valid requests what they need to succeed."""
    operation = case.operation
    if case.meta is None or case.meta.generation.mode.value != "positive" or CHANCE.random() >= LUCK:
        return
    body = lucky(operation.path) if operation.method.upper() == "POST" else None
    if body is not None:
        case.body = body
        case.media_type = "application/json"
    if "claim_id" in operation.path:
        case.path_parameters = {"claim_id": claim_id(operation.path)}
    if "{month}" in operation.path:
        case.path_parameters = {"month": TODAY[:7]}
    if operation.method.upper() == "GET" and operation.path in QUERIES:
        case.query = QUERIES[operation.path]


@schemathesis.hook  # type: ignore[untyped-decorator]
def after_call(_context: object, case: Any, response: Any) -> None:  # noqa: ANN401 - the same
    """Count what was answered."""
    answered[f"{case.operation.method.upper()} {case.operation.path}", response.status_code] += 1
    COUNTS.write_text(json.dumps([[*key, count] for key, count in sorted(answered.items())]), encoding="utf-8")
