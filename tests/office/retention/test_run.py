"""What may go, what may not, and that deleting in part and again comes to the same: over both ledgers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.port import MovedError
from chalicelib.ledger.rows import ClaimRow, without_number
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.reporting.cases.case_store import SqliteCases
from office.retention import run as retention
from office.retention.eraser import Entry, Eraser
from office.retention.eraser_dynamodb import DynamoEraser
from office.retention.eraser_sqlite import SqliteEraser
from office.retention.run import Due, NotDueError, Stores
from tests.support.chalicelib.case_reports import filed
from tests.support.chalicelib.claims import NUMBER
from tests.support.chalicelib.kept import ADJUSTMENT, CLAIM, EVENT, GIVEN_BACK, REVERSAL, SEAL, TAKEN, look, with_claim
from tests.support.chalicelib.ledgers import TABLE

LAST_DAY, DUE_DAY = date(2033, 12, 31), date(2034, 1, 1)
NOW = datetime(2036, 2, 1, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "dynamodb"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Each ledger in turn, with what deletes from it."""
    cases = SqliteCases(tmp_path / "cases.sqlite")
    if request.param == "dynamodb":
        client = request.getfixturevalue("client")
        yield Stores(DynamoLedger(client, TABLE), cases, DynamoEraser(client, TABLE))
        return
    eraser = SqliteEraser(tmp_path / "ledger.sqlite")
    ledger = SqliteLedger(tmp_path / "ledger.sqlite")
    yield Stores(ledger, cases, eraser)
    ledger.close()
    eraser.close()


