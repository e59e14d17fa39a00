"""Run as a program over a served tree: records sessions of the given days, as on those days, below today's prices.

`python3 past_months.py TREE DATA DAY …`: finance has months to preview and to close, and prices to correct. Printed are
the claims of each day's month.
"""

import datetime as dt
import json
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

TREE, DATA = Path(sys.argv[1]), Path(sys.argv[2])
DAYS = [dt.date.fromisoformat(day) for day in sys.argv[3:]]
sys.path[:0] = [str(TREE), str(TREE / "site"), str(TREE / "functions")]

import app  # noqa: E402
from catalogue import REGISTER  # noqa: E402
from chalicelib.dates import clock  # noqa: E402
from ops.server.api_gateway import Gateway  # noqa: E402
from ops.server.oidc_issuer import Issuer  # noqa: E402
from ops.server.wiring import Client, wire  # noqa: E402

PROVIDERS = ("exempelbron", "familjeradgivningen", "fiktiva-vagar")
SERVICE = "familjeradgivning"
EACH = 5
TOO_LITTLE_ORE = 2_000
"""So much less than today's price."""


def main() -> None:
    """Record the sessions, and print the claims of each month."""
    issuer = Issuer("http://127.0.0.1/dev", "past-months", lambda: app.wired().register.providers)
    wired = wire(DATA / REGISTER, DATA / "var", issuer)
    prices = tuple(
        replace(price, amount_ore=price.amount_ore - TOO_LITTLE_ORE) if price.amount_ore > TOO_LITTLE_ORE else price
        for price in wired.register.tariffs
    )
    cheaper = replace(wired, register=replace(wired.register, tariffs=prices))
    client = Client(Gateway(app.app), issuer)
    claims: dict[str, list[str]] = {}
    for day in DAYS:
        moment = min(dt.datetime.combine(day, dt.time(12), clock.STOCKHOLM), clock.now())
        app.configure(replace(cheaper, now=partial(_same, moment)))
        claims[f"{day:%Y-%m}"] = [_claim(client, provider, day) for provider in PROVIDERS for _ in range(EACH)]
    print(json.dumps(claims))


def _same(moment: dt.datetime) -> dt.datetime:
    return moment


def _claim(client: Client, provider: str, day: dt.date) -> str:
    issued = client.post("/v1/numbers", "reception", {"service": SERVICE, "told": True}).json()
    answer = client.post(
        "/v1/claims", provider, {"number": issued["number"], "service": SERVICE, "date": day.isoformat()}
    )
    return str(answer.json()["claim_id"])


main()
