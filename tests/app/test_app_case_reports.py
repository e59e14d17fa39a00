"""Case reports: what a provider tells of a closed case, kept once, tied to nothing, for as long as it is needed."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import app
from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.reporting import yearly_counts
from chalicelib.reporting.cases import case_report
from chalicelib.reporting.cases.case_report import CaseReport
from ops.server.api_gateway import Response
from tests.support.app.endpoint import TODAY, Endpoint, provider, register_data
from tests.support.app.reach_finance import CASE, CONTINUING, KEY
from tests.support.chalicelib.sample import SERVICE


def tell(endpoint: Endpoint, who: str = "ana", key: str = "one", **more: object) -> Response:
    """File a report of a case."""
    return endpoint.post("/v1/case-reports", who, {**CASE, **more}, {"Idempotency-Key": key})


def kept(endpoint: Endpoint) -> list[CaseReport]:
    """Everything that is kept of this year."""
    return list(endpoint.wired.cases().of_year(TODAY.year))


@pytest.fixture(params=["endpoint", "cloud"])
def either(request: pytest.FixtureRequest) -> Endpoint:
    """The endpoint over SQLite and over DynamoDB."""
    made: Endpoint = request.getfixturevalue(request.param)
    return made


class TestItIsKeptOnce:
    """The same request again, whatever has happened since."""

    def test_it_is_kept_as_it_was_told(self, either: Endpoint) -> None:
        answer = tell(either)
        (report,) = kept(either)
        assert (answer.status, report.provider, report.quarter) == (201, "ana", CASE["quarter"])
        assert (report.persons, report.children) == ((("woman", "35-44"), ("man", "45-54")), ("3-6", "7-12"))

    def test_the_same_request_again_is_the_same_report(self, either: Endpoint) -> None:
        first, again = tell(either), tell(either)
        assert (first.status, again.status, first.json() == again.json()) == (201, 200, True)
        assert len(kept(either)) == 1

    def test_without_a_key_the_answer_names_one_to_repeat_it_with(self, either: Endpoint) -> None:
        key = either.post("/v1/case-reports", "ana", CASE).headers["Idempotency-Key"]
        assert tell(either, key=key).status == 200

    def test_two_cases_that_are_alike_are_two(self, either: Endpoint) -> None:
        assert [tell(either, key=key).status for key in ("one", "two")] == [201, 201]
        assert len(kept(either)) == 2

    def test_two_providers_may_have_the_same_key(self, either: Endpoint) -> None:
        assert [tell(either, who).status for who in ("ana", "bo")] == [201, 201]

    def test_another_report_under_the_key_changes_nothing(self, either: Endpoint) -> None:
        tell(either)
        assert (tell(either, wait="21-").status, [one.wait for one in kept(either)]) == (409, ["6-10"])

    def test_it_is_found_again_after_a_rotation_of_the_secret(self, either: Endpoint) -> None:
        tell(either)
        (old,) = either.wired.keys().live
        app.configure(replace(either.wired, keys=lambda: KeyRing((bytes(31) + b"n", old))))
        assert tell(either).status == 200
        assert len(kept(either)) == 1


class TestWhatIsTaken:
    """A case that has closed, at a provider of the service, while its year can be told of."""

    def status(self, endpoint: Endpoint, year: int, month: int, day: int, quarter: str) -> int:
        """What is answered to a report of a quarter on a day."""
        with endpoint.at(lambda: dt.datetime(year, month, day, 12, tzinfo=dt.UTC)):
            return tell(endpoint, quarter=quarter).status

    @pytest.mark.parametrize(
        ("month", "day", "quarter", "status"),
        [
            (1, 31, "2025Q4", 201),
            (2, 1, "2025Q4", 422),
            (3, 31, "2026Q2", 422),
            (4, 1, "2026Q2", 201),
            (1, 31, "2024Q4", 422),
        ],
    )
    def test_a_year_is_told_of_until_the_end_of_the_next_january(
        self, endpoint: Endpoint, month: int, day: int, quarter: str, status: int
    ) -> None:
        assert self.status(endpoint, 2026, month, day, quarter) == status

    @pytest.mark.parametrize(
        ("start", "end", "status"),
        [("2026-07-01", None, 403), ("2026-06-30", None, 201), ("2019-01-01", "2026-03-31", 403)],
    )
    def test_a_provider_tells_of_quarters_in_which_it_was_authorised(
        self, endpoint: Endpoint, start: str, end: str | None, status: int
    ) -> None:
        with endpoint.rules(register_data(providers=[provider("ana", "private", start, end)])):
            assert self.status(endpoint, 2026, 4, 1, "2026Q2") == status

    @pytest.mark.parametrize("name", ["number", "claim_id", "date", "name", "comment"])
    def test_there_is_no_field_that_could_lead_to_anyone(self, endpoint: Endpoint, name: str) -> None:
        assert tell(endpoint, **{name: "x"}).json()["code"] == "unknown_field"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"persons": []},
            {"persons": [{"gender": "woman"}]},
            {"persons": [{"gender": "woman", "age": "35"}]},
            {"persons": CASE["persons"] * 3},
            {"children": ["18-24"]},
            {"children": "3-6"},
            {"wait": 7},
            {"quarter": "2026-Q4"},
        ],
    )
    def test_what_is_no_class_is_refused_by_its_field(self, endpoint: Endpoint, wrong: dict[str, Any]) -> None:
        problem = endpoint.post("/v1/case-reports", "ana", {**CASE, **wrong}).json()
        assert (problem["code"], problem["field"]) == ("invalid_field", next(iter(wrong)))


class TestContinuing:
    """How many cases a provider has that go on when a year ends."""

    def stated(self, endpoint: Endpoint) -> list[tuple[str, int, int]]:
        """What is stored of this year."""
        stored = endpoint.wired.cases().continuing(TODAY.year)
        return [(each.provider, each.this_year, each.earlier_year) for each in stored]

    def test_what_is_stated_last_stands(self, either: Endpoint) -> None:
        answers = [
            either.put("/v1/continuing-cases", who, {**CONTINUING, **counts})
            for who, counts in (("ana", {}), ("bo", {}), ("ana", {"earlier_year": 0}))
        ]
        assert [answer.status for answer in answers] == [200] * 3
        assert self.stated(either) == [("ana", 9, 0), ("bo", 9, 2)]

    @pytest.mark.parametrize(
        ("month", "year", "status"), [(1, 2025, 200), (2, 2025, 422), (2, 2026, 200), (2, 2027, 422)]
    )
    def test_a_year_is_stated_until_the_end_of_the_next_january(
        self, endpoint: Endpoint, month: int, year: int, status: int
    ) -> None:
        with endpoint.at(lambda: dt.datetime(2026, month, 1, 12, tzinfo=dt.UTC)):
            assert endpoint.put("/v1/continuing-cases", "ana", {**CONTINUING, "year": year}).status == status

    def test_they_are_counted_by_when_they_began(self, endpoint: Endpoint) -> None:
        endpoint.put("/v1/continuing-cases", "ana", CONTINUING)
        tell(endpoint)
        wired = endpoint.wired
        counts = yearly_counts.count_for_statistics(
            wired.ledger(), wired.cases(), wired.register, TODAY.year, today=TODAY
        )[SERVICE]
        cells = [
            ("cases×started", "this_year"),
            ("continuing×started", "this_year"),
            ("continuing×started", "earlier_year"),
        ]
        assert [counts.count(*cell) for cell in cells] == [1, 9, 2]
        assert counts.count("cases×family", "couple") == 1


class TestNothingLeadsToIt:
    """No moment, no subject and no key stand with a report; and it goes when it is not needed any more."""

    def test_its_answer_says_until_when_it_is_kept(self, endpoint: Endpoint) -> None:
        assert tell(endpoint).json()["kept_to"] == f"{TODAY.year + 3}-03-31"

    def test_its_id_says_nothing_of_who_asked(self, endpoint: Endpoint, tmp_path: Path) -> None:
        tell(endpoint, key=KEY["Idempotency-Key"])
        text = (tmp_path / "case-reports.sqlite").read_bytes()
        assert KEY["Idempotency-Key"].encode() not in text
        assert b"local-ana" not in text

    def test_its_file_is_its_owner_s_alone(self, endpoint: Endpoint, tmp_path: Path) -> None:
        tell(endpoint)
        assert (tmp_path / "case-reports.sqlite").stat().st_mode & 0o777 == 0o600

    def test_it_is_counted_as_long_as_it_may_be_kept(self, endpoint: Endpoint) -> None:
        tell(endpoint)
        wired, last = endpoint.wired, case_report.kept_to(TODAY.year)
        counts = [
            yearly_counts.count_for_statistics(wired.ledger(), wired.cases(), wired.register, TODAY.year, today=day)[
                SERVICE
            ].count("cases")
            for day in (last, last + dt.timedelta(days=1))
        ]
        assert counts == [1, 0]