@pytest.fixture(autouse=True)
def few_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look through few years: an emulated table is slow."""
    monkeypatch.setattr(retention, "FIRST_YEAR", 2024)


def claimed(kept: Stores, valid_to: str = NUMBER.valid_to) -> Stores:
    """A number that ends with 2026 and a claim on it."""
    kept.ledger.issue(replace(NUMBER, valid_to=valid_to), EVENT)
    kept.ledger.append_claim(CLAIM, TAKEN)
    return kept


def paid(kept: Stores, *months: str) -> Stores:
    """Seal November 2026, or these months."""
    for month in months or ("2026-11",):
        kept.ledger.seal(replace(SEAL, month=month))
    return kept


def run(kept: Stores, day: date, *, delete: bool = False) -> dict[int, Due]:
    return retention.apply_retention(kept, day, NOW, lambda _: None, delete=delete)


def test_through_the_seventh_year_after_nothing_may_go(kept: Stores) -> None:
    assert run(paid(claimed(kept)), LAST_DAY, delete=True) == {}
    assert kept.ledger.find_claim(CLAIM.claim_id) is not None


def test_the_day_after_it_claim_and_number_are_counted_in_their_year_and_stay(kept: Stores) -> None:
    assert run(paid(claimed(kept)), DUE_DAY) == {2026: Due(claims=1, numbers=1)}
    assert kept.ledger.snapshot(look()).claim == CLAIM


def test_a_client_is_counted_by_itself_and_deleted_as_a_number_is(kept: Stores) -> None:
    place = without_number(CLAIM.provider, CLAIM.service, "7")
    kept.ledger.append_claim(replace(CLAIM, place=place), replace(TAKEN, place=place, version=1))
    assert run(paid(kept), DUE_DAY, delete=True) == {2026: Due(claims=1, clients=1)}
    assert kept.ledger.numbers([place]) == {}


def test_deleted_nothing_of_them_is_left(kept: Stores) -> None:
    assert run(paid(claimed(kept)), DUE_DAY, delete=True) == {2026: Due(claims=1, numbers=1)}
    view = kept.ledger.snapshot(look())
    assert (view.claim, view.number, kept.ledger.find_claim(CLAIM.claim_id)) == (None, None, None)
    assert kept.ledger.seals(["2026-11"]) == {}
    assert run(kept, DUE_DAY, delete=True) == {}


def test_in_the_table_not_one_item_is_left(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    client = request.getfixturevalue("client")
    ledger, eraser = DynamoLedger(client, TABLE), DynamoEraser(client, TABLE)
    kept = claimed(Stores(ledger, SqliteCases(tmp_path / "cases.sqlite"), eraser))
    ledger.reverse(REVERSAL, 0, [GIVEN_BACK])
    run(paid(kept), DUE_DAY, delete=True)
    assert client.scan(TableName=TABLE)["Items"] == []


def test_in_the_file_not_a_trace_is_left(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    ledger, eraser = SqliteLedger(file), SqliteEraser(file)
    kept = claimed(Stores(ledger, SqliteCases(tmp_path / "cases.sqlite"), eraser))
    run(paid(kept), DUE_DAY, delete=True)
    ledger.close()
    eraser.close()
    assert CLAIM.claim_id.encode() not in file.read_bytes()
    assert NUMBER.issued_at.encode() not in file.read_bytes()


def test_a_claim_stays_as_long_as_what_corrects_it(kept: Stores) -> None:
    claimed(kept).ledger.reverse(replace(REVERSAL, booking_month="2027-01"), 0, [GIVEN_BACK])
    paid(kept, "2026-11", "2027-01")
    assert run(kept, DUE_DAY, delete=True) == {}
    assert kept.ledger.seals(["2026-11"]) != {}
    assert run(kept, date(2035, 1, 1), delete=True) == {2026: Due(claims=1, corrections=1, numbers=1)}
    assert kept.ledger.seals(["2026-11", "2027-01"]) == {}


def test_adjustments_go_with_their_claim(kept: Stores) -> None:
    claimed(kept).ledger.adjust(ADJUSTMENT)
    assert run(paid(kept), DUE_DAY, delete=True) == {2026: Due(claims=1, corrections=1, numbers=1)}


def test_a_number_that_held_longer_stays_without_its_claim(kept: Stores) -> None:
    assert run(paid(claimed(kept, valid_to="2027-11-20")), DUE_DAY, delete=True) == {2026: Due(claims=1)}
    assert kept.ledger.snapshot(look()).number is not None
    assert run(kept, date(2035, 1, 1), delete=True) == {2027: Due(numbers=1)}


def test_a_month_that_nobody_paid_stops_everything(kept: Stores) -> None:
    with_claim(kept.ledger)
    with pytest.raises(NotDueError, match=r"2026-11 was never paid: run python3 build\.py payment-run 2026-11"):
        run(kept, DUE_DAY, delete=True)
    assert kept.ledger.snapshot(look()).claim == CLAIM


def test_nothing_goes_before_its_day(kept: Stores) -> None:
    with pytest.raises(NotDueError, match="2037-01-01 is in the future"):
        run(paid(claimed(kept)), date(2037, 1, 1), delete=True)
    assert kept.ledger.snapshot(look()).claim == CLAIM


def test_a_day_to_come_can_be_asked_about(kept: Stores) -> None:
    assert run(paid(claimed(kept)), date(2037, 1, 1)) == {2026: Due(claims=1, numbers=1)}


def test_many_claims_go_page_by_page(kept: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PAGE_SIZE", 2)
    claimed(kept)
    for nth in range(2, 6):
        kept.ledger.append_claim(_nth(nth), None)
    pages = Watched(kept.eraser)
    found = run(replace(paid(kept), eraser=pages), DUE_DAY, delete=True)  # type: ignore[arg-type]
    assert (found, pages.sizes) == ({2026: Due(claims=5, numbers=1)}, [2, 2, 1])


def test_interrupted_and_run_again_it_ends_the_same(kept: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PAGE_SIZE", 1)
    claimed(kept)
    kept.ledger.append_claim(_nth(2), None)
    broken = replace(paid(kept), eraser=Watched(kept.eraser, stop_after=1))  # type: ignore[arg-type]
    with pytest.raises(MovedError):
        run(broken, DUE_DAY, delete=True)
    assert run(kept, DUE_DAY, delete=True) == {2026: Due(claims=1, numbers=1)}
    assert run(kept, DUE_DAY) == {}


def test_case_reports_go_after_the_second_report_that_follows(kept: Stores) -> None:
    filed(kept.cases, 2024, 2025)
    assert run(kept, date(2027, 3, 31), delete=True) == {}
    assert run(kept, date(2027, 4, 1), delete=True) == {2024: Due(case_reports=1)}
    assert (len(list(kept.cases.of_year(2024))), len(list(kept.cases.of_year(2025)))) == (0, 1)


def test_counters_of_failed_look_ups_are_forgotten_in_a_file_too(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    ledger, eraser = SqliteLedger(file), SqliteEraser(file)
    ledger.count_failure("anyone-1", "2036-01-31T11")
    ledger.count_failure("anyone-2", "2036-02-01T11")
    run(Stores(ledger, SqliteCases(tmp_path / "cases.sqlite"), eraser), DUE_DAY, delete=True)
    with ledger._file.transaction("BEGIN") as database:
        assert [row["caller"] for row in database.execute("SELECT * FROM failures")] == ["anyone-2"]
    ledger.close()
    eraser.close()


def _nth(nth: int) -> ClaimRow:
    return replace(CLAIM, nth=nth, claim_id=f"{nth:032}", recorded_at=f"2026-11-21T11:00:0{nth}.000000Z")


class Watched:
    """An eraser that counts its pages, and fails as a store does after so many of them."""

    def __init__(self, eraser: Eraser, stop_after: int = 99) -> None:
        self._eraser = eraser
        self._stop_after = stop_after
        self.sizes: list[int] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return getattr(self._eraser, name)  # type: ignore[no-any-return]

    def erase(self, entries: list[Entry]) -> None:
        """Count, and fail or pass on."""
        if len(self.sizes) == self._stop_after:
            raise MovedError
        self.sizes.append(len(entries))
        self._eraser.erase(entries)


def test_contacts_are_kept_as_long_and_then_deleted(kept: Stores) -> None:
    contact = ContactRow("a" * 32, "2026-11", "familjeradgivning", "advice")
    kept.ledger.add_contact(contact)
    assert run(kept, LAST_DAY, delete=True) == {}
    assert run(kept, DUE_DAY, delete=True) == {2026: Due(contacts=1)}
    assert kept.ledger.contact((contact.id,)) is None
