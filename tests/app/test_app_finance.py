"""What finance reads: how months stand, what one adds up to, its files, and a year's figures."""

import datetime as dt
import hashlib
import json
from typing import Any

import pytest

from chalicelib.dates import clock
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.payments import lines as payment_run
from chalicelib.payments import run
from chalicelib.reporting import tables as publication
from chalicelib.reporting import yearly_counts
from tests.support import size
from tests.support.app.endpoint import SERVICE, TODAY, Endpoint, register_data
from tests.support.office import sie_reader

NOON = dt.datetime(TODAY.year - 2, 11, 9, 12, tzinfo=clock.STOCKHOLM)
"""When everything here was done: a token of today is valid on every day before."""
MONTH = f"{NOON:%Y-%m}"
AFTER = payment_run.payable_from(MONTH)
FINAL = dt.datetime(NOON.year + 1, 2, 1, 12, tzinfo=clock.STOCKHOLM)


def spent(endpoint: Endpoint) -> list[str]:
    """Three providers' sessions of one month, one of which is taken back; their claims' ids."""
    with endpoint.at(lambda: NOON):
        issued, day = endpoint.issued()["number"], NOON.date().isoformat()
        claims = [endpoint.claim(who, issued, day).json()["claim_id"] for who in ("ana", "bo", "own-unit")]
        endpoint.post(f"/v1/claims/{claims[1]}/reverse", "bo", {"reason": "other"})
    return claims


def sealed(endpoint: Endpoint) -> str:
    """Seal the month as the command line would; the hash that seals it."""
    ledger, register = endpoint.wired.ledger(), endpoint.wired.register
    made = run.Run(register, MONTH)
    made.csv_header()
    for line in payment_run.payment_lines(ledger, register, MONTH):
        made.csv_row(line)
    made.sie_file()
    seal = made.seal_row(AFTER, "office:tester")
    ledger.seal(seal)
    return seal.sha256


@pytest.fixture(params=size.rows(["endpoint"], ["cloud"]))
def either(request: pytest.FixtureRequest) -> Endpoint:
    """The endpoint over SQLite; at full size over DynamoDB too, where `test_app_aws.py` asks for every answer."""
    made: Endpoint = request.getfixturevalue(request.param)
    return made


class TestMonths:
    """A month is open, then ready, then closed."""

    def standing(self, endpoint: Endpoint, now: dt.datetime) -> dict[str, object]:
        """What is told of this month at a moment."""
        with endpoint.at(lambda: now):
            told = endpoint.get(f"/v1/payment-runs?year={NOON.year}", "controller").json()
        found: dict[str, object] = told["months"][NOON.month - 1]
        return found

    def test_it_is_ready_an_hour_after_its_end(self, endpoint: Endpoint) -> None:
        before, after = (self.standing(endpoint, AFTER - dt.timedelta(seconds=n)) for n in (1, 0))
        assert (before["status"], after["status"]) == ("open", "ready")
        assert before["payable_from"] == clock.stamp(AFTER)

    def test_a_closed_one_says_what_is_paid_and_not_who_closed_it(self, either: Endpoint) -> None:
        spent(either)
        sha256 = sealed(either)
        close = self.standing(either, AFTER)["close"]
        assert isinstance(close, dict)
        assert (close["count"], close["sum_ore"], close["sha256"]) == (4, 110_400 + 106_600, sha256)
        assert set(close) == {"count", "sum_ore", "sha256", "closed_at"}

    def test_one_that_is_ready_tells_its_count_and_sum(self, either: Endpoint) -> None:
        spent(either)
        assert self.standing(either, AFTER)["preview"] == {"count": 4, "sum_ore": 217_000}

    def test_twelve_months_stand_in_their_order(self, endpoint: Endpoint) -> None:
        told = endpoint.get("/v1/payment-runs?year=2026", "controller").json()["months"]
        assert [one["month"] for one in told] == [f"2026-{month:02}" for month in range(1, 13)]


