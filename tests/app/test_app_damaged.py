"""A damaged file over HTTP: 503 with a time to wait, SQLite's name in the log and nothing of what is in the file."""

from typing import cast

import pytest

from chalicelib.ledger.sqlite import SqliteLedger
from tests.support.app.endpoint import Endpoint
from tests.support.chalicelib.damaged import damage


@pytest.mark.parametrize(("header", "error"), [(False, "SQLITE_CORRUPT"), (True, "SQLITE_NOTADB")])
def test_look_ups_claims_and_health_are_503(endpoint: Endpoint, header: bool, error: str) -> None:  # noqa: FBT001 - a parameter of the test
    number = endpoint.number()
    ledger = cast("SqliteLedger", endpoint.wired.ledger())
    ledger.close()
    damage(ledger._file._path, header=header)
    answers = [
        endpoint.post("/v1/numbers/look-up", "reception", {"number": number}),
        endpoint.claim("ana", number),
        endpoint.get("/v1/health"),
    ]
    told = [(answer.status, answer.json()["code"], answer.headers["Retry-After"]) for answer in answers]
    assert told == [(503, "cannot_write", "60")] * 3
    assert all(f"DatabaseError {error}" in line for line in endpoint.lines[-3:])
    assert number not in "".join(endpoint.lines)


def test_health_tells_of_damaged_case_reports(endpoint: Endpoint) -> None:
    file = cast("SqliteLedger", endpoint.wired.ledger())._file._path.with_name("case-reports.sqlite")
    assert endpoint.get("/v1/health").status == 200
    damage(file, header=True)
    answer = endpoint.get("/v1/health")
    assert (answer.status, answer.json()["code"]) == (503, "cannot_write")
    assert "SQLITE_NOTADB" in endpoint.lines[-1]


def test_a_folder_in_place_of_the_case_reports_is_told_too(endpoint: Endpoint) -> None:
    file = cast("SqliteLedger", endpoint.wired.ledger())._file._path.with_name("case-reports.sqlite")
    file.mkdir()
    assert endpoint.get("/v1/health").status == 503
