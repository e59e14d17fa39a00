"""Accounts with several roles: which one a route uses, and who is said to be signed in."""

import json
from typing import Any, Final

import pytest

from tests.support.app.endpoint import TODAY, Endpoint

MONTH: Final = f"/v1/claims?month={TODAY:%Y-%m}"


class TestSeveralRoles:
    """An officer may be reception and finance, and a provider's accountant may be the municipality's too."""

    def role(self, endpoint: Endpoint) -> str:
        """The role in the last line of the log."""
        return str(json.loads(endpoint.lines[-1]).get("role", ""))

    @pytest.mark.parametrize(
        ("path", "body", "role"),
        [
            ("/v1/numbers", {"service": "familjeradgivning"}, "reception"),
            (f"/v1/payment-runs?year={TODAY.year}", None, "controller"),
            (MONTH, None, "controller"),
        ],
    )
    def test_a_route_uses_the_one_that_it_needs_and_the_log_says_which(
        self, endpoint: Endpoint, path: str, body: dict[str, Any] | None, role: str
    ) -> None:
        who = "reception controller"
        answer = endpoint.get(path, who) if body is None else endpoint.post(path, who, body)
        assert (answer.status in {200, 201}, self.role(endpoint)) == (True, role)

    def test_where_two_would_do_one_has_to_be_named(self, endpoint: Endpoint) -> None:
        answer = endpoint.get(MONTH, "controller ana")
        problem = answer.json()
        assert (answer.status, problem["code"], problem["roles"]) == (400, "role_required", ["provider", "controller"])
        assert self.role(endpoint) == "provider controller"

    @pytest.mark.parametrize(("role", "providers"), [("provider", {"ana"}), ("controller", {"ana", "bo"})])
    def test_the_named_role_is_the_one_that_is_used(self, endpoint: Endpoint, role: str, providers: set[str]) -> None:
        for who in ("ana", "bo"):
            endpoint.claim(who, endpoint.number())
        rows = endpoint.get(MONTH, "controller ana", {"Kundval-Role": role}).json()["rows"]
        assert ({row["provider"] for row in rows}, self.role(endpoint)) == (providers, role)

    @pytest.mark.parametrize(("role", "status"), [("provider", 404), ("controller", 201)])
    def test_another_providers_claim_is_reversed_as_controller_only(
        self, endpoint: Endpoint, role: str, status: int
    ) -> None:
        claim_id = endpoint.claim("bo", endpoint.number()).json()["claim_id"]
        path, headers = f"/v1/claims/{claim_id}/reverse", {"Kundval-Role": role}
        assert endpoint.post(path, "controller ana", {"reason": "other"}, headers).status == status

    @pytest.mark.parametrize(
        ("who", "named", "refusal"),
        [
            ("ana", "admin", (400, "invalid_field")),
            ("ana", "", (400, "invalid_field")),
            ("ana", "Provider", (400, "invalid_field")),
            ("controller ana", "provider, controller", (400, "invalid_field")),
            ("ana", "controller", (403, "forbidden")),
            ("controller", "provider", (403, "forbidden")),
            ("reception controller", "reception", (403, "forbidden")),
        ],
    )
    def test_a_role_that_does_not_fit_is_refused(
        self, endpoint: Endpoint, who: str, named: str, refusal: tuple[int, str]
    ) -> None:
        answer = endpoint.get(MONTH, who, {"Kundval-Role": named})
        assert (answer.status, answer.json()["code"]) == refusal

    def test_a_refusal_for_the_role_logs_the_roles_that_there_were(self, endpoint: Endpoint) -> None:
        answer = endpoint.post("/v1/claims", "reception controller", {})
        assert (answer.json()["code"], self.role(endpoint)) == ("forbidden", "reception controller")


class TestWhoIsSignedIn:
    """GET /v1/caller, which staff pages ask so that they need not read a token."""

    @pytest.mark.parametrize(
        ("who", "roles", "provider"),
        [
            ("reception", ["reception"], None),
            ("reception controller", ["reception", "controller"], None),
            ("ana", ["provider"], "ana"),
            ("controller ana", ["provider", "controller"], "ana"),
            ("controller gone", ["controller"], None),
        ],
    )
    def test_it_says_every_role_that_can_be_used_now(
        self, endpoint: Endpoint, who: str, roles: list[str], provider: str | None
    ) -> None:
        caller = endpoint.get("/v1/caller", who).json()
        assert (caller["roles"], caller.get("provider")) == (roles, provider)

    def test_a_provider_whose_time_is_over_is_told_so(self, endpoint: Endpoint) -> None:
        answer = endpoint.get("/v1/caller", "gone")
        assert (answer.status, answer.json()["code"]) == (403, "not_authorised")

    def test_the_role_of_the_page_that_asks_does_not_matter(self, endpoint: Endpoint) -> None:
        answers = [
            endpoint.get("/v1/caller", "reception", {"Kundval-Role": role}) for role in ("reception", "provider")
        ]
        assert [answer.json()["roles"] for answer in answers] == [["reception"], ["reception"]]
