"""Who reports a shared hour whose other half is missing is listed: to finance, to itself, and at the command line."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy import loader
from chalicelib.dates import clock
from chalicelib.payments import lines
from office.context import Source
from office.payments import run as command_line
from ops.server.api_gateway import Response
from tests.support import frozen
from tests.support.app.endpoint import BY_HOUR, DECISION, TODAY, Endpoint

NOON = dt.datetime(TODAY.year - 2, 11, 9, 12, tzinfo=clock.STOCKHOLM)
"""When everything here was done: a token of today is valid on every day before."""
MONTH = f"{NOON:%Y-%m}"
RUN = f"/v1/payment-runs/{MONTH}"


@pytest.fixture(params=["endpoint", "cloud"])
def either(request: pytest.FixtureRequest) -> Endpoint:
    """The endpoint over SQLite and over DynamoDB."""
    endpoint: Endpoint = request.getfixturevalue(request.param)
    return endpoint


def share(endpoint: Endpoint, number: str, provider: str, partner: str, days: int = 0) -> Response:
    """Report an hour of the month that two providers shared, some days later."""
    body: dict[str, Any] = {"service": BY_HOUR, "minutes": 60, "counsellors": 2}
    with endpoint.at(lambda: NOON + dt.timedelta(days=days)):
        return endpoint.claim(provider, number, NOON.date().isoformat(), **body, **{"with": partner})


def decided(endpoint: Endpoint) -> str:
    """Issue a number for a decision of two counsellors, at the beginning of the month."""
    with endpoint.at(lambda: NOON - dt.timedelta(days=7)):
        order = {"service": BY_HOUR, "decision": {**DECISION, "counsellors": 2}}
        return str(endpoint.post("/v1/numbers", "reception", order).json()["number"])


class TestSharedHours:
    """Who reports a shared hour whose other half is missing is listed, and the month is closed all the same (D37)."""

    def test_the_month_lists_it_and_is_closed(self, either: Endpoint) -> None:
        claim_id = share(either, decided(either), "ana", "bo").json()["claim_id"]
        facts = {"provider": "ana", "with": "bo", "service": BY_HOUR, "event": "session", "minutes": 60}
        listed = either.get(RUN, "controller").json()["without_counterpart"]
        seen = either.get(RUN, "controller").json()["preview"]
        assert listed == [{"claim_id": claim_id, "date": NOON.date().isoformat(), **facts}]
        assert either.post(f"{RUN}/close", "controller", {"sha256": seen["sha256"]}).status == 201
        assert either.get(RUN, "controller").json()["without_counterpart"] == listed

    def test_the_provider_sees_it_in_its_statement(self, either: Endpoint) -> None:
        share(either, decided(either), "ana", "bo")
        (row,) = either.get(f"/v1/claims?month={MONTH}", "ana").json()["rows"]
        assert (row["with"], row["without_counterpart"]) == ("bo", True)

    def test_a_counterpart_of_a_later_month_ends_it(self, either: Endpoint) -> None:
        number = decided(either)
        share(either, number, "ana", "bo")
        assert share(either, number, "bo", "ana", 30).status == 201
        assert "without_counterpart" not in either.get(RUN, "controller").json()

    def test_a_counterpart_on_the_number_that_replaced_it_ends_it(self, either: Endpoint) -> None:
        number = decided(either)
        share(either, number, "ana", "bo")
        with either.at(lambda: NOON):
            new = either.post("/v1/numbers/replace", "reception", {"number": number, "reason": "lost"}).json()["number"]
        assert share(either, new, "bo", "ana").status == 201
        assert "without_counterpart" not in either.get(RUN, "controller").json()

    def test_one_that_is_taken_back_is_not_listed_and_its_counterpart_is(self, either: Endpoint) -> None:
        number = decided(either)
        claim_id = share(either, number, "ana", "bo").json()["claim_id"]
        share(either, number, "bo", "ana")
        with either.at(lambda: NOON):
            either.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
        listed = either.get(RUN, "controller").json()["without_counterpart"]
        assert [row["provider"] for row in listed] == ["bo"]

    def test_the_command_line_prints_it(self, endpoint: Endpoint, tmp_path: Path) -> None:
        share(endpoint, decided(endpoint), "ana", "bo")
        wired = endpoint.wired
        policy, _ = loader.load(frozen.POLICY)
        assert policy is not None
        source = Source(wired.register, policy, wired.ledger(), wired.cases(), "the endpoint's own")
        options: dict[str, Any] = {"now": lines.payable_from(MONTH), "by": "office:tester", "statements": False}
        paid = command_line.pay_month(source, MONTH, tmp_path, progress=lambda _: None, **options)
        printed = "\n".join(paid.summary())
        assert f"without its counterpart: ana, {NOON.date()}, 60 minutes with bo, receipt " in printed
