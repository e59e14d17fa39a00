"""A payment run: what it adds up to, that it never changes, and that it leaves nothing half-made."""

import csv
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import pypdf
import pytest

from chalicelib.ledger.month_rows import SealRow
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import LedgerEntry
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.payments.lines import NotPayableError
from chalicelib.payments.run import Run
from office.context import Source
from office.payments import run
from office.payments.run import Paid
from tests.support.chalicelib.sample import ONE, OWN, TWO
from tests.support.office import month as spent_month
from tests.support.office import sie_reader
from tests.support.office.month import ACCOUNTS, AFTER, AFTER_NEXT, MONTH, NEXT, Month


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where runs are written."""
    return tmp_path / "runs"


def pay(  # noqa: PLR0913 - what a run is made of
    spent: Month,
    out: Path,
    month: str = MONTH,
    now: dt.datetime = AFTER,
    *,
    by: str = "tester",
    source: Source | None = None,
    statements: bool = False,
    empty: bool = False,
) -> Paid:
    """Make a run."""
    asked, options = source or spent.source(), {"statements": statements, "empty": empty}
    return run.pay_month(asked, month, out, now=now, by=by, progress=lambda _: None, **options)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a run."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rows(out: Path, month: str = MONTH) -> list[dict[str, str]]:
    """The CSV, read."""
    text = (out / month / f"kundval-{month}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@dataclasses.dataclass
class Lagging:
    """A ledger whose index does not have the newest row yet."""

    ledger: Ledger

    def entries(self, provider: str | None, month: str, after: str, limit: int) -> Sequence[LedgerEntry]:
        """Return all but the last."""
        return self.ledger.entries(provider, month, after, limit)[:-1]

    def scan_month(self, month: str, on_page: Callable[[], None]) -> Iterator[LedgerEntry]:
        """Return all."""
        return self.ledger.scan_month(month, on_page)

    def seals(self, months: Sequence[str]) -> Mapping[str, SealRow]:
        """Return all."""
        return self.ledger.seals(months)


class TestSums:
    """Σ payment run = Σ ledger, to the öre, whatever the ledger."""

    def test_a_run_adds_up_to_the_ledger_per_provider(self, ledger: Ledger, out: Path) -> None:
        spent = spent_month.spent(ledger)
        paid = pay(spent, out)
        booked: dict[str, int] = {}
        for row in ledger.scan_month(MONTH):
            booked[row.provider] = booked.get(row.provider, 0) + row.amount_ore
        assert {name: found.amount_ore for (name,), found in paid.totals.by("provider").items()} == booked

    def test_the_known_amounts_follow_from_the_prices(self, sqlite: SqliteLedger, out: Path) -> None:
        found = pay(spent_month.spent(sqlite), out).totals.by("provider")
        exempt_sessions_ore = 3 * (110_400 + 45_000)  # the municipality pays the fee of the exempt
        assert [part.amount_ore for part in found.values()] == [3 * 110_400, exempt_sessions_ore, 2 * 106_600]

    def test_csv_and_json_say_the_same_rows(self, sqlite: SqliteLedger, out: Path) -> None:
        pay(spent_month.spent(sqlite), out)
        told = json.loads((out / MONTH / f"kundval-{MONTH}.json").read_bytes())
        assert [row["claim_id"] for row in told["rows"]] == [row["claim_id"] for row in rows(out)]
        assert sum(row["amount_ore"] for row in told["rows"]) == told["totals"]["whole"]["amount_ore"]

    def test_what_is_paid_counts_claims_less_reversals(self, sqlite: SqliteLedger, out: Path) -> None:
        whole = pay(spent_month.spent(sqlite), out).totals.grand_total
        assert (whole.rows, whole.claims) == (10, 8)

    def test_sums_are_told_by_provider_service_account_and_member(self, sqlite: SqliteLedger, out: Path) -> None:
        pay(spent_month.spent(sqlite), out)
        totals = json.loads((out / MONTH / f"kundval-{MONTH}.json").read_bytes())["totals"]
        assert [one["provider"] for one in totals["providers"]] == sorted((ONE, OWN, TWO))
        assert totals["accounts"][0] | {"rows": 0, "claims": 0, "amount_ore": 0, "fee_ore": 0} == {
            "account": "463",
            "motpart": "87",
            "rows": 0,
            "claims": 0,
            "amount_ore": 0,
            "fee_ore": 0,
        }
        assert totals["members"] == []


class TestRunAgain:
    """The same bytes, or a loud failure."""

    def test_a_second_run_gives_the_same_bytes(self, ledger: Ledger, out: Path) -> None:
        spent = spent_month.spent(ledger)
        first = pay(spent, out)
        before = files(out)
        again = pay(spent, out, now=AFTER_NEXT, by="another")
        assert files(out) == before
        assert (first.first, again.first) == (True, False)

    def test_statements_are_the_same_bytes_too(self, sqlite: SqliteLedger, out: Path) -> None:
        spent = spent_month.spent(sqlite)
        pay(spent, out / "a", statements=True)
        pay(spent, out / "b", statements=True, now=AFTER_NEXT)
        assert files(out / "a") == files(out / "b")

    def test_a_month_that_was_sealed_without_rows_is_made_again_unasked(self, ledger: Ledger, out: Path) -> None:
        spent = spent_month.spent(ledger)
        first = pay(spent, out, NEXT, AFTER_NEXT, empty=True)
        again = pay(spent, out, NEXT, AFTER_NEXT)
        assert (first.first, again.first, again.totals.grand_total.rows) == (True, False, 0)

    def test_a_late_correction_falls_in_the_next_run(self, ledger: Ledger, out: Path) -> None:
        spent = spent_month.spent(ledger)
        pay(spent, out)
        before = files(out / MONTH)
        spent.clock.move(days=20)
        spent.desk.claims.reverse(spent.claims[4], "not_performed", "controller", None)
        pay(spent, out)
        paid = pay(spent, out, NEXT, AFTER_NEXT)
        assert files(out / MONTH) == before
        assert (paid.totals.grand_total.rows, paid.totals.grand_total.amount_ore) == (1, -110_400)

    def test_another_account_after_the_seal_fails_and_leaves_the_first_run(
        self, sqlite: SqliteLedger, out: Path
    ) -> None:
        spent = spent_month.spent(sqlite)
        pay(spent, out)
        before = files(out)
        accounts = tuple(dataclasses.replace(one, account="999") for one in spent.register.accounts)
        changed = spent.source(dataclasses.replace(spent.register, accounts=accounts))
        with pytest.raises(NotPayableError, match="2026-11 was closed with 10 rows"):
            pay(spent, out, source=changed)
        assert files(out) == before

    def test_a_row_that_the_index_does_not_have_yet_stops_the_run(self, sqlite: SqliteLedger, out: Path) -> None:
        spent = spent_month.spent(sqlite)
        source = dataclasses.replace(spent.source(), ledger=cast("Ledger", Lagging(sqlite)))
        with pytest.raises(NotPayableError, match="the index gives 9 rows and the ledger has 10"):
            pay(spent, out, source=source)
        assert files(out) == {}
        assert not sqlite.seals([MONTH])


class TestWhatIsRefused:
    """One sentence, and no file."""

    def test_a_month_that_is_not_over(self, sqlite: SqliteLedger, out: Path) -> None:
        early = AFTER - dt.timedelta(seconds=1)
        with pytest.raises(NotPayableError, match="2026-11 is not over: it can be paid from 2026-12-01 01:00"):
            pay(spent_month.spent(sqlite), out, now=early)

    def test_a_seal_of_a_month_that_is_not_over_is_made_by_nobody(self, sqlite: SqliteLedger) -> None:
        made = Run(spent_month.spent(sqlite).register, MONTH)
        with pytest.raises(NotPayableError, match="2026-11 is not over"):
            made.seal_row(AFTER - dt.timedelta(seconds=1), "tester")

    def test_a_month_without_rows_unless_that_is_meant(self, ledger: Ledger, out: Path) -> None:
        spent = spent_month.spent(ledger)
        with pytest.raises(NotPayableError, match=f"{NEXT} has no rows in {spent_month.PLACE}.*add --empty"):
            pay(spent, out, NEXT, AFTER_NEXT)
        assert (files(out), ledger.seals([NEXT])) == ({}, {})

    def test_a_service_without_an_account(self, sqlite: SqliteLedger, out: Path) -> None:
        with pytest.raises(NotPayableError, match=r"no account for familjeradgivning.*policy/accounts"):
            pay(spent_month.spent(sqlite, ACCOUNTS[1:]), out)
        assert files(out) == {}

    def test_an_account_without_one_for_the_debt(self, sqlite: SqliteLedger, out: Path) -> None:
        one_sided = [{name: value for name, value in one.items() if name != "credit"} for one in ACCOUNTS]
        with pytest.raises(NotPayableError, match="add `credit`"):
            pay(spent_month.spent(sqlite, one_sided), out)
        assert files(out) == {}


class TestSie:
    """Read back by a reader that knows the format only."""

    def test_it_is_whole_and_balances(self, sqlite: SqliteLedger, out: Path) -> None:
        paid = pay(spent_month.spent(sqlite), out)
        read = sie_reader.read((out / MONTH / f"kundval-{MONTH}.si").read_bytes())
        assert read.stated_checksum == read.computed_checksum
        assert [sum(part[2] for part in one.transactions) for one in read.vouchers] == [0, 0, 0]
        booked = [part[2] for one in read.vouchers for part in one.transactions if part[0] == "463"]
        assert sum(booked) * 100 == paid.totals.grand_total.amount_ore

    def test_each_verification_is_a_batch_on_its_account_and_motpart(self, sqlite: SqliteLedger, out: Path) -> None:
        pay(spent_month.spent(sqlite), out)
        read = sie_reader.read((out / MONTH / f"kundval-{MONTH}.si").read_bytes())
        assert [one.text for one in read.vouchers] == [f"{MONTH}/{name}" for name in sorted((ONE, OWN, TWO))]
        account, objects, _ = read.vouchers[0].transactions[0]
        assert (account, objects["20"], objects["21"]) == ("463", "87", "familjeradgivning")

    def test_swedish_letters_travel_in_cp437(self, sqlite: SqliteLedger, out: Path) -> None:
        pay(spent_month.spent(sqlite), out)
        data = (out / MONTH / f"kundval-{MONTH}.si").read_bytes()
        assert sie_reader.read(data).accounts["463"] == "Familjerådgivning"
        assert "#FNAMN Provköping".encode("cp437") in data

    def test_the_reader_sees_a_changed_amount(self, sqlite: SqliteLedger, out: Path) -> None:
        pay(spent_month.spent(sqlite), out)
        data = (out / MONTH / f"kundval-{MONTH}.si").read_bytes().replace(b" 2132.00 ", b" 2133.00 ")
        read = sie_reader.read(data)
        assert read.stated_checksum != read.computed_checksum


class TestStatement:
    """One PDF a provider."""

    def test_it_says_the_batch_the_sum_and_each_session(self, sqlite: SqliteLedger, out: Path) -> None:
        pay(spent_month.spent(sqlite), out, statements=True)
        read = pypdf.PdfReader(out / MONTH / "statements" / f"{ONE}.pdf")
        text = " ".join(page.extract_text() for page in read.pages).replace("\xa0", " ")
        assert f"{MONTH}/{ONE}" in text
        assert "3 312,00" in text
        assert text.count("1 104,00") == 3

    def test_there_is_one_for_each_provider_that_is_paid(self, sqlite: SqliteLedger, out: Path) -> None:
        pay(spent_month.spent(sqlite), out, statements=True)
        assert [path.stem for path in sorted((out / MONTH / "statements").iterdir())] == sorted((ONE, OWN, TWO))
