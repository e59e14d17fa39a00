"""Every refusal of the claim endpoint that a person at a desk can meet has a sentence there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.api.problems import PROBLEM_TYPES
from tests.support.catalogue.wording import words

OPENAPI = Path(__file__).parents[3] / "functions" / "chalicelib" / "data" / "openapi.yaml"
DESKS = {
    "/v1/numbers/revoke": ("staff.change_{}",),
    "/v1/numbers/extend": ("staff.change_{}",),
    "/v1/numbers/unlock": ("staff.change_{}",),
    "/v1/numbers/replace": ("staff.change_{}",),
    "/v1/numbers/give-back": ("staff.change_{}",),
    "/v1/numbers/hand-over": ("staff.change_{}",),
    "/v1/claims": ("staff.report_{}", "staff.why_{}"),
    "/v1/payment-runs/{month}": ("finance.fault_{}",),
    "/v1/payment-runs/{month}/close": ("finance.fault_{}", "finance.close_{}.other"),
    "/v1/statistics": ("finance.fault_{}",),
    "/v1/follow-up": ("finance.fault_{}",),
}
BY_THE_PAGE = {  # only a fault of the page could send what is refused so, or its field says it before anything is sent
    "idempotency_conflict",
    "invalid_body",
    "invalid_cursor",
    "invalid_field",
    "minutes_required",
    "missing_field",
    "month_empty",
    "role_required",
    "unknown_field",
    "unknown_reason",
    "unknown_service",
}
OF_A_NUMBER = {"number_mistyped", "personal_identity_number"}  # a number that was looked up is neither


def codes(part: object) -> Iterator[str]:
    """Yield the problem codes within a part of the API's description."""
    if isinstance(part, dict):
        for value in part.values():
            yield from codes(value)
    elif isinstance(part, list):
        for value in part:
            yield from [value] if isinstance(value, str) and value in PROBLEM_TYPES else codes(value)


@pytest.fixture(scope="module")
def paths() -> dict[str, Any]:
    """Return what the API's description says of each route."""
    described: dict[str, Any] = yaml.load(OPENAPI.read_text(encoding="utf-8"), yaml.CSafeLoader)["paths"]
    return described


@pytest.mark.parametrize(("route", "keys"), DESKS.items())
@pytest.mark.parametrize("lang", ["sv", "en", "fi"])
def test_every_refusal_has_its_sentence(paths: dict[str, Any], route: str, keys: tuple[str, ...], lang: str) -> None:
    met = set(codes(paths[route])) - BY_THE_PAGE - (set() if route == "/v1/claims" else OF_A_NUMBER)
    texts = words("sv", "en", "fi")[lang].texts
    assert {code for code in met if not any(key.format(code) in texts for key in keys)} == set()
