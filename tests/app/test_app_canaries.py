"""Canaries in every field of every route: in no table, log, export or error of either ledger."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

import app
from chalicelib.api.dispatch import Route
from chalicelib.api.routes import numbers as routes_numbers
from chalicelib.control_numbers import control_number
from tests.support.app.cloud import TABLE, Emulated
from tests.support.app.endpoint import CODED, SERVICE, TODAY, UNNUMBERED, Endpoint
from tests.support.app.reach_good import GOOD
from tests.support.app.sending import TEST_PERSON
from tests.support.app.signed_tokens import claims, token

TEXT: Final = "canary-of-a-caller"  # a code by its form, so that it comes as far as any code does
PERSONS: Final = (TEST_PERSON, TEST_PERSON.replace("-", ""), "19" + TEST_PERSON, "19" + TEST_PERSON.replace("-", ""))
KEPT: Final = {"reference"}
"""The provider's own reference is kept, where a service has no numbers: it is what the claim is known by (D3)."""


def fields(route: Route) -> list[str]:
    """The fields that a route takes, those within a decision and a batch's line too."""
    own = [one.name for one in route.fields if one.name not in KEPT]
    return own + ([f"decision.{one.name}" for one in routes_numbers.DECISION] if "decision" in own else [])


def planted(body: Mapping[str, Any], name: str, canary: object) -> dict[str, Any]:
    """A body with the canary in one field, at any depth."""
    outer, _, inner = name.partition(".")
    return {**body, outer: {inner: canary} if inner else canary}


def plant(endpoint: Endpoint, route: Route, canary: str) -> None:
    """Send a route's good request with the canary in each field, as a field, as a key, as a value deep inside."""
    sending = GOOD[route.method, route.path](endpoint)
    if sending.body is None:
        query = "&".join(f"{name}={canary}" for name in ("month", "year", "provider", "cursor", canary))
        for path in {sending.path.partition("?")[0], route.path.replace("{month}", canary)}:
            endpoint.get(f"{path}?{query}", sending.who, {"Accept": canary})
        return
    names = [*fields(route), "comment", canary, f"decision.{canary}"]
    for name in names:
        body = planted(sending.body, name, canary)
        endpoint.post(sending.path, sending.who, body, {"Idempotency-Key": canary, "X-Canary": canary})
    lines = [planted({"service": SERVICE, "date": TODAY.isoformat()}, name, canary) for name in names]
    endpoint.post(sending.path, sending.who, {"claims": lines})
    endpoint.post(f"{sending.path}?{canary}={canary}", sending.who, sending.body)
    endpoint.raw("POST", sending.path, {**endpoint.signed_in(sending.who or "ana"), "content-type": canary}, b"{}")
    for text in (canary, token(claims(iss=canary)), token(kid=canary), endpoint.client.issuer.token(canary, canary)):
        endpoint.raw("POST", sending.path, {"authorization": f"Bearer {text}"}, canary.encode())
    endpoint.raw("POST", sending.path, {**endpoint.signed_in("controller ana"), "kundval-role": canary}, b"{}")
    endpoint.raw("POST", f"/v1/claims/{canary}/reverse", endpoint.signed_in("ana"), b'{"reason": "other"}')


def run(endpoint: Endpoint, canaries: tuple[str, ...]) -> list[str]:
    """Plant every canary in every route; then what came back, was written, and stands in a statement."""
    endpoint.answers.clear()
    for route in app.ROUTES:
        for canary in canaries:
            plant(endpoint, route, canary)
    assert len(endpoint.answers) > len(app.ROUTES) * len(canaries)
    endpoint.get(f"/v1/claims?month={TODAY:%Y-%m}", "controller")
    heads = [value for answer in endpoint.answers if answer.status >= 400 for value in answer.headers.values()]
    return [*endpoint.lines, *heads, *(answer.body.decode() for answer in endpoint.answers)]


