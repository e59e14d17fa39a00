"""A payment run as CSV and JSON, line by line: what a person opens in a spreadsheet, and what a program reads."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

from chalicelib.payments.lines import PaymentLine, Totals

COLUMNS = tuple(one.name for one in fields(PaymentLine))
BOM = "\ufeff"
_NUMBER = re.compile(r"-?[0-9]+(,[0-9]{2})?")


def csv_header() -> str:
    """Give the first row; with a byte order mark and semicolons, as a Swedish spreadsheet opens a file unasked."""
    return BOM + _row(["batch", *(name for name in COLUMNS if name != "batch"), "amount_kr"])


def csv_line(line: PaymentLine) -> str:
    """Give one row; kronor with a decimal comma stand beside the öre."""
    return _row([*(cell(getattr(line, name)) for name in COLUMNS), kronor(line.amount_ore)])


def cell(value: object) -> str:
    """Write a value so that no spreadsheet reads it as a formula.

    >>> cell("=1+1"), cell(-450), cell(None), cell("2026-10/parhuset")
    ("'=1+1", '-450', '', '2026-10/parhuset')
    """
    text = "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)
    harmless = _NUMBER.fullmatch(text) or not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    return text if harmless else f"'{text}"


def kronor(ore: int) -> str:
    """Write an amount in kronor as Swedish spreadsheets read it.

    >>> kronor(110400), kronor(-5)
    ('1104,00', '-0,05')
    """
    whole, part = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{whole},{part:02}"


def told(line: PaymentLine) -> dict[str, object]:
    """Give one line as plain data; what does not apply is left out."""
    return {name: value for name, value in asdict(line).items() if value is not None}


def json_line(line: PaymentLine) -> str:
    """Give one line as JSON."""
    return _json(told(line))


def sums(totals: Totals) -> dict[str, Any]:
    """Give the sums: in all, by provider, service, account with motpart, and member."""
    return {
        "whole": asdict(totals.whole),
        "providers": list(_sums(totals, "provider")),
        "services": list(_sums(totals, "service")),
        "accounts": list(_sums(totals, "account", "motpart")),
        "members": [one for one in _sums(totals, "member") if one["member"]],
    }


def json_totals(totals: Totals) -> str:
    """Give the sums as JSON."""
    return _json(sums(totals))


def _sums(totals: Totals, *names: str) -> Iterator[dict[str, object]]:
    for key, found in totals.by(*names).items():
        yield {**dict(zip(names, key, strict=True)), **asdict(found)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _row(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(cells)
    return out.getvalue()
