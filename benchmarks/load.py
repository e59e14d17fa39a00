"""Many claims at once through the whole handler (token, shape, rules, ledger), over a file and over ministack.

Each request is what a provider sends, signed in, answered by the app as API Gateway would have it. The peer is what is
needed at the worst: the sessions of the whole country in a month, all reported within one hour. The hot key is one
number on which everybody claims.
"""

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import app
from benchmarks.report import Measurement
from catalogue.policy import loader
from catalogue.policy import register as register_json
from catalogue.views import running_costs
from chalicelib.control_numbers import key_ring
from chalicelib.dates import clock
from chalicelib.ledger import dynamodb_table
from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.register import parser
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Issued
from chalicelib.service.wiring import Runtime
from ops.server.api_gateway import Gateway
from ops.server.oidc_issuer import Issuer
from ops.server.wiring import Client
from tests.support.races import ministack
from tests.support.races.crowd import TABLE

THREADS = 8
CLAIMS, EMULATED_CLAIMS = 1_000, 200
PLENTY = 10_000
DAYS = 80
RECORDED = (200, 201)  # 200: it was recorded by an attempt whose answer was "busy"
SECONDS_OF_HOUR, MONTHS = 3_600, 12


@dataclass(frozen=True)
class Load:
    """What came of it: how long all of them took, and each."""

    seconds: float
    each_ms: tuple[float, ...]
    sent_again: int
    """How often a caller was told to wait, and sent the same again."""

    @property
    def a_claim_ms(self) -> float:
        """Milliseconds from one answer to the next."""
        return self.seconds / len(self.each_ms) * 1000

    def details(self) -> dict[str, Any]:
        """Claims a second, and how long a caller waits."""
        cuts = statistics.quantiles(self.each_ms, n=100)
        return {
            "claims_a_second": round(1000 / self.a_claim_ms),
            "wait_ms": {"half": round(cuts[49], 1), "95 of 100": round(cuts[94], 1), "99 of 100": round(cuts[98], 1)},
            "sent_again": self.sent_again,
            "threads": THREADS,
        }


def measure(root: Path) -> Iterator[Measurement]:
    """One line a ledger and kind of load."""
    country = max(
        running_costs.load(root / "site").data["places"], key=lambda place: running_costs.value(place["sessions"], {})
    )
    month = float(running_costs.value(country["sessions"], {})) / MONTHS
    needed_ms = SECONDS_OF_HOUR / month * 1000
    with tempfile.TemporaryDirectory(prefix="kundval-load-") as name:
        folder = Path(name)
        for hot in (False, True):
            kind = "one-number" if hot else "spread"
            ledger = SqliteLedger(folder / f"{kind}.sqlite", synchronous="FULL", busy_s=30)
            yield _line(f"load-sqlite-{kind}", loaded(root, ledger, folder, CLAIMS, hot=hot), needed_ms)
            ledger.close()
        with ministack.serving(folder) as endpoint:
            client = dynamodb_table.connect("eu-north-1", endpoint)
            for hot in (False, True):
                kind = "one-number" if hot else "spread"
                found = loaded(root, DynamoLedger(client, TABLE), folder, EMULATED_CLAIMS, hot=hot)
                yield _line(f"load-ministack-{kind}", found, needed_ms)
            client.close()


def loaded(root: Path, ledger: Ledger, folder: Path, count: int, *, hot: bool) -> Load:
    """Send so many claims from eight threads; each must be recorded."""
    issuer = Issuer("https://issuer.bench", "kundval", lambda: ())
    app.configure(_wired(root, ledger, folder, issuer))
    client = Client(Gateway(app.app), issuer)
    asked = _claims(count, hot=hot)
    lock, each_ms, busy = threading.Lock(), [], []

    def send(provider: str, claim: dict[str, Any]) -> None:
        begun = time.perf_counter()
        while (answer := client.post("/v1/claims", provider, claim)).status == 503:  # noqa: PLR2004 - as HTTP has it
            busy.append(provider)
        spent_ms = (time.perf_counter() - begun) * 1000
        if answer.status not in RECORDED:
            raise TypeError(f"a claim was not recorded: {answer.json()['code']}")
        with lock:
            each_ms.append(spent_ms)

    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as crowd:
        for one in [crowd.submit(send, provider, claim) for provider, claim in asked]:
            one.result()
    return Load(time.perf_counter() - begun, tuple(each_ms), len(busy))


def _line(name: str, found: Load, needed_ms: float) -> Measurement:
    return Measurement(name, found.a_claim_ms, "the country's month in an hour", needed_ms, "ms", found.details())


def _wired(root: Path, ledger: Ledger, folder: Path, issuer: Issuer) -> Runtime:
    """Wire the municipality's own rules, with numbers that last."""
    rules, _ = loader.load(root / "policy", root)
    if rules is None:
        raise ValueError("the policy has problems: see build.py check")
    content = {**register_json.register(rules)}
    content["services"] = [{**one, "granted": PLENTY} for one in content["services"]]
    content["sha256"] = parser.digest({key: value for key, value in content.items() if key != "sha256"})
    file, secret = folder / "register.json", folder / "secret"
    file.write_text(json.dumps(content), encoding="utf-8")
    if not secret.exists():
        key_ring.create(secret)
    known = {
        "KUNDVAL_LEDGER": "sqlite:unused",
        "KUNDVAL_SECRETS": f"file:{secret}",
        "KUNDVAL_REGISTER": str(file),
        "KUNDVAL_ISSUER": issuer.issuer,
        "KUNDVAL_AUDIENCE": issuer.audience,
        "KUNDVAL_JWKS": issuer.issuer,
    }
    return replace(Runtime.from_environment(known, issuer.fetch), ledger=lambda: ledger, write=lambda _line: None)


def _claims(count: int, *, hot: bool) -> Sequence[tuple[str, dict[str, Any]]]:
    """Give so many different claims: each on a number of its own, or all on one."""
    rules, today = app.wired().register, clock.day(clock.now())
    service = next(iter(rules.services))
    able = [one.id for one in rules.providers.values() if one.authorised(service, today - timedelta(days=DAYS))]
    numbers = [_issued(service, n) for n in range(1 if hot else count)]
    return [
        (
            able[n % len(able)],
            {
                "number": numbers[0 if hot else n],
                "service": service,
                "date": (today - timedelta(days=n // len(able) if hot else 0)).isoformat(),
            },
        )
        for n in range(count)
    ]


def _issued(service: str, n: int) -> str:
    """Issue a number that held already on the first day that is claimed."""
    then = clock.now() - timedelta(days=DAYS + 1)
    found = replace(app.wired().service, now=lambda: then).issue(IssueRequest(service), "benchmark", f"load-{n}")
    if not isinstance(found, Issued):
        raise TypeError(f"no number was issued: {found}")
    return found.number
