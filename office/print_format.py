"""Swedish texts, months and amounts for printed documents."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from catalogue.i18n import messages
from catalogue.policy.sentences.traits import Traits
from chalicelib.payments.csv_json import kronor

TEXTS_FILE = Path(__file__).parent / "words.yaml"


@cache
def print_texts() -> Mapping[str, Any]:
    """Return the texts of printed documents, in Swedish only: their readers are Swedish authorities and firms."""
    texts: Mapping[str, Any] = yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8"))
    return texts


def texts_under(policy: Traits) -> Mapping[str, Any]:
    """Return the texts of printed documents as they are under a policy."""
    return {key: _under(policy, value) for key, value in print_texts().items()}


def _under(policy: Traits, value: Any) -> Any:  # noqa: ANN401 - YAML
    if isinstance(value, dict):
        return {key: _under(policy, item) for key, item in value.items()}
    return messages.render(TEXTS_FILE.name, value, policy) if isinstance(value, str) else value


def month_name(month: str) -> str:
    """Format a month in Swedish words.

    >>> month_name("2026-10")
    'oktober 2026'
    """
    first = date.fromisoformat(f"{month}-01")
    return f"{print_texts()['months'][first.month - 1]} {first.year}"


def format_amount(ore: int) -> str:
    """Format an amount in öre as kronor in Swedish prose, with no-break spaces between thousands.

    >>> format_amount(123456789).replace(chr(160), "_"), format_amount(-5)
    ('1_234_567,89', '−0,05')
    """
    whole, _, part = kronor(abs(ore)).partition(",")
    grouped = f"{int(whole):,}".replace(",", "\u00a0")
    return f"{'−' if ore < 0 else ''}{grouped},{part}"
