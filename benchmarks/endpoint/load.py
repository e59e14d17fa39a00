"""Concurrent claims through the whole handler (token, validation, rules, ledger), on SQLite and on ministack.

Each request is what a signed-in provider sends, answered by the app as behind API Gateway. The peer is the worst case:
the sessions of the whole country in a month, all reported within one hour. The hot key is one number on which all
threads claim.
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
from catalogue.handbook import costs
from catalogue.policy import loader
from catalogue.policy import register as register_json
from chalicelib.control_numbers import key_ring
from chalicelib.dates import clock
from chalicelib.ledger import dynamodb_table
from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.register import parser
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Issued
from chalicelib.service.numbers import NumberService
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
    """The result: how long all claims took together, and each."""

    seconds: float
    each_ms: tuple[float, ...]
    sent_again: int
    """How often the answer was "busy" and the same claim was sent again."""

    @property
    def a_claim_ms(self) -> float:
        """Return the milliseconds from one answer to the next."""
        return self.seconds / len(self.each_ms) * 1000

    def details(self) -> dict[str, Any]:
        """Return claims per second, and how long a caller waits."""
        cuts = statistics.quantiles(self.each_ms, n=100)
        return {
            "claims_a_second": round(1000 / self.a_claim_ms),
            "wait_ms": {"half": round(cuts[49], 1), "95 of 100": round(cuts[94], 1), "99 of 100": round(cuts[98], 1)},
            "sent_again": self.sent_again,
            "threads": THREADS,
        }


def measure(root: Path) -> Iterator[Measurement]:
    """Yield a measurement for each ledger and kind of load."""
    country = max(costs.load().data["places"], key=lambda place: costs.value(place["sessions"], {}))
    month = float(costs.value(country["sessions"], {})) / MONTHS
    needed_ms = SECONDS_OF_HOUR / month * 1000
    with tempfile.TemporaryDirectory(prefix="kundval-load-") as name:
        folder = Path(name)
        for hot in (False, True):
            kind = "one-number" if hot else "spread"
            ledger = SqliteLedger(folder / f"{kind}.sqlite", synchronous="FULL", busy_s=30)
            yield _line(f"load-sqlite-{kind}", run_load(root, ledger, folder, CLAIMS, hot=hot), needed_ms)
            ledger.close()
        with ministack.serving(folder) as endpoint:
            client = dynamodb_table.connect("eu-north-1", endpoint)
            for hot in (False, True):
                kind = "one-number" if hot else "spread"
                result = run_load(root, DynamoLedger(client, TABLE), folder, EMULATED_CLAIMS, hot=hot)
                yield _line(f"load-ministack-{kind}", result, needed_ms)
            client.close()


def run_load(root: Path, ledger: Ledger, folder: Path, count: int, *, hot: bool) -> Load:
    """Send `count` claims from eight threads; raise TypeError if one is not recorded."""
    issuer = Issuer("https://issuer.bench", "kundval", lambda: ())
    app.configure(_wire(root, ledger, folder, issuer))
    client = Client(Gateway(app.app), issuer)
    requests = _claims(count, hot=hot)
    lock, each_ms, busy = threading.Lock(), [], []

    def send(provider: str, claim: dict[str, Any]) -> None:
        started = time.perf_counter()
        while (answer := client.post("/v1/claims", provider, claim)).status == 503:  # noqa: PLR2004 - as HTTP has it
            busy.append(provider)
        spent_ms = (time.perf_counter() - started) * 1000
        if answer.status not in RECORDED:
            raise TypeError(f"a claim was not recorded: {answer.json()['code']}")
        with lock:
            each_ms.append(spent_ms)

    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(send, provider, claim) for provider, claim in requests]:
            future.result()
    return Load(time.perf_counter() - started, tuple(each_ms), len(busy))


def _line(name: str, result: Load, needed_ms: float) -> Measurement:
    return Measurement(name, result.a_claim_ms, "the country's month in an hour", needed_ms, "ms", result.details())


def _wire(root: Path, ledger: Ledger, folder: Path, issuer: Issuer) -> Runtime:
    """Wire the municipality's own rules, with enough sessions on each number."""
    rules, _ = loader.load(root / "policy", root)
    if rules is None:
        raise ValueError("the policy has problems: see build.py check")
    content = {**register_json.register(rules)}
    content["services"] = [{**service, "granted": PLENTY} for service in content["services"]]
    content["sha256"] = parser.digest({key: value for key, value in content.items() if key != "sha256"})
    file, secret = folder / "register.json", folder / "secret"
    file.write_text(json.dumps(content), encoding="utf-8")
    if not secret.exists():
        key_ring.create(secret)
    environment = {
        "KUNDVAL_LEDGER": "sqlite:unused",
        "KUNDVAL_SECRETS": f"file:{secret}",
        "KUNDVAL_REGISTER": str(file),
    }
    verifier = issuer.verifier()
    return replace(
        Runtime.from_environment(environment),
        verifier=lambda: verifier,
        ledger=lambda: ledger,
        write=lambda _line: None,
    )


def _claims(count: int, *, hot: bool) -> Sequence[tuple[str, dict[str, Any]]]:
    """Create `count` different claims: each on a number of its own, or all on one if `hot`."""
    rules, today = app.wired().register, clock.day(clock.now())
    service = next(iter(rules.services))
    eligible = [
        provider.id
        for provider in rules.providers.values()
        if provider.authorised(service, today - timedelta(days=DAYS))
    ]
    numbers = [_issue(service, n) for n in range(1 if hot else count)]
    return [
        (
            eligible[n % len(eligible)],
            {
                "number": numbers[0 if hot else n],
                "service": service,
                "date": (today - timedelta(days=n // len(eligible) if hot else 0)).isoformat(),
            },
        )
        for n in range(count)
    ]


def _issue(service: str, n: int) -> str:
    """Issue a number that is valid from before the first day that is claimed."""
    issued_at = clock.now() - timedelta(days=DAYS + 1)
    context = replace(app.wired().context, now=lambda: issued_at)
    outcome = NumberService(context).issue(IssueRequest(service), "benchmark", f"load-{n}")
    if not isinstance(outcome, Issued):
        raise TypeError(f"no number was issued: {outcome}")
    return outcome.number
