"""A damaged file over HTTP: 503 with a time to wait, SQLite's name in the log and nothing of what is in the file."""

from pathlib import Path
from typing import cast

import pytest

from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.service.wiring import CASES
from tests.support.app.endpoint import Endpoint, register_data
from tests.support.chalicelib.damaged import damage


@pytest.mark.parametrize(("header", "error"), [(False, "SQLITE_CORRUPT"), (True, "SQLITE_NOTADB")])
def test_look_ups_claims_and_health_are_503(endpoint: Endpoint, tmp_path: Path, header: bool, error: str) -> None:  # noqa: FBT001 - a parameter of the test
    number = endpoint.number()
    cast("SqliteLedger", endpoint.wired.ledger()).close()
    damage(tmp_path / "ledger.sqlite", header=header)
    answers = [
        endpoint.post("/v1/numbers/look-up", "reception", {"number": number}),
        endpoint.claim("ana", number),
        endpoint.get("/v1/health"),
    ]
    told = [(answer.status, answer.json()["code"], answer.headers["Retry-After"]) for answer in answers]
    assert told == [(503, "cannot_write", "60")] * 3
    assert all(f"DatabaseError {error}" in line for line in endpoint.lines[-3:])
    assert number not in "".join(endpoint.lines)


def test_health_tells_of_damaged_case_reports(endpoint: Endpoint, tmp_path: Path) -> None:
    file = tmp_path / CASES
    assert endpoint.get("/v1/health").status == 200
    damage(file, header=True)
    answer = endpoint.get("/v1/health")
    assert (answer.status, answer.json()["code"]) == (503, "cannot_write")
    assert "SQLITE_NOTADB" in endpoint.lines[-1]


def test_a_folder_in_place_of_the_case_reports_is_told_too(endpoint: Endpoint, tmp_path: Path) -> None:
    file = tmp_path / CASES
    file.mkdir()
    assert endpoint.get("/v1/health").status == 503


def test_where_policy_asks_for_no_case_reports_health_makes_no_file_of_them(endpoint: Endpoint, tmp_path: Path) -> None:
    silent = [{**one, "case_reports": False} for one in register_data()["services"]]
    with endpoint.rules(register_data(services=silent)):
        assert endpoint.get("/v1/health").status == 200
    assert not (tmp_path / CASES).exists()
