"""What an old ledger proves, row by row: nothing from before the copy, and no number of which a claim is missing."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.ledger.rows import WITHOUT_NUMBER
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.rules.claim_request import Claim
from ops.self_hosted import restored_page, standing
from tests.support.chalicelib.kept import with_claim, with_claims
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, desk, issued
from tests.support.chalicelib.talk import refused


def change(file: Path, *statements: str) -> None:
    """Change rows of a ledger that is not in use."""
    with closing(sqlite3.connect(file)) as database, database:
        for statement in statements:
            database.execute(statement)


def test_an_old_file_from_before_the_copy_revives_no_number_that_the_copy_has_revoked(tmp_path: Path) -> None:
    old, copy = tmp_path / "old.sqlite", tmp_path / "copy.sqlite"
    ledger = SqliteLedger(old)
    number = issued(desk(ledger))
    ledger.close()
    shutil.copy(old, copy)
    ledger = SqliteLedger(copy)
    desk(ledger).numbers.revoke(number, "moved", "reception-1")
    ledger.close()
    assert standing.take_over(copy, old).unproved == 1
    ledger = SqliteLedger(copy)
    assert refused(desk(ledger).claims.claim(ONE, number, Claim(SERVICE, TODAY))) == "number_revoked"
    ledger.close()


def test_a_number_whose_sums_add_up_is_not_proved_while_a_claim_that_it_counts_is_missing(tmp_path: Path) -> None:
    old, copy = tmp_path / "old.sqlite", tmp_path / "copy.sqlite"
    for file, claims in ((old, 2), (copy, 0)):
        ledger = SqliteLedger(file)
        with_claims(ledger, claims)
        ledger.close()
    change(old, "DELETE FROM claims WHERE nth = 2", "UPDATE numbers SET used = 1")  # as if it had consumed nothing
    taken = standing.take_over(copy, old)
    assert (taken.unproved, taken.added["claims"]) == (1, 0)


def test_a_claim_for_a_service_without_numbers_is_taken_over_by_itself(tmp_path: Path) -> None:
    old, copy = tmp_path / "old.sqlite", tmp_path / "copy.sqlite"
    ledger = SqliteLedger(old)
    with_claim(ledger)
    ledger.close()
    without_number = f"UPDATE claims SET place = '{WITHOUT_NUMBER}ana#service'"  # noqa: S608 - a constant
    change(old, "DELETE FROM numbers", "DELETE FROM events", without_number)
    taken = standing.take_over(copy, old)
    assert (taken.added, taken.unproved, taken.is_whole) == ({"claims": 1}, 0, True)


@pytest.mark.parametrize(("month", "months"), [(11, []), (12, ["2026-11"])])
def test_a_month_may_have_been_paid_when_it_has_ended(tmp_path: Path, month: int, months: list[str]) -> None:
    file = tmp_path / "ledger.sqlite"
    ledger = SqliteLedger(file)
    with_claim(ledger)
    ledger.close()
    assert restored_page.open_months(file, datetime(2026, month, 15, tzinfo=UTC)) == months
