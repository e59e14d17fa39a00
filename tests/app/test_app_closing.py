"""Finance closes a month: as it was previewed, once, and as the same bytes as the command line."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest

from catalogue.policy import loader
from chalicelib.api import payment_runs
from chalicelib.dates import clock, periods
from chalicelib.ledger.month_rows import SealRow
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import LedgerEntry
from chalicelib.payments import lines
from office.context import Source
from office.payments import run as command_line
from ops.server.api_gateway import Response
from tests.support import frozen
from tests.support.app.endpoint import TODAY, Endpoint, TemporaryWiring, register_data

NOON = dt.datetime(TODAY.year - 2, 11, 9, 12, tzinfo=clock.STOCKHOLM)
"""When everything here was done: a token of today is valid on every day before."""
MONTH = f"{NOON:%Y-%m}"
AFTER = lines.payable_from(MONTH)
RUN = f"/v1/payment-runs/{MONTH}"


@pytest.fixture(params=["endpoint", "cloud"])
def either(request: pytest.FixtureRequest) -> Endpoint:
    """The endpoint over SQLite and over DynamoDB."""
    endpoint: Endpoint = request.getfixturevalue(request.param)
    return endpoint


def spend(endpoint: Endpoint, *providers: str) -> None:
    """Record a session of the month for each of the providers."""
    with endpoint.at(lambda: NOON):
        for provider in providers or ("ana", "own-unit"):
            assert endpoint.claim(provider, endpoint.issued()["number"], NOON.date().isoformat()).status == 201


def preview(endpoint: Endpoint) -> dict[str, Any]:
    """Return the count, sum and hash that finance is shown."""
    seen: dict[str, Any] = endpoint.get(RUN, "controller").json()["preview"]
    return seen


def close(endpoint: Endpoint, sha256: str, **more: object) -> Response:
    """Close the month."""
    return endpoint.post(f"{RUN}/close", "controller", {"sha256": sha256, **more})


def files(endpoint: Endpoint) -> dict[str, bytes]:
    """Return the month's CSV and SIE from the page."""
    kinds = {"csv": "text/csv", "si": "application/x-sie"}
    return {ending: endpoint.get(RUN, "controller", {"Accept": kind}).body for ending, kind in kinds.items()}


def pay(endpoint: Endpoint, out: Path) -> dict[str, bytes]:
    """Run the month's payment at the command line, and return its CSV and SIE."""
    wired = endpoint.wired
    policy, _ = loader.load(frozen.POLICY)
    assert policy is not None
    source = Source(wired.register, policy, wired.ledger(), wired.cases(), "the endpoint's own")
    paid = command_line.pay_month(
        source, MONTH, out, now=AFTER, by="office:tester", progress=lambda _: None, statements=False
    )
    return {ending: (paid.folder / f"kundval-{MONTH}.{ending}").read_bytes() for ending in ("csv", "si")}


@dataclass
class Overtaken:
    """A ledger in which somebody else closes the month as soon as its rows are read."""

    ledger: Ledger
    sha256: str

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the ledger's own
        """Return all else of the ledger."""
        return getattr(self.ledger, name)

    def scan_month(self, month: str, on_page: Callable[[], None]) -> Iterator[LedgerEntry]:
        """Yield the rows, and seal the month."""
        yield from self.ledger.scan_month(month, on_page)
        self.ledger.seal(SealRow(month, 2, 217_000, self.sha256, clock.stamp(AFTER), "another", lines.LAYOUT))


