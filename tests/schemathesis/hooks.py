"""Hooks for schemathesis: tokens and valid numbers in its requests, and a count of the answers.

The share KUNDVAL_LUCK of valid requests is changed into ones that can succeed, with a number or a claim of their own;
the others stay as generated, and requests that violate the document on purpose are never changed.
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

from chalicelib.reporting.cases import case_report

schemathesis: Any = importlib.import_module("schemathesis")  # its hooks are objects that mypy cannot follow

ORIGIN: Final = os.environ["KUNDVAL_ORIGIN"]
COUNTS: Final = Path(os.environ["KUNDVAL_COUNTS"])
ADJUSTABLE: Final[list[str]] = json.loads(os.environ["KUNDVAL_ADJUSTABLE"])
"""Claims that were recorded under another price."""
GUESSER, KNOWER, OWN_UNIT = "ana", "bo", "own-unit"
"""Providers: the first sends unknown numbers until it is locked out, the second never does, the third hands over."""
ROLES: Final = ("reception", "controller")
CHANCE: Final = random.Random(5)
LUCK: Final = float(os.environ["KUNDVAL_LUCK"])
TODAY: Final = datetime.now(ZoneInfo("Europe/Stockholm")).date().isoformat()
SERVICE: Final = "familjeradgivning"
ATTESTED: Final = "intygad-radgivning"
OWN_UNITS: Final = "samarbetssamtal"
"""The service with a framework agreement."""
LAST_YEAR, YEAR_BEFORE = str(int(TODAY[:4]) - 1), str(int(TODAY[:4]) - 2)
OVER: Final = f"{YEAR_BEFORE}-01"
"""A month that can be closed."""
QUERIES: Final[dict[str, dict[str, str]]] = {
    "/v1/claims": {"month": TODAY[:7]},
    "/v1/payment-runs": {"year": TODAY[:4]},
    "/v1/payment-runs/{month}/lines": {},
    "/v1/statistics": {"year": YEAR_BEFORE},
    "/v1/follow-up": {"year": LAST_YEAR},
    "/v1/first-sessions": {"year": YEAR_BEFORE},
}
"""Queries that succeed."""
answered: Final[Counter[tuple[str, int]]] = Counter()
if COUNTS.exists():
    answered.update({(route, status): count for route, status, count in json.loads(COUNTS.read_text(encoding="utf-8"))})
tokens: Final[dict[str, str]] = {}


def send(path: str, who: str, body: object) -> dict[str, Any]:
    """POST to the server, and return the answer."""
    headers = {"Content-Type": "application/json"}
    if who:
        headers["Authorization"] = f"Bearer {token(who)}"
    request = urllib.request.Request(ORIGIN + path, json.dumps(body).encode(), headers)  # noqa: S310 - the loopback address
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
        document: dict[str, Any] = json.load(answer)
    return document


def run_hash() -> str:
    """Return the hash of a month that is over: what closing it would write, or has written."""
    headers = {"Authorization": f"Bearer {token('controller')}"}
    request = urllib.request.Request(f"{ORIGIN}/v1/payment-runs/{OVER}", headers=headers)  # noqa: S310 - the loopback address
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
        month = json.load(answer)
    return str((month.get("close") or month["preview"])["sha256"])


def closed_hash() -> str:
    """Close the month that is over, and return its hash."""
    close = send(f"/v1/payment-runs/{OVER}/close", "controller", {"sha256": run_hash(), "empty": True})["close"]
    return str(close["sha256"])


def token(who: str) -> str:
    """Return a token of the local issuer, for a role or a provider."""
    if who not in tokens:
        fields = {"role": who} if who in ROLES else {"role": "provider", "provider": who}
        tokens[who] = send("/dev/token", "", fields)["access_token"]
    return tokens[who]


def number(**more: object) -> str:
    """Issue a number, and return it."""
    return str(send("/v1/numbers", "reception", {"service": SERVICE, **more})["number"])


def replaced_number() -> dict[str, Any]:
    """Issue and replace a number; return the body that undoes the replacement."""
    old = number()
    new = send("/v1/numbers/replace", "reception", {"number": old, "reason": "other"})["number"]
    return {"number": old, "successor": new}


def claim() -> dict[str, Any]:
    """Build a claim that can be recorded."""
    return {"number": number(), "service": SERVICE, "date": TODAY}


def case() -> dict[str, Any]:
    """Build a report of a closed case that can be recorded."""
    person = {"gender": CHANCE.choice(("woman", "man", "other")), "age": "35-44"}
    report = {
        "service": SERVICE,
        "quarter": case_report.quarter(date.fromisoformat(TODAY)),
        "persons": [person],
        "children": [],
    }
    return report | {
        "wait": "0-5",
        "sessions": "1",
        "content": "repair",
        "initiative": "own",
        "family": "couple",
        "started": "this_year",
    }


def claim_id(path: str) -> str:
    """Return the id of a claim just recorded, or of one that can be adjusted."""
    if path.endswith("/adjust") and ADJUSTABLE:
        return ADJUSTABLE.pop()
    return str(send("/v1/claims", KNOWER, claim())["claim_id"])


def lucky(path: str) -> dict[str, Any] | None:
    """Return a body that succeeds, or None for a route without one."""
    bodies: dict[str, Any] = {
        "/v1/numbers": lambda: {"service": SERVICE, "told": True},
        "/v1/numbers/look-up": lambda: {"number": number()},
        "/v1/numbers/revoke": lambda: {"number": number(), "reason": "other"},
        "/v1/numbers/extend": lambda: {"number": number(), "granted": CHANCE.randint(5, 8), "reason": "other"},
        "/v1/numbers/exempt": lambda: {"number": number(), "exempt": True, "reason": "other"},
        "/v1/numbers/unlock": lambda: {"number": number(), "reason": "other"},
        "/v1/numbers/replace": lambda: {"number": number(), "reason": "other"},
        "/v1/numbers/give-back": replaced_number,
        "/v1/numbers/hand-over": lambda: {"number": number(service=OWN_UNITS)},
        "/v1/numbers/check": lambda: {"number": number()},
        "/v1/clients/check": lambda: {"client": str(CHANCE.randrange(1_000)), "service": ATTESTED},
        "/v1/numbers/mine": lambda: {"number": number()},
        "/v1/claims": claim,
        "/v1/claims/find": lambda: {"number": number(), "date": "2026-11-09"},
        "/v1/claims/batch": lambda: {"claims": [claim()]},
        "/v1/claims/{claim_id}/reverse": lambda: {"reason": "other"},
        "/v1/claims/{claim_id}/adjust": lambda: {"reason": "other"},
        "/v1/adjustments": lambda: {"service": SERVICE, "from": "2026-11-01", "reason": "other", "preview": True},
        "/v1/payment-runs/{month}/close": lambda: {"sha256": run_hash(), "empty": True},
        "/v1/payment-runs/{month}/exported": lambda: {"sha256": closed_hash()},
        "/v1/case-reports": case,
        "/v1/availability": lambda: {"service": SERVICE, "working_days": CHANCE.randint(0, 60), "accepts_new": "yes"},
        "/v1/contacts": lambda: {"service": SERVICE, "kind": CHANCE.choice(("advice", "first_assessment"))},
        "/v1/continuing-cases": lambda: {"service": SERVICE, "year": int(TODAY[:4]), "this_year": 9, "earlier_year": 2},
    }
    build = bodies.get(path)
    body: dict[str, Any] | None = build() if build else None
    return body


def roles(operation: Any) -> list[str]:  # noqa: ANN401 - schemathesis' own
    """Return who may call a route, by the roles in the document."""
    description = operation.definition.raw.get("description", "")
    provider = KNOWER if "claim_id" in operation.path else OWN_UNIT if "hand-over" in operation.path else GUESSER
    named = [role for role in ROLES if f"ole {role}" in description]
    return [*named, provider] if "ole provider" in description else named


@schemathesis.auth(refresh_interval=None)
class SignIn:
    """A token of a role allowed on the route; schemathesis omits it to provoke a refusal."""

    def get(self, case: Any, _context: object) -> str:  # noqa: ANN401 - the same
        """Choose a role."""
        return token(CHANCE.choice(roles(case.operation) or ["reception"]))

    def set(self, case: Any, data: str, _context: object) -> None:  # noqa: ANN401 - the same
        """Set the Authorization header."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_call(_context: object, case: Any, _kwargs: object) -> None:  # noqa: ANN401 - the same
    """Change some valid requests so that they can succeed."""
    operation = case.operation
    if case.meta is None or case.meta.generation.mode.value != "positive" or CHANCE.random() >= LUCK:
        return
    if case.headers:
        case.headers.pop("Kundval-Role", None)
        if "Idempotency-Key" in case.headers:  # what is generated often repeats the key of another request
            case.headers["Idempotency-Key"] = str(CHANCE.randrange(10**9))
    body = lucky(operation.path) if operation.method.upper() in {"POST", "PUT"} else None
    if body is not None:
        case.body = body
        case.media_type = "application/json"
    if "claim_id" in operation.path:
        case.path_parameters = {"claim_id": claim_id(operation.path)}
    if "{month}" in operation.path:
        case.path_parameters = {"month": OVER if operation.method.upper() == "POST" else TODAY[:7]}
    if operation.method.upper() == "GET" and operation.path in QUERIES:
        case.query = QUERIES[operation.path]


@schemathesis.hook  # type: ignore[untyped-decorator]
def after_call(_context: object, case: Any, response: Any) -> None:  # noqa: ANN401 - the same
    """Count the answer by route and status."""
    answered[f"{case.operation.method.upper()} {case.operation.path}", response.status_code] += 1
    COUNTS.write_text(json.dumps([[*key, count] for key, count in sorted(answered.items())]), encoding="utf-8")
