"""A payment run as CSV and JSON, line by line: CSV for a spreadsheet, JSON for a program."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from typing import Any

from chalicelib.payments.lines import PaymentLine, Totals
from chalicelib.spreadsheet import BYTE_ORDER_MARK, inert, verbatim

COLUMNS = tuple(column.name for column in fields(PaymentLine))
VERBATIM_SINCE = 4
"""The first of the run's layouts in which a spreadsheet leaves codes and references as they are."""
_DAYS = ("date", "recorded_at")  # which a spreadsheet may read as days


def csv_header() -> str:
    """Return the header row, with the byte order mark and semicolons that a Swedish spreadsheet expects."""
    return BYTE_ORDER_MARK + _row(["batch", *(name for name in COLUMNS if name != "batch"), "amount_kr"])


def csv_line(line: PaymentLine, layout: int) -> str:
    """Return one row; the last column repeats the amount in kronor with a decimal comma."""
    shown = verbatim if layout >= VERBATIM_SINCE else inert
    cells = (cell(getattr(line, name), inert if name in _DAYS else shown) for name in COLUMNS)
    return _row([*cells, kronor(line.amount_ore)])


def cell(value: object, shown: Callable[[str], str]) -> str:
    """Format a value, and a text so that a spreadsheet shows it as it is.

    >>> cell("=1+1", inert), cell("00123", verbatim), cell(-450, verbatim), cell(None, inert), cell(True, inert)
    ("'=1+1", "'00123", '-450', '', '1')
    """
    if isinstance(value, str):
        return shown(value)
    return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)


def kronor(ore: int) -> str:
    """Format an amount in öre as kronor with a decimal comma, as Swedish spreadsheets read it.

    >>> kronor(110400), kronor(-5)
    ('1104,00', '-0,05')
    """
    whole, part = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{whole},{part:02}"


def line_dict(line: PaymentLine) -> dict[str, object]:
    """Return a line as plain data, without the fields that do not apply."""
    return {name: value for name, value in asdict(line).items() if value not in {None, ""}}


def json_line(line: PaymentLine) -> str:
    """Return a line as JSON."""
    return _json(line_dict(line))


def totals_dict(totals: Totals) -> dict[str, Any]:
    """Return the totals: overall, by provider, service, account with motpart, and member."""
    return {
        "whole": asdict(totals.grand_total),
        "providers": list(_subtotals(totals, "provider")),
        "services": list(_subtotals(totals, "service")),
        "accounts": list(_subtotals(totals.posted(), "account", "motpart")),
        "members": [subtotal for subtotal in _subtotals(totals, "member") if subtotal["member"]],
    }


def json_totals(totals: Totals) -> str:
    """Return the totals as JSON."""
    return _json(totals_dict(totals))


def _subtotals(totals: Totals, *names: str) -> Iterator[dict[str, object]]:
    for key, subtotal in totals.by(*names).items():
        yield {**dict(zip(names, key, strict=True)), **asdict(subtotal)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _row(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(cells)
    return out.getvalue()
