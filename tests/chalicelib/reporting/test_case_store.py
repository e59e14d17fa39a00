"""Case reports, tied to nothing and deleted in time: what is asked of one store is asked of both."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.ledger.dynamodb_table import Client, Table
from chalicelib.reporting.cases.case_report import CaseReport, ContinuingCases
from chalicelib.reporting.cases.case_store import CaseStore, DynamoCases, SqliteCases
from tests.support.chalicelib.case_reports import REPORT, filed
from tests.support.chalicelib.ledgers import TABLE


@pytest.fixture(params=["sqlite", "dynamodb"])
def cases(request: pytest.FixtureRequest, tmp_path: Path) -> CaseStore:
    """Each store in turn."""
    if request.param == "sqlite":
        return SqliteCases(tmp_path / "cases.sqlite")
    return DynamoCases(Table(request.getfixturevalue("client"), TABLE))


def test_a_report_comes_back_as_it_was_filed(cases: CaseStore) -> None:
    cases.file(REPORT)
    assert list(cases.of_year(2025)) == [REPORT]


def test_years_are_kept_apart_and_in_the_order_of_random_ids(cases: CaseStore) -> None:
    filed(cases, 2025, 2024, 2025)
    assert [one.id[-1] for one in cases.of_year(2025)] == ["0", "2"]
    assert len(list(cases.of_year(2024))) == 1
    assert list(cases.of_year(2023)) == []


def test_filed_twice_it_is_kept_once(cases: CaseStore) -> None:
    cases.file(REPORT)
    cases.file(REPORT)
    assert list(cases.of_year(2025)) == [REPORT]


CONTINUING = ContinuingCases("a-samtal", "familjeradgivning", 2025, None, 9, 2)


def test_what_a_provider_stated_last_of_cases_that_go_on_stands(cases: CaseStore) -> None:
    other = replace(CONTINUING, provider="b-samtal")
    for stated in (CONTINUING, other, replace(CONTINUING, this_year=8)):
        cases.state_continuing(stated)
    assert [*cases.continuing(2025)] == [replace(CONTINUING, this_year=8), other]
    assert [*cases.continuing(2024), *cases.of_year(2025)] == []


def test_what_is_still_needed_is_never_forgotten(cases: CaseStore) -> None:
    filed(cases, 2024, 2025, 2026)
    assert cases.delete_expired(2025) == 0  # the first report that follows 2024
    assert [len(list(cases.of_year(one))) for one in (2024, 2025, 2026)] == [1, 1, 1]


def test_in_a_file_it_is_deleted_after_the_second_report_that_follows(tmp_path: Path) -> None:
    cases = filed(SqliteCases(tmp_path / "cases.sqlite"), 2024, 2025, 2026)
    for year in (2024, 2025, 2026):
        cases.state_continuing(replace(CONTINUING, year=year))
    assert cases.delete_expired(2026) == 1
    assert [len(list(cases.of_year(one))) for one in (2024, 2025, 2026)] == [0, 1, 1]
    assert [len(list(cases.continuing(one))) for one in (2024, 2025, 2026)] == [0, 1, 1]


def test_in_the_table_it_expires_when_the_second_report_that_follows_is_due(client: Client) -> None:
    """The function may not delete: the table's own expiry does it, in the April after the report (D47)."""
    cases = DynamoCases(Table(client, TABLE))
    cases.file(REPORT)
    cases.state_continuing(CONTINUING)
    kept = client.scan(TableName=TABLE)["Items"]
    expires = [datetime.fromtimestamp(int(item["expires"]["N"]), UTC) for item in kept]
    assert expires == [datetime(2028, 4, 1, tzinfo=UTC)] * 2


def test_nothing_in_the_table_leads_to_a_number_a_claim_or_a_day(client: Client) -> None:
    DynamoCases(Table(client, TABLE)).file(REPORT)
    (kept,) = client.scan(TableName=TABLE)["Items"]
    assert kept.keys() == {"pk", "sk", "report", "expires"}
    assert not {"place", "number", "claim_id", "date", "recorded_at", "at"} & CaseReport.__dataclass_fields__.keys()
