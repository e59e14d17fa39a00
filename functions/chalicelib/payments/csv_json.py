"""A payment run as CSV and JSON, line by line: CSV for a spreadsheet, JSON for a program."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

from chalicelib.payments.lines import PaymentLine, Totals

COLUMNS = tuple(column.name for column in fields(PaymentLine))
BOM = "\ufeff"
_NUMBER = re.compile(r"-?[0-9]+(,[0-9]{2})?")


def csv_header() -> str:
    """Return the header row, with the byte order mark and semicolons that a Swedish spreadsheet expects."""
    return BOM + _row(["batch", *(name for name in COLUMNS if name != "batch"), "amount_kr"])


def csv_line(line: PaymentLine) -> str:
    """Return one row; the last column repeats the amount in kronor with a decimal comma."""
    return _row([*(cell(getattr(line, name)) for name in COLUMNS), kronor(line.amount_ore)])


def cell(value: object) -> str:
    """Format a value so that no spreadsheet reads it as a formula.

    >>> cell("=1+1"), cell(-450), cell(None), cell("2026-10/parhuset")
    ("'=1+1", '-450', '', '2026-10/parhuset')
    """
    text = "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)
    harmless = _NUMBER.fullmatch(text) or not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    return text if harmless else f"'{text}"


def kronor(ore: int) -> str:
    """Format an amount in öre as kronor with a decimal comma, as Swedish spreadsheets read it.

    >>> kronor(110400), kronor(-5)
    ('1104,00', '-0,05')
    """
    whole, part = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{whole},{part:02}"


def line_dict(line: PaymentLine) -> dict[str, object]:
    """Return a line as plain data, without the fields that do not apply."""
    return {name: value for name, value in asdict(line).items() if value is not None}


def json_line(line: PaymentLine) -> str:
    """Return a line as JSON."""
    return _json(line_dict(line))


def totals_dict(totals: Totals) -> dict[str, Any]:
    """Return the totals: overall, by provider, service, account with motpart, and member."""
    return {
        "whole": asdict(totals.grand_total),
        "providers": list(_subtotals(totals, "provider")),
        "services": list(_subtotals(totals, "service")),
        "accounts": list(_subtotals(totals, "account", "motpart")),
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