class TestClosing:
    """What is closed is what was seen."""

    def test_a_month_is_closed_with_what_was_previewed(self, either: Endpoint) -> None:
        spend(either)
        seen = preview(either)
        answer = close(either, seen["sha256"])
        assert answer.status == 201
        assert (answer.json()["status"], answer.json()["close"] | seen) == ("closed", answer.json()["close"])
        assert "preview" not in either.get(RUN, "controller").json()

    def test_closed_again_it_is_the_same_close(self, either: Endpoint) -> None:
        spend(either)
        sha256 = preview(either)["sha256"]
        first, again = close(either, sha256), close(either, sha256)
        assert (again.status, again.body) == (200, first.body)

    def test_a_row_that_came_in_between_refuses_it_and_is_told(self, either: Endpoint) -> None:
        spend(either)
        seen = preview(either)
        spend(either, "bo")
        answer = close(either, seen["sha256"])
        problem = answer.json()
        assert (answer.status, problem["code"], problem["count"]) == (409, "month_changed", seen["count"] + 1)
        assert problem["sum_ore"] == seen["sum_ore"] + 110_400
        assert close(either, problem["sha256"]).status == 201

    def test_another_account_in_between_refuses_it_too(self, endpoint: Endpoint) -> None:
        spend(endpoint)
        seen = preview(endpoint)
        accounts = [{**account, "account": "999"} for account in register_data()["accounts"]]
        with endpoint.rules(register_data(accounts=accounts)):
            assert close(endpoint, seen["sha256"]).json()["code"] == "month_changed"
        assert not endpoint.wired.ledger().seals([MONTH])

    def test_an_empty_month_is_closed_only_if_that_is_said(self, either: Endpoint) -> None:
        sha256 = preview(either)["sha256"]
        assert close(either, sha256).json()["code"] == "month_empty"
        assert close(either, sha256, empty=True).status == 201

    def test_a_month_that_has_not_ended_is_previewed_and_not_closed(self, endpoint: Endpoint) -> None:
        with endpoint.at(lambda: AFTER - dt.timedelta(seconds=1)):
            spend(endpoint)
            answer = close(endpoint, preview(endpoint)["sha256"])
        assert (answer.status, answer.json()["payable_from"]) == (409, clock.stamp(AFTER))

    def test_a_month_whose_rows_take_too_long_to_scan_is_not_closed(self, endpoint: Endpoint) -> None:
        spend(endpoint)
        seen = preview(endpoint)
        ticks, step_s = count(), 20 / (seen["count"] + 0.5)  # the last row is read in time, and the scan begins late
        with endpoint.at(lambda: AFTER + dt.timedelta(seconds=step_s * next(ticks))):
            assert close(endpoint, seen["sha256"]).json()["code"] == "too_slow_to_close"
        assert endpoint.get(RUN, "controller").json()["status"] == "ready"

    def test_a_year_with_too_many_rows_to_read_leaves_sums_out(
        self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        spend(endpoint)
        monkeypatch.setattr(payment_runs, "MOST_ROWS_IN_A_YEAR", 0)
        months = endpoint.get(f"/v1/payment-runs?year={MONTH[:4]}", "controller").json()["months"]
        assert [month["status"] for month in months if month["month"] == MONTH and "preview" not in month] == ["ready"]

    def test_two_who_close_at_once_make_one_close(self, endpoint: Endpoint) -> None:
        spend(endpoint)
        sha256 = preview(endpoint)["sha256"]
        with ThreadPoolExecutor(2) as pool:
            answers = [*pool.map(lambda _: close(endpoint, sha256), range(2))]
        assert sorted(answer.status for answer in answers) == [200, 201]
        assert answers[0].body == answers[1].body


class TestTheCommandLineAndThePage:
    """One closes as the other would."""

    def test_closed_on_the_page_it_is_the_bytes_of_the_command_line(self, either: Endpoint, tmp_path: Path) -> None:
        spend(either)
        assert close(either, preview(either)["sha256"]).status == 201
        assert files(either) == pay(either, tmp_path)

    def test_closed_at_the_command_line_it_is_the_bytes_of_the_page(self, either: Endpoint, tmp_path: Path) -> None:
        spend(either)
        before = preview(either)
        written = pay(either, tmp_path)
        assert files(either) == written
        assert close(either, before["sha256"]).status == 200

    def test_a_close_that_comes_while_the_other_reads_is_kept(self, either: Endpoint, tmp_path: Path) -> None:
        spend(either)
        sha256 = preview(either)["sha256"]
        overtaken = cast("Ledger", Overtaken(either.wired.ledger(), sha256))
        with TemporaryWiring({"ledger": lambda: overtaken}):
            answer = close(either, sha256)
        assert (answer.status, answer.json()["close"]["closed_at"]) == (200, clock.stamp(AFTER))
        assert files(either) == pay(either, tmp_path)


class TestExported:
    """That the files of a month were taken is marked once."""

    def mark(self, endpoint: Endpoint, sha256: str) -> Response:
        """Mark the month."""
        return endpoint.post(f"{RUN}/exported", "controller", {"sha256": sha256})

    def test_the_first_mark_stays(self, either: Endpoint) -> None:
        spend(either)
        sha256 = preview(either)["sha256"]
        close(either, sha256)
        first, again = self.mark(either, sha256), self.mark(either, sha256)
        assert (first.status, again.status) == (201, 200)
        assert first.json()["exported_at"] == again.json()["exported_at"]
        assert either.get(RUN, "controller").json()["exported_at"] == first.json()["exported_at"]

    def test_files_of_another_run_than_the_one_that_was_closed_are_not_marked(self, endpoint: Endpoint) -> None:
        spend(endpoint)
        close(endpoint, preview(endpoint)["sha256"])
        assert self.mark(endpoint, "0" * 64).json()["code"] == "month_changed"
        assert "exported_at" not in endpoint.get(RUN, "controller").json()

    def test_a_month_that_was_closed_on_the_page_is_not_taken_yet(self, endpoint: Endpoint) -> None:
        spend(endpoint)
        assert "exported_at" not in close(endpoint, preview(endpoint)["sha256"]).json()

    def test_the_command_line_marks_what_it_writes(self, either: Endpoint, tmp_path: Path) -> None:
        spend(either)
        close(either, preview(either)["sha256"])
        pay(either, tmp_path)
        assert either.get(RUN, "controller").json()["exported_at"] == clock.stamp(AFTER)

    def test_a_month_that_the_command_line_closed_before_there_were_marks_was_taken(self, endpoint: Endpoint) -> None:
        stamp = clock.stamp(AFTER)
        endpoint.wired.ledger().seal(
            SealRow(MONTH, 0, 0, preview(endpoint)["sha256"], stamp, "office:tester", lines.LAYOUT)
        )
        assert endpoint.get(RUN, "controller").json()["exported_at"] == stamp


def test_a_claim_whose_clock_is_a_month_slow_is_told_that_the_month_is_closed(either: Endpoint) -> None:
    number = either.number()
    months = (f"{TODAY:%Y-%m}", periods.next_month(f"{TODAY:%Y-%m}"))
    for month in months:
        either.wired.ledger().seal(SealRow(month, 0, 0, "0" * 64, clock.stamp(AFTER), "tester"))
    problem = either.claim("ana", number).json()
    assert (problem["code"], problem["month"]) == ("month_closed", months[1])
