"""POST /v1/adjustments: a service's prices are previewed with their sum, and what was previewed is recorded."""

from typing import Any

import pytest

from chalicelib.service import adjustments
from tests.support.app.endpoint import SERVICE, TODAY, Endpoint, register_data, tariff

PATH = "/v1/adjustments"
ASKED = {"service": SERVICE, "from": f"{TODAY}", "reason": "wrong_tariff"}
DEARER = register_data(tariffs=[tariff("private", 115_000), tariff("own", 115_000)])


def answered(endpoint: Endpoint, **more: object) -> dict[str, Any]:
    """Return the answer's body."""
    body: dict[str, Any] = endpoint.post(PATH, "controller", {**ASKED, **more}).json()
    return body


def test_it_is_previewed_recorded_page_by_page_and_then_nothing_is_left(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adjustments, "PAGE_CLAIMS", 2)
    issued = endpoint.number()
    for nth in (1, 2, 3):
        endpoint.claim("ana", issued, nth=nth)
    with endpoint.rules(DEARER):
        first = answered(endpoint, preview=True)
        second = answered(endpoint, preview=True, cursor=first["cursor"])
        assert [(page["claims"], page["amount_ore"]) for page in (first, second)] == [(2, 9_200), (1, 4_600)]
        assert "cursor" not in second
        done = answered(endpoint, preview=False, register=first["register"])
        assert (done["claims"], done["cursor"]) == (2, first["cursor"])
        answered(endpoint, preview=False, register=first["register"], cursor=done["cursor"])
        assert answered(endpoint, preview=True)["claims"] == 0
    month = endpoint.get(f"/v1/claims?month={TODAY:%Y-%m}", "ana").json()
    assert month["sum_ore"] == 3 * 115_000


def test_what_was_not_previewed_is_not_recorded(endpoint: Endpoint) -> None:
    seen = answered(endpoint, preview=True)["register"]
    assert answered(endpoint, preview=False)["field"] == "register"
    with endpoint.rules(DEARER):
        assert answered(endpoint, preview=False, register=seen)["code"] == "register_changed"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"service": "none"}, "unknown_service"),
        ({"reason": "because"}, "unknown_reason"),
        ({"cursor": "x"}, "invalid_cursor"),
    ],
)
def test_what_does_not_exist_is_refused(endpoint: Endpoint, more: dict[str, str], code: str) -> None:
    assert answered(endpoint, preview=True, **more)["code"] == code


def test_a_provider_may_not(endpoint: Endpoint) -> None:
    assert endpoint.post(PATH, "ana", {**ASKED, "preview": True}).status == 403