class TestOneMonth:
    """The sums are those of its rows, so far or for good."""

    def test_sums_of_an_open_month_are_those_so_far(self, either: Endpoint) -> None:
        spent(either)
        with either.at(lambda: NOON):
            told = either.get(f"/v1/payment-runs/{MONTH}", "controller").json()
        assert (told["status"], told["totals"]["whole"]["rows"]) == ("open", 4)
        by_provider = {one["provider"]: one for one in told["totals"]["providers"]}
        assert {name: one["amount_ore"] for name, one in by_provider.items()} == {
            "ana": 110_400,
            "bo": 0,
            "own-unit": 106_600,
        }
        assert (by_provider["ana"]["batch"], by_provider["own-unit"]["regi"]) == (f"{MONTH}/ana", "own")

    def test_a_month_of_nothing_adds_up_to_nothing(self, endpoint: Endpoint) -> None:
        told = endpoint.get("/v1/payment-runs/2020-01", "controller").json()
        assert (told["status"], told["totals"]["whole"]["amount_ore"]) == ("ready", 0)

    def test_a_sealed_month_that_gives_other_bytes_is_refused(self, endpoint: Endpoint) -> None:
        spent(endpoint)
        sealed(endpoint)
        ledger = endpoint.wired.ledger()
        (claim, *_) = ledger.entries("ana", MONTH, "", 9)
        assert isinstance(ledger, SqliteLedger)
        with ledger._file.transaction("BEGIN IMMEDIATE") as database:
            database.execute("UPDATE claims SET amount_ore = 1 WHERE claim_id = ?", (claim.claim_id,))
        problem = endpoint.get(f"/v1/payment-runs/{MONTH}", "controller").json()
        assert problem["code"] == "not_payable"
        assert problem["why"].startswith(f"{MONTH} was closed with 4 rows and 217000 öre")


class TestFiles:
    """CSV and SIE as the command line writes them."""

    def asked(self, endpoint: Endpoint, kind: str) -> tuple[bytes, str]:
        """A file of the month when it is over, and its name."""
        answer = endpoint.get(f"/v1/payment-runs/{MONTH}", "controller", {"Accept": f"{kind}, */*;q=0.1"})
        assert answer.headers["Content-Type"] == kind
        return answer.body, answer.headers["Content-Disposition"].partition("filename=")[2].strip('"')

    def test_together_they_have_the_hash_of_the_seal(self, either: Endpoint) -> None:
        spent(either)
        sha256 = sealed(either)
        (table, _), (booked, _) = (self.asked(either, kind) for kind in ("text/csv", "application/x-sie"))
        lines = booked.splitlines(keepends=True)
        booked = b"".join(line for line in lines if not line.startswith((b"#KONTO ", b"#KSUMMA ")))
        assert hashlib.sha256(table + booked).hexdigest() == sha256

    def test_the_table_has_a_row_a_line_and_opens_in_a_spreadsheet(self, endpoint: Endpoint) -> None:
        claims = spent(endpoint)
        rows = self.asked(endpoint, "text/csv")[0].decode("utf-8-sig").splitlines()
        assert len(rows) == 5
        assert claims[0] in rows[1]
        assert rows[1].endswith(";1104,00")

    def test_the_accounting_file_is_read_by_another_reader(self, endpoint: Endpoint) -> None:
        spent(endpoint)
        read = sie_reader.read(self.asked(endpoint, "application/x-sie")[0])
        assert read.stated_checksum == read.computed_checksum
        assert read.accounts["463"] == "Familjerådgivning"

    def test_a_name_says_whether_the_month_is_sealed(self, endpoint: Endpoint) -> None:
        spent(endpoint)
        before = self.asked(endpoint, "text/csv")[1]
        sealed(endpoint)
        assert (before, self.asked(endpoint, "text/csv")[1]) == (
            f"kundval-{MONTH}-preview.csv",
            f"kundval-{MONTH}.csv",
        )

    @pytest.mark.parametrize("accept", ["*/*", "application/json, text/csv", "text/html", ""])
    def test_whoever_asks_for_something_else_first_gets_json(self, endpoint: Endpoint, accept: str) -> None:
        answer = endpoint.get(f"/v1/payment-runs/{MONTH}", "controller", {"Accept": accept})
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")


class TestLines:
    """A month's lines, all or one provider's, page by page."""

    def test_a_line_says_where_it_is_booked(self, either: Endpoint) -> None:
        spent(either)
        line = either.get(f"/v1/payment-runs/{MONTH}/lines", "controller").json()["lines"][0]
        assert (line["provider"], line["account"], line["motpart"], line["batch"]) == (
            "ana",
            "463",
            "87",
            f"{MONTH}/ana",
        )

    def test_one_provider_s_lines_are_its_own(self, either: Endpoint) -> None:
        spent(either)
        told = either.get(f"/v1/payment-runs/{MONTH}/lines?provider=bo", "controller").json()
        assert ([line["kind"] for line in told["lines"]], told["sum_ore"]) == (["claim", "reversal"], 0)

    def test_pages_of_it_are_all_of_it(self, endpoint: Endpoint) -> None:
        for _ in range(41):
            issued = endpoint.number()
            for nth in range(1, 6):
                endpoint.claim("ana", issued, nth=nth)
        lines = f"/v1/payment-runs/{TODAY:%Y-%m}/lines"
        first = endpoint.get(lines, "controller").json()
        rest = endpoint.get(f"{lines}?cursor={first['cursor']}", "controller").json()
        assert (len(first["lines"]), len(rest["lines"]), "cursor" in rest) == (200, 5, False)


