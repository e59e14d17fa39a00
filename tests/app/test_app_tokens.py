"""Tokens through the real handler: what is wrong with one in every way that we know of, and that none is let in."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import app
from chalicelib.service.token_verifier import Verifier
from tests.support.app import wrong_claims, wrong_tokens
from tests.support.app.endpoint import NOON, TODAY, Endpoint
from tests.support.app.signed_tokens import (
    BY_SUPPLIERS,
    KEYS,
    NOW_SECONDS,
    STAFF,
    SUPPLIERS,
    claims,
    es256,
    token,
    with_member,
)
from tests.support.tables import assert_rows

WAYS = {name: (text, reason) for name, text, reason in (*wrong_tokens.every_way(), *wrong_claims.every_way())}
LEAST_WAYS = 130
LONGEST = 8192
LETTERS_OF_A_BYTE = 2  # of base64
REASONS = {
    "malformed",
    "too_long",
    "algorithm",
    "unknown_key",
    "signature",
    "issuer",
    "audience",
    "missing_claim",
    "expired",
    "not_yet_valid",
    "subject",
    "role",
    "provider",
}


@pytest.fixture
def asked() -> list[str]:
    """The addresses that keys were fetched from."""
    return []


@pytest.fixture
def gate(endpoint: Endpoint, asked: list[str]) -> Iterator[Endpoint]:
    """The endpoint with an issuer for staff and one for providers, at noon."""

    def fetch(url: str) -> bytes:
        asked.append(url)
        return KEYS[url]

    verifier = Verifier((STAFF, SUPPLIERS), fetch, lambda: 0.0, lambda: NOW_SECONDS)
    with endpoint.at(lambda: NOON):
        app.configure(replace(app.wired(), verifier=lambda: verifier))
        yield endpoint


def answer(gate: Endpoint, text: str) -> tuple[int, str, str]:
    """Return status, code and reason of the answer to a token."""
    response = gate.raw("GET", "/v1/caller", {"authorization": f"Bearer {text}"})
    problem = response.json()
    return response.status, problem.get("code", ""), problem.get("reason", "")


def caller(gate: Endpoint, text: str) -> Any:  # noqa: ANN401 - JSON is any
    """Return who the answer to a token says is signed in."""
    return gate.raw("GET", "/v1/caller", {"authorization": f"Bearer {text}"}).json()


class TestWrong:
    """None is let in, none is a fault of ours, and each is refused with its reason."""

    def test_no_way_leads_in(self, gate: Endpoint) -> None:
        rows = [(name, (401, "unauthorised", reason)) for name, (_, reason) in WAYS.items()]
        assert_rows(rows, lambda name: answer(gate, WAYS[name][0]))

    def test_the_log_has_the_reason_of_each_and_nothing_of_the_token(self, gate: Endpoint) -> None:
        for text, _ in WAYS.values():
            answer(gate, text)
        lines = [json.loads(line) for line in gate.lines]
        assert [line["code"] for line in lines] == [reason for _, reason in WAYS.values()]
        assert {tuple(line) for line in lines} == {("route", "status", "code", "duration_ms")}
        assert "eyJ" not in "".join([*gate.lines, *(response.body.decode() for response in gate.answers)])

    def test_keys_are_fetched_from_the_addresses_of_the_register_alone(self, gate: Endpoint, asked: list[str]) -> None:
        for text, _ in WAYS.values():
            answer(gate, text)
        assert sorted(asked) == sorted(KEYS)

    def test_no_character_of_a_good_token_may_be_another(self, gate: Endpoint) -> None:
        good = token()
        assert answer(gate, good)[0] == 200
        places = [place for place, character in enumerate(good) if character != "."]
        others = {place: "B" if good[place] != "B" else "C" for place in places}
        rows = [(place, 401) for place in places]
        assert_rows(rows, lambda place: answer(gate, good[:place] + others[place] + good[place + 1 :])[0])

    @pytest.mark.parametrize(("opened", "closed", "depth"), [("[", "]", 2500), ('{"":', "}", 1000)])
    def test_depth_is_no_fault_of_ours(self, gate: Endpoint, opened: str, closed: str, depth: int) -> None:
        """How deep is too deep to be read depends on Python; the token is not signed by the issuer in any case."""
        nested = f'"more": {opened * depth}1{closed * depth}'
        status, _, reason = answer(gate, token(with_member(claims(), nested), wrong_tokens.BY_STRANGER))
        assert (status, reason in {"malformed", "signature"}) == (401, True)

    def test_there_are_many_ways_and_every_reason_has_one(self) -> None:
        assert len({text for text, _ in WAYS.values()}) >= LEAST_WAYS
        assert {reason for _, reason in WAYS.values()} == REASONS


class TestRight:
    """The same tokens without their fault are let in: what is refused above is refused for that alone."""

    def test_it_is_let_in_with_the_roles_that_its_issuer_may_give(self, gate: Endpoint) -> None:
        rows = [
            (token(), ["reception"]),
            (token(claims(), es256, alg="ES256", kid="ec"), ["reception"]),
            (token(typ="at+jwt"), ["reception"]),
            (token(jku="https://evil.example/jwks", jwk={}, x5u=7, x5c=None), ["reception"]),
            (token(claims(role=["controller", "reception", "admin"])), ["reception", "controller"]),
            (token(claims(aud=["account", "kundval"])), ["reception"]),
            (token(claims(iat=NOW_SECONDS + 30, nbf=NOW_SECONDS + 30)), ["reception"]),
            (token(claims(exp=NOW_SECONDS - 29)), ["reception"]),
            (token(claims(exp=253_402_300_799)), ["reception"]),
            (token(claims(sub="x" * 255)), ["reception"]),
            (token(claims(more="\U0001f511 \ud800")), ["reception"]),
            (token(claims(role=["reception", "provider"], provider="ana")), ["reception"]),
            (token(claims(SUPPLIERS), BY_SUPPLIERS), ["provider"]),
            (token(claims(SUPPLIERS, provider=["ana"], role=["provider", "controller"]), BY_SUPPLIERS), ["provider"]),
        ]
        assert_rows(rows, lambda text: caller(gate, text)["roles"])

    def test_the_longest_that_is_read_has_8192_characters(self, gate: Endpoint) -> None:
        nearly = (LONGEST - len(token())) * 3 // 4
        texts = [token(claims(more="x" * count)) for count in range(nearly - 40, nearly + 40)]
        longest = max((text for text in texts if len(text) <= LONGEST), key=len)
        shortest = min((text for text in texts if len(text) > LONGEST), key=len)
        assert [answer(gate, text)[0] for text in (longest, shortest)] == [200, 401]
        assert len(shortest) - len(longest) <= LETTERS_OF_A_BYTE

    def test_a_problem_of_a_missing_token_has_no_reason(self, gate: Endpoint) -> None:
        response = gate.raw("GET", f"/v1/claims?month={TODAY:%Y-%m}", {})
        assert (response.status, "reason" in response.json()) == (401, False)
