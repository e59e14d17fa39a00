"""How the office writes in print: its words, months and amounts, in Swedish."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chalicelib.payments.csv_json import kronor

WORDS = Path(__file__).parent / "words.yaml"


@cache
def words() -> Mapping[str, Any]:
    """Read the office's words: what stands in print is Swedish, for its readers are Swedish authorities and firms."""
    read: Mapping[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return read


def month_name(month: str) -> str:
    """Write a month out.

    >>> month_name("2026-10")
    'oktober 2026'
    """
    first = date.fromisoformat(f"{month}-01")
    return f"{words()['months'][first.month - 1]} {first.year}"


def spaced(ore: int) -> str:
    """Write an amount as Swedish prose does, with no-break spaces between thousands.

    >>> spaced(123456789).replace(chr(160), "_"), spaced(-5)
    ('1_234_567,89', '−0,05')
    """
    whole, _, part = kronor(abs(ore)).partition(",")
    grouped = f"{int(whole):,}".replace(",", "\u00a0")
    return f"{'−' if ore < 0 else ''}{grouped},{part}"