class TestYear:
    """What a year comes to."""

    def test_figures_are_given_when_nothing_can_change_them(self, either: Endpoint) -> None:
        spent(either)
        told = [self.statistics(either, FINAL - dt.timedelta(days=n)) for n in (1, 0)]
        assert told[0]["code"] == "year_open"
        assert told[0]["final_from"] == f"{NOON.year + 1}-02-01"
        assert told[1]["year"] == NOON.year

    def test_a_figure_from_one_to_four_is_hidden(self, endpoint: Endpoint) -> None:
        spent(endpoint)
        tables = self.statistics(endpoint, FINAL)["services"][SERVICE]["tables"]
        shown = {value for cells in tables.values() for value in cells.values()}
        assert not {1, 2, 3, 4} & shown

    def test_they_are_those_that_the_command_writes(self, endpoint: Endpoint) -> None:
        spent(endpoint)
        wired = endpoint.wired
        counted = yearly_counts.count_for_statistics(
            wired.ledger(), wired.cases(), wired.register, NOON.year, today=TODAY
        )
        expected = publication.content(wired.register, NOON.year, counted)
        assert self.statistics(endpoint, FINAL) == json.loads(json.dumps(expected))

    def test_follow_up_counts_what_was_done_so_far(self, either: Endpoint) -> None:
        spent(either)
        told = either.get(f"/v1/follow-up?year={NOON.year}", "controller").json()
        told = next(service for service in told["services"] if service["service"] == SERVICE)
        assert (told["numbers"]["issued"], told["numbers"]["used"], told["sessions"]) == (1, 2, 2)
        assert (told["spending"]["amount_ore"], told["own_share"]) == (217_000, 0.5)

    def test_a_budget_of_the_register_stands_beside_it(self, endpoint: Endpoint) -> None:
        spent(endpoint)
        budget = {"year": NOON.year, "service": SERVICE, "amount_ore": 240_000}
        with endpoint.rules(register_data(budgets=[budget])):
            told = endpoint.get(f"/v1/follow-up?year={NOON.year}", "controller").json()
        told = next(service for service in told["services"] if service["service"] == SERVICE)
        assert (told["spending"]["used_share"], told["spending"]["alert"]) == (0.9042, True)

    def statistics(self, endpoint: Endpoint, now: dt.datetime) -> dict[str, Any]:
        """The year's figures, asked for at a moment."""
        with endpoint.at(lambda: now):
            found: dict[str, Any] = endpoint.get(f"/v1/statistics?year={NOON.year}", "controller").json()
        return found


class TestOwnFirstSessions:
    """A provider sees its own first sessions a month before those of all are published."""

    PATH = f"/v1/first-sessions?year={NOON.year}"
    NEW_YEAR = payment_run.payable_from(f"{NOON.year}-12")

    def own(self, endpoint: Endpoint, who: str, now: dt.datetime | None = None) -> dict[str, Any]:
        """What is told of the year."""
        with endpoint.at(lambda: now or self.NEW_YEAR):
            told: dict[str, Any] = endpoint.get(self.PATH, who).json()
        return told

    def test_each_sees_its_own_alone(self, either: Endpoint) -> None:
        spent(either)
        told = {who: self.own(either, who)["services"] for who in ("ana", "bo")}
        assert told["ana"] == {SERVICE: {"0-10": 1, "11-20": 0, "21-": 0}}
        assert told["bo"] == {SERVICE: {"0-10": 0, "11-20": 0, "21-": 0}}

    def test_they_are_seen_a_month_before_the_figures_of_all(self, endpoint: Endpoint) -> None:
        before = self.own(endpoint, "ana", self.NEW_YEAR - dt.timedelta(seconds=1))
        assert (before["code"], before["final_from"]) == ("year_open", f"{NOON.year + 1}-01-01")
        assert self.own(endpoint, "ana")["published_from"] == f"{NOON.year + 1}-02-01"

    def test_without_case_reports_all_are_still_published_a_month_later(self, endpoint: Endpoint) -> None:
        asking = [{**one, "case_reports": False} for one in register_data()["services"]]
        with endpoint.rules(register_data(services=asking)), endpoint.at(lambda: self.NEW_YEAR):
            assert endpoint.get(f"/v1/statistics?year={NOON.year}", "controller").json()["code"] == "year_open"

    @pytest.mark.parametrize("who", ["controller", "reception", ""])
    def test_nobody_else_sees_them(self, endpoint: Endpoint, who: str) -> None:
        assert endpoint.get(self.PATH, who).status in (401, 403)

    def test_a_service_that_publishes_none_has_none(self, endpoint: Endpoint) -> None:
        silent = [{**one, "first_sessions": False} for one in register_data()["services"]]
        with endpoint.rules(register_data(services=silent)):
            assert self.own(endpoint, "ana")["services"] == {}