def used(endpoint: Endpoint) -> list[str]:
    """A life of numbers: issued, claimed, coded, extended, replaced, revoked, taken back; all that is secret in it."""
    slip, coded = endpoint.slip(), endpoint.slip(service=CODED)
    claim_id = endpoint.claim("ana", slip["number"]).json()["claim_id"]
    endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
    endpoint.claim("ana", coded["number"], service=CODED, code=coded["codes"][0])
    more = {"number": coded["number"], "granted": 7, "reason": "assessment"}
    extended = endpoint.post("/v1/numbers/extend", "reception", more).json()
    lost = {"number": slip["number"], "reason": "lost"}
    replaced = endpoint.post("/v1/numbers/replace", "reception", lost, {"Idempotency-Key": TEXT}).json()
    endpoint.post("/v1/numbers/revoke", "reception", {"number": replaced["number"], "reason": "moved"})
    endpoint.post("/v1/numbers/mine", "", {"number": control_number.from_digest(bytes(32))})
    unnumbered = {"reference": "2026/17", "service": UNNUMBERED, "date": TODAY.isoformat()}
    endpoint.post("/v1/claims", "ana", unnumbered)
    numbers = [one["number"] for one in (slip, coded, replaced)]
    codes = [code for code in [*coded["codes"], *extended["codes"]] if sum(map(str.isalpha, code)) > 1]
    written = [form for one in numbers for form in (one, one.replace("-", ""), one.lower())]
    return [*written, *codes, "127.0.0.1"]


def sqlite_texts(endpoint: Endpoint, folder: Path) -> Iterator[str]:
    """Every value in every table of the embedded ledger, and its files as they stand."""
    endpoint.wired.ledger()
    with sqlite3.connect(folder / "ledger.sqlite") as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            yield from (str(value) for row in database.execute(f"SELECT * FROM {table}") for value in row)  # noqa: S608 - a name out of the database itself
    database.close()
    for path in folder.glob("*.sqlite*"):
        yield path.read_bytes().decode("latin-1")


def items(aws: Emulated) -> Iterator[str]:
    """Every item of the table, as it stands."""
    pages = aws.tables.get_paginator("scan").paginate(TableName=TABLE)
    yield from (json.dumps(item) for page in pages for item in page["Items"])


def found(canaries: list[str], texts: list[str]) -> list[str]:
    """The canaries that stand anywhere in the texts."""
    everything = "\n".join(texts)
    return [canary for canary in canaries if canary in everything]


class TestNothingOfACallerIsKept:
    """What was sent comes back in no answer and stands in no log and no table."""

    @pytest.mark.parametrize("canary", [TEXT, *PERSONS])
    def test_over_sqlite(self, endpoint: Endpoint, tmp_path: Path, canary: str) -> None:
        told = run(endpoint, (canary,))
        kept = list(sqlite_texts(endpoint, tmp_path))
        assert len(kept) > 100
        assert found([canary, "eyJ"], [*told, *kept]) == []

    def test_over_dynamodb(self, cloud: Endpoint, aws: Emulated) -> None:
        told = run(cloud, (TEXT, PERSONS[0]))
        kept = list(items(aws))
        assert len(kept) > 10
        assert found([TEXT, PERSONS[0], "eyJ"], [*told, *kept]) == []


class TestNoSecretIsKept:
    """Numbers, presence codes, idempotency keys and addresses stand in no table, and in no line of the log."""

    def test_over_sqlite(self, endpoint: Endpoint, tmp_path: Path) -> None:
        secrets = used(endpoint)
        assert found([*secrets, TEXT, "eyJ"], [*sqlite_texts(endpoint, tmp_path), *endpoint.lines]) == []

    def test_over_dynamodb(self, cloud: Endpoint, aws: Emulated) -> None:
        secrets = used(cloud)
        assert found([*secrets, TEXT, "eyJ"], [*items(aws), *cloud.lines]) == []

    def test_a_statement_names_no_number_and_no_person(self, endpoint: Endpoint) -> None:
        secrets = used(endpoint)
        statement = endpoint.get(f"/v1/claims?month={TODAY:%Y-%m}", "controller")
        assert statement.json()["rows"]
        assert found([*secrets, "local-reception", "local-ana"], [statement.body.decode()]) == []

    def test_the_search_finds_what_is_there(self, endpoint: Endpoint, tmp_path: Path) -> None:
        used(endpoint)
        assert found(["2026/17", "local-reception"], list(sqlite_texts(endpoint, tmp_path))) == [
            "2026/17",
            "local-reception",
        ]
