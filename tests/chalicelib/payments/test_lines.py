"""The rules of a payment run, apart from files."""

import datetime as dt

import pytest

from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.payments import csv_json, lines
from chalicelib.payments.lines import NotPayableError, PaymentLine, Totals
from chalicelib.spreadsheet import inert, verbatim
from tests.support.office import month as spent_month


def line(**changes: object) -> PaymentLine:
    """A line whose every text is harmless unless told otherwise."""
    values: dict[str, object] = dict.fromkeys(PaymentLine.__dataclass_fields__, "a") | {
        "nth": 1,
        "minutes": None,
        "exempt": False,
        "amount_ore": 100,
        "fee_ore": 0,
        "kind": "claim",
    }
    return PaymentLine(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("month", "first"), [("2026-03", "2026-03-31T23:00:00+00:00"), ("2026-12", "2027-01-01T00:00:00+00:00")]
)
def test_a_month_can_be_paid_an_hour_after_it_ends_in_sweden(month: str, first: str) -> None:
    assert lines.payable_from(month).astimezone(dt.UTC).isoformat() == first


def test_the_last_second_before_is_refused() -> None:
    with pytest.raises(NotPayableError):
        lines.refuse_early("2026-10", lines.payable_from("2026-10") - dt.timedelta(microseconds=1))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start: str) -> None:
    for shown in (inert, verbatim):
        assert csv_json.cell(f"{start}cmd|'/C calc'!A0", shown) == f"'{start}cmd|'/C calc'!A0"


def test_a_code_that_a_spreadsheet_would_change_has_an_apostrophe_and_a_day_has_none() -> None:
    changed = line(reference="00123", member="0180", date="2026-11-02")
    cells = csv_json.csv_line(changed, 4).split(";")
    assert [cells[csv_json.COLUMNS.index(name)] for name in ("reference", "member", "date")] == [
        "'00123",
        "'0180",
        "2026-11-02",
    ]


def test_a_month_that_was_closed_before_keeps_its_references_bare() -> None:
    assert csv_json.csv_line(line(reference="00123"), 3).split(";")[csv_json.COLUMNS.index("reference")] == "00123"


def test_what_is_paid_by_budget_alone_is_listed_and_not_posted() -> None:
    totals = Totals()
    for posted in (line(amount_ore=0, account="", tariff=""), line()):
        totals.add(posted)
    assert totals.grand_total.rows == 2
    assert [key.account for key in totals.posted().subtotals] == ["a"]
    assert "account" not in csv_json.line_dict(line(account="", tariff=""))


def test_a_reversal_counts_as_one_claim_less_and_an_adjustment_as_none() -> None:
    totals = Totals()
    for kind, amount_ore in (("claim", 100), ("claim", 100), ("reversal", -100), ("adjustment", 7)):
        totals.add(line(kind=kind, amount_ore=amount_ore))
    assert (totals.grand_total.claims, totals.grand_total.amount_ore, totals.grand_total.rows) == (1, 107, 4)


def test_an_empty_month_adds_up_to_nothing() -> None:
    assert (Totals().grand_total.rows, Totals().grand_total.amount_ore) == (0, 0)


@pytest.mark.parametrize("page_rows", [1, 3, 10, 11])
def test_pages_of_any_size_give_the_same_rows(sqlite: SqliteLedger, page_rows: int) -> None:
    spent_month.spent(sqlite)
    found = [row.sequence for row in lines.month_rows(sqlite, spent_month.MONTH, page_rows)]
    assert found == sorted(row.sequence for row in sqlite.scan_month(spent_month.MONTH))
