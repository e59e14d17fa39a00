"""The function is heard out: its own patience ends before Lambda stops it and API Gateway stops listening."""

import json
from pathlib import Path

from chalicelib.ledger.dynamodb_table import CONNECT_TIMEOUT_S, READ_TIMEOUT_S
from chalicelib.ledger.retry import RetryPolicy
from chalicelib.service.claims import BATCH_S

CONFIG = Path(__file__).parents[3] / "functions" / ".chalice" / "config.json"
GATEWAY_S = 29
"""API Gateway's own limit for a REST API."""
CALL_S = CONNECT_TIMEOUT_S + READ_TIMEOUT_S
LIMIT_S = RetryPolicy().limit_s


def test_a_function_may_take_as_long_as_the_gateway_listens() -> None:
    assert json.loads(CONFIG.read_text(encoding="utf-8"))["lambda_timeout"] == GATEWAY_S


def test_the_longest_claim_ends_in_time_also_as_the_last_of_a_batch() -> None:
    claim_s = LIMIT_S + 2 * CALL_S  # patience ends with the beginning of a last look and write
    counted_s = LIMIT_S + CALL_S
    assert BATCH_S + claim_s + counted_s < GATEWAY_S


def test_the_longest_reversal_ends_in_time() -> None:
    assert LIMIT_S + 5 * CALL_S < GATEWAY_S  # pointer, look, adjustments, heir, write
