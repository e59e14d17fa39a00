"""A ledger of another layout over HTTP: 503 with a time to wait, the log names both, and nothing is written."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import app
from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.dynamodb_items import LAYOUT_KEY
from chalicelib.ledger.port import ContendedError
from chalicelib.service.wiring import CASES
from office.context import OfficeError, open_ledger
from ops.aws import ledger_layout
from tests.support.app.cloud import TABLE, Emulated
from tests.support.app.endpoint import Endpoint
from tests.support.app.reach_finance import CASE
from tests.support.chalicelib.case_reports import REPORT
from tests.support.chalicelib.dynamo_calls import recorded

REFUSED = f"The table {TABLE} has layout 2; this Kundval reads 1. Use the Kundval that wrote it, or a newer one."


def stated(aws: Emulated) -> Any:  # noqa: ANN401 - an attribute
    """Return the layout that the table states."""
    return aws.tables.get_item(TableName=TABLE, Key=LAYOUT_KEY).get("Item", {}).get("layout")


def state(aws: Emulated, layout: int) -> None:
    """Write the layout that the table states."""
    aws.tables.put_item(TableName=TABLE, Item=LAYOUT_KEY | {"layout": {"N": str(layout)}})


def started(endpoint: Endpoint, client: object) -> None:
    """Wire the endpoint as another start of the function does, with a client of its table."""
    ledger = DynamoLedger(client, TABLE)
    app.configure(replace(endpoint.wired, ledger=lambda: ledger))


@dataclass
class FailingOnce:
    """A client whose first call gets no answer."""

    client: object
    fails: bool = True

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - botocore's classes are made at run time
        if self.fails:
            self.fails = False
            raise ContendedError
        return getattr(self.client, name)


class TestTable:
    """The table states its layout, and a start reads it once."""

    @pytest.fixture
    def calls(self, cloud: Endpoint, aws: Emulated) -> list[str]:
        """The calls of the endpoint."""
        started(cloud, aws.tables)
        return recorded(aws.tables)

    def test_the_first_request_of_all_states_it_and_no_other_asks(
        self, cloud: Endpoint, aws: Emulated, calls: list[str]
    ) -> None:
        for _ in range(3):
            assert cloud.get("/v1/health").status == 200
        assert calls == ["GetItem", "TransactWriteItems"]
        assert stated(aws) == {"N": "1"}

    def test_a_start_reads_it_with_one_call_and_a_claim_is_two_as_before(
        self, cloud: Endpoint, aws: Emulated, calls: list[str]
    ) -> None:
        number = cloud.number()
        started(cloud, aws.tables)
        calls.clear()
        assert cloud.get("/v1/health").status == 200
        assert calls == ["GetItem"]
        assert cloud.claim("ana", number).status == 201
        assert calls[1:] == ["TransactGetItems", "TransactWriteItems"]

    def test_another_one_is_503_until_it_is_ours_and_the_log_names_both(self, cloud: Endpoint, aws: Emulated) -> None:
        number = cloud.number()
        state(aws, 2)
        started(cloud, aws.tables)
        for answer in (cloud.get("/v1/health"), cloud.claim("ana", number)):
            assert (answer.status, answer.json()["code"], answer.headers["Retry-After"]) == (503, "cannot_write", "60")
            assert json.loads(cloud.lines[-1])["where"] == REFUSED
        assert stated(aws) == {"N": "2"}
        state(aws, 1)
        assert cloud.claim("ana", number).status == 201

    def test_a_table_that_does_not_answer_at_once_is_asked_again(self, cloud: Endpoint, aws: Emulated) -> None:
        started(cloud, FailingOnce(aws.tables))
        assert cloud.get("/v1/health").status == 200
        assert stated(aws) == {"N": "1"}

    def test_the_office_refuses_it_and_states_none_itself(self, cloud: Endpoint, aws: Emulated) -> None:
        assert cloud
        open_ledger(f"dynamodb:{TABLE}")
        assert stated(aws) is None
        state(aws, 2)
        with pytest.raises(OfficeError) as refused:
            open_ledger(f"dynamodb:{TABLE}")
        assert str(refused.value) == REFUSED

    def test_a_deployment_is_refused_over_it_and_over_no_other(self, cloud: Endpoint, aws: Emulated) -> None:
        assert cloud
        assert ledger_layout.refusal(aws.tables, TABLE) is None
        state(aws, 1)
        assert ledger_layout.refusal(aws.tables, TABLE) is None
        assert ledger_layout.refusal(aws.tables, "being-restored") is None
        state(aws, 2)
        assert ledger_layout.refusal(aws.tables, TABLE) == f"{REFUSED} Nothing was deployed."
        assert "does not answer" in (ledger_layout.refusal(FailingOnce(aws.tables), TABLE) or "")


def test_case_reports_of_another_layout_are_503_and_the_log_names_both(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.wired.cases().file(REPORT)
    with closing(sqlite3.connect(tmp_path / CASES)) as database:
        database.execute("PRAGMA user_version = 2")
    answer = endpoint.post("/v1/case-reports", "ana", CASE, {"Idempotency-Key": "one"})
    assert (answer.status, answer.json()["code"]) == (503, "cannot_write")
    assert f"{tmp_path / CASES} has layout 2; this Kundval reads 0 to 1. " in json.loads(endpoint.lines[-1])["where"]
    assert endpoint.get("/v1/health").status == 503
